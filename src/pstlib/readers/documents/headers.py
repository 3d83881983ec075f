"""What the columns and labels of a table name: a level of the plan, a number, an attribute."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pstlib.readers.documents.fields import column_of
from pstlib.text import fold

NUMBER, TITLE = "NUMERO", "TITRE"
LEVELS = ("VOLET", "OS", "OO", "ACTION", "SOUS_ACTION")
_OF = r"(?:de l'|de la |du |des |d'|de )?"
_NAMED = rf"(?:(?:intitule|libelle|titre|nom|enonce|denomination|description|liste) {_OF})?"
_NOUN = r"(?:actions?|projets?|mesures?)"
_ROLES: tuple[tuple[str, str], ...] = (
    ("SOUS_ACTION", rf"{_NAMED}(?:sous[- ]?actions?|taches?)"),
    ("VOLET", r"volets?"),
    ("OS", rf"{_NAMED}(?:(?:objectif|enjeu|axe)[sx]? strategiques?|o\.?s\.?|axes?)"),
    ("OO", rf"{_NAMED}(?:(?:sous-?)?objectifs? operationnels?|o\.?o\.?|objectifs?)"),
    (
        "ACTION",
        rf"{_NAMED}(?:fiches? )?{_NOUN}(?: ?(?:et|/|&|ou) ?(?:sous-?)?{_NOUN})?"
        r"(?: (?:concretes?|prevues?|proposees?|a mener|a mettre en oeuvre|menees?|du pst))?",
    ),
    (
        NUMBER,
        r"(?:n°|no|nr|num(?:ero)?|code|ref(?:erence)?|id)\.?"
        r"(?: (?:de l'|d')?(?:action|fiche|ordre))?|#",
    ),
    (TITLE, r"intitules?|libelles?|titres?|denominations?|quoi"),
)
_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("taux_avancement", r"\btaux\b|%|pourcentage|progression"),
    ("statut", r"\betat|\bstatut|avancement|\bsituation\b"),
    ("date_debut", r"\bdebut|demarrage|lancement"),
    (
        "date_fin",
        r"echeance|\bdelai|\btiming|date de fin|\bfin\b|\bquand\b|calendrier|planning|\bterme\b",
    ),
    ("partenaires", r"partenaire|partenariat"),
    ("mandataire", r"mandataire|elu\b|echevin"),
    ("responsable", r"pilote|responsable|porteur|gestionnaire|\bqui\b|chef de projet|referent"),
    ("departement", r"\bservices?\b|departement"),
    ("priorite", r"priorite"),
    (
        "",
        r"budget|cout|montant|financement|moyens|ressources|indicateur|commentaire|remarque"
        r"|observation|resultat|public|beneficiaire|etape|methode|evaluation|justification|odd",
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a level, NUMERO or TITRE in ``role``, else an attribute."""

    label: str
    role: str = ""
    attribute: str = ""
    known: bool = True


def column(text: str) -> Column:
    """Read the header of a column, or the label of a row of a fiche."""
    label = " ".join(text.split()).strip(" :")
    folded = re.sub(r"\((?:s|es|x|e|o\.?[os]\.?)\)", "", fold(label.replace("’", "'"))).strip(" .:")
    if not folded or len(folded) > 60:
        return Column(label, known=False)
    for role, pattern in _ROLES:
        if re.fullmatch(pattern, folded):
            return Column(label, role)
    attribute = column_of(label)
    if attribute is not None:
        return Column(label, attribute=attribute)
    found = next((name for name, words in _ATTRIBUTES if re.search(words, folded)), None)
    short = len(folded.split()) <= 6
    return Column(label, attribute=found or "", known=found is not None and short)


def header(texts: list[str]) -> dict[int, Column] | None:
    """Read a header row by its cells, None where the row is none."""
    filled = {index: column(text) for index, text in enumerate(texts) if text.strip()}
    levels = [c for c in filled.values() if c.role in LEVELS or c.role == TITLE]
    known = [c for c in filled.values() if c.known]
    if not levels or len(filled) < 2 or len(known) * 2 <= len(filled):
        return None
    return _with_action(filled)


def _with_action(columns: Mapping[int, Column]) -> dict[int, Column]:
    """Let « Intitulé » be the action where no column says « Action »."""
    roles = {c.role for c in columns.values()}
    found = dict(columns)
    for index, one in columns.items():
        if one.role == TITLE:
            found[index] = Column(one.label, "" if "ACTION" in roles else "ACTION")
            roles.add("ACTION")
    actions = [index for index, one in found.items() if one.role == "ACTION"]
    for index in actions[1:]:  # « Action » then « Description de l’action »: the second tells more
        found[index] = Column(found[index].label)
    return found
