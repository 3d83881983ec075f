"""Some tables of every plan of a folder, read in one go; a plan that can't be read is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pstlib.errors import PstError
from pstlib.model.folder import load_identity
from pstlib.model.identity import Identity
from pstlib.model.table_files import side_by_side, sound_table

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class PlanTables:
    """Tables of many plans.

    Attributes:
        owners: Whose plan each is, in the order of their slugs.
        tables: Each table of all plans: ``slug`` and its columns.
        refuses: The slugs of the plans whose data can't be read.
    """

    owners: tuple[Identity, ...]
    tables: dict[str, pd.DataFrame]
    refuses: tuple[str, ...]


def read_plans(folder: Path, slugs: Iterable[str], names: Sequence[str]) -> PlanTables:
    """Read tables of plans; a plan that breaks a schema is left out and named, whatever is wrong.

    Args:
        folder: The data folder.
        slugs: The plans wanted.
        names: The tables wanted, keys of ``TABLES``.
    """
    wanted = list(slugs)
    with ThreadPoolExecutor(2) as threads:  # one waits for the disk; more wait for each other
        read = list(threads.map(partial(_read_one, folder, names), wanted))
    known = [plan for plan in read if plan is not None]
    tables = {
        name: side_by_side({who.slug: own[name] for who, own in known if name in own}, name)
        for name in names
    }
    refused = (slug for slug, plan in zip(wanted, read, strict=True) if plan is None)
    return PlanTables(tuple(who for who, _ in known), tables, tuple(refused))


def _read_one(
    folder: Path, names: Sequence[str], slug: str
) -> tuple[Identity, dict[str, pa.Table]] | None:
    try:
        identity = load_identity(folder / slug)
    except PstError:
        return None
    paths = {name: folder / slug / "tables" / f"{name}.csv" for name in names}
    read = {name: sound_table(path, name) for name, path in paths.items() if path.is_file()}
    sound = {name: table for name, table in read.items() if table is not None}
    return (identity, sound) if len(sound) == len(read) else None
