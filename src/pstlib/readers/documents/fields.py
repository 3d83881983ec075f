"""Labelled attributes under or beside an action: « Responsable : … », « Échéance : … »."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache

from pstlib.text import fold

# Column of ``elements`` (or ``statut``, ``taux_avancement``) to the labels that name it. ``""`` are
# labels without a column: they are kept, label and all, in the description.
LABELS: Mapping[str, tuple[str, ...]] = {
    "responsable": (
        "responsable",
        "responsables",
        "pilote",
        "porteur",
        "gestionnaire",
        "agent traitant",
        "chef de projet",
        "personne responsable",
    ),
    "mandataire": ("mandataire", "mandataire politique"),
    "departement": (
        "service",
        "département",
        "service porteur",
        "service gestionnaire",
        "service responsable",
    ),
    "partenaires": ("partenaire", "partenaires", "partenariat", "partenariats"),
    "date_fin": ("échéance", "délai", "date de fin", "fin prévue", "fin", "timing"),
    "date_debut": ("début", "date de début", "début prévu", "démarrage"),
    "statut": ("état", "statut", "état d'avancement", "avancement"),
    "taux_avancement": ("taux d'avancement", "taux de réalisation", "progression"),
    "priorite": ("priorité", "degré de priorité"),
    "theme": ("thème", "thématique", "domaine"),
    "odd": ("odd", "o.d.d."),
    "plans": ("plans liés", "plan lié"),
    "description": ("description", "détail", "détails", "contenu"),
    "": (
        "budget",
        "coût",
        "estimation budgétaire",
        "financement",
        "moyens",
        "ressources",
        "moyens humains",
        "moyens financiers",
        "indicateur",
        "indicateurs",
        "etp",
        "indicateur de résultat",
        "indicateurs de résultat",
        "résultat attendu",
        "résultats attendus",
        "commentaire",
        "commentaires",
        "remarque",
        "remarques",
        "constat",
        "constats",
        "motivation",
        "contexte",
        "public cible",
        "bénéficiaires",
        "enjeu",
        "enjeux",
        "diagnostic",
        "risques",
        "étapes",
        "objet",
    ),
}
# Only these part a title from its attributes on the same line: the others are common words.
_SURE = ("responsable", "mandataire", "date_fin", "statut", "taux_avancement")
_SURE_NOTES = ("partenaires", "budget", "indicateur", "indicateurs", "coût", "service")
_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)


def split_fields(text: str, *, whole: bool) -> tuple[str, list[tuple[str, str, str]]]:
    """Part a text from the attributes that it holds.

    Args:
        text: A line, or the title of an element.
        whole: Whether an attribute may open the text; in a title it only may follow.

    Returns:
        What stands before the first attribute, and the attributes as (column, label, value).
    """
    found = [m for m in _pattern().finditer(text) if _holds(m, whole=whole)]
    if not found:
        return text, []
    ends = [match.start() for match in found[1:]] + [len(text)]
    fields = []
    for match, end in zip(found, ends, strict=True):
        label = match["label"].strip()
        value = text[match.end() : end].strip(" \t;,|–—-")
        if match["before"].strip().startswith("("):
            value = value.removesuffix(")") if value.count(")") > value.count("(") else value
        fields.append(
            (_columns()[_key(label)], label, value.rstrip(" )") if "(" not in value else value)
        )
    return text[: found[0].start()].rstrip(" \t;,|–—-("), fields


def column_of(label: str) -> str | None:
    """Give the column that a label names, ``""`` for one without column, None if it is unknown."""
    return _columns().get(_key(label))


def is_label(text: str) -> bool:
    """Tell whether a line is only the label of an attribute, e.g. ``Indicateurs :``."""
    return _key(text.rstrip(" :")) in _columns()


def is_sure_label(text: str) -> bool:
    """Tell whether a text opens with a label that no action could open with."""
    match = _pattern().match(text)
    return match is not None and _columns()[_key(match["label"])] in _SURE


def _holds(match: re.Match[str], *, whole: bool) -> bool:
    if match.start() == 0:
        return whole
    # In a line of attributes, a label in capitals needs no sign before it; in a title it does.
    return whole if match["before"] == " " else _is_sure(match["label"])


def _is_sure(label: str) -> bool:
    column = _columns()[_key(label)]
    return column in _SURE or _key(label) in {_key(name) for name in _SURE_NOTES}


@cache
def _columns() -> dict[str, str]:
    return {_key(label): column for column, labels in LABELS.items() for label in labels}


@cache
def _pattern() -> re.Pattern[str]:
    labels = sorted(
        {label for labels in LABELS.values() for label in labels}, key=len, reverse=True
    )
    names = "|".join(re.escape(label).replace("'", "['’]") for label in labels)
    bare = names.translate(str.maketrans("éèêôû", "eeeou"))
    return re.compile(
        rf"(?P<before>^|[;|,(\t]\s?|\s[–—-]\s|(?<=\w)\.\s|\s(?=(?-i:[A-ZÉ])))"
        rf"(?P<label>(?:{names}|{bare})(?:\(s\)|s)?)\s?:\s*",
        re.I,
    )


def _key(label: str) -> str:
    folded = fold(label.replace("’", "'")).removesuffix("(s)")
    return folded if folded in ("fin", "timing") else folded.rstrip("s")


def read_deadline(text: str) -> dt.date | None:
    """Read a deadline that names a day; a month, a quarter or a year is no date.

    >>> read_deadline("30/06/2027"), read_deadline("2e trim. 2027")
    (datetime.date(2027, 6, 30), None)
    """
    folded = re.sub(r"^(?:le|au|pour le|avant le|jusqu'au|d'ici le) ", "", fold(text).strip(" .;"))
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d|\d\d)", folded):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return _date(year, int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", folded):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = re.fullmatch(rf"(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (20\d\d)", folded)
    return _date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])) if match else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def french_dates(text: str) -> Iterator[tuple[int, dt.date]]:
    """Give the dates written in full in a text (« 19 février 2019 »), with their place."""
    months = "|".join(_MONTHS).replace("fe", "f[ée]").replace("aout", "ao[ûu]t")
    pattern = rf"(\d{{1,2}})(?:er)? ({months.replace('dec', 'd[ée]c')}) (20\d\d)"
    for match in re.finditer(pattern, text, re.I):
        if day := _date(int(match[3]), _MONTHS.index(fold(match[2])) + 1, int(match[1])):
            yield match.start(), day
