"""The journal of a folder: appended line by line, put in order at the end, whole or not."""

import json
from pathlib import Path

import pytest

from pstlib.reports.journal import Journal, read_all, read_journal, write_in_order


def _entry(name: str, **more: object) -> dict[str, object]:
    return {"rapport": name, "etat": "fait", **more}


def test_a_line_is_added_with_the_hour_and_the_time_it_took(tmp_path: Path) -> None:
    path = tmp_path / "nouveau/journal.jsonl"

    Journal(path).add(_entry("un/a"), seconds=3.256)

    (line,) = path.read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert entry.pop("moment").endswith("+00:00")
    assert entry == {"rapport": "un/a", "etat": "fait", "secondes": 3.26}


def test_the_last_line_of_a_report_is_the_one_that_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    for state in ("echec", "fait"):
        journal.add(_entry("un/a") | {"etat": state}, seconds=1)

    assert [entry["etat"] for entry in read_journal(journal.path).values()] == ["fait"]


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_line_cut_by_a_death_is_passed_over_and_swallows_none(tmp_path: Path, cut: int) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    journal.add(_entry("un/a"), seconds=1)
    journal.add(_entry("deux/b"), seconds=1)
    journal.path.write_bytes(journal.path.read_bytes()[:-cut])

    assert list(read_journal(journal.path)) == ["un/a"] + ["deux/b"] * (cut == 1)
    journal.add(_entry("trois/c"), seconds=1)
    assert "trois/c" in read_journal(journal.path)


def test_lines_that_are_no_entries_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_bytes(b'{"rapport": "un/a"}\n[1]\n{"autre": 1}\n\xff\xfe\n\n')

    assert list(read_journal(path)) == ["un/a"]
    assert read_journal(tmp_path / "absent.jsonl") == {}


def test_a_journal_in_order_says_nothing_that_differs_between_runs(tmp_path: Path) -> None:
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path, names in ((one, "ba"), (two, "ab")):
        for name in names:
            Journal(path).add(_entry(name), seconds=len(path.name) + ord(name))
        write_in_order(read_journal(path).values(), path)

    assert one.read_bytes() == two.read_bytes()
    assert list(read_journal(one)) == ["a", "b"]


def test_a_share_of_another_machine_counts_over_the_journal(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.jsonl").add(_entry("a") | {"etat": "echec"}, seconds=1)
    Journal(tmp_path / "journal-2-de-3.jsonl").add(_entry("a"), seconds=1)

    assert {name: entry["etat"] for name, entry in read_all(tmp_path).items()} == {"a": "fait"}
