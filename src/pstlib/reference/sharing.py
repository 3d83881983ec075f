"""What two organisations can do together, and what stays with a CPAS alone, as editable words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pstlib.errors import TableError
from pstlib.reference.concepts import Thesaurus, load_thesaurus
from pstlib.reference.loader import find, load_yaml, require_keys
from pstlib.reference.themes import load_theme_rules

SHARING = "partage.yml"
KINDS = {
    "SOUTIEN": "service de soutien",
    "ACHAT": "achat ou marché conjoint",
    "PUBLIC": "service au même public",
    "LIEU": "locaux",
    "PILOTAGE": "conduite de l’administration",
}
"""French label of each way in which something can be shared."""
_KEYS = (
    *("seuils", "ensemble", "partenaires", "usagers", "chantiers", "generiques", "propres"),
    *("classes", "objets"),
)
_LIMITS = (
    *("proposition", "indice", "objectif", "reponse", "partenaire", "mots", "semblables"),
    *("voisines", "par_action"),
)


@dataclass(frozen=True)
class Shareable:
    """Something that two organisations can do together, and the terms by which a title tells it.

    Attributes:
        nom: What it is.
        domaine: Domain of the table ``synergies``.
        theme: Code of its theme.
        nature: A key of ``KINDS``.
        pourquoi: Why it can be shared.
        mots: Terms of which one is enough.
        indices: Terms of which one needs another, or the objective above.
        sauf: Terms by which a title speaks of something else.
        avec: Others that it answers to.
        entre_cpas: Whether only two CPAS can share it.
        malgre: Whether it can be shared though the title speaks of what stays with the CPAS.
    """

    nom: str
    domaine: str
    theme: str
    nature: str
    pourquoi: str
    mots: tuple[str, ...]
    indices: tuple[str, ...] = ()
    sauf: tuple[str, ...] = ()
    avec: tuple[str, ...] = ()
    entre_cpas: bool = False
    malgre: bool = False


@dataclass(frozen=True)
class SharingRules:
    """What can be shared, what cannot, words and thresholds.

    Attributes:
        seuils: Thresholds and weights.
        objets: What can be shared, by name.
        propres: Terms of what stays with the CPAS alone, by reason.
        ensemble: Terms that say that several do it.
        partenaires: Terms by which an organisation of a type names the other.
        chantiers: Terms of a big work (``grand``) and of a small repair (``petit``).
        generiques: Words that don't tell what a title is about.
        vides: Words that count in no term.
        classes: Words by class.
    """

    seuils: dict[str, float]
    objets: dict[str, Shareable]
    propres: dict[str, tuple[str, ...]]
    ensemble: tuple[str, ...]
    partenaires: dict[str, tuple[str, ...]]
    chantiers: dict[str, tuple[str, ...]]
    generiques: tuple[str, ...]
    vides: frozenset[str]
    classes: dict[str, tuple[str, ...]]


def load_sharing_rules(donnees: Path | str | None = None) -> SharingRules:
    """Read what can be shared between a commune and its CPAS, or between two CPAS.

    Raises:
        TableError: If a file that takes the place of ours lacks a key, or names what isn't there.
    """
    path, data = find(SHARING, donnees), load_yaml(SHARING, donnees)
    require_keys(data, _KEYS, path)
    themes, thesaurus = load_theme_rules(donnees), load_thesaurus(donnees)
    try:
        return SharingRules(
            seuils={name: float(data["seuils"][name]) for name in _LIMITS},
            objets=_objects(data, thesaurus, set(themes.labels)),
            propres={one["motif"]: tuple(map(str, one["mots"])) for one in data["propres"]},
            ensemble=tuple(data["ensemble"]),
            partenaires={kind: tuple(data["partenaires"][kind]) for kind in ("AC", "CPAS")},
            chantiers={size: tuple(data["chantiers"][size]) for size in ("grand", "petit")},
            generiques=tuple(data["generiques"]),
            vides=themes.vides,
            classes={**themes.classes, **{n: tuple(w) for n, w in data["classes"].items()}},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TableError(
            "Règles du partage refusées",
            where=str(path),
            found=str(error),
            todo="Repartez du fichier livré avec pstlib et gardez-en la forme.",
        ) from error


def _objects(
    data: Mapping[str, Any], thesaurus: Thesaurus, themes: set[str]
) -> dict[str, Shareable]:
    users = tuple(map(str, data["usagers"]))
    found = {
        name: _shareable(name, entry, thesaurus, users) for name, entry in data["objets"].items()
    }
    for one in found.values():
        _refuse_unknown(one.nom, "nature", [one.nature], KINDS)
        _refuse_unknown(one.nom, "thème", [one.theme], themes)
        _refuse_unknown(one.nom, "objet", one.avec, found)
    return found


def _shareable(
    name: str, entry: Mapping[str, Any], thesaurus: Thesaurus, users: tuple[str, ...]
) -> Shareable:
    # What serves the staff is something else as soon as the title speaks of users.
    left_out = users if entry.get("pour") == "agents" else ()
    concepts = (term for one in entry.get("concepts", ()) for term in thesaurus.concepts[one])
    return Shareable(
        nom=name,
        domaine=entry["domaine"],
        theme=entry["theme"],
        nature=entry["nature"],
        pourquoi=entry["pourquoi"],
        mots=tuple(dict.fromkeys([*map(str, entry["mots"]), *concepts])),
        indices=tuple(map(str, entry.get("indices", ()))),
        sauf=tuple(dict.fromkeys([*map(str, entry.get("sauf", ())), *left_out])),
        avec=tuple(entry.get("avec", ())),
        entre_cpas=entry.get("entre") == "CPAS",
        malgre=bool(entry.get("malgre", False)),
    )


def _refuse_unknown(name: str, kind: str, given: Any, known: Any) -> None:
    unknown = [one for one in given if one not in known]
    if unknown:
        raise ValueError(f"« {name} » : {kind} inconnu « {unknown[0]} »")
