"""Browsers found where each system puts them; and what is said when none is there."""

from pathlib import Path

import pytest

from pstlib.errors import ReportError
from pstlib.reports.browsers import find_browser, usual_places


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def _only_this_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PST_NAVIGATEUR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def test_a_named_browser_comes_first_then_the_variable_then_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = executable(tmp_path / "bin" / "chromium")
    of_variable, named = executable(tmp_path / "edge"), executable(tmp_path / "chrome")

    assert find_browser() == found
    monkeypatch.setenv("PST_NAVIGATEUR", str(of_variable))
    assert find_browser() == of_variable
    assert find_browser(str(named)) == named
    assert find_browser("chromium") == found


def test_a_browser_that_is_not_there_is_refused_with_the_next_step() -> None:
    with pytest.raises(ReportError, match=r"introuvable.*/nulle/part.*--navigateur"):
        find_browser("/nulle/part")


def test_places_of_windows_are_those_of_its_variables() -> None:
    places = list(usual_places("win32", {"PROGRAMFILES": "P", "LOCALAPPDATA": "L"}))

    assert places[:3] == [
        Path("P/Google/Chrome/Application/chrome.exe"),
        Path("L/Google/Chrome/Application/chrome.exe"),
        Path("P/Microsoft/Edge/Application/msedge.exe"),
    ]


def test_places_of_a_mac_are_the_applications_of_all_and_of_the_user() -> None:
    places = list(usual_places("darwin", {"HOME": "/Users/moi"}))

    chrome = "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    assert places[:2] == [Path("/", chrome), Path("/Users/moi", chrome)]
