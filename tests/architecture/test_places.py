"""What the maintainers’ pages name exists: files, folders and functions."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ROOT / "src/pstlib"
# Each is read in its own folder first; then, as people write them: a room, a reference file.
FROM = (ROOT, ROOMS, ROOMS / "reference/data", ROOT / "docs")
PAGES = [
    "docs/architecture.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("README.md")),
]
FILE = re.compile(r"[\w./-]+\.(?:py|yml|csv|md|toml|ipynb|xsd)|[\w.-]+(?:/[\w.-]+)+/?|[\w-]+/")
# Of a folder of data or of reports, not of the tree; a mark stands for what one writes oneself.
ELSEWHERE = re.compile(
    r"\.source\.yml|corrections\.yml|pst\.yml|referentiel/|70_|_exemple|\d\d/|tables/\w+\.csv"
)
FUNCTION = re.compile(r"pstlib(?:\.\w+)+")


def told(page: str) -> list[str]:
    """Give what a page writes in backticks, but for the blocks that one types in."""
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("page", PAGES)
def test_files_and_folders_that_a_page_names_exist(page: str) -> None:
    named = [code for code in told(page) if FILE.fullmatch(code) and not ELSEWHERE.search(code)]
    folders = ((ROOT / page).parent, *FROM)

    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def test_functions_that_the_method_names_exist() -> None:
    names = [code for code in told("docs/methode.md") if FUNCTION.fullmatch(code)]

    assert len(names) > 30
    assert [name for name in names if not exists(name)] == []


def exists(name: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:depth]))
        except ModuleNotFoundError:
            continue
        for part in parts[depth:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def test_a_name_that_is_nowhere_is_found_out() -> None:
    assert not exists("pstlib.evaluation.figures.no_such_function")
    assert not exists("pstlib.no_such_room.figures")
    assert exists("pstlib.evaluation.figures.plan_figures")
