"""Statuses by strategic objective, as stacked bars with their counts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.chart import Chart
from pstlib.charts.evaluation.facts import objective_counts, status_words, tracking_source
from pstlib.charts.theme import INK_2, status_legend, status_marker, text_colour
from pstlib.charts.wording import clean, numbered, plotly_lines, plotly_text, short_code, wrap
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, plural
from pstlib.model.statuses import STATUS_LABELS, Level
from pstlib.text import NBSP, fr_long_date

_LABEL_WIDTH = 290
_TICKS = [0, 25, 50, 75, 100]
_WHOLE = "Ensemble du PST"


def status_by_objective(ev: Evaluation) -> Chart:
    """Draw the share of each status among the assessed actions of each strategic objective."""
    rows = _rows(ev)
    total = objective_counts(ev.chiffres)
    day = fr_long_date(ev.date_arrete)
    return Chart(
        identifiant="statuts",
        titre=_title(rows, ev),
        sous_titre=f"Part des actions évaluées, par statut, au {day}{NBSP}; "
        "le nombre d’actions est écrit dans chaque segment.",
        figure=_figure(rows, narrow=False),
        figure_etroite=_figure(rows, narrow=True),
        alternative=f"Statuts au {day}. {_in_words(rows)}",
        table=_table(rows),
        source=tracking_source(ev),
        n=counted(sum(total.values()), "action évaluée", "actions évaluées"),
        legende=status_legend([status for status, n in total.items() if n]),
    )


def _rows(ev: Evaluation) -> list[dict[str, Any]]:
    """Give the whole plan, then each strategic objective that has assessed actions."""
    whole = ev.chiffres | {"nom": _WHOLE, "libelle": _WHOLE}
    named = [
        row | {"nom": numbered(row["code"], row["libelle"]), "libelle": clean(row["libelle"])}
        for row in ev.lignes_objectifs
        if row["niveau"] == Level.OS
    ]
    return [row for row in [whole, *named] if row["n_evaluees"]]


def _title(rows: list[dict[str, Any]], ev: Evaluation) -> str:
    """Name the objectives with the largest and smallest shares of done actions, if any differ."""
    whole = ev.chiffres
    pursued = [row for row in rows[1:] if row["n_poursuivies"]]
    ranked = sorted(pursued, key=lambda row: row["taux_realisation"])
    if not ranked or ranked[0]["taux_realisation"] == ranked[-1]["taux_realisation"]:
        if 0 < whole["n_poursuivies"] == whole["n_INCONNU"]:
            # Unknown isn't undone.
            n = int(whole["n_poursuivies"])
            which = f"des {n} actions poursuivies" if n > 1 else "de la seule action poursuivie"
            return f"Le statut {which} est inconnu"
        return _overall(int(whole["n_TERMINE"]), int(whole["n_poursuivies"]))
    return (
        f"La part d’actions terminées va de {_done(ranked[0])} à {_done(ranked[-1])}, "
        f"pour {_ratio(whole)} dans l’ensemble"
    )


def _overall(done: int, pursued: int) -> str:
    if not pursued:
        return "Aucune action n’est poursuivie"
    if pursued == 1:
        return f"La seule action poursuivie {'est' if done else 'n’est pas'} terminée"
    if not done:
        return f"Aucune des {pursued} actions poursuivies n’est terminée"
    if done == pursued:
        return f"Les {pursued} actions poursuivies sont terminées"
    verb = plural(done, "est terminée", "sont terminées")
    return f"{counted(done, 'action')} sur {pursued} poursuivies {verb}"


def _done(row: Mapping[str, Any]) -> str:
    return f"{_ratio(row)} ({short_code(row['code'])})"


def _ratio(row: Mapping[Any, Any]) -> str:
    return f"{row['n_TERMINE']} sur {row['n_poursuivies']}"


def _figure(rows: list[dict[str, Any]], *, narrow: bool) -> dict[str, Any]:
    step = 62 if narrow else 60
    bar = 26 / step
    return {
        "data": [_trace(rows, status, bar) for status in STATUS_LABELS if _any(rows, status)],
        "layout": {
            "height": len(rows) * step + 34,
            "barmode": "stack",
            "margin": {"l": 12 if narrow else _LABEL_WIDTH + 14, "r": 26, "t": 4, "b": 30},
            "xaxis": {
                "range": [0, 100],
                "tickvals": _TICKS,
                "ticktext": [f"{tick}{NBSP}%" for tick in _TICKS],
            },
            "yaxis": {"range": [len(rows) - 0.5, -0.62 if narrow else -0.5]},
            "annotations": [_label(row, i, narrow=narrow) for i, row in enumerate(rows)],
        },
    }


def _any(rows: list[dict[str, Any]], status: str) -> bool:
    return any(row[f"n_{status}"] for row in rows)


def _trace(rows: list[dict[str, Any]], status: str, bar: float) -> dict[str, Any]:
    kept = [(i, row, int(row[f"n_{status}"])) for i, row in enumerate(rows)]
    kept = [item for item in kept if item[2]]
    label = STATUS_LABELS[status]  # type: ignore[index]
    return {
        "type": "bar",
        "orientation": "h",
        "name": label,
        "y": [i for i, _, _ in kept],
        "x": [round(100 * n / row["n_evaluees"], 3) for _, row, n in kept],
        "width": bar,
        "text": [str(n) for _, _, n in kept],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": text_colour(status), "size": 14},
        "marker": status_marker(status),
        "customdata": [
            f"{plotly_lines(wrap(row['nom'], 420, 5))}<br>{label}{NBSP}: "
            f"{counted(n, 'action')} sur {row['n_evaluees']}"
            for _, row, n in kept
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _label(row: Mapping[str, Any], place: int, *, narrow: bool) -> dict[str, Any]:
    """Write an objective beside its bar, or above it on a phone, with its number of actions."""
    n = plotly_text(counted(int(row["n_evaluees"]), "action"))
    count = f'<span style="color:{INK_2}">{n}</span>'
    name = wrap(row["nom"], 280 if narrow else _LABEL_WIDTH, 1 if narrow else 2, 13)
    whole = row["nom"] == _WHOLE
    words = f"<b>{plotly_lines(name)}</b>" if whole else plotly_lines(name)
    text = words if narrow else f"{words} – {count}" if len(name) < 2 else f"{words}<br>{count}"
    return {
        "y": place,
        "xshift": -12 if narrow else -_LABEL_WIDTH - 14,
        "yshift": 23 if narrow else 0,
        "text": text,
        "font": {"size": 13},
    }


def _in_words(rows: list[dict[str, Any]]) -> str:
    return " ".join(f"{row['nom']}{NBSP}: {status_words(objective_counts(row))}." for row in rows)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    counts = {
        label: pd.array([row[f"n_{status}"] for row in rows], dtype="Int64")
        for status, label in STATUS_LABELS.items()
    }
    return pd.DataFrame(
        {
            "Objectif": pd.array([row["nom"] for row in rows], dtype="str"),
            **counts,
            "Actions évaluées": pd.array([row["n_evaluees"] for row in rows], dtype="Int64"),
        }
    )
