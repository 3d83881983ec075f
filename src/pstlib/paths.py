"""Where pstlib finds and puts its files, and how it writes them."""

import errno
import glob
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

DATA_VARIABLE = "PST_DONNEES"
OVERRIDES = "referentiel"
"""The folder, among the plans, of the reference data that take the place of those shipped."""
LOCK = ".verrou"
"""The file by which a writer keeps others out of a folder; absent when nobody writes."""
DISK_FULL = "plus de place sur le disque"
_REASONS = {
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EROFS: "support en lecture seule",
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EEXIST: "un fichier porte le nom du dossier attendu",
    errno.ENOTDIR: "un fichier porte le nom du dossier attendu",
    errno.EISDIR: "un dossier porte le nom du fichier attendu",
    errno.ENAMETOOLONG: "nom trop long",
}


def data_folder(given: Path | str | None = None) -> Path:
    """Give the folder of the PST: the one given, else ``PST_DONNEES``, else ``pst_data``."""
    return Path(given or os.environ.get(DATA_VARIABLE) or "pst_data")


def notebooks_folder() -> Path:
    """Give the folder of the notebooks: inside an installed package, else in the repository."""
    package = Path(__file__).parent
    installed = package / "notebooks"
    return installed if installed.is_dir() else package.parents[1] / "notebooks"


def write_atomically(path: Path, data: str | bytes) -> bool:
    """Write ``data`` so that readers see the old file or the new one, never a part.

    Text is written as UTF-8 with line feeds on every system, so that hashes agree everywhere.

    Returns:
        Whether the file was written: one that already holds ``data`` is left as it is.
    """
    content = data.encode() if isinstance(data, str) else data
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)  # mkstemp keeps the file to its owner
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


@contextmanager
def alone_in(
    folder: Path, *, waiting: Callable[[], object] | None = None, name: str = LOCK
) -> Iterator[None]:
    """Wait until nobody else writes into ``folder``, made if need be, and keep others waiting.

    The system itself ends the wait when a writer dies, however it dies.

    Args:
        folder: A folder; if it is made and stays empty, it is removed at the end.
        waiting: Called, if given, where another writer must be waited for; what it raises ends
            the wait.
        name: What is locked; two names don't keep each other out.
    """
    from filelock import FileLock

    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / name)
    try:
        _acquire(lock, waiting)
        yield
    finally:
        if lock.is_locked:
            # Before the release: who waits for this very file sees it gone and tries again.
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
            lock.release()
        for path in made:
            with suppress(OSError):  # it holds something: the work was done
                path.rmdir()


def _acquire(lock: "FileLock", waiting: Callable[[], object] | None) -> None:
    from filelock import Timeout

    try:
        lock.acquire(timeout=0)
    except Timeout:
        if waiting:
            waiting()
        lock.acquire()
    except (OSError, NotImplementedError):
        return  # some network drives lock nothing


def reason(error: OSError) -> str:
    """Say in French why a file can't be read or written."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove_unfinished(path: Path) -> None:
    """Remove what a process that was killed while it wrote ``path`` left beside it."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*"):
        left.unlink(missing_ok=True)
