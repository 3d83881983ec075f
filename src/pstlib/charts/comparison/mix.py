"""What the mix of themes of a plan would lead one to expect, were each theme as among the peers."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.comparison.marks import focus_words
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.standardisation import standardised_ratio
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised, counted
from pstlib.text import NBSP, fr_number, fr_share, is_missing


def theme_mix(study: Study) -> Block:
    """Set the done actions against those that the peers' rates by theme would give."""
    table = study.comparaison.themes
    peers = table[table["slug"].isin(study.pairs_slugs)] if len(table) else table
    known = peers[peers["n_statut_connu"].gt(0)] if len(peers) else peers
    own = table[table["slug"].eq(study.slug or "")] if len(table) else table
    if study.slug is None or own.empty or not own["n_statut_connu"].sum():
        return block("note.html.j2", "", phrases=[])
    if known["slug"].nunique() < FEWEST_PEERS:
        text = f"Moins de {FEWEST_PEERS} pairs connus{NBSP}: pas de comparaison par thème."
        return block("note.html.j2", text, phrases=[text])
    found = standardised_ratio(own, known)
    rates = known.groupby("theme")[["n_poursuivies", "n_terminees"]].sum()
    rows = [_row(row, rates, study) for row in own.to_dict("records") if row["n_poursuivies"]]
    headings = ["Thème", "Poursuivies", "Terminées", "Taux des pairs", "Attendues"]
    title = "Actions terminées et attendues par thème"
    shown = [ElementTable(title, headings, rows, "chiffres")]
    return lists_block(shown, phrases=[_sentence(found, study)])


def _sentence(found: "pd.Series[Any]", study: Study) -> str:
    if is_missing(found["ratio"]) or float(found["attendu"]) == 0:
        return (
            "Les pairs n’ont encore terminé aucune action de ces thèmes\u00a0: rien n’est attendu."
        )
    low, high = float(found["borne_basse"]), float(found["borne_haute"])
    verdict = (
        "l’intervalle contient 1, un tel écart peut être ordinaire"
        if low <= 1 <= high
        else "l’intervalle ne contient pas 1, l’écart mérite une question"
    )
    text = (
        f"{capitalised(focus_words(study))} a terminé "
        f"{counted(int(found['observe']), 'action')}, pour {fr_number(found['attendu'], 1)} "
        f"attendues si chaque thème avançait comme chez ses pairs{NBSP}: rapport de "
        f"{fr_number(found['ratio'], 2)} (de {fr_number(low, 2)} à {fr_number(high, 2)} à "
        f"95{NBSP}%)\u00a0; {verdict}."
    )
    left = int(found["n_sans_reference"])
    if left:
        text += f" {counted(left, 'action')} d’un thème qu’aucun pair ne poursuit n’y sont pas."
    return text


def _row(row: dict[Any, Any], rates: pd.DataFrame, study: Study) -> list[Cell]:
    code = str(row["theme"])
    pursued = int(row["n_poursuivies"])
    of = int(rates["n_poursuivies"].get(code, 0))
    done = int(rates["n_terminees"].get(code, 0))
    return [
        Cell(study.themes.get(code, code)),
        Cell(str(pursued)),
        Cell(str(int(row["n_terminees"]))),
        Cell(f"{fr_share(done / of)}" if of else "–", note=f"{done} sur {of}" if of else ""),
        Cell(fr_number(pursued * done / of, 1) if of else "–"),
    ]
