"""What the schema refuses, said in French: line, element, value, what was expected."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree

from pstlib.errors import SourceError

_SHOWN = 11
_KINDS = {
    "pourCent": "un nombre de 0 à 100 (point décimal)",
    "quantite": "un nombre positif (point décimal)",
    "xs:decimal": "un nombre (point décimal)",
    "xs:integer": "un nombre entier",
    "xs:date": "une date qui existe, AAAA-MM-JJ",
}
_SUBJECT = re.compile(r"Element '([^']{1,80})'(?:, attribute '[^']*')?: (?:\[facet '\w+'\] )?")
# Each rule of the validator, its message in English, ours.
_SENTENCES = (
    ("ENUMERATION", r"The value '(.*)' is not .* of the set \{(.*)\}", "« {0} », hors de : {1}"),
    ("MAXLENGTH", r"length of '(\d+)'.*length of '(\d+)'", "{0} caractères, au plus {1}"),
    ("INCLUSIVE", r"value '(.*)' is (?:greater|less)", "« {0} » est hors des bornes"),
    ("DATATYPE", r"'(.*)' is not a valid .* type '([\w:]+)'", "« {0} » n’est pas {1}"),
    ("ELEMENT_CONTENT", r"not expected\. Expected is (.*)\.", "hors de l’ordre ; attendu : {0}"),
    ("ELEMENT_CONTENT", r"Missing child.*Expected is (.*)\.", "incomplet ; il manque : {0}"),
    ("ELEMENT_CONTENT", r"not expected", "inattendu à cet endroit"),
    ("COMPLEX_TYPE_4", r"attribute '(.*)' is required", "attribut {0} absent"),
    ("COMPLEX_TYPE_3_2_1", r"attribute '(.*)' is not allowed", "attribut {0} inconnu"),
    ("COMPLEX_TYPE_2_3", r"", "du texte là où seuls des éléments sont attendus"),
    ("TYPE_3_1_1", r"", "un attribut là où il n’y en a pas"),
    ("TYPE_3_1_2", r"", "un élément là où une valeur est attendue"),
)  # fmt: skip


def schema_error(log: Iterable[etree._LogEntry], where: str) -> SourceError:
    """Make of the validator's log one error that names the first fault and lists ten more."""
    faults = [_fault(entry) for entry in islice(log, _SHOWN)]
    line, element, what = faults[0] if faults else (1, "dataroot", "structure inattendue")
    return SourceError(
        "Le fichier ne respecte pas le schéma eComptes PST 201805V1",
        where=f"{where}, ligne {line}, élément « {element} »",
        found=what,
        todo="Corrigez-le dans le logiciel d’où il vient, puis exportez-le à nouveau.",
        details=[f"ligne {n}, {name} : {fault}" for n, name, fault in faults[1:]],
    )


def _fault(entry: etree._LogEntry) -> tuple[int, str, str]:
    message = entry.message or ""
    named = _SUBJECT.match(message)
    # Of a file with too many lines for its counter, the validator gives 0 or 65535.
    return entry.line, named[1] if named else "?", _sentence(entry.type_name, message)


def _sentence(kind: str, message: str) -> str:
    said = _SUBJECT.sub("", message)
    for rule, pattern, sentence in _SENTENCES:
        match = re.search(pattern, said, re.DOTALL) if rule in kind else None
        if match:
            return sentence.format(*(_value(group) for group in match.groups()))
    return "structure inattendue"


def _value(text: str) -> str:
    if text in _KINDS:
        return _KINDS[text]
    bare = " ".join(text.strip("( )").replace("'", "").split())
    return bare if len(bare) <= 120 else bare[:119] + "…"
