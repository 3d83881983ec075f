"""The evaluation method: its thresholds, and what a data folder changes in them."""

from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from pstlib.errors import TableError
from pstlib.reference.loader import PACKAGED, find, load_yaml
from pstlib.text import NBSP, fr_number, nearest

METHOD = "methode.yml"
WEIGHT_LABELS = {
    "egale": "chaque action compte pour un",
    "etp": "chaque action compte pour ses équivalents temps plein (ETP)",
    "budget": "chaque action compte pour les dépenses votées qui lui sont rattachées",
}


@dataclass(frozen=True)
class Method:
    """Thresholds of the evaluation, as in ``methode.yml``.

    ``changes`` says in French each threshold that differs from the packaged method.
    """

    ponderation: str
    peremption_mois: int
    part_statuts_connus: Fraction
    ecart_difficulte: float
    part_difficulte: Fraction
    ecart_bonne_voie: float
    seuil_largement_atteint: float
    seuil_non_atteint: float
    similitude_remplacement: float
    changes: tuple[str, ...] = ()


LABELS = {
    "ponderation": "pondération de l’avancement",
    "peremption_mois": "âge au-delà duquel un relevé est périmé",
    "part_statuts_connus": "part minimale de statuts connus et récents pour apprécier un objectif",
    "ecart_difficulte": "écart à l’attendu au-delà duquel un objectif est en difficulté",
    "part_difficulte": "part d’actions en retard ou en problème qui met un objectif en difficulté",
    "ecart_bonne_voie": "écart à l’attendu toléré pour un objectif en bonne voie",
    "seuil_largement_atteint": "avancement minimal d’un objectif largement atteint",
    "seuil_non_atteint": "avancement sous lequel un objectif n’est pas atteint",
    "similitude_remplacement": "ressemblance des intitulés d’une action sortie et d’une entrée",
}


def load_method(donnees: Path | str | None = None) -> Method:
    """Read the method: the packaged thresholds, changed by those that the data folder gives.

    Raises:
        TableError: If the data folder's file has an unknown key or a value of the wrong kind.
    """
    given = _checked(load_yaml(METHOD), PACKAGED / METHOD)
    path = find(METHOD, donnees)
    override = {} if path.parent == PACKAGED else _checked(load_yaml(METHOD, donnees), path)
    changed = {key: value for key, value in override.items() if value != given[key]}
    lines = tuple(
        f"{LABELS[key]}{NBSP}: {show_threshold(key, value)} au lieu de "
        f"{show_threshold(key, given[key])}"
        for key, value in changed.items()
    )
    return Method(**(given | changed), changes=lines)


def method_items(method: Method) -> list[tuple[str, str, str]]:
    """List the thresholds as (key, French label, French value), in the order of the file."""
    return [(key, LABELS[key], show_threshold(key, getattr(method, key))) for key in LABELS]


def show_threshold(key: str, value: Any) -> str:
    """Write a threshold's value in French, with its unit."""
    if key == "ponderation":
        return f"«{NBSP}{value}{NBSP}»"
    if key.startswith("part_"):
        return str(value)
    named = {"peremption_mois": "mois", "similitude_remplacement": "sur 100"}
    unit = named.get(key, "points" if key.startswith("ecart_") else "%")
    return f"{fr_number(value)}{NBSP}{unit}"


def _checked(data: object, path: Path) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TableError(
            "Méthode illisible",
            where=str(path),
            found="un fichier sans clés",
            todo="Écrivez une ligne « clé: valeur » par seuil à modifier.",
        )
    known = [field.name for field in fields(Method) if field.name != "changes"]
    for key in data:
        if key not in known:
            close = nearest(str(key), known)
            raise TableError(
                f"Clé « {key} » inconnue dans la méthode",
                where=str(path),
                todo=f"Les clés possibles : {', '.join(close or known)}.",
            )
    return {key: _value(key, value, path) for key, value in data.items()}


def _value(key: str, value: object, path: Path) -> Any:
    if key == "ponderation":
        return _weight(value, path)
    if key == "peremption_mois":
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        raise _wrong(key, value, "un nombre entier de mois, plus grand que 0", path)
    if key.startswith("part_"):
        return _share(key, value, path)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
        return value
    raise _wrong(key, value, "un nombre de 0 à 100", path)


def _weight(value: object, path: Path) -> str:
    if value not in WEIGHT_LABELS:
        raise _wrong("ponderation", value, "« egale », « etp » ou « budget »", path)
    return str(value)


def _share(key: str, value: object, path: Path) -> Fraction:
    expected = "une fraction (1/3) ou un nombre de 0 à 1"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(key, value, expected, path)
    try:
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise _wrong(key, value, expected, path) from error
    if not 0 <= share <= 1:
        raise _wrong(key, value, expected, path)
    return share


def _wrong(key: str, value: object, expected: str, path: Path) -> TableError:
    return TableError(
        "Seuil de la méthode refusé",
        where=f"{path}, clé « {key} »",
        found=f"« {value} »",
        todo=f"Écrivez {expected}.",
    )
