"""A batch: what must be made is made, the rest is left, and the folder tells what became of all.

The journal is the memory of a folder. A batch that is killed at any moment and run again ends in
the same bytes as one that nobody disturbed.
"""

import errno
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pstlib.errors import ReportError
from pstlib.model import load_identity
from pstlib.paths import DISK_FULL, alone_in, remove_unfinished
from pstlib.reports import entries
from pstlib.reports.fingerprints import LABELS, ContentHashes, Fingerprints
from pstlib.reports.index import INDEX, write_index
from pstlib.reports.jobs import Job, Plan
from pstlib.reports.journal import (
    JOURNAL,
    PARTS,
    Entry,
    Journal,
    read_all,
    read_journal,
    write_in_order,
)
from pstlib.reports.progress import BatchProgress
from pstlib.reports.result import Cause, ReportResult

Make = Callable[[Sequence[Job]], Iterator[ReportResult]]
Part = tuple[int, int]

_LOCK, _LIST_LOCK = ".verrou-lot", ".verrou-liste"
_GLANCES, _SECONDS_BETWEEN_GLANCES = 10, 0.05
# What ``write_atomically`` leaves where it is killed.
_LEFT = re.compile(r"\.(?P<target>.+\.(?:html|ipynb|json|jsonl|pdf|css|js))\.[a-z0-9_]{8}")


@dataclass
class Outcome:
    """What a batch did."""

    total: int = 0
    made: int = 0
    unchanged: int = 0
    failed: list[Entry] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    unprinted: list[str] = field(default_factory=list)
    """The reports whose PDF went away, since it showed the figures of before."""
    seconds: float = 0.0
    interrupted: bool = False
    index: Path | None = None

    @property
    def left(self) -> int:
        """How many reports were neither made nor tried: the batch was interrupted."""
        return self.total - self.made - self.unchanged - len(self.failed)


class Batch:
    """Makes the reports of a plan in a folder where nobody else does.

    Args:
        plan: What to make.
        sortie: The folder of the reports.
        part: Which machine of how many makes them, where several share the folder.
        redo: Make again what didn't change, too.
    """

    def __init__(
        self, plan: Plan, sortie: Path, *, part: Part | None = None, redo: bool = False
    ) -> None:
        self._plan = plan.part(*part) if part else plan
        self._sortie, self._part, self._redo = sortie, part, redo
        self._hashes = ContentHashes(sortie)
        self._fingerprints = Fingerprints(self._hashes)
        self._prints: dict[str, dict[str, str]] = {}
        self._printed: set[str] = set()
        self.outcome = Outcome(total=len(self._plan.jobs) + len(self._plan.refused))

    def run(self, make: Make, progress: BatchProgress) -> Outcome:
        """Make what must be, and put the list and the journal in order, come what may.

        Args:
            make: Gives each result as it comes; closing it ends what is being made.
            progress: Told of each result.

        Raises:
            ReportError: If another batch works in the folder, or the disk is full.
        """
        started = time.monotonic()
        with _alone(self._sortie, self._part), self._full_disk_told():
            remove_leftovers(self._sortie, None if self._part is None else self._plan.jobs)
            self._absorb()
            self._journal = Journal(self._sortie / _journal_name(self._part))
            todo = self._todo()
            try:
                self._make(todo, make, progress)
            except KeyboardInterrupt:
                self.outcome.interrupted = True
            finally:
                self._finish()
        self.outcome.seconds = time.monotonic() - started
        return self.outcome

    def _todo(self) -> list[Job]:
        """Tell what must be made from what is as it should be."""
        known = read_all(self._sortie)
        for slug, why in self._plan.refused:
            self._add_failure(entries.refused(slug, why, self._plan.donnees), seconds=0)
        todo = []
        for job in self._plan.jobs:
            entry, now = known.get(job.name), self._fingerprint(job)
            if entry and not self._redo and entries.is_current(entry, job, now, self._hashes.of):
                self._leave(entry)
            else:
                self.outcome.changed |= {LABELS[key] for key in entries.changes(entry, now)}
                todo.append(job)
        self._printed = {job.name for job in todo if job.file("pdf").is_file()}
        self._hashes.keep()
        return todo

    def _fingerprint(self, job: Job) -> dict[str, str]:
        # Taken before the report is made: what changes meanwhile makes it again next time.
        return self._prints.setdefault(job.name, self._fingerprints.of(job))

    def _leave(self, entry: Entry) -> None:
        if entry["etat"] == entries.FAILED:
            self.outcome.failed.append(entry)
        else:
            self.outcome.unchanged += 1

    def _make(self, todo: Sequence[Job], make: Make, progress: BatchProgress) -> None:
        if not todo:
            return
        progress.start(len(todo))
        with closing(make(todo)) as results:  # type: ignore[type-var]
            for result in results:
                self._record(result)
                progress.done(result)

    def _record(self, result: ReportResult) -> None:
        if result.cause is Cause.WRITING and DISK_FULL in str(result.error):
            raise OSError(errno.ENOSPC, DISK_FULL, str(self._sortie))
        entry = entries.made_from(
            result,
            identity=self._plan.identities.get(result.job.slug),
            fingerprint=self._prints[result.job.name],
            hash_of=self._hashes.of,
        )
        if entry["etat"] == entries.FAILED:
            self._add_failure(entry, seconds=result.seconds)
        else:
            self._journal.add(entry, seconds=result.seconds)
            self.outcome.made += 1
            if result.job.name in self._printed and not result.job.file("pdf").is_file():
                self.outcome.unprinted.append(result.job.name)

    def _add_failure(self, entry: Entry, *, seconds: float) -> None:
        self._journal.add(entry, seconds=seconds)
        self.outcome.failed.append(entry)

    def _finish(self) -> None:
        """Put the journal in order, the shares into it, and write the list from all."""
        own = self._journal.path
        with alone_in(self._sortie, name=_LIST_LOCK):
            known = read_journal(self._sortie / JOURNAL) | read_journal(own)
            kept = [entry for entry in known.values() if self._is_kept(entry)]
            write_in_order(kept, self._sortie / JOURNAL)
            if self._part:
                own.unlink(missing_ok=True)
            self.outcome.index = write_index(self._sortie, read_all(self._sortie))

    def _is_kept(self, entry: Entry) -> bool:
        """Tell whether an entry is still of use: its page is there, or its failure still holds."""
        if entry["etat"] == entries.MADE:
            return Path(self._sortie, f"{entry['rapport']}.html").is_file()
        slugs, kind = self._plan.asked
        if entry["slug"] not in slugs:
            return Path(self._plan.donnees, entry["slug"]).is_dir()
        asked_again = entry["rapport"] in self._plan.names
        return asked_again or bool(kind and entry["evaluation"] not in (kind, None))

    def _absorb(self) -> None:
        """Put into the journal what shares that died left; a living one keeps its own."""
        with alone_in(self._sortie, name=_LIST_LOCK):
            main = self._sortie / JOURNAL
            for path in (main, self._sortie / INDEX):  # only who holds this lock writes them
                remove_unfinished(path)
            for path in sorted(self._sortie.glob(PARTS)):
                lock = path.with_name(path.name.replace("journal", _LOCK).removesuffix(".jsonl"))
                if path.name == _journal_name(self._part) or not _is_locked(lock):
                    write_in_order((read_journal(main) | read_journal(path)).values(), main)
                    path.unlink()

    @contextmanager
    def _full_disk_told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            made = self.outcome.made
            raise ReportError(
                "Le lot s’arrête : plus de place sur le disque",
                where=str(self._sortie),
                found=f"{made} rapport{'s' if made > 1 else ''} fait{'s' if made > 1 else ''} "
                "avant cela",
                todo="Libérez de la place et relancez la même commande : elle fera le reste.",
            ) from error


def record_one(result: ReportResult, *, waiting: Callable[[], object]) -> Path:
    """Note a report made outside a batch, and write the list again.

    Args:
        result: A report that was made.
        waiting: Called where another process writes the list.
    """
    job, hashes = result.job, ContentHashes(result.job.sortie)
    entry = entries.made_from(
        result,
        identity=load_identity(job.donnees / job.slug),
        fingerprint=Fingerprints(hashes).of(job),
        hash_of=hashes.of,
    )
    with alone_in(job.sortie, waiting=waiting, name=_LIST_LOCK):
        # Appended only: a batch may be writing to the same journal.
        Journal(job.sortie / JOURNAL).add(entry, seconds=result.seconds)
        return write_index(job.sortie, read_all(job.sortie))


def list_again(sortie: Path, *, waiting: Callable[[], object]) -> Path:
    """Write the list of the reports again, for a page that no journal tells of.

    Args:
        sortie: The folder of the reports.
        waiting: Called where another process writes the list.
    """
    with alone_in(sortie, waiting=waiting, name=_LIST_LOCK):
        return write_index(sortie, read_all(sortie))


def remove_leftovers(sortie: Path, jobs: Sequence[Job] | None) -> None:
    """Remove the temporary files of a batch that was killed.

    Args:
        sortie: The folder of the reports.
        jobs: Only those of these reports, for others are being made; None for all.
    """
    own = None if jobs is None else {p for job in jobs for p in entries.files_of(job)}
    for path in (*sortie.glob(".*"), *sortie.glob("*/.*")):
        left = _LEFT.fullmatch(path.name)
        if left and (own is None or path.with_name(left["target"]) in own):
            path.unlink(missing_ok=True)


@contextmanager
def _alone(sortie: Path, part: Part | None) -> Iterator[None]:
    """Keep every other batch out, but those that make the other shares of the same whole."""
    with alone_in(sortie, waiting=_refuse_second, name=_lock_name(part)):
        if not os.access(sortie, os.W_OK):
            raise PermissionError(errno.EACCES, "not writable", str(sortie))
        for path in sortie.glob(f"{_LOCK}*"):
            share = part and re.fullmatch(rf".+-de-{part[1]}", path.name)
            if path.name != _lock_name(part) and not share and _is_locked(path):
                _refuse_second()
        yield


def _is_locked(path: Path) -> bool:
    """Tell whether somebody holds a lock, not only looks at it as we do."""
    for _ in range(_GLANCES):
        with suppress(ReportError), alone_in(path.parent, waiting=_refuse_second, name=path.name):
            return False
        time.sleep(_SECONDS_BETWEEN_GLANCES)
    return True


def _refuse_second() -> None:
    raise ReportError(
        "Un autre lot travaille déjà dans ce dossier de rapports",
        todo="Attendez sa fin, ou choisissez un autre dossier (--sortie).",
    )


def _lock_name(part: Part | None) -> str:
    return f"{_LOCK}-{part[0]}-de-{part[1]}" if part else _LOCK


def _journal_name(part: Part | None) -> str:
    return f"journal-{part[0]}-de-{part[1]}.jsonl" if part else JOURNAL
