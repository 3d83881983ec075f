from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference.loader import PACKAGED
from pstlib.reference.nomenclature import (
    FUNCTIONS,
    GROUPS,
    PORTIONS,
    UNVERIFIED,
    VERIFIED,
    load_nomenclature,
)  # fmt: skip

NOMENCLATURE = load_nomenclature()


def test_a_function_takes_the_label_of_its_longest_known_beginning() -> None:
    codes = ("8013", "84512", "8441", "84412", "922", "8011")

    assert [NOMENCLATURE.function_label(code) for code in codes] == [
        "Médiation de dettes", "Réinsertion socioprofessionnelle", "Repas à domicile",
        "Repas à domicile", "Logement", None,
    ]  # fmt: skip


def test_only_what_was_read_in_a_source_is_marked_verified() -> None:
    marked = NOMENCLATURE.functions[NOMENCLATURE.functions["statut"].eq(VERIFIED)]
    tables = (NOMENCLATURE.functions, NOMENCLATURE.groups, NOMENCLATURE.portions)

    assert set(marked["fonction"]) == {"8013", "84512", "846", "837", "92"}
    for table in tables:
        doubtful = table["statut"].eq(UNVERIFIED)
        assert table.loc[doubtful, "source"].str.contains("non vérifié").all()
        assert not table.loc[~doubtful, "source"].str.contains("non vérifié").any()


@pytest.mark.parametrize(
    ("service", "kind", "code", "group"),
    [
        ("O", "D", "111", "70"),
        ("O", "D", "123", "71"),
        ("O", "D", "33399", "72"),
        ("O", "D", "465", "72"),
        ("O", "D", "211", "7X"),
        ("O", "D", "911", "7X"),
        ("O", "D", "954", "78"),
        ("O", "D", "131", None),
        ("O", "R", "161", "60"),
        ("O", "R", "465", "61"),
        ("O", "R", "264", "62"),
        ("O", "R", "994", "68"),
        ("E", "R", "665", "80"),
        ("E", "R", "961", "82"),
        ("E", "D", "723", "91"),
        ("E", "D", "911", "92"),
    ],
)
def test_the_economic_code_says_the_group(
    service: str, kind: str, code: str, group: str | None
) -> None:
    assert NOMENCLATURE.group_of(service, kind, code) == group


@pytest.mark.parametrize(
    ("function", "code", "group", "earlier", "portion"),
    [
        ("831", "111", "70", False, "PROPRE"),
        ("831", "111", "70", True, "ANTERIEURS"),
        ("060", "954", "78", True, "PRELEVEMENTS"),
        ("000", "951", "", False, "ANTERIEURS"),
        ("831", "", "68", False, "PRELEVEMENTS"),
        ("", "", "", False, "PROPRE"),
    ],
)
def test_the_first_rule_that_holds_says_the_portion(
    function: str, code: str, group: str, earlier: bool, portion: str
) -> None:
    assert NOMENCLATURE.portion_of(function, code, group, earlier=earlier) == portion


def test_groups_of_one_code_have_one_label() -> None:
    labels = NOMENCLATURE.groups.groupby("groupe")["libelle"].nunique()

    assert labels.eq(1).all()
    assert NOMENCLATURE.group_labels()["70"] == "Personnel"


@pytest.mark.parametrize("name", [FUNCTIONS, GROUPS, PORTIONS])
def test_the_data_folder_can_replace_each_table(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "referentiel"
    folder.mkdir()
    text = (PACKAGED / name).read_text(encoding="utf-8").splitlines()
    (folder / name).write_text("\n".join(text[:2]), encoding="utf-8")

    replaced = load_nomenclature(tmp_path)

    tables = dict(zip(
        (FUNCTIONS, GROUPS, PORTIONS),
        (replaced.functions, replaced.groups, replaced.portions), strict=True,
    ))  # fmt: skip
    assert {key: len(table) == 1 for key, table in tables.items()} == {
        key: key == name for key in tables
    }


def test_a_table_without_a_column_or_with_an_unknown_word_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel"
    folder.mkdir()
    file = folder / FUNCTIONS
    file.write_text("fonction,libelle,source\n831,Aide sociale,ici\n", encoding="utf-8")
    with pytest.raises(TableError, match="pas de colonne statut"):
        load_nomenclature(tmp_path)

    file.write_text("fonction,libelle,statut,source\n831,Aide sociale,SÛR,ici\n", encoding="utf-8")
    with pytest.raises(TableError, match="ligne 2 : « SÛR »"):
        load_nomenclature(tmp_path)
