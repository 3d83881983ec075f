"""Find and read reference data: the packaged files, and those that take their place."""

import io
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import yaml

from pstlib.errors import TableError
from pstlib.paths import OVERRIDES

try:  # written in C, it reads ten times as fast; not every system has it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

PACKAGED = Path(__file__).parent / "data"
_DATA_SUFFIXES = (".yml", ".csv")
_Made = TypeVar("_Made")


def overridden(donnees: Path | str | None = None) -> list[str]:
    """Name the packaged files that ``<donnees>/referentiel`` replaces, in alphabetical order."""
    if donnees is None:
        return []
    folder = Path(donnees) / OVERRIDES
    return [name for name in packaged_names() if (folder / name).is_file()]


@cache
def packaged_names() -> tuple[str, ...]:
    """Name the reference files that the package ships, in alphabetical order."""
    return tuple(sorted(path.name for path in PACKAGED.iterdir() if path.suffix in _DATA_SUFFIXES))


def find(name: str, donnees: Path | str | None = None) -> Path:
    """Give the file to read for ``name``: the one of the data folder, else the packaged one."""
    own = Path(donnees) / OVERRIDES / name if donnees is not None else None
    return own if own and name in packaged_names() and own.is_file() else PACKAGED / name


def once_read(load: Callable[[Path | str | None], _Made]) -> Callable[..., _Made]:
    """Make again what ``load`` makes of the reference files only after one of them changed.

    The result is shared between calls: read it, don't change it.
    """

    @lru_cache(maxsize=8)
    def made(donnees: Path | str | None, _files: object) -> _Made:
        return load(donnees)

    @wraps(load)
    def given(donnees: Path | str | None = None) -> _Made:
        return made(donnees, _files(donnees))

    return given


def _files(donnees: Path | str | None) -> tuple[tuple[Path, int, int], ...]:
    """Say which reference files there are, when each was changed, and its size."""
    own = [] if donnees is None else (Path(donnees) / OVERRIDES).glob("*")
    states = ((path, path.stat()) for path in (*PACKAGED.iterdir(), *own))
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def load_yaml(name: str, donnees: Path | str | None = None) -> Any:
    """Read a YAML reference file, e.g. ``load_yaml("statuts.yml")``.

    The result is shared between calls: read it, don't change it.

    Raises:
        TableError: If the file that takes the place of a packaged one isn't YAML.
    """
    return _parsed(find(name, donnees))


def load_csv(name: str, donnees: Path | str | None = None) -> pd.DataFrame:
    """Read a CSV reference file as text; a code such as ``01300`` keeps its zeros."""
    path = find(name, donnees)
    state = path.stat()
    return _read_csv(path, state.st_mtime_ns, state.st_size).copy(deep=False)


@lru_cache(maxsize=64)
def _read_csv(path: Path, _changed: int, _size: int) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(read_text(path)), dtype="str", keep_default_na=False)


def require_keys(data: object, keys: Sequence[str], path: Path) -> None:
    """Refuse ``data`` that isn't a mapping with all ``keys``.

    Raises:
        TableError: Naming the file and the missing keys.
    """
    present = data if isinstance(data, dict) else {}
    missing = [key for key in keys if key not in present]
    if missing:
        raise TableError(
            "Fichier de référence incomplet",
            where=str(path),
            found=f"pas de clé {', '.join(f'« {key} »' for key in missing)}",
            todo="Repartez du fichier livré avec pstlib et gardez-en toutes les clés.",
        )


def _parsed(path: Path) -> Any:
    state = path.stat()
    return _parse(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _parse(path: Path, _changed: int, _size: int) -> Any:
    try:
        return yaml.load(read_text(path), Loader=SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TableError(
            "Fichier YAML illisible",
            where=str(path) + (f", ligne {mark.line + 1}" if mark else ""),
            found=getattr(error, "problem", None),
            todo="Corrigez la ligne indiquée (retraits, deux-points, guillemets).",
        ) from error


def read_text(path: Path) -> str:
    """Read a reference file.

    Raises:
        TableError: If it isn't UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(
            "Fichier de référence illisible",
            where=str(path),
            found="des caractères qui ne sont pas de l’UTF-8",
            todo="Enregistrez le fichier en UTF-8.",
        ) from error
