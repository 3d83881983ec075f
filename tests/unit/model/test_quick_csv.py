"""The quick way of reading a table says what the careful one says, or leaves it the floor."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pstlib
from pstlib.errors import TableError, UnknownNameError
from pstlib.model.quick_csv import arrow_table, from_arrow
from pstlib.model.table_files import conform, read_table, sound_table

HEADER = "exercice,version,service,type,article,libelle,montant"
CELLS = {
    "exercice": ["2020", "2021.0", "", "deux mille", " 2020", "20_20", "1e3", "0x7e4"],
    "version": ["INITIAL", "MB1", "MB0", "", "initial"],
    "service": ["O", "E", "o", '"O"'],
    "type": ["R", "D", ""],
    "article": ["831/331-01", "", '"831/331-01"', '"a\nb"', "831\t", "«é»", '"dit ""x"""'],
    "libelle": ["Aide", "", '""', "NA", "null", "nan", " Aide ", '"a,b"', "=1+1"],
    "montant": [
        "1.00",
        "-0.5",
        "1e2",
        "1.234",
        '"1,5"',
        "",
        "inf",
        "99999999999999999",
        ".5",
        "+1",
    ],
}


@pytest.fixture
def a_file(tmp_path: Path) -> Path:
    return tmp_path / "budget.csv"


def carefully(path: Path, name: str = "budget") -> pd.DataFrame:
    """Read a table the other way: all cells as text, then each to its kind."""
    text = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
    return conform(text, name)


def test_a_row_longer_than_the_titles_is_refused(a_file: Path) -> None:
    a_file.write_text(f"{HEADER}\n2020,MB1,O,D,831/331-01,Aide,1,5\n", encoding="utf-8")

    with pytest.raises(TableError, match="plus de cellules que de titres"):
        read_table(a_file, "budget")


@given(st.lists(st.tuples(*[st.sampled_from(cells) for cells in CELLS.values()]), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_of_reading_agree(a_file: Path, rows: list[tuple[str, ...]]) -> None:
    a_file.write_text("\n".join([HEADER, *map(",".join, rows), ""]), encoding="utf-8")
    try:
        expected = carefully(a_file)
    except TableError:
        with pytest.raises(TableError):
            read_table(a_file, "budget")
        assert sound_table(a_file, "budget") is None
    else:
        pd.testing.assert_frame_equal(read_table(a_file, "budget"), expected)
        found = sound_table(a_file, "budget")
        assert found is not None
        pd.testing.assert_frame_equal(from_arrow(found), expected)


def test_both_ways_agree_on_every_table_shipped(root: Path) -> None:
    files = sorted((root / "pst_data").glob("*/tables/*.csv"))
    quick = {path: arrow_table(path, path.stem) for path in files}

    assert len(files) >= 15
    for path, table in quick.items():
        assert table is not None
        pd.testing.assert_frame_equal(from_arrow(table), carefully(path, path.stem))


@pytest.mark.parametrize(
    ("date", "known"), [("2021-02-28", True), ("2021-02-30", False), ("28/02/2021", False)]
)
def test_a_day_that_the_calendar_lacks_is_not_read_as_another(
    tmp_path: Path, date: str, *, known: bool
) -> None:
    path = tmp_path / "mesures.csv"
    path.write_text(f"indicateur_id,date,valeur\ni1,{date},1\n", encoding="utf-8")

    assert (arrow_table(path, "mesures") is not None) is known


@pytest.mark.parametrize("column", ["inconnue", "montant"])
def test_unexpected_columns_are_left_to_who_names_them(a_file: Path, column: str) -> None:
    a_file.write_text(f"{HEADER},{column}\n2020,MB1,O,D,831/331-01,Aide,1.00,2\n", encoding="utf-8")

    assert arrow_table(a_file, "budget") is None


def budget_file(path: Path, amount: str, rows: int = 4_000) -> None:
    """Write a budget that is worth keeping: about 280 kB."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = "2020,INITIAL,O,D,831/331-{:02d},Aide sociale en espèces accordée au titre du droit,{}\n"
    lines = [line.format(rank % 100, amount) for rank in range(rows)]
    path.write_text(f"{HEADER}\n{''.join(lines)}", encoding="utf-8")


@pytest.fixture
def a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("PST_CACHE", str(folder))
    return folder


def copies(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.parquet"))


def test_a_big_table_is_kept_once_and_read_again_when_it_changed(
    a_file: Path, a_cache: Path
) -> None:
    budget_file(a_file, "1.10")
    first, again = read_table(a_file, "budget"), read_table(a_file, "budget")
    budget_file(a_file, "2.20")
    changed = read_table(a_file, "budget")

    pd.testing.assert_frame_equal(again, first)
    assert first["montant"].sum() == Decimal("4400.00")
    assert changed["montant"].sum() == Decimal("8800.00")
    assert len(copies(a_cache)) == 1


def test_the_copy_serves_while_the_file_says_the_same(a_file: Path, a_cache: Path) -> None:
    budget_file(a_file, "1.10")
    read_table(a_file, "budget")
    (copy,) = copies(a_cache)
    written = copy.stat().st_mtime_ns
    a_file.touch()  # another time, the same content
    read_table(a_file, "budget")

    assert copy.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"\x00" * 500])
def test_a_damaged_copy_is_made_again(a_file: Path, a_cache: Path, damage: bytes) -> None:
    budget_file(a_file, "1.10")
    read_table(a_file, "budget")
    (copy,) = copies(a_cache)
    copy.write_bytes(damage)

    assert read_table(a_file, "budget")["montant"].sum() == Decimal("4400.00")
    assert copy.stat().st_size > len(damage)


def test_a_cache_that_cannot_be_written_is_done_without(
    a_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").write_text("")
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "fichier/dessous"))
    budget_file(a_file, "1.10")

    assert len(read_table(a_file, "budget")) == 4_000


def test_small_tables_and_an_empty_setting_keep_nothing(
    a_file: Path, a_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_file(a_file, "1.10", rows=3)
    read_table(a_file, "budget")
    monkeypatch.setenv("PST_CACHE", "")
    budget_file(a_file, "1.10")
    read_table(a_file, "budget")

    assert copies(a_cache) == []


def test_one_table_of_every_pst_bears_the_slug_of_each(tmp_path: Path) -> None:
    for slug, amount in (("aulne-2019-2024", "1.00"), ("brume-2019-2024", "2.50")):
        budget_file(tmp_path / slug / "tables/budget.csv", amount, rows=2)
        (tmp_path / slug / "pst.yml").write_text(f"slug: {slug}\n", encoding="utf-8")
    # This one needs the careful way: « 2021.0 ».
    careful = tmp_path / "brume-2019-2024/tables/budget.csv"
    careful.write_text(careful.read_text(encoding="utf-8").replace("2020,", "2021.0,"), "utf-8")
    table = pstlib.load_table("budget", tmp_path)

    assert list(table["slug"]) == ["aulne-2019-2024"] * 2 + ["brume-2019-2024"] * 2
    assert list(table["exercice"]) == [2020, 2020, 2021, 2021]
    assert list(table["montant"]) == [Decimal(a) for a in ("1.00", "1.00", "2.50", "2.50")]
    assert list(pstlib.load_table("dps", tmp_path)) == ["slug", *conform_columns("dps")]


def conform_columns(name: str) -> list[str]:
    return list(conform(pd.DataFrame(), name))


def test_an_unknown_table_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownNameError, match="liens_budget"):
        pstlib.load_table("budgets")
