"""Read the fictitious tables, their truths, and tables written in a test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pstlib.readers import Reading
from pstlib.readers.tables.recognition import read_table

Truth = dict[str, Any]


@pytest.fixture
def fixture(shared: Path) -> Callable[[str], tuple[Reading, Truth]]:
    """Give the reading of a shared table and its truth."""

    def reader(name: str, truth: str | None = None) -> tuple[Reading, Truth]:
        file = shared / "fixtures/tables" / name
        told = file.with_name(f"{truth or file.stem}.truth.json").read_text(encoding="utf-8")
        return read_table(file, file.read_bytes()), json.loads(told)

    return reader


@pytest.fixture
def table() -> Callable[..., Reading]:
    """Read a table given as text or bytes."""

    def reader(content: str | bytes, name: str = "fichier.csv") -> Reading:
        data = content.encode() if isinstance(content, str) else content
        return read_table(Path(name), data)

    return reader
