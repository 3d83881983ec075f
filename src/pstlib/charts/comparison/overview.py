"""The region in a few figures: all actions together, and the median organisation."""

from typing import Any

from pstlib.charts.block import Block, block
from pstlib.charts.comparison.marks import interval, kind_of, whole
from pstlib.charts.comparison.strip import WORDINGS
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.comparison.profile import FEWEST_PEERS, MEASURES
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised
from pstlib.text import NBSP, fr_date, fr_number, fr_share, is_missing

_KEY = ("realisation", "retard", "suivi_recent")


def region_figures(study: Study) -> Block:
    """Give each rate twice, of all actions together and of the median plan, with its interval."""
    rows = [whole(study.comparaison, rate) for rate in MEASURES]
    known = [row for row in rows if not is_missing(row["taux"])]
    sentences = [_sentence(row, study) for row in known if row["mesure"] in _KEY]
    if not known:
        sentences = ["Aucun chiffre à donner\u00a0: aucun plan comparé n’a de statut connu."]
    headings = [
        "Mesure",
        "Ensemble des actions",
        f"{kind_of(study)} médian",
        "Moitié centrale",
        "n",
    ]
    table = ElementTable(
        "La région et le plan médian, deux chiffres différents",
        headings,
        [_row(row) for row in known],
        genre="chiffres",
    )
    return lists_block([table], phrases=sentences)


def _sentence(row: dict[str, Any], study: Study) -> str:
    said = WORDINGS[row["mesure"]]
    text = (
        f"{capitalised(said.nom)}{NBSP}: sur l’ensemble des plans, "
        f"{fr_number(row['numerateur'])} actions {said.numerateur} sur "
        f"{fr_number(row['denominateur'])} {said.denominateur}, soit {fr_share(row['taux'])}"
    )
    if is_missing(row["mediane"]) or row["n"] < FEWEST_PEERS:
        return f"{text}."
    return (
        f"{text}\u00a0; pour le {kind_of(study)} médian, {fr_share(row['mediane'])} "
        f"(intervalle à 95{NBSP}%{NBSP}: {interval(row['mediane_bas'], row['mediane_haut'])})."
    )


def _row(row: dict[str, Any]) -> list[Cell]:
    enough = row["n"] >= FEWEST_PEERS
    fraction = f"{fr_number(row['numerateur'])} sur {fr_number(row['denominateur'])}"
    return [
        Cell(MEASURES[row["mesure"]]),
        Cell(fr_share(row["taux"]), note=fraction),
        Cell(fr_share(row["mediane"]) if enough else "–",
             note=interval(row["mediane_bas"], row["mediane_haut"]) if enough else ""),
        Cell(interval(row["q1"], row["q3"]) if enough else "–"),
        Cell(str(row["n"])),
    ]  # fmt: skip


def terms(study: Study) -> Block:
    """Set the two terms side by side at the same number of months, where it was asked for."""
    if study.avant is None:
        text = (
            f"Aucune législature précédente à comparer à {study.question.mois} mois."
            if study.question.mois
            else ""
        )
        return block("note.html.j2", text, phrases=[text] if text else [])
    before, day, former = study.avant
    first, last = study.legislature
    headings = ["Mesure", f"{before[0]}-{before[1]}", f"{first}-{last}"]
    rows = [
        [Cell(MEASURES[rate]), _both(whole(former, rate)), _both(whole(study.comparaison, rate))]
        for rate in _KEY
    ]
    said = (
        f"À {study.question.mois} mois de législature{NBSP}: au {fr_date(day)} pour "
        f"{before[0]}-{before[1]} ({len(former.organismes)} PST), au {fr_date(study.jour)} pour "
        f"{first}-{last} ({len(study.comparaison.organismes)} PST). Les plans qui ont été "
        "transmis ne sont pas les mêmes dans les deux législatures."
    )
    table = ElementTable("Les deux législatures à distance égale", headings, rows, "chiffres")
    return lists_block([table], phrases=[said])


def _both(row: dict[str, Any]) -> Cell:
    if is_missing(row["taux"]):
        return Cell("pas de donnée à ce sujet")
    middle = "" if row["n"] < FEWEST_PEERS else f"\u00a0; plan médian {fr_share(row['mediane'])}"
    done, of = fr_number(row["numerateur"]), fr_number(row["denominateur"])
    note = f"{done} sur {of}{middle}, n{NBSP}={NBSP}{row['n']}"
    return Cell(fr_share(row["taux"]), note=note)
