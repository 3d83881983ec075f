"""How late the late actions are: the plan's own, its peers', everyone's."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    COLOURS,
    FOCUS,
    MIDDLE,
    OTHER,
    PEER,
    focus_name,
    focus_words,
    kind_of,
    role_legend,
    source,
)
from pstlib.charts.theme import INK, INK_2
from pstlib.charts.wording import plotly_lines, plotly_text, shorten
from pstlib.comparison.delays import delays, open_actions
from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.study import Study
from pstlib.grammar import counted
from pstlib.text import NBSP, fr_number, fr_share, is_missing

_ROW, _LABEL = 58, 190
_YEAR = 365
_Group = tuple[str, str, pd.DataFrame]
"""Role, name and actions of some organisations."""


def slippage(study: Study) -> Chart | Block:
    """Draw the days of delay of late actions; those without deadline are counted apart."""
    groups = [(role, name, rows, delays(rows)) for role, name, rows in _groups(study)]
    whole = groups[-1][3]
    if whole["n_en_retard"] < FEWEST_PEERS:
        text = (
            f"Moins de {FEWEST_PEERS} actions sont en retard{NBSP}: la durée des retards n’est pas "
            f"décrite. {_unknown(whole)}"
        )
        return block("note.html.j2", text, phrases=[text])
    return Chart(
        identifiant="durees-retard",
        titre=_title(study, groups),
        sous_titre="Jours écoulés depuis l’échéance, pour chaque action poursuivie, non terminée "
        "et dont l’échéance est passée. Le rectangle va du premier au troisième quart, le trait "
        f"est la médiane, la ligne fine va de 5 à 95{NBSP}% des actions. "
        f"{_unknown(whole)}{_coarse(study)}",
        figure=_figure(groups, narrow=False),
        figure_etroite=_figure(groups, narrow=True),
        alternative=" ".join(_in_words(name, told) for _, name, _, told in groups),
        table=_table(groups),
        source=source(study),
        n=f"{fr_number(whole['n_en_retard'])} actions en retard",
        legende=role_legend(study, middle="médiane"),
    )


def _groups(study: Study) -> list[_Group]:
    actions = study.comparaison.actions
    everyone = (OTHER, f"Tous les {kind_of(study, plural=True)}", actions)
    if study.slug is None:
        return [everyone]
    own = (FOCUS, focus_name(study), actions[actions["slug"].eq(study.slug)])
    mates = actions[actions["slug"].isin(study.pairs_slugs)]
    return [own, *([(PEER, "Ses pairs", mates)] if len(mates) else []), everyone]


def _unknown(told: dict[str, Any]) -> str:
    if not told["n_ouvertes"]:
        return ""
    n = told["n_sans_echeance"]
    share = fr_share(n / told["n_ouvertes"])
    verb = "n’a" if n < 2 else "n’ont"
    return (
        f"{counted(n, 'action')} sur {fr_number(told['n_ouvertes'])} ({share}) {verb} pas "
        f"d’échéance connue{NBSP}: leur retard n’est pas nul, il est inconnu."
    )


def _coarse(study: Study) -> str:
    return " Rapport anonyme\u00a0: retards arrondis à 30 jours." if study.question.anonyme else ""


def _title(study: Study, groups: list[Any]) -> str:
    whole = groups[-1][3]
    middle = f"{_days(whole['mediane'])} pour tous les {kind_of(study, plural=True)}"
    if study.slug is None:
        return f"Retard médian d’une action en retard{NBSP}: {middle}"
    own = groups[0][3]
    who = focus_words(study)
    if own["mediane"] is None:
        late = counted(own["n_en_retard"], "action")
        return f"Durée des retards{NBSP}: {late} en retard pour {who}, médiane de {middle}"
    median = _days(own["mediane"])
    return f"Retard médian d’une action en retard{NBSP}: {median} pour {who}, {middle}"


def _days(days: float) -> str:
    return f"{fr_number(round(days))} jours"


def _figure(groups: list[Any], *, narrow: bool) -> dict[str, Any]:
    label = 4 if narrow else _LABEL
    own = [_points(rows, rank) for rank, (role, _, rows, _) in enumerate(groups) if role == FOCUS]
    top = max([told["p95"] or 0 for *_, told in groups] + [max(p["x"], default=0) for p in own])
    boxes = [shape for rank, (role, _, _, told) in enumerate(groups)
             for shape in _box(told, rank, COLOURS[role])]  # fmt: skip
    return {
        "data": [
            *own,
            *[_hover(name, told, rank) for rank, (_, name, _, told) in enumerate(groups)],
        ],
        "layout": {
            "height": len(groups) * (_ROW + (22 if narrow else 0)) + 44,
            "margin": {"l": label + 8, "r": 18, "t": 8, "b": 34},
            "xaxis": {
                "range": [0, max(top, 30) * 1.06],
                "showgrid": True,
                "showticklabels": True,
                **_ticks(top, few=narrow),
            },
            "yaxis": {"range": [len(groups) - 0.45, -0.62 if narrow else -0.5]},
            "shapes": boxes,
            "annotations": [
                _name(name, rank, label, narrow=narrow, focus=role == FOCUS)
                for rank, (role, name, _, _) in enumerate(groups)
            ],
        },
    }  # fmt: skip


def _ticks(top: float, *, few: bool) -> dict[str, Any]:
    most = 4 if few else 7
    step = next(s for s in (30, 90, 180, _YEAR, 2 * _YEAR, 100 * _YEAR) if top / s <= most)
    ticks = list(range(0, int(top * 1.06) + 1, step))
    words = [f"{fr_number(tick)}{NBSP}j" for tick in ticks]
    return {"tickvals": ticks, "ticktext": words}


def _points(rows: pd.DataFrame, rank: int) -> dict[str, Any]:
    late = open_actions(rows)
    late = late[late["en_retard"] & late["retard_jours"].notna()]
    shift = [0.2 + 0.05 * (place % 3) for place in range(len(late))]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [int(days) for days in late["retard_jours"]],
        "y": [round(rank + step, 2) for step in shift],
        "marker": {"color": COLOURS[FOCUS], "size": 8, "opacity": 0.75, "symbol": "diamond"},
        "cliponaxis": False,
        "customdata": [_said(row) for row in late.to_dict("records")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _said(row: dict[Any, Any]) -> str:
    title = [] if is_missing(row.get("libelle")) else [shorten(str(row["libelle"]), 420)]
    return plotly_lines([*title, f"{int(row['retard_jours'])} jours de retard"])


def _box(told: dict[str, Any], rank: int, colour: str) -> list[dict[str, Any]]:
    if told["mediane"] is None:
        return []
    y0, y1 = rank - 0.16, rank + 0.12
    refs = {"xref": "x", "yref": "y"}
    thin = {"color": INK_2, "width": 1}
    middle = round((y0 + y1) / 2, 3)
    return [
        {"type": "line", **refs, "x0": told["p5"], "x1": told["p95"], "y0": middle, "y1": middle,
         "line": thin},
        {"type": "rect", **refs, "x0": told["q1"], "x1": told["q3"], "y0": y0, "y1": y1,
         "fillcolor": colour, "line": thin},
        {"type": "line", **refs, "x0": told["mediane"], "x1": told["mediane"], "y0": y0 - 0.05,
         "y1": y1 + 0.05, "line": {"color": MIDDLE, "width": 3}},
    ]  # fmt: skip


def _hover(name: str, told: dict[str, Any], rank: int) -> dict[str, Any]:
    """Put an invisible mark on the median, that says the figures of the box."""
    known = told["mediane"] is not None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [told["mediane"]] if known else [],
        "y": [rank] if known else [],
        "marker": {"color": MIDDLE, "size": 12, "opacity": 0},
        "customdata": [plotly_text(_in_words(name, told))] if known else [],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _name(name: str, rank: int, label: int, *, narrow: bool, focus: bool) -> dict[str, Any]:
    words = plotly_text(name if narrow else shorten(name, label, 13))
    place = {"y": rank - 0.24, "yanchor": "bottom", "xshift": 0} if narrow else {
        "y": rank, "xshift": -label - 8}  # fmt: skip
    text = f"<b>{words}</b>" if focus else words
    return {**place, "text": text, "font": {"size": 13, "color": INK}}


def _in_words(name: str, told: dict[str, Any]) -> str:
    late = f"{name}{NBSP}: {counted(told['n_en_retard'], 'action')} en retard"
    if told["mediane"] is None:
        return f"{late}, trop peu pour une médiane."
    return (
        f"{late}, médiane {_days(told['mediane'])}, moitié centrale de "
        f"{fr_number(round(told['q1']))} à {_days(told['q3'])}."
    )


def _table(groups: list[Any]) -> pd.DataFrame:
    rows = [
        {
            "Groupe": name,
            "Actions ouvertes": told["n_ouvertes"],
            "À temps": told["n_a_temps"],
            "En retard": told["n_en_retard"],
            "Sans échéance connue": told["n_sans_echeance"],
            "Retard, premier quart (jours)": told["q1"],
            "Retard médian (jours)": told["mediane"],
            "Retard, troisième quart (jours)": told["q3"],
        }
        for _, name, _, told in groups
    ]
    table = pd.DataFrame(rows)
    days = [column for column in table if str(column).startswith("Retard")]
    return table.astype(dict.fromkeys(days, "Float64")).round(dict.fromkeys(days, 0))
