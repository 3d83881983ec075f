"""Who a PST belongs to and which years it covers: the file ``pst.yml``."""

import datetime as dt
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from pstlib.errors import DateError, TableError
from pstlib.text import nearest, parse_date

EVALUATIONS = ("mi-parcours", "finale")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The one in C, eight times as quick, where PyYAML has it: a region has hundreds of files.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INS = re.compile(r"\d{5}")


@dataclass(frozen=True)
class PlannedEvaluation:
    """An evaluation done or planned: its kind and the date of the situation it describes."""

    evaluation: str
    date_arrete: dt.date


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Identity of a PST; attributes are the keys of ``pst.yml``, None where nothing is known."""

    slug: str
    organisme: str
    exercice_debut: int
    exercice_fin: int
    libelle: str
    ins: str | None = None
    type_admin: str = "CPAS"
    date_installation: dt.date | None = None
    delegation_bureau_permanent: bool | None = None
    fictif: bool = False
    zone_reglementaire: str | None = None
    evaluations: tuple[PlannedEvaluation, ...] = ()


def is_slug(text: str) -> bool:
    """Tell whether ``text`` can name a PST's folder: small letters, digits and single dashes."""
    return _SLUG.fullmatch(text) is not None


def read_identity(path: Path) -> Identity:
    """Read a ``pst.yml``.

    Raises:
        TableError: If it is no YAML, or a key is unknown, absent or of another kind.
    """
    source = path.read_text(encoding="utf-8", errors="replace")
    try:
        content = yaml.load(source, Loader=_Loader)  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        raise TableError(
            "Fichier YAML illisible",
            where=f"{path}, ligne {place.line + 1}" if place else str(path),
            todo="Vérifiez l’alignement et les deux-points.",
        ) from error
    return check_identity(content, str(path), source)


def check_identity(content: Any, where: str, source: str = "") -> Identity:
    """Make the identity of a PST of the keys of a ``pst.yml``.

    Args:
        content: The keys and their values.
        where: What the message names as their place.
        source: The text that they come from, for the lines that the message gives.

    Raises:
        TableError: If a key is unknown, absent or of another kind.
    """
    if not isinstance(content, dict):
        raise TableError("Ce fichier ne décrit pas un PST", where=where, todo=_HELP)
    problems = _problems(content)
    if problems:
        details = [f"ligne {_line(source, key)}, {key} : {text}" for key, text in problems]
        raise TableError("Identité du PST incorrecte", where=where, todo=_HELP, details=details)
    return _identity(content)


_NEEDED = ("slug", "organisme", "exercice_debut", "exercice_fin", "libelle")
_KEYS = tuple(field.name for field in fields(Identity))
_HELP = f"Clés attendues : {', '.join(_KEYS)}."


def _line(source: str, key: str) -> str:
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith(f"{key}:"):
            return str(number)
    return "?"


def _problems(content: dict[Any, Any]) -> list[tuple[str, str]]:
    found = [(key, "clé obligatoire absente") for key in _NEEDED if content.get(key) is None]
    for key, value in content.items():
        if key not in _KEYS:
            near = nearest(str(key), _KEYS, 1)
            found.append((str(key), "clé inconnue" + (f" (proche : {near[0]})" if near else "")))
        elif value is not None and (expected := _expected(key, value)):
            found.append((key, f"« {value} » – attendu : {expected}"))
    if not found and content["exercice_fin"] < content["exercice_debut"]:
        found.append(("exercice_fin", "avant exercice_debut"))
    return found


def _expected(key: str, value: Any) -> str | None:
    """Say what was expected of ``key``, or nothing when ``value`` will do."""
    tests: dict[str, tuple[bool, str]] = {
        "slug": (isinstance(value, str) and is_slug(value), "minuscules, chiffres et tirets"),
        "ins": (
            isinstance(value, str) and bool(_INS.fullmatch(value)),
            "5 chiffres entre guillemets",
        ),
        "type_admin": (value in ("CPAS", "AC"), "CPAS ou AC"),
        "exercice_debut": (_is_year(value), "une année"),
        "exercice_fin": (_is_year(value), "une année"),
        "date_installation": (_is_date(value), "une date AAAA-MM-JJ"),
        "delegation_bureau_permanent": (isinstance(value, bool), "true ou false"),
        "fictif": (isinstance(value, bool), "true ou false"),
        "evaluations": (
            _are_evaluations(value),
            "une liste de {evaluation: mi-parcours ou finale, date_arrete: AAAA-MM-JJ}",
        ),
    }
    fits, expected = tests.get(key, (isinstance(value, str), "un texte"))
    return None if fits else expected


def _is_year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1999 <= value <= 2099


def _is_date(value: Any) -> bool:
    try:
        parse_date(value)
    except DateError:
        return False
    return True


def _are_evaluations(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict)
        and set(item) == {"evaluation", "date_arrete"}
        and item["evaluation"] in EVALUATIONS
        and _is_date(item["date_arrete"])
        for item in value
    )


def _identity(content: dict[str, Any]) -> Identity:
    known = {key: value for key, value in content.items() if value is not None}
    if "date_installation" in known:
        known["date_installation"] = parse_date(known["date_installation"])
    known["evaluations"] = tuple(
        PlannedEvaluation(item["evaluation"], parse_date(item["date_arrete"]))
        for item in known.get("evaluations", [])
    )
    return Identity(**known)
