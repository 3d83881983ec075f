"""What titles share under other words: a thesaurus of social action, as editable data."""

from dataclasses import dataclass
from pathlib import Path

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, require_keys

CONCEPTS = "concepts.yml"
_KEYS = ("version", "poids", "seuils", "verbes", "gestes", "vides", "temps", "concepts")


@dataclass(frozen=True)
class Thesaurus:
    """Concepts with their terms, words left out, weights and thresholds.

    Attributes:
        poids: What a word weighs in the title and above it (``contexte``), and what a concept does.
        seuils: From which likeness two actions are one, a word is a slip, an action is alike.
        verbes: Words of what is done, not of what it is done to.
        gestes: Verbs that keep two titles apart when they are of two groups.
        vides: Words that say nothing.
        temps: Words of date and quantity: two titles that differ by them alone say the same.
        concepts: Terms by concept.
        synonymes: Words that take each other's place and leave the action the same.
        distincts: Words that look alike and say other things, the forms of each as one text.
    """

    poids: dict[str, float]
    seuils: dict[str, float]
    verbes: tuple[str, ...]
    gestes: tuple[tuple[str, ...], ...]
    vides: frozenset[str]
    temps: tuple[str, ...]
    concepts: dict[str, tuple[str, ...]]
    synonymes: tuple[tuple[str, ...], ...] = ()
    distincts: tuple[tuple[str, ...], ...] = ()


def load_thesaurus(donnees: Path | str | None = None) -> Thesaurus:
    """Read the thesaurus of similar actions.

    Raises:
        TableError: If a file that takes its place lacks a key or holds another kind of value.
    """
    path, data = find(CONCEPTS, donnees), load_yaml(CONCEPTS, donnees)
    require_keys(data, _KEYS, path)
    try:
        return Thesaurus(
            poids={name: float(value) for name, value in data["poids"].items()},
            seuils={name: float(value) for name, value in data["seuils"].items()},
            verbes=tuple(data["verbes"]),
            gestes=tuple(tuple(group) for group in data["gestes"]),
            vides=frozenset(data["vides"]),
            temps=tuple(data["temps"]),
            concepts={name: tuple(terms) for name, terms in data["concepts"].items()},
            synonymes=tuple(tuple(group) for group in data.get("synonymes", ())),
            distincts=tuple(tuple(families) for families in data.get("distincts", ())),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise TableError(
            "Thésaurus refusé",
            where=str(path),
            found=str(error),
            todo="Repartez du fichier livré avec pstlib et gardez-en la forme.",
        ) from error
