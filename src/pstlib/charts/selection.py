"""The statuses of actions chosen among many plans, by organisation, theme or any other group."""

from typing import Any

import pandas as pd

from pstlib.charts.chart import Chart
from pstlib.charts.theme import INK_2, status_legend, status_marker, text_colour
from pstlib.charts.wording import clean, plotly_lines, plotly_text, wrap
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS
from pstlib.text import NBSP, NC

MOST = 25
"""Groups drawn at most: more can't be read; the table behind the chart has them all."""
_LABEL, _NARROW_LABEL, _ROW = 250, 130, 30


def statuses_by(actions: pd.DataFrame, by: str, *, heading: str, source: str) -> Chart:
    """Draw how many actions of each status a group has, the largest group first.

    Args:
        actions: One row an action: ``statut`` and the column ``by``.
        by: Column of the groups; a missing one is « n. c. ».
        heading: What the groups are called, in the singular: « Organisme ».
        source: Where the actions come from.
    """
    counts = _counts(actions, by)
    drawn = counts.head(MOST)
    n = counted(len(actions), "action")
    hidden = len(counts) - len(drawn)
    aside = f" Les {hidden} suivants sont dans le tableau." if hidden > 0 else ""
    return Chart(
        identifiant=f"choix-{by.replace('_', '-')}",
        titre=_title(counts, n),
        sous_titre=f"Nombre d’actions par statut et par {heading.lower()}.{aside}",
        figure=_figure(drawn, _LABEL),
        figure_etroite=_figure(drawn, _NARROW_LABEL),
        alternative=f"{n}, par {heading.lower()}{NBSP}: {_in_words(drawn)}",
        table=counts.rename(columns=STATUS_LABELS).rename_axis(heading).reset_index(),
        source=source,
        n=n,
        legende=status_legend([status for status in STATUS_LABELS if counts[status].any()]),
    )


def _counts(actions: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the actions of each group and status: one column a status, then ``Actions``."""
    groups = actions[by].astype(object).where(actions[by].notna(), NC).map(clean)
    counts = pd.crosstab(groups, actions["statut"]).reindex(columns=list(STATUS_LABELS))
    full = counts.fillna(0).astype("int64").assign(Actions=lambda table: table.sum(axis=1))
    ranked = full.rename_axis(index="groupe").reset_index()
    ranked = ranked.sort_values(["Actions", "groupe"], ascending=[False, True])
    return ranked.set_index("groupe")


def _title(counts: pd.DataFrame, n: str) -> str:
    if counts.empty:
        return "Aucune action ne répond à ce choix"
    first = counts.index[0]
    most = counted(int(counts["Actions"].iloc[0]), "action")
    return f"{n}{NBSP}: {first} en a le plus ({most})" if len(counts) > 1 else f"{n}{NBSP}: {first}"


def _figure(counts: pd.DataFrame, label: int) -> dict[str, Any]:
    widest = max(int(counts["Actions"].max()) if len(counts) else 0, 1)
    return {
        "data": [_trace(counts, status) for status in STATUS_LABELS if counts[status].any()],
        "layout": {
            "height": max(len(counts), 1) * _ROW + 34,
            "barmode": "stack",
            "margin": {"l": label + 14, "r": 26, "t": 4, "b": 30},
            "xaxis": {"range": [0, widest * 1.02], "nticks": 6},
            "yaxis": {"range": [max(len(counts), 1) - 0.5, -0.5]},
            "annotations": [
                _name(str(name), int(total), place, label)
                for place, (name, total) in enumerate(counts["Actions"].items())
            ],
        },
    }


def _trace(counts: pd.DataFrame, status: str) -> dict[str, Any]:
    kept = [(i, str(name), int(n)) for i, (name, n) in enumerate(counts[status].items()) if n]
    label = STATUS_LABELS[status]  # type: ignore[index]
    return {
        "type": "bar",
        "orientation": "h",
        "name": label,
        "y": [place for place, _, _ in kept],
        "x": [n for _, _, n in kept],
        "width": 0.62,
        "text": [str(n) for _, _, n in kept],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": text_colour(status), "size": 12},
        "marker": status_marker(status),
        "customdata": [plotly_lines([name, f"{label} : {counted(n, 'action')}"])
                       for _, name, n in kept],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _name(name: str, total: int, place: int, label: int) -> dict[str, Any]:
    words = plotly_lines(wrap(name, label - 40, 1, 12))
    count = plotly_text(str(total))
    return {
        "y": place,
        "xshift": -label - 14,
        "text": f'{words} – <span style="color:{INK_2}">{count}</span>',
        "font": {"size": 12},
    }


def _in_words(counts: pd.DataFrame) -> str:
    said = [f"{name} {total}" for name, total in counts["Actions"].items()]
    return f"{', '.join(said)}." if said else "aucune."
