"""``journal.jsonl``: what became of each report of a folder, one JSON line a report.

A batch appends a line as each report ends, so that a batch that is killed loses only the reports
being made. When it ends, the journal is put in order: one line a report, by name, without what
differs from one run to the next (``moment``, ``secondes``).
"""

import datetime as dt
import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pstlib.paths import write_atomically

JOURNAL = "journal.jsonl"
PARTS = "journal-*-de-*.jsonl"
"""The journals of the shares of a batch that several machines make; put into the one at the end."""
VOLATILE = ("moment", "secondes")
_SECONDS_BETWEEN_SYNCS = 1.0
# Windows would write its own line ends without the last one.
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)

Entry = dict[str, Any]


class Journal:
    """Appends lines to a journal, each whole even if the process dies right after.

    Args:
        path: The file, made by the first line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._synced = 0.0

    def add(self, entry: Mapping[str, Any], *, seconds: float) -> None:
        """Append an entry, with the hour and how long the report took."""
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._append({**entry, "moment": moment, "secondes": round(seconds, 2)})

    def _append(self, entry: Mapping[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, _FLAGS, 0o644)
        try:
            # A line cut by a former death must not swallow this one.
            left = (b"" if _ends_well(handle) else b"\n") + _line(entry).encode()
            while left:  # a disk that is nearly full takes a part, then raises
                left = left[os.write(handle, left) :]
            # Once a second is enough: a report whose line is lost with the power is made again.
            if time.monotonic() - self._synced > _SECONDS_BETWEEN_SYNCS:
                os.fsync(handle)
                self._synced = time.monotonic()
        finally:
            os.close(handle)


def read_journal(path: Path) -> dict[str, Entry]:
    """Read a journal: the last entry of each report, by its name; cut lines are passed over."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    entries = filter(None, map(_parsed, lines))
    return {entry["rapport"]: entry for entry in entries}


def read_all(sortie: Path) -> dict[str, Entry]:
    """Read the journal of a folder, and on top of it those of shares not put into it yet."""
    return read_journal(sortie / JOURNAL) | {
        name: entry
        for path in sorted(sortie.glob(PARTS))
        for name, entry in read_journal(path).items()
    }


def write_in_order(entries: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write a journal anew: by name, without what differs from one run to the next."""
    lasting = [{key: e[key] for key in e if key not in VOLATILE} for e in entries]
    write_atomically(path, "".join(map(_line, sorted(lasting, key=lambda e: e["rapport"]))))


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n"


def _ends_well(handle: int) -> bool:
    if os.fstat(handle).st_size == 0:
        return True
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"


def _parsed(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get("rapport"), str) else None
