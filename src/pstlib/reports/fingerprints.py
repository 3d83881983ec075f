"""What a report is made from, as hashes: while they stay the same, so does the report."""

import hashlib
import importlib.metadata
import json
import os
import re
import sys
import time
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import pstlib
from pstlib.model.cache import cache_folder
from pstlib.paths import OVERRIDES, sha256_of, write_atomically
from pstlib.reports.jobs import Job

LABELS: Mapping[str, str] = {
    "donnees": "données",
    "referentiel": "fichiers de référence",
    "carnet": "carnet",
    "parametres": "options de la commande (--autonome…)",
    "pstlib": "version de pstlib ou de ses bibliothèques",
}
_SETTLED = 2_000_000_000
_LENGTH = 16


class ContentHashes:
    """Hashes of files, remembered in the user's cache while a file keeps its state.

    As in git's index, the state is inode, size and times, and a file that changed within two
    seconds of its hashing isn't remembered: a further change could bear the same time.

    Args:
        subject: The folder that they are about; each has a memory of its own.
    """

    def __init__(self, subject: Path) -> None:
        folder = cache_folder()
        name = hashlib.sha256(str(subject.resolve()).encode()).hexdigest()[:_LENGTH]
        self._file = folder / "empreintes" / f"{name}.json" if folder else None
        self._known = self._read()
        self._seen: dict[str, list[str]] = {}

    def of(self, path: Path) -> str:
        """Give the SHA-256 of a file."""
        status = path.stat()
        times = status.st_mtime_ns, status.st_ctime_ns
        state = " ".join(map(str, (status.st_ino, status.st_size, *times)))
        place = os.path.abspath(path)  # noqa: PTH100 - resolving each costs more than its hash
        known = self._known.get(place)
        if known and known[0] == state:
            self._seen[place] = known
            return known[1]
        now = time.time_ns()
        digest = sha256_of(path)
        if now - max(times) > _SETTLED:
            self._seen[place] = [state, digest]
        return digest

    def keep(self) -> None:
        """Remember what was asked; the memory is never needed, so that none is no fault."""
        if self._file and self._seen != self._known:
            with suppress(OSError):
                write_atomically(self._file, json.dumps(self._seen))

    def _read(self) -> dict[str, list[str]]:
        try:
            content = json.loads(self._file.read_bytes()) if self._file else {}
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


class Fingerprints:
    """Gives what each report is made from, as one hash a kind of thing.

    Args:
        hashes: Where the hashes of files come from.
    """

    def __init__(self, hashes: ContentHashes) -> None:
        self._hashes = hashes
        self._folders: dict[Path, str] = {}

    def of(self, job: Job) -> dict[str, str]:
        """Give the hashes of a report, by the keys of ``LABELS``."""
        form = {
            **job.parameters,
            "evaluation": job.evaluation,
            "autonome": job.autonome,
        }
        return {
            "donnees": self._folder(job.donnees / job.slug, data_files),
            "referentiel": self._folder(job.donnees / OVERRIDES, _files),
            "carnet": self._hashes.of(job.notebook)[:_LENGTH],
            "parametres": _digest([json.dumps(form, sort_keys=True)]),
            "pstlib": self.program,
        }

    @cached_property
    def program(self) -> str:
        """The hash of all that makes reports: code, templates, reference data, libraries."""
        root = Path(pstlib.__file__).parent
        # A notebook has its own hash: that of the mid-term doesn't make the final one again.
        own = _files(root, passed={"__pycache__", "notebooks"})
        return _digest([self._listed(root, own), *_libraries()])

    def _folder(self, folder: Path, files_of: Callable[[Path], list[Path]]) -> str:
        if folder not in self._folders:
            self._folders[folder] = _digest([self._listed(folder, files_of(folder))])
        return self._folders[folder]

    def _listed(self, folder: Path, files: Iterable[Path]) -> str:
        return "".join(f"{self._hashes.of(p)}  {p.relative_to(folder).as_posix()}\n" for p in files)


def data_files(folder: Path) -> list[Path]:
    """List the files of a PST that a report may read: all but the raw sources."""
    raw = folder / "sources"
    return [p for p in _files(folder) if p.parent != raw or p.name.endswith(".source.yml")]


def _files(folder: Path, *, passed: Container[str] = ()) -> list[Path]:
    """List the files of a folder, but the hidden ones and those of the folders passed by."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if n not in passed and not n.startswith("."))
        found += [Path(place, name) for name in sorted(names) if not name.startswith(".")]
    return found


def _libraries() -> Iterable[str]:
    """Name Python and each library that pstlib asks for, with the version installed."""
    yield f"python {sys.version_info.major}.{sys.version_info.minor}"
    with suppress(importlib.metadata.PackageNotFoundError):
        for line in importlib.metadata.requires("pstlib") or []:
            if "extra ==" not in line:
                name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
                yield f"{name} {importlib.metadata.version(name)}"


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:_LENGTH]
