"""Changed files put into a folder: all of them or none."""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pstlib.model.tables import FOREIGN_KEYS

WORK = ".import-"
"""What the folders begin with that an interrupted import may leave; the next one removes them."""


def working_copy(folder: Path, stage: Path) -> None:
    """Copy a folder to work in; one that may only be read gives a copy that may be written."""
    shutil.copytree(
        *(folder, stage),
        ignore=shutil.ignore_patterns(f"{WORK}*"),
        copy_function=shutil.copyfile,
    )
    for path in (stage, *stage.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)


def put_in_place(names: Sequence[str], stage: Path, folder: Path) -> None:
    """Make the files ``names`` of ``folder`` as they are in ``stage``, or absent as they are there.

    All is copied beside its place first, where a full disk or a missing right leaves the folder
    as it was; what remains are renamings. Rows that others point to come first and ``pst.yml``
    last, so that a folder whose writer dies between two of them can still be loaded, and the
    same import ends the work.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    ready = Path(tempfile.mkdtemp(dir=folder, prefix=WORK))
    try:
        moves = [(_copied(name, stage, ready), folder / name) for name in sorted(names, key=_rank)]
        for _, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
        for copy, target in moves:
            if copy:
                copy.replace(target)
            else:
                target.unlink(missing_ok=True)
    finally:
        shutil.rmtree(ready, ignore_errors=True)
        if made:
            _remove_empty(folder)


def _copied(name: str, stage: Path, ready: Path) -> Path | None:
    if not (stage / name).is_file():
        return None
    copy = ready / name.replace("/", "+")
    shutil.copyfile(stage / name, copy)
    return copy


def _rank(name: str) -> tuple[int, str]:
    """Order the files: tables before those that point to them, and what says that they are."""
    path = Path(name)
    if name == "pst.yml":
        return 9, name
    if path.parts[0] != "tables":
        return 8, name
    return _depth(path.stem), name


def _depth(table: str) -> int:
    """Count the tables through which a table's rows point to others."""
    targets = {target for name, _, target, _ in FOREIGN_KEYS if name == table} - {table}
    return 1 + max((_depth(target) for target in targets), default=0)


def _remove_empty(folder: Path) -> None:
    for path in (folder / "tables", folder / "sources", folder):
        with suppress(OSError):  # absent, or not empty
            path.rmdir()
