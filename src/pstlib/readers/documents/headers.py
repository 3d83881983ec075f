"""What the columns and labels of a table name: a level of the plan, a number, an attribute."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pstlib.readers.documents.fields import column_of
from pstlib.readers.documents.statuses import known_state
from pstlib.reference import load_yaml
from pstlib.text import fold

NUMBER, TITLE, PAGE = "NUMERO", "TITRE", "PAGE"
LEVELS = ("VOLET", "OS", "OO", "ACTION", "SOUS_ACTION")
FOLLOWED = frozenset(
    {
        *("statut", "taux_avancement", "date_debut", "date_fin", "partenaires", "mandataire"),
        *("responsable", "departement", "priorite", "odd", "plans"),
    }
)
_LONGEST = 60
_MOST_WORDS = 7
_BEFORE = re.compile(
    r"(?:(?:pour|degre|niveau|dates?|types?|personnes?|autres?|principa\w{1,4}|sources?|modes?|duree"
    r"|estimation|de|du|des|en|la|le|les|nos|notre|d'|l') ?)*"
)
_BEFORE_A_LEVEL = re.compile(r"(?:(?:les|nos|notre|principa(?:les?|ux)|axes? et|projets? et) ?)*")
# « concrètes », « à mener », « du PST »: « Action sociale de proximité » is no label.
_AFTER_A_LEVEL = re.compile(
    r"(?:[ /,&+:?-]|\b(?:et|ou|du|de la|de l'|des|pst|programme|plan|lies? a|a|en oeuvre|concern\w+"
    r"|\w{3,}(?:ees?|ies?|ues?|ises?|er|re|ir)|concret\w+|prioritaires?|n°|no|code|intitules?"
    r"|libelles?|titres?|actions?|projets?|mesures?|sous-actions?|taches?|fiches?"
    r"|[12]\d{3}|strategiques?|operationnels?|vise|poursuivi|description|pilotes?"
    r"|porteurs?|gestionnaires?"
    r"|responsables?|traitants?)(?!\w))*"
)
YEAR = re.compile(r"(?:20)?[1-4]\d(?: ?[-–/] ?(?:20)?[1-4]\d)?")
_PER_CENT = re.compile(r"[(\[]?(?:en )?%[)\]]?")
_TWO_WORDS = re.compile(
    r"(?:(?P<code>codes?|n°|no|numero|ref|reference|id)|libelles?|intitules?|titres?|noms?)"
    r" (?:de l'|du |de |d')?(?P<level>\S.{0,40})"
)
_ONLY_NUMBER = re.compile(r" (?:n°|no|numero|code)")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: a level, NUMERO, TITRE or PAGE in ``role``, else an attribute.

    ``ticked``: its label is a state, and a cross in it says so. ``counts``: the level whose
    numbers it holds, where its label says so (« Code OO »).
    """

    label: str
    role: str = ""
    attribute: str = ""
    known: bool = True
    ticked: bool = False
    counts: str = ""


@lru_cache(maxsize=20_000)  # each line of a text may be a header
def column(text: str) -> Column:
    """Read the header of a column, or the label of a row of a fiche."""
    label = " ".join(text.split()).strip(" :")
    folded = re.sub(r"\([^()]*\)", " ", fold(label.replace("’", "'"))).strip(" .:?!*")
    folded = " ".join(folded.split())
    if not folded or len(folded) > _LONGEST or len(folded.split()) > _MOST_WORDS:
        return Column(label, known=False)
    attribute = column_of(label) if "%" not in label else None
    if attribute is None and column_of(_PER_CENT.sub("", label)) == "statut":
        attribute = "taux_avancement"  # « Avancement (%) »
    if attribute is not None:
        return Column(label, attribute=attribute)
    if beside := _beside_a_level(label, folded):
        return beside
    if (named := _designations().match(folded)) and _heads().match(folded, named.end()):
        folded = folded[named.end() :]
    match = _heads().search(folded)
    if match is None or not _BEFORE.fullmatch(folded[: match.start()]):
        return Column(label, known=False)
    level, attribute = next(told for words, told in _meanings() if words.fullmatch(match[0]))
    before, after = folded[: match.start()], folded[match.end() :]
    if level in LEVELS or attribute == "departement":  # « Service social » is a value
        sure = _BEFORE_A_LEVEL.fullmatch(before) and _AFTER_A_LEVEL.fullmatch(after)
        level = NUMBER if level and _ONLY_NUMBER.fullmatch(after) else level
        return Column(label, level, attribute) if sure else Column(label, known=False)
    return Column(label, level, attribute)


def _beside_a_level(label: str, folded: str) -> Column | None:
    """Read « Code OS » and « Libellé OO », which stand side by side."""
    words = _TWO_WORDS.fullmatch(folded)
    match = _heads().fullmatch(words["level"]) if words else None
    if words is None or match is None:
        return None
    level, _ = next(told for meaning, told in _meanings() if meaning.fullmatch(match[0]))
    if level not in LEVELS:
        return None
    return Column(label, NUMBER, counts=level) if words["code"] else Column(label, level)


@cache
def _meanings() -> list[tuple[re.Pattern[str], tuple[str, str]]]:
    """Give the level and the column of each word that heads a label, the longest first."""
    table = load_yaml("libelles.yml")
    rows = [*table["tetes"], *table["libelles"]]
    words = [
        (fold(word), (row.get("niveau", ""), row.get("colonne") or ""))
        for row in rows
        for word in row["mots"]
    ]
    words.sort(key=lambda entry: -len(entry[0]))
    return [(re.compile(_inflected(word)), told) for word, told in words]


@cache
def _heads() -> re.Pattern[str]:
    words = "|".join(pattern.pattern for pattern, _ in _meanings())
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


@cache
def _designations() -> re.Pattern[str]:
    names = "|".join(_inflected(fold(word)) for word in load_yaml("libelles.yml")["designations"])
    return re.compile(rf"(?:{names}) (?:de l'|de la |du |des |d'|de )")


def _inflected(words: str) -> str:
    """Match words in the singular or plural, with or without the points of an abbreviation."""
    plural = (re.escape(w) + "(?:e?s|x)?" * w[-1].isalpha() for w in words.strip(".").split())
    return " ".join(plural) + r"\.?"


def header(texts: Sequence[str], above: Sequence[str] = ()) -> dict[int, Column] | None:
    """Read a header row by its cells, None where the row is none.

    Args:
        texts: The cells.
        above: What stands over each of them, where the header has two lines.
    """
    filled = {
        index: _under(column(text), above[index] if index < len(above) else "")
        for index, text in enumerate(texts)
        if text.strip()
    }
    if sum(c.ticked for c in filled.values()) == 1:  # « En cours » alone is a value
        filled = {index: replace(c, known=c.known and not c.ticked) for index, c in filled.items()}
    # A year says when, by a cross: it makes no table of a plan, nor of anything else.
    labels = [c for c in filled.values() if not YEAR.fullmatch(c.label)]
    known = [c for c in labels if c.known]
    if len(labels) < 2 or len(known) * 2 <= len(labels):
        return None
    return _with_action(filled) if _is_of_plan(known) else None


def _under(one: Column, group: str) -> Column:
    """Read « Stratégique » under « Objectifs » as one label."""
    if not one.known and (state := known_state(one.label.strip(" ?"))) and state.status:
        return replace(one, attribute="statut", known=True, ticked=True)
    if not group or (one.known and one.role not in ("", TITLE)):
        return one
    both = column(f"{group} {one.label}")
    return replace(both, label=one.label) if both.role and not one.known else one


def _is_of_plan(known: Sequence[Column]) -> bool:
    """Tell the columns of a plan from those of contents or of a budget."""
    roles = {c.role for c in known}
    if PAGE in roles:
        return False
    told = {c.attribute for c in known} & FOLLOWED
    return bool(roles & set(LEVELS) or (TITLE in roles and (NUMBER in roles or told))) or (
        "statut" in told and len(told) > 1
    )


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
