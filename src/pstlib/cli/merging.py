"""The sources of an import go into a copy of the PST: all of them or none."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pstlib.errors import SourceError, TableError

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.model import Pst
    from pstlib.readers import Reading
    from pstlib.readers.merging import Merged


class Source(NamedTuple):
    """A file, what was read of it and the date of the situation that it describes."""

    path: Path
    reading: "Reading"
    day: dt.date | None


def merge_all(
    sources: Sequence[Source],
    stage: Path,
    folder: Path,
    *,
    copy: bool,
    corrected: Sequence[str],
    **decisions: Any,
) -> "tuple[list[str], pd.DataFrame]":
    """Merge the readings into a copy of the PST; give the files that changed, and how.

    Everything is written into the copy first: a refusal, or a full disk, leaves the folder as is.

    Args:
        sources: What was read.
        stage: Where the copy goes.
        folder: Folder of the PST.
        copy: Whether the files themselves go into ``sources/``.
        corrected: Sources imported before, of which these are the corrected version.
        decisions: ``links`` and ``replace_known`` of ``readers.merge``.
    """
    import pandas as pd

    from pstlib.model import list_slugs, load
    from pstlib.writers import settle_rejects, write_pst, write_rejects, write_source
    from pstlib.writers.staging import working_copy

    slug = folder.name
    known = load(slug, folder.parent) if slug in list_slugs(folder.parent) else None
    if folder.is_dir():
        working_copy(folder, stage)
    changed: list[Path] = []
    merges = list(_merges(sources, known, slug, decisions))
    for (path, reading, day), merged in zip(sources, merges, strict=True):
        changed += write_source(stage, path, reading, copy=copy, date_situation=day)
        changed += write_rejects(stage, reading, merged.manque)
    pst, own = merges[-1].pst, {path.name for path, *_ in sources}
    changed += settle_rejects(stage, pst, fresh=own, corrected=corrected)
    changed += write_pst(pst, stage)
    _refuse_incoherent(slug, stage.parent)
    names = sorted({path.relative_to(stage).as_posix() for path in changed})
    return names, pd.concat([merged.differences for merged in merges])


def _merges(
    sources: Sequence[Source], pst: "Pst | None", slug: str, decisions: Mapping[str, Any]
) -> "Iterator[Merged]":
    """Merge one source after the other."""
    from pstlib.readers import merge
    from pstlib.readers.doubts import TO_CHECK

    for _, reading, day in sources:
        merged = merge(reading, pst, slug=slug, date_situation=day, **decisions)
        # In a new PST all is new; what looks doubtful is worth a look all the same.
        doubtful = merged.differences[merged.differences["nature"].eq(TO_CHECK)]
        yield merged if pst else replace(merged, differences=doubtful)
        pst = merged.pst


def _refuse_incoherent(slug: str, donnees: Path) -> None:
    """Refuse a merge whose tables could not be loaded again: their links may lead nowhere."""
    from pstlib.model import load

    try:
        load(slug, donnees)
    except TableError as error:
        raise SourceError(
            "Avec ces sources, le PST ne pourrait plus être chargé",
            where=slug,
            found=error.what,
            todo="Rien n’est écrit : corrigez la source, ou dites ce qu’il faut lire dans "
            "corrections.yml.",
            details=error.details,
        ) from error
