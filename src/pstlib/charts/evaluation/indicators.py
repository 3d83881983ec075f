"""Indicators against their targets: one small drawing each, with what it says in words."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.evaluation.indicators_drawing import Panel, panels_figure
from pstlib.charts.wording import clean, tidy
from pstlib.evaluation import Evaluation
from pstlib.evaluation.indicators import DOWN, REASON_LABELS, STEADY, UP, Measure, measures
from pstlib.grammar import capitalised, counted, number, plural
from pstlib.model.columns import DTYPES
from pstlib.model.records import records, table_of
from pstlib.text import NBSP, fr_date, fr_long_date, fr_number, fr_share, is_missing

MAX_PANELS = 24
"""Of more measured indicators, the first in the order of the plan are drawn; the table has all."""
_DIRECTIONS = {UP: "↗ hausse visée", DOWN: "↘ baisse visée", STEADY: "→ maintien visé"}
_REACHED = {True: "oui", False: "non"}


def indicator_panels(ev: Evaluation) -> Chart | Block:
    """Draw the measures of each indicator with its reference, its target and a steady pace."""
    rows = records(ev.indicateurs)
    measured = [row for row in rows if row["n_mesures"]]
    if not measured:
        return _nothing_measured(len(rows))
    drawn = _panels(measured[:MAX_PANELS], ev)
    day = fr_long_date(ev.date_arrete)
    return Chart(
        identifiant="mesures",
        titre=_title(rows),
        sous_titre=_subtitle(rows, measured, day),
        figure=panels_figure(drawn, columns=2),
        figure_etroite=panels_figure(drawn, columns=1),
        alternative=f"Indicateurs au {day}. {' '.join(map(_in_words, rows))}",
        table=_table(rows),
        source=f"indicateurs du PST, {ev.identite.organisme}",
        n=_count(sum(row["n_mesures"] for row in rows), len(rows)),
    )


def _nothing_measured(n: int) -> Block:
    text = "Aucun indicateur n’est défini dans les données."
    if n:
        which = "Le seul indicateur du plan" if n == 1 else f"Aucun des {n} indicateurs du plan"
        verb = "n’est mesuré" if n > 1 else "n’est pas mesuré"
        text = f"{which} {verb} à cette date."
    return block("note.html.j2", text, phrases=[text])


def _count(values: int, n: int) -> str:
    return f"{counted(values, 'mesure')} de {counted(n, 'indicateur')}"


def _title(rows: list[dict[str, Any]]) -> str:
    """Count the targets reached among all indicators, and those that nobody can compare."""
    reached = sum(row["atteint"] is True for row in rows)
    unknown = sum(is_missing(row["atteint"]) for row in rows)
    if len(rows) == 1:
        return f"Le seul indicateur {'atteint' if reached else 'n’atteint pas'} sa cible"
    known = f"Aucun des {len(rows)} indicateurs n’atteint sa cible"
    if reached:
        verb = plural(reached, "atteint sa cible", "atteignent leur cible")
        known = f"{counted(reached, 'indicateur')} sur {len(rows)} {verb}"
    if not unknown:
        return known
    return (
        f"{known}, {unknown} {plural(unknown, 'n’est pas comparable', 'ne sont pas comparables')}"
    )


def _subtitle(rows: list[dict[str, Any]], measured: list[Any], day: str) -> str:
    due = [row for row in rows if row["cible_echue"] is True]
    missed = sum(row["atteint"] is False for row in due)
    text = (
        f"Dernières mesures au {day}. Trait plein{NBSP}: mesures{NBSP}; tirets{NBSP}: cible"
        f"{NBSP}; pointillés{NBSP}: marche régulière de la référence à la cible, simple repère. "
        "Chaque année est marquée à son 31 décembre. Entre parenthèses, la part du chemin "
        "parcourue de la référence à la cible, jamais plafonnée."
    )
    if due:
        text += f" {_over(len(due), missed)}"
    if bare := len(rows) - len(measured):
        text += f" Sans mesure, donc {plural(bare, 'absent')}{NBSP}: {counted(bare, 'indicateur')}."
    if len(measured) > MAX_PANELS:
        text += f" Montrés{NBSP}: les {MAX_PANELS} premiers{NBSP}; le tableau les donne tous."
    return text


def _over(due: int, missed: int) -> str:
    """Count the targets whose year is over, and those of them that aren't reached."""
    verb = plural(due, "cible est échue", "cibles sont échues")
    over = f"{capitalised(number(due, feminine=True))} {verb}"
    if missed == 0:
        return f"{over}."
    if due == 1:
        return f"{over} et n’est pas atteinte."
    if missed == due:
        return f"{over}, dont aucune n’est atteinte."
    return f"{over}, dont {number(missed, feminine=True)} non {plural(missed, 'atteinte')}."


def _panels(rows: list[dict[str, Any]], ev: Evaluation) -> list[Panel]:
    values = measures(ev.pst, ev.date_arrete)
    return [_panel(row, values[row["indicateur_id"]]) for row in rows]


def _panel(row: dict[str, Any], values: list[Measure]) -> Panel:
    return Panel(
        titre=tidy(row["libelle"]),
        etat=_state(row),
        precision=_detail(row),
        atteint=None if is_missing(row["atteint"]) or _is_early(row) else bool(row["atteint"]),
        mesures=[(_position(day.date()), float(v), _hover(row, day, v)) for day, v in values],
        reference=_point(row, "reference"),
        cible=_point(row, "cible"),
        regulier=not is_missing(row["repere"]),
        valeur=fr_number(row["valeur"]),
    )


def _position(day: dt.date) -> float:
    """Give a day as a year: the end of 2021 is 2021."""
    year = dt.date(day.year, 12, 31).timetuple().tm_yday
    return day.year - 1 + day.timetuple().tm_yday / year


def _point(row: dict[str, Any], end: str) -> tuple[float | None, float, str] | None:
    """Give the year, value and words of the reference or target; the year may be unknown."""
    value, year = row[f"valeur_{end}"], row[f"annee_{end}"]
    if is_missing(value):
        return None
    return None if is_missing(year) else float(year), float(value), fr_number(value)


def _hover(row: dict[str, Any], day: Any, value: float) -> str:
    return f"{_with_unit(value, row)} au {fr_date(day)}"


def _with_unit(value: Any, row: dict[str, Any]) -> str:
    return f"{fr_number(value)}{NBSP}{tidy(row['unite'])}".strip()


def _state(row: dict[str, Any]) -> str:
    """Say in a few words where the last value stands."""
    value, goal = _with_unit(row["valeur"], row), fr_number(row["valeur_cible"])
    if is_missing(row["valeur_cible"]):
        return f"{value}, sans cible chiffrée"
    words = ("Maintenu", "Non maintenu") if row["sens"] == STEADY else ("Atteinte", "Non atteinte")
    word = dict(zip((True, False), words, strict=True)).get(row["atteint"], "Non comparable")
    if _is_early(row):
        word = "Pas encore atteinte"
    share = "" if is_missing(row["atteinte"]) else f" ({fr_share(row['atteinte'])})"
    return f"{word}{NBSP}: {value}, cible {goal}{share}"


def _is_early(row: dict[str, Any]) -> bool:
    """Tell whether a target isn't reached yet and needn't be: no fault to show in red."""
    to_reach = row["sens"] != STEADY and row["atteint"] is False
    return to_reach and row["cible_echue"] is False


def _detail(row: dict[str, Any]) -> str:
    parts = [
        clean(row["code"]),
        _DIRECTIONS.get(row["sens"], "sens n. c."),
        f"mesuré le {fr_date(row['date_mesure'])}" + (" (périmé)" if row["perimee"] else ""),
    ]
    if row["cible_echue"] is False:
        parts.append(f"cible pour fin {row['annee_cible']}")
    if row["atteint"] is False and not is_missing(row["atteint_le"]):
        parts.append(f"cible tenue au {fr_date(row['atteint_le'])}, plus ensuite")
    return " · ".join(parts)


def _in_words(row: dict[str, Any]) -> str:
    label = tidy(row["libelle"])
    if not row["n_mesures"]:
        return f"{label}{NBSP}: aucune mesure."
    return f"{label}{NBSP}: {_state(row)}, {_detail(row)}."


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    told = [
        {
            "Indicateur": tidy(row["libelle"]),
            "Élément": row["code"],
            "Unité": row["unite"],
            "Sens": clean(row["sens"]).lower() or None,
            "Référence": _year_told(row, "reference"),
            "Cible": _year_told(row, "cible"),
            "Valeur": row["valeur"],
            "Mesure du": row["date_mesure"],
            "Mesures": row["n_mesures"],
            "Écart à la cible": row["ecart"],
            "Chemin parcouru (%)": None if is_missing(row["atteinte"]) else row["atteinte"] * 100,
            "Cible atteinte": _REACHED.get(row["atteint"]),
            "Remarque": REASON_LABELS.get(row["motif"], "–"),
        }
        for row in rows
    ]
    numbers = dict.fromkeys(("Valeur", "Écart à la cible", "Chemin parcouru (%)"), "Float64")
    kinds = numbers | {"Mesure du": DTYPES["date"], "Mesures": "Int64"}
    return table_of(told, dict.fromkeys(told[0], "str") | kinds)


def _year_told(row: dict[str, Any], end: str) -> str | None:
    value, year = row[f"valeur_{end}"], row[f"annee_{end}"]
    if is_missing(value):
        return None
    return fr_number(value) + ("" if is_missing(year) else f" ({year})")
