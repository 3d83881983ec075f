"""Human means: full-time equivalents by status and year, by service, by element."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow

from pstlib.budgets.lines import until
from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.rows import (
    BLUE,
    DARK,
    EDGE,
    GREY,
    Frame,
    Row,
    row_bars,
    rows_layout,
)
from pstlib.charts.theme import hatching
from pstlib.charts.wording import clean, numbered_in_full
from pstlib.evaluation import Evaluation
from pstlib.evaluation.money_sentences import staff_sentence
from pstlib.grammar import counted, plural, shortened
from pstlib.model.records import records
from pstlib.text import NBSP, NC, fr_number, is_missing

_LARGE, _SMALL = Frame(row=34, label=290), Frame(row=50, label=0)
_OWN, _APART, _UNSAID = "Personnel", "Articles 60 et 61", "Statut non précisé"
_STATUSES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "STATUTAIRE": ("Statutaire", "mh-statutaire", {"color": DARK}, "#ffffff"),
    "CONTRACTUEL": ("Contractuel", "mh-contractuel", {"color": BLUE}, "#ffffff"),
    "APE": ("APE", "mh-ape", {"color": "#86aedb"}, "#10161f"),
    "AUTRE": ("Autre", "mh-autre", {"color": GREY}, "#10161f"),
    "": (_UNSAID, "st-inconnu", {"color": "#ffffff", "pattern": hatching("#9aa3af", "#ffffff")},
         "#10161f"),
    "ART60": ("Article 60 (à part)", "mh-artsoixante",
              {"color": "#fdf1e7", "pattern": hatching("#eebd93", "#fdf1e7")}, "#10161f"),
    "ART61": ("Article 61 (à part)", "mh-artsoixanteun",
              {"color": "#ffffff", "pattern": hatching("#eebd93", "#ffffff") | {"shape": "."}},
              "#10161f"),
}  # fmt: skip
"""Word, CSS class, marker and colour of the text of each status; hatched: not the staff's."""
_ETP = pd.ArrowDtype(pyarrow.decimal128(12, 3))
_LEGIBLE = 0.05
"""Share of the longest bar under which a number isn't written in its part."""
_LINES = ("ligne d’effectifs", "lignes d’effectifs")
_Told = dict[str, Any]
_Group = tuple[str, list[_Told]]
_NOTHING = (
    "Les effectifs ne sont pas connus : la source ne donne aucun équivalent temps plein (ETP)."
)


def staff(ev: Evaluation) -> Chart | Block:
    """Draw full-time equivalents by year and status, articles 60 and 61 on a line of their own.

    Where none is known, a sentence says so.
    """
    table = ev.argent.effectifs
    rows = [row | {"statut": _said(row["statut"])} for row in records(table)]
    known = _known(rows)
    if not known:
        text = _NOTHING.replace(" :", f"{NBSP}:")
        return block("note.html.j2", text, phrases=[text])
    held: dict[tuple[int, bool], list[_Told]] = {}
    for row in rows:
        held.setdefault((row["exercice"], row["hors_cadre"]), []).append(row)
    groups = [
        (f"{year}, {_APART if apart else _OWN}".lower(), own)
        for (year, apart), own in sorted(held.items())
    ]
    used = {row["statut"] for row in known}
    return Chart(
        identifiant="effectifs",
        titre=staff_sentence(table).removesuffix("."),
        sous_titre="Équivalents temps plein (ETP) par exercice et par statut. Les travailleurs "
        "engagés selon les articles 60 et 61 forment une ligne à part et ne s’ajoutent pas au "
        "personnel.",
        figure=_figure(groups, _LARGE),
        figure_etroite=_figure(groups, _SMALL),
        alternative=" ".join(_in_words(*group) for group in groups),
        table=_table(table, rows),
        source=_source(ev),
        n=counted(len(until(ev.pst.effectifs, ev.date_arrete)), *_LINES),
        legende=tuple((css, word) for key, (word, css, _, _) in _STATUSES.items() if key in used),
    )


def _said(value: Any) -> str:
    return "" if is_missing(value) else str(value)


def _source(ev: Evaluation) -> str:
    return f"effectifs, {ev.identite.organisme}"


def _figure(groups: Sequence[_Group], frame: Frame) -> dict[str, Any]:
    rows = [Row(name, _total(own)) for name, own in groups]
    parts: dict[str, list[tuple[float, float, float, str]]] = {key: [] for key in _STATUSES}
    ends = [sum(row["etp"] for row in known) for _, own in groups if (known := _known(own))]
    top = float(max(ends)) or 1.0
    for rank, (_, own) in enumerate(groups):
        place, start = frame.mark_after(rows[:rank]), 0.0
        for key in _STATUSES:
            for row in (row for row in _known(own) if row["statut"] == key):
                length = float(row["etp"])
                written = fr_number(row["etp"]) if length > _LEGIBLE * top else ""
                parts[key].append((place, round(start, 3), length, written))
                start += length
    axis = {"range": [0, round(top * 1.02, 2)], "nticks": 6, "ticksuffix": f"{NBSP}ETP"}
    layout = rows_layout(rows, frame, axis)
    traces = [_trace(key, own, frame) for key, own in parts.items() if own]
    return {"data": traces, "layout": layout}


def _known(rows: Sequence[_Told]) -> list[_Told]:
    return [row for row in rows if row["etp"] is not None]


def _trace(
    key: str, parts: Sequence[tuple[float, float, float, str]], frame: Frame
) -> dict[str, Any]:
    word, _, marker, ink = _STATUSES[key]
    marks = [(place, start, length) for place, start, length, _ in parts]
    edged = {**marker, "line": {"color": EDGE, "width": 1}}
    return row_bars(marks, height=round(20 / frame.row, 4), marker=edged) | {
        "name": word,
        "text": [text for *_, text in parts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink, "size": 13},
        "customdata": [f"{word}{NBSP}: {fr_number(length)} ETP" for _, _, length, _ in parts],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _total(rows: Sequence[_Told]) -> str:
    known = _known(rows)
    if not known:
        return NC
    at_least = "au moins " if sum(row["n_sans_etp"] for row in rows) else ""
    return f"{at_least}{fr_number(round(sum(row['etp'] for row in known), 6))}{NBSP}ETP"


def _in_words(name: str, rows: list[_Told]) -> str:
    told = [f"{_STATUSES[row['statut']][0]} {fr_number(row['etp'])}" for row in rows]
    return f"{name}{NBSP}: {_total(rows)} ({', '.join(told)})."


def _table(table: pd.DataFrame, rows: list[_Told]) -> pd.DataFrame:
    words = {
        "Exercice": [str(row["exercice"]) for row in rows],
        "Catégorie": [_category(row) for row in rows],
        "Statut": [_STATUSES[row["statut"]][0] for row in rows],
    }
    return pd.DataFrame(
        {
            **{name: pd.array(cells, dtype="str") for name, cells in words.items()},
            "ETP": _etp(table["etp"]),
            "Dont affectés à un élément du plan": _etp(table["etp_affectes"]),
            "Lignes sans ETP": table["n_sans_etp"].astype("Int64"),
        }
    )


def _category(row: _Told) -> str:
    return _APART if row["hors_cadre"] else _OWN


def _etp(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Keep all the digits given, where a float would be shown with one."""
    return column.round(3).astype(_ETP)


def staff_places(ev: Evaluation) -> Block:
    """List full-time equivalents by service, then by element where some are assigned.

    The note on article 33399-02 stands below: that pay isn't in the personnel of the accounts.
    """
    labels = dict(zip(ev.plan["element_id"].tolist(), _labels(ev), strict=True))
    ranks = {label: rank for rank, label in enumerate(labels.values())}
    named = _named(ev.argent.effectifs_services, "service", {"": "Service non précisé"})
    assigned = [
        row for row in _named(ev.argent.effectifs_elements, "element_id", labels) if row["dit"]
    ]
    assigned.sort(key=lambda row: ranks.get(row["nom"], len(ranks)))
    parts = [
        ("etp-services", "Équivalents temps plein par service", "Service", named),
        ("etp-elements", "Équivalents temps plein affectés à un élément", "Élément", assigned),
    ]
    return block(
        "effectifs.html.j2",
        "Équivalents temps plein par service et par élément",
        tableaux=[
            {"identifiant": name, "titre": title, "table": _by_year(rows, header)}
            for name, title, header, rows in parts
            if _known(rows)
        ],
        source=_source(ev),
        notes=[*_incomplete(named), *_article_60(ev)],
    )


def _labels(ev: Evaluation) -> list[str]:
    return list(map(numbered_in_full, ev.plan["code"], ev.plan["libelle"]))


def _named(table: pd.DataFrame, column: str, names: Mapping[str, str]) -> list[_Told]:
    """Give rows with ``dit``, what a column says (empty if nothing), and ``nom``, its name."""
    rows = [row | {"dit": _said(row[column])} for row in records(table)]
    return [row | {"nom": names.get(row["dit"], clean(row["dit"]))} for row in rows]


def _by_year(rows: list[_Told], header: str) -> pd.DataFrame:
    """Lay years side by side; a year of which nothing is said stays empty, never zero."""
    years = sorted({row["exercice"] for row in rows})
    told: dict[tuple[str, str, str], dict[int, float]] = {}
    for row in rows:
        key = row["dit"], row["nom"], _category(row)
        told.setdefault(key, {})[row["exercice"]] = row["etp"]
    _, names, categories = zip(*told, strict=True)
    return pd.DataFrame(
        {
            header: pd.array(names, dtype="str"),
            "Catégorie": pd.array(categories, dtype="str"),
            **{
                str(year): _etp(
                    pd.Series([own.get(year) for own in told.values()], dtype="Float64")
                )
                for year in years
            },
        }
    )


def _incomplete(services: list[_Told]) -> list[str]:
    """Say which totals are only minimums, since a line of theirs gives no figure."""
    places = [f"{row['nom']} ({row['exercice']})" for row in services if row["n_sans_etp"]]
    if not places:
        return []
    return [f"Une ligne au moins ne donne pas d’ETP{NBSP}: {shortened(places)}."]


def _article_60(ev: Evaluation) -> list[str]:
    """Say the notes on article 33399-02 in one, their explanation once."""
    notes = [message.partition(" (") for message in ev.argent.notes_art60["message"]]
    years = [amount.removeprefix("Exercice ") for amount, *_ in notes]
    amounts = f"{plural(len(years), 'Exercice')} " + f"{NBSP}; ".join(years)
    return [amounts + notes[0][1] + notes[0][2]] if notes else []
