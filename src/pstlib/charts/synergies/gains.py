"""Who gains: the balance of each partner, the flag where one is weakened; both sides' effects."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.charts.block import Block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.synergies.view import own_source, source, text_cell, view
from pstlib.charts.wording import tidy
from pstlib.grammar import capitalised, number, plural
from pstlib.synergies.gains import SOME_LOSE
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import win_sentences
from pstlib.synergies.words import (
    BALANCE_LABELS,
    DROPPED,
    EFFECT_LABELS,
    STATE_LABELS,
    UNKNOWN,
    VERDICT_LABELS,
)
from pstlib.text import NBSP, fr_euro, is_missing

_SIGNS = {"GAGNANT": "▲", "NEUTRE": "●", "AFFAIBLI": "▼", UNKNOWN: "○"}
_HEADINGS = {
    "synergie_id": "Synergie", "libelle": "Intitulé", "etat": "État", "partenaire": "Partenaire",
    "exercice": "Exercice", "economie_estimee": "Économie estimée",
    "economie_constatee": "Économie constatée", "bilan": "Bilan déclaré", "affaibli": "Affaibli",
    "motif": "Motif", "source": "Source",
}  # fmt: skip
_OWN_USERS = (
    "Chaque côté parle de ses usagers\u00a0: deux effets différents ne se contredisent pas."
)


def winners(study: SynergyStudy) -> Block:
    """Show the last balance of each partner, the synergies that weaken one first."""
    known = _told(study)
    order = {name: rank for rank, name in enumerate(VERDICT_LABELS)}
    verdict = dict(zip(study.verdicts["synergie_id"], study.verdicts["verdict"], strict=True))
    ranked = known.assign(rang=known["synergie_id"].map(verdict).map(order).fillna(len(order)))
    groups = ranked.sort_values("rang", kind="stable").groupby("synergie_id", sort=False)
    lines = [
        line for key, rows in groups for line in _lines(rows.to_dict("records"), verdict.get(key))
    ]
    columns = ("Synergie", study.identite.organisme, "Partenaire")
    title = f"Bilan de chaque partenaire, au dernier exercice déclaré{NBSP}: {_title(study)}"
    return view(
        "synergies-gagnants",
        [ElementTable(title, columns, lines, genre="bilans")],
        _csv(study.bilans),
        origin=own_source(study, "tables gains_synergies et suivi_synergies"),
        phrases=win_sentences(study),
        notes=_notes(study, known),
    )


def _told(study: SynergyStudy) -> pd.DataFrame:
    """Keep the synergies of which a balance, or a loss, is known of one partner at least."""
    table = study.bilans
    known = table["bilan"].ne(UNKNOWN) | table["affaibli"]
    return table[table["synergie_id"].isin(table.loc[known, "synergie_id"])]


def _title(study: SynergyStudy) -> str:
    n = int(study.verdicts["verdict"].eq(SOME_LOSE).sum())
    if not n:
        return "aucun partenaire affaibli dans ce qui est connu"
    verb = plural(n, "affaiblit", "affaiblissent")
    return f"{number(n, feminine=True)} {plural(n, 'synergie')} {verb} un partenaire"


def _lines(rows: Sequence[Mapping[Any, Any]], verdict: str | None) -> list[list[Cell]]:
    """Put this organisation's balance beside that of each partner, one a line."""
    own, others = rows[0], rows[1:]
    about = VERDICT_LABELS[verdict] if verdict else STATE_LABELS[own["etat"]]
    first = [text_cell(own["libelle"], about), _balance(own)]
    if not others:
        return [[*first, Cell("aucun partenaire nommé")]]
    return [[*first, _balance(row, name=row["partenaire"])] for row in others]


def _balance(row: Mapping[Any, Any], *, name: str = "") -> Cell:
    words = f"{_SIGNS[row['bilan']]} {BALANCE_LABELS[row['bilan']]}"
    return Cell(f"{words} ({tidy(name)})" if name else words, note=_details(row))


def _details(row: Mapping[Any, Any]) -> str:
    """Say what a balance rests on: what was computed first, then the amounts, then the reason."""
    year = "" if is_missing(row["exercice"]) else f" en {row['exercice']}"
    told = [_why(row)]
    for name, word in (("economie_constatee", "constatée"), ("economie_estimee", "estimée")):
        if not is_missing(row[name]):
            told.append(f"économie {word}{year}{NBSP}: {fr_euro(row[name])}")
    return f"{NBSP}; ".join(part for part in [*told, tidy(row["motif"])] if part)


def _why(row: Mapping[Any, Any]) -> str:
    """Say what weakens a partner where it was computed, not only declared."""
    reasons = []
    if row["cout"]:
        reasons.append("son économie constatée est négative")
    if row["service"]:
        lost = "y aurait perdu" if row["etat"] == DROPPED else "y perd"
        reasons.append(f"son service au citoyen {lost}")
    if not reasons:
        return ""
    word = "déclaré gagnant, mais " if row["contredit"] else ""
    return f"{word}{' et '.join(reasons)}"


def _notes(study: SynergyStudy, known: pd.DataFrame) -> list[str]:
    left = study.verdicts["synergie_id"].nunique() - len(
        set(known["synergie_id"]) & set(study.verdicts["synergie_id"])
    )
    told = [
        "Le bilan est celui que l’organisme déclare pour chaque partenaire. Un partenaire est dit "
        "affaibli s’il est déclaré tel, si son économie constatée est négative ou si le service de "
        "l’organisme y perd. Un bilan est incomplet tant que celui d’un partenaire n’est pas connu."
    ]
    if left:
        whole = f"{number(left, feminine=True)} {plural(left, 'synergie')}"
        verb = plural(left, "n’a", "n’ont")
        listed = plural(left, "Elle est", "Elles sont")
        told.append(f"{capitalised(whole)} {verb} aucun bilan connu. {listed} dans le CSV.")
    return told


def _csv(table: pd.DataFrame) -> pd.DataFrame:
    flags = table["affaibli"].map({True: "oui", False: "non"}).astype("str")
    said = table.assign(
        etat=table["etat"].map(STATE_LABELS).astype("str"),
        bilan=table["bilan"].map(BALANCE_LABELS).astype("str"),
        affaibli=flags,
    )
    return said[list(_HEADINGS)].rename(columns=_HEADINGS)


def both_effects(study: SynergyStudy) -> Block:
    """Show the effects on the service that the two sides see where they aren't the same."""
    table, other = study.cotes.effets, study.autre
    names = [study.identite.organisme, other.organisme if other else "l’autre"]
    rows = [
        (text_cell(row["libelle"], STATE_LABELS[row["etat"]]), Cell(EFFECT_LABELS[row["effet"]]),
         Cell(EFFECT_LABELS[row["effet_partenaire"]]))
        for row in table[table["differe"]].to_dict("records")
    ]  # fmt: skip
    n, total = len(rows), len(table)
    title = (
        f"Effet sur le service au citoyen{NBSP}: les deux côtés en voient un autre pour {n} des "
        f"{total} synergies qu’ils décrivent"
    )
    said = table.assign(
        **{
            name: table[name].map(EFFECT_LABELS).astype("str")
            for name in ("effet", "effet_partenaire")
        }
    )
    named = {"libelle": "Synergie", "effet": names[0], "effet_partenaire": names[1]}
    return view(
        "synergies-effets",
        [ElementTable(title, ("Synergie", *names), rows)],
        said[list(named)].rename(columns=named),
        origin=source(study, "table synergies"),
        notes=[_OWN_USERS] if rows else [],
    )
