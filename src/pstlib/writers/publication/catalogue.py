"""The description of a publication for open-data portals: DCAT-AP 3, as JSON-LD."""

from collections.abc import Sequence
from typing import Any

from pstlib.reference.communes import communes
from pstlib.writers.publication.package import (
    KEYWORDS,
    description,
    is_address,
    is_fictitious,
    table_title,
    title,
    whole_description,
    whole_title,
)
from pstlib.writers.publication.plans import LICENCES, Plan, Terms
from pstlib.writers.publication.tables import PlanSet, TableFile

CATALOGUE, PACKAGE = "catalogue.jsonld", "datapackage.json"
_EU = "http://publications.europa.eu/resource/authority/"
_THEMES = [f"{_EU}data-theme/GOVE", f"{_EU}data-theme/SOCI"]
_FRENCH = {"@id": f"{_EU}language/FRA"}
_WALLONIA = "http://data.europa.eu/nuts/code/BE3"
_MADE_UP = ("données fictives",)
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(sets: Sequence[PlanSet], terms: Terms) -> dict[str, Any]:
    """Describe a publication: one dataset a set, one distribution a file.

    Without an address, those of the files are relative to that of the catalogue, as JSON-LD
    has it.
    """
    base = {"@base": f"{terms.adresse.rstrip('/')}/"} if terms.adresse else {}
    return {
        "@context": {**base, **_CONTEXT},
        "@id": f"{CATALOGUE}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _fr(whole_title(sets)),
        "dct:description": _fr(whole_description(sets, terms)),
        "dct:publisher": _publisher(terms),
        "dct:language": _FRENCH,
        "dcat:themeTaxonomy": {"@id": f"{_EU}data-theme"},
        "dcat:dataset": [_dataset(one, terms) for one in sets],
    }


def _dataset(one: PlanSet, terms: Terms) -> dict[str, Any]:
    who = one.plans[0].identite
    read = [day for plan in one.plans if (day := plan.read_on)]
    return {
        "@id": f"{CATALOGUE}#jeu-{one.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"pst-{one.name}",
        "dct:title": _fr(title(one)),
        "dct:description": _fr(description(one, terms)),
        "dct:publisher": _publisher(terms),
        **_contact(terms),
        "dct:language": _FRENCH,
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}frequency/IRREG"},
        "dcat:theme": [{"@id": theme} for theme in _THEMES],
        "dcat:keyword": [
            _fr(word) for word in [*KEYWORDS, *["données fictives"] * is_fictitious(one)]
        ],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(f"{who.exercice_debut}-01-01", "date"),
            "dcat:endDate": _typed(f"{who.exercice_fin}-12-31", "date"),
        },
        **_places(one.plans),
        **({"dct:modified": _typed(f"{max(read):%Y-%m-%d}", "date")} if read else {}),
        "dcat:distribution": [_distribution(one, file) for file in one.files],
    }


def _distribution(one: PlanSet, file: TableFile) -> dict[str, Any]:
    where = {"@id": file.path}
    return {
        "@id": f"{CATALOGUE}#fichier-{one.name}-{file.table}",
        "@type": "dcat:Distribution",
        "dct:title": _fr(table_title(one, file)),
        "dcat:accessURL": where,
        "dcat:downloadURL": where,
        "dct:license": _licence(one.plans[0].licence),
        "dct:format": {"@id": f"{_EU}file-type/CSV"},
        "dcat:mediaType": {"@id": "http://www.iana.org/assignments/media-types/text/csv"},
        "dct:conformsTo": {"@id": PACKAGE, "@type": "dct:Standard"},
        "dcat:byteSize": _typed(str(file.nbytes), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.digest.hexdigest(), "hexBinary"),
        },
    }


def _publisher(terms: Terms) -> dict[str, Any]:
    return {"@id": f"{CATALOGUE}#editeur", "@type": "foaf:Agent", "foaf:name": _fr(terms.editeur)}


def _contact(terms: Terms) -> dict[str, Any]:
    if not terms.contact:
        return {}
    return {
        "dcat:contactPoint": {
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": terms.editeur,
            "vcard:hasEmail": {"@id": f"mailto:{terms.contact}"},
        }
    }


def _places(plans: Sequence[Plan]) -> dict[str, Any]:
    """Name Wallonia and the communes; what is fictitious is nowhere, an unknown code unnamed."""
    known = dict(zip(*(communes()[column] for column in ("ins", "commune")), strict=True))
    codes = {plan.identite.ins or "" for plan in plans if not plan.identite.fictif}
    places = [
        {
            "@type": "dct:Location",
            "locn:geographicName": _fr(known[code]),
            "adms:identifier": {"@type": "adms:Identifier", "dct:identifier": f"INS {code}"},
        }
        for code in sorted(code for code in codes if code in known)
    ]
    region = {"@id": _WALLONIA, "@type": "dct:Location", "locn:geographicName": _fr("Wallonie")}
    return {"dct:spatial": [region, *places]} if places else {}


def _licence(name: str) -> dict[str, Any]:
    if name in LICENCES:
        return {"@id": LICENCES[name][0], "@type": "dct:LicenseDocument"}
    address = {"@id": name} if is_address(name) else {"dct:title": name}
    return {"@type": "dct:LicenseDocument", **address}


def _fr(text: str) -> dict[str, str]:
    return {"@value": " ".join(text.split()), "@language": "fr"}


def _typed(text: str, kind: str) -> dict[str, str]:
    return {"@value": text, "@type": f"xsd:{kind}"}
