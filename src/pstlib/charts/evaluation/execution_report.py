"""What was done, what was not and why, what goes on: the facts of the report on execution."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable, element_cell, lists_block, status_cell
from pstlib.charts.evaluation.lists import LEFT_TO_DO
from pstlib.charts.wording import numbered, tidy
from pstlib.evaluation import Evaluation
from pstlib.evaluation.execution_report import DONE, DROPPED, HEADING_LABELS, TAKEN_OUT
from pstlib.evaluation.replacements import ALIKE, WRITTEN
from pstlib.grammar import counted, listing, plural
from pstlib.model.records import records
from pstlib.model.statuses import Level, Status
from pstlib.text import NBSP, NC, fr_date, fr_percent, is_missing

_AS_WRITTEN = (
    "Les raisons sont les derniers commentaires du suivi, tels qu’ils sont écrits, avec leur date."
    f" «{NBSP}n. c.{NBSP}»{NBSP}: aucun commentaire n’a été noté."
)
_APART = "Hors objectif stratégique"
_Row = Mapping[str, Any]
_Group = tuple[str, Sequence[_Row]]


def not_done(ev: Evaluation) -> Block:
    """List what will not be done by this plan: dropped or taken out, with the reason written."""
    rows = [row for row in ev.lignes_execution if row["rubrique"] in (DROPPED, TAKEN_OUT)]
    if not rows:
        return lists_block([], notes=["Aucune action n’a été abandonnée ni retirée du plan."])
    heirs = _heirs(ev)
    lines = [
        (_named(row), status_cell(row, _left(row)), _reason(row, heirs.get(row["element_id"], "")))
        for row in rows
    ]
    table = ElementTable(given_up(rows), ("Action", "Statut", "Raison écrite"), lines, "trois")
    return lists_block([table], notes=[_AS_WRITTEN])


def given_up(rows: Sequence[_Row]) -> str:
    """Count the actions dropped, and those that an update took out of the plan."""
    n = Counter(row["rubrique"] for row in rows)
    parts = {
        DROPPED: ("action annulée ou abandonnée", "actions annulées ou abandonnées"),
        TAKEN_OUT: ("action retirée du plan", "actions retirées du plan"),
    }
    return listing([counted(n[key], *words) for key, words in parts.items() if n[key]])


def carried_over(ev: Evaluation) -> Block:
    """List the pursued actions that aren't done, which the next plan may take up."""
    rows = [row for row in ev.lignes_execution if row["a_reporter"]]
    if not rows:
        return lists_block([], notes=["Aucune action poursuivie ne reste à terminer."])
    n = len(rows)
    verb = plural(n, "reste à terminer et peut", "restent à terminer et peuvent")
    if any(row["statut"] == Status.UNKNOWN for row in rows):
        done = "renseignée comme terminée et peut", "renseignées comme terminées et peuvent"
        verb = plural(n, f"n’est pas {done[0]}", f"ne sont pas {done[1]}")
    columns = ("Action", "Statut", "Échéance", "Responsable", "Dernier commentaire")
    lines = [
        (
            _named(row),
            status_cell(row, _rate(row)),
            Cell(jour=row["date_fin"], note=_delay(row)),
            Cell(tidy(row["responsable"])),
            _reason(row),
        )
        for row in rows
    ]
    title = f"{counted(n, 'action')} {verb} être {plural(n, 'reprise')} par le prochain PST"
    return lists_block([ElementTable(title, columns, lines, "cinq", LEFT_TO_DO)])


def execution_report(ev: Evaluation) -> Block:
    """Count by strategic objective what became of the actions, then name those that are done.

    What is left to do and what is given up have their own lists: each action is named once.
    """
    rows = ev.lignes_execution
    if not rows:
        return lists_block([], notes=["Aucune action n’est évaluée."])
    groups = _by_objective(ev, rows)
    title = f"{counted(len(rows), 'action')} par objectif stratégique et par situation"
    counts = block("matrice.html.j2", title, titre=title, table=_counts([*groups, ("Total", rows)]))
    lists = lists_block([_achieved(name, own) for name, own in groups])
    return Block(counts.html + lists.html, title)


def _counts(groups: Sequence[_Group]) -> pd.DataFrame:
    """Count the actions of each objective by heading; of its name, its code is enough here."""
    counts = [Counter(row["rubrique"] for row in own) for _, own in groups]
    names = pd.Series([name.split(" · ", 1)[0] for name, _ in groups], dtype="str")
    columns = {
        label: [count[key] for count in counts]
        for key, label in HEADING_LABELS.items()
        if counts[-1][key]
    }
    late = [_late(own) for _, own in groups]
    totals = [len(own) for _, own in groups]
    return pd.DataFrame({"Objectif": names, **columns, "dont en retard": late, "Total": totals})


def _late(own: Sequence[_Row]) -> int | str:
    """Count the late actions; unknown if none of those left to do has a known deadline."""
    left = [row for row in own if row["a_reporter"]]
    if left and all(is_missing(row["date_fin"]) for row in left):
        return NC
    return sum(bool(row["en_retard"]) for row in own)


def _by_objective(ev: Evaluation, rows: Sequence[_Row]) -> list[_Group]:
    """Put actions under their strategic objective, those taken out last, then under none."""
    held: dict[Any, list[_Row]] = {}
    for row in rows:
        held.setdefault(row["os_id"], []).append(row)
    elements = records(ev.pst.elements, ("element_id", "niveau", "code", "libelle"))
    names = {
        row["element_id"]: numbered(row["code"], row["libelle"])
        for row in elements
        if row["niveau"] == Level.OS
    }
    order = [element for element in ev.plan["element_id"].tolist() if element in names]
    order += [element for element in names if element not in order]
    groups: list[_Group] = [(names[element], held[element]) for element in order if element in held]
    orphans = [row for row in rows if row["os_id"] not in names]
    if orphans:
        groups.append((_APART, orphans))
    return groups


def _achieved(name: str, own: Sequence[_Row]) -> ElementTable:
    """List what is done of an objective; a table without rows isn't shown."""
    rows = [row for row in own if row["rubrique"] == DONE]
    lines = [(_named(row), _when(row), _reason(row)) for row in rows]
    title = f"{name}{NBSP}: {counted(len(rows), 'action réalisée', 'actions réalisées')}"
    return ElementTable(title, ("Action", "Terminée le", "Dernier commentaire"), lines, "trois")


def _named(row: Mapping[Any, Any]) -> Cell:
    return element_cell(row)


def _left(row: Mapping[Any, Any]) -> str:
    if is_missing(row["date_sortie"]):
        return ""
    return f"à la sortie du plan, le {fr_date(row['date_sortie'])}"


def _rate(row: Mapping[Any, Any]) -> str:
    if row["rubrique"] == DONE or is_missing(row["taux_avancement"]):
        return ""
    return fr_percent(row["taux_avancement"], 0)


def _delay(row: Mapping[Any, Any]) -> str:
    return f"retard {counted(int(row['retard_jours']), 'jour')}" if row["en_retard"] else ""


def _when(row: Mapping[Any, Any]) -> Cell:
    """Say when it ended; where that isn't known, when it was due."""
    ended = row["date_fin_effective"]
    if not is_missing(ended):
        return Cell(jour=ended, note="après l’échéance" if row["termine_en_retard"] else "")
    due = row["date_fin"]
    return Cell(note="" if is_missing(due) else f"échéance le {fr_date(due)}")


def _heirs(ev: Evaluation) -> dict[str, str]:
    """Say by element what replaced it, or may have."""
    sure = {WRITTEN: "remplacée par", ALIKE: "peut-être remplacée, à confirmer, par"}
    pairs = records(ev.revisions.remplacements)
    return {row["avant_id"]: f"{sure[row['preuve']]} {row['apres_code']}" for row in pairs}


def _reason(row: Mapping[Any, Any], heir: str = "") -> Cell:
    text = tidy(row["commentaire"])
    parts = [fr_date(row["date_commentaire"]) if text else "", heir]
    return Cell(text, note=f"{NBSP}; ".join(part for part in parts if part))
