"""How much of the plan is costed, and has staff."""

from typing import Any

import pandas as pd

from pstlib.budgets.money import Money
from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.rows import BLUE, DARK, EDGE, PALE, Frame, Row, row_bars, rows_layout
from pstlib.charts.wording import numbered, shorten
from pstlib.evaluation import Evaluation
from pstlib.evaluation.money_sentences import coverage_sentences
from pstlib.grammar import counted
from pstlib.model.records import records
from pstlib.text import NBSP, fr_long_date, fr_share

_LARGE, _SMALL = Frame(row=26, label=360, end=26), Frame(row=40, label=0, end=26)
_TICKS = [0, 25, 50, 75, 100]
_WHOLE = "Ensemble du PST"
_KINDS = {
    "n_chiffrees": ("Chiffrées", "part_chiffree", "ar-engage", BLUE),
    "n_avec_moyens": ("Avec moyens humains", "part_avec_moyens", "ar-niveau", DARK),
}


def means_coverage(ev: Evaluation) -> Chart | Block:
    """Draw the share of assessed actions that are costed and that have staff, by objective.

    What the data say nothing of isn't drawn; where they say nothing at all, a sentence says so.
    """
    told = coverage_sentences(ev.argent)
    if not told:
        text = (
            f"Les moyens des actions ne sont pas connus{NBSP}: aucune n’a de lien budgétaire, de "
            "financement, de projection ni d’équivalent temps plein dans la source."
        )
        return block("note.html.j2", text, phrases=[text] if len(ev.actions) else [])
    kinds = _kinds(ev.argent)
    rows = _rows(ev)
    first, *others = (sentence.removesuffix(".") for sentence in told)
    return Chart(
        identifiant="couverture",
        titre="".join([first, *(f"{NBSP}; {s[0].lower()}{s[1:]}" for s in others)]),
        sous_titre=f"Part des actions évaluées au {fr_long_date(ev.date_arrete)}{NBSP}: chiffrées "
        "par un lien budgétaire, un financement ou une projection, et dotées d’équivalents temps "
        "plein.",
        figure=_figure(rows, kinds, _LARGE),
        figure_etroite=_figure(rows, kinds, _SMALL),
        alternative=" ".join(_in_words(row, kinds) for row in rows),
        table=_table(rows, kinds),
        source=f"budget, liens, financements, projections et effectifs, {ev.identite.organisme}",
        n=counted(int(rows[0]["n_evaluees"]), "action évaluée", "actions évaluées"),
        legende=tuple((_KINDS[kind][2], _KINDS[kind][0]) for kind in kinds),
    )


def _kinds(money: Money) -> list[str]:
    known = {"n_chiffrees": money.connu, "n_avec_moyens": money.dote}
    return [kind for kind in _KINDS if known[kind]]


def _rows(ev: Evaluation) -> list[dict[Any, Any]]:
    names = dict(
        zip(ev.plan["element_id"], map(numbered, ev.plan["code"], ev.plan["libelle"]), strict=True)
    )
    rows = records(ev.argent.couverture)
    return [row | {"nom": names.get(row["os_id"], _WHOLE)} for row in rows if row["n_evaluees"]]


def _figure(rows: list[dict[Any, Any]], kinds: list[str], frame: Frame) -> dict[str, Any]:
    lines: list[Row] = []
    marks: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in kinds}
    for row in rows:
        lines.append(Row(shorten(row["nom"], frame.label + 262), titre=True))
        for kind in kinds:
            word, share = _KINDS[kind][:2]
            marks[kind].append((frame.mark_after(lines), 0, round(100 * row[share], 3)))
            lines.append(Row(word, f"{row[kind]} sur {row['n_evaluees']}"))
    axis = {"range": [0, 100], "tickvals": _TICKS, "ticktext": [f"{t}{NBSP}%" for t in _TICKS]}
    whole = [(place, 0.0, 100.0) for own in marks.values() for place, *_ in own]
    edge = {"color": PALE, "line": {"color": EDGE, "width": 1}}
    data = [_bars(whole, frame, edge)]
    data += [_bars(own, frame, {"color": _KINDS[kind][3]}) for kind, own in marks.items()]
    return {"data": data, "layout": rows_layout(lines, frame, axis)}


def _bars(
    marks: list[tuple[float, float, float]], frame: Frame, marker: dict[str, Any]
) -> dict[str, Any]:
    return row_bars(marks, height=round(14 / frame.row, 4), marker=marker) | {"hoverinfo": "skip"}


def _in_words(row: dict[Any, Any], kinds: list[str]) -> str:
    told = [
        f"{_KINDS[kind][0].lower()} {row[kind]} sur {row['n_evaluees']} "
        f"({fr_share(row[_KINDS[kind][1]])})"
        for kind in kinds
    ]
    return f"{row['nom']}{NBSP}: {', '.join(told)}."


def _table(rows: list[dict[Any, Any]], kinds: list[str]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "Objectif": pd.array([row["nom"] for row in rows], dtype="str"),
        "Actions évaluées": pd.array([row["n_evaluees"] for row in rows], dtype="Int64"),
    }
    for kind in kinds:
        word, share = _KINDS[kind][:2]
        columns[word] = pd.array([row[kind] for row in rows], dtype="Int64")
        rates = [round(100 * row[share], 2) for row in rows]
        columns[f"{word} (%)"] = pd.array(rates, dtype="Float64")
    return pd.DataFrame(columns)
