"""What ``make notebook`` and ``make indicateur`` left to their author was written."""

from pathlib import Path

MARK = "À ÉCRIRE"
FOLDERS = ("src/pstlib", "docs", "notebooks", "tests/unit/evaluation", "tests/unit/charts")
SUFFIXES = {".py", ".md", ".ipynb"}


def test_no_mark_of_something_left_to_write_is_left(root: Path) -> None:
    left = [
        path.relative_to(root).as_posix()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in SUFFIXES and MARK in path.read_text(encoding="utf-8")
    ]

    assert "\n".join(left) == ""
