"""Work on many plans: side by side, and known by all that its results come from."""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import pstlib
from pstlib.paths import OVERRIDES, sha256_of

_WORTH_SHARING = 24  # under that, starting a process takes longer than what it does
_ROOMS = ("budgets", "comparison", "evaluation", "exploration", "model", "quality", "reference")
Found = TypeVar("Found")


def made_by(folder: Path, day: dt.date) -> str:
    """Name all that results come from, besides the plan itself: program, rules and day."""
    return f"{_program()}\n{_listed(folder / OVERRIDES, '**/*')}\n{day}"


def plan_key(slug: str, folder: Path, program: str) -> str:
    """Give the key under which what a plan gave is kept: a hash of all that it comes from."""
    made_from = f"{program}\n{_listed(folder / slug, 'pst.yml', 'tables/*.csv')}"
    return hashlib.sha256(made_from.encode()).hexdigest()


def each_plan(
    one: Callable[[tuple[str, str]], tuple[str, Found]],
    plans: Collection[tuple[str, str]],
    workers: int | None = None,
) -> Iterable[tuple[str, Found]]:
    """Do the plans side by side where it is worth it; a daemonic process has no children."""
    if workers is None:
        scripted = hasattr(sys.modules["__main__"], "__file__")
        few = scripted or len(plans) < _WORTH_SHARING
        workers = 1 if few else os.cpu_count() or 1
    if min(workers, len(plans)) < 2 or multiprocessing.current_process().daemon:
        return map(one, plans)
    return _side_by_side(one, plans, min(workers, len(plans)))


def _side_by_side(
    one: Callable[[tuple[str, str]], tuple[str, Found]],
    plans: Iterable[tuple[str, str]],
    workers: int,
) -> Iterator[tuple[str, Found]]:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for future in as_completed([pool.submit(one, plan) for plan in plans]):
            yield future.result()


def _listed(folder: Path, *patterns: str) -> str:
    found = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    files = [path for path in found if path.is_file() and not path.name.startswith(".")]
    return "\n".join(f"{_digest(p)} {p.relative_to(folder).as_posix()}" for p in files)


def _digest(path: Path) -> str:
    state = path.stat()
    return _hashed(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=20_000)
def _hashed(path: Path, _changed: int, _size: int) -> str:
    return sha256_of(path)


@cache
def _program() -> str:
    """Give a hash of all that turns tables into figures."""
    root = Path(pstlib.__file__).parent
    patterns = [f"{room}/**/*.{kind}" for room in _ROOMS for kind in ("py", "yml", "csv")]
    return hashlib.sha256(_listed(root, "*.py", *patterns).encode()).hexdigest()
