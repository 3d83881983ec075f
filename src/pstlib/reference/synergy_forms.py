"""The forms that a cooperation takes: one name for the various ways to write it, as data."""

from pathlib import Path

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, require_keys

SYNERGY_FORMS = "formes_synergies.yml"


def load_synergy_forms(donnees: Path | str | None = None) -> dict[str, tuple[str, ...]]:
    """Read the terms of each form, in the order in which they are tried.

    Raises:
        TableError: If a file that takes the place of ours lacks its key or its lists.
    """
    path, data = find(SYNERGY_FORMS, donnees), load_yaml(SYNERGY_FORMS, donnees)
    require_keys(data, ["formes"], path)
    forms = data["formes"]
    if not isinstance(forms, dict) or not all(isinstance(terms, list) for terms in forms.values()):
        raise TableError(
            "Formes des synergies refusées",
            where=str(path),
            found="« formes » n’est pas une liste de termes par forme",
            todo="Repartez du fichier livré avec pstlib et gardez-en la forme.",
        )
    return {str(name): tuple(map(str, terms)) for name, terms in forms.items()}
