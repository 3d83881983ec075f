"""The legal calendar and the method, as a report prints them."""

from fractions import Fraction
from typing import Any

from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean
from pstlib.evaluation import CALENDAR_LABELS, Evaluation
from pstlib.model.records import records
from pstlib.reference import WEIGHT_LABELS, Method, method_items
from pstlib.text import fr_date, fr_long_date, is_missing

_SHAPES = {"FAIT": "fait", "FAIT_EN_RETARD": "fait-tard", "EN_RETARD": "tard"}
_SHARES = {Fraction(1, 2): "la moitié", Fraction(1, 3): "un tiers", Fraction(2, 3): "deux tiers"}


def legal_calendar(ev: Evaluation) -> Block:
    """List the legal steps with their due dates, dates done and delays."""
    steps = [_step(row) for row in records(ev.calendrier)]
    return block(
        "calendrier.html.j2",
        "Calendrier légal",
        etapes=steps,
        texte=ev.loi.texte,
        delais=ev.loi.delais,
        verifie=fr_long_date(ev.loi.verifie_le),
    )


def _step(row: dict[Any, Any]) -> dict[str, Any]:
    gap = None if is_missing(row["ecart_jours"]) else int(row["ecart_jours"])
    return {
        "libelle": clean(row["libelle"]),
        "forme": _SHAPES.get(row["etat"], "autre"),
        "etat": CALENDAR_LABELS[row["etat"]],
        "connu": row["etat"] != "NON_DOCUMENTE",
        "date": None if is_missing(row["date"]) else fr_long_date(row["date"]),
        "retard": gap if gap and gap > 0 else None,
        "echeance": clean(row["echeance_texte"]).removeprefix("échéance "),
        "acteur": clean(row["acteur"]),
        "reference": clean(row["reference"]),
        "remarque": clean(row["remarque"]),
    }


def method(ev: Evaluation, *, court: bool = False) -> Block:
    """Print the rules of the evaluation with the thresholds in force, and what was changed.

    Args:
        ev: The evaluation.
        court: Leave the table of thresholds out; changes are always said.
    """
    used = ev.methode
    return block(
        "methode.html.j2",
        "Méthode",
        m=used,
        connus=_share_in_words(used.part_statuts_connus),
        difficulte=_share_in_words(used.part_difficulte),
        seuils=[] if court else _thresholds(used),
        changements=used.changes,
        poids=WEIGHT_LABELS[used.ponderation],
        finale=ev.evaluation == "finale",
        jour=fr_date(ev.date_arrete),
        debut=ev.identite.exercice_debut,
        fin=ev.identite.exercice_fin,
    )


def _thresholds(used: Method) -> list[tuple[str, str]]:
    return [
        (label, WEIGHT_LABELS[used.ponderation] if key == "ponderation" else value)
        for key, label, value in method_items(used)
    ]


def _share_in_words(share: Fraction) -> str:
    """Write a share of the method in words where French has one."""
    return _SHARES.get(share, str(share))
