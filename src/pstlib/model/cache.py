"""Big tables kept as Parquet in the user's cache: read as text again only when they changed."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import pyarrow as pa
import pyarrow.parquet

from pstlib.paths import sha256_of, write_atomically

VARIABLE = "PST_CACHE"
"""Names another folder for the cache; empty, none is kept."""
WORTH_KEEPING = 250_000
"""Size in bytes from which a CSV is slower to read than its copy."""
_SETTLED = 2_000_000_000
_STATE = b"pstlib"

Reader = Callable[[], pa.Table | None]


def cache_folder() -> Path | None:
    """Give the folder of the cache: ``PST_CACHE``, else the user's; None if it is empty."""
    given = os.environ.get(VARIABLE)
    if given == "":
        return None
    return Path(given) if given else platformdirs.user_cache_path("pstlib", appauthor=False)


def kept(path: Path, form: str, read: Reader, *, encoded: Sequence[str] = ()) -> pa.Table | None:
    """Give what ``read`` makes of a file, from the cache where it still says the same.

    A copy serves while the file has the size and the time that it had, as with git's index, and
    after that while its content has the same hash. The cache is never needed: one that can't be
    read or written is done without.

    Args:
        path: The file; a small one is read, not kept.
        form: What the copy depends on besides the file: name and columns of the table.
        read: Reads the file; None (unreadable this way) isn't kept.
        encoded: Columns that a copy may give as codes of their distinct texts.
    """
    if path.stat().st_size < WORTH_KEEPING or (folder := cache_folder()) is None:
        return read()
    name = hashlib.sha256(f"{path.resolve()}\n{form}".encode()).hexdigest()
    copy = folder / "tables" / f"{name}.parquet"
    found = _still_valid(copy, path, encoded)
    if found is not None:
        return found
    state = _state(path)
    table = read()
    if table is not None:
        _keep(table, copy, state)
    return table


def _still_valid(copy: Path, path: Path, encoded: Sequence[str]) -> pa.Table | None:
    try:
        with pa.OSFile(str(copy)) as stream:
            file = pyarrow.parquet.ParquetFile(stream, read_dictionary=list(encoded))
            size, changed, taken, digest = (file.schema_arrow.metadata or {})[_STATE].split()
            now = path.stat()
            same = (now.st_size, now.st_mtime_ns) == (int(size), int(changed))
            # A file changed twice within a tick of the clock bears the time of the first change.
            settled = same and int(taken) - now.st_mtime_ns > _SETTLED
            if settled or sha256_of(path).encode() == digest:
                return file.read(use_threads=False)  # less time in all
            return None
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None


def _state(path: Path) -> dict[Any, Any]:
    """Describe a file before it is read: a change during the reading makes the copy invalid."""
    stat = path.stat()
    state = f"{stat.st_size} {stat.st_mtime_ns} {time.time_ns()} {sha256_of(path)}"
    return {_STATE: state.encode()}


def _keep(table: pa.Table, copy: Path, state: dict[Any, Any]) -> None:
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(table.replace_schema_metadata(state), sink)
    try:
        write_atomically(copy, sink.getvalue().to_pybytes())
    except OSError:  # a full disk or a folder of another: the table is read all the same
        return


def recall(key: str, names: tuple[str, ...]) -> dict[str, pd.DataFrame] | None:
    """Give the tables that ``remember`` kept under a key, None unless all are there."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return {name: _frame(_place(folder, key, name)) for name in names}
    except (OSError, pa.ArrowException):
        return None


def remember(key: str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Keep tables under a key: a hash of all that they were made from, so that it never lies."""
    folder = cache_folder()
    if folder is None:
        return
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        pyarrow.parquet.write_table(pa.Table.from_pandas(table, preserve_index=False), sink)
        with suppress(OSError):  # never needed: the tables are made again
            write_atomically(_place(folder, key, name), sink.getvalue().to_pybytes())


def _place(folder: Path, key: str, name: str) -> Path:
    return folder / "resultats" / key[:2] / f"{key}-{name}.parquet"


def _frame(path: Path) -> pd.DataFrame:
    with pa.OSFile(str(path)) as stream:
        table = pyarrow.parquet.ParquetFile(stream).read()
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=lambda kind: pd.ArrowDtype(kind) if pa.types.is_decimal(kind) else None
    )
    return frame
