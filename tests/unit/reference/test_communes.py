from pathlib import Path

import pandas as pd
import pytest

from pstlib.reference import communes, find_ins


def test_the_261_communes_of_wallonia_by_province() -> None:
    table = communes()

    assert table["ins"].is_unique
    assert table["ins"].str.fullmatch(r"\d{5}").all()
    assert table["province"].value_counts().to_dict() == {
        "Liège": 84, "Hainaut": 69, "Luxembourg": 43, "Namur": 38, "Brabant wallon": 27,
    }  # fmt: skip


def test_the_communes_are_those_of_the_reference_table(shared: Path) -> None:
    expected = pd.read_csv(
        shared / "reference/communes_wallonnes_base.csv", dtype="str", keep_default_na=False
    ).drop(columns="ins_2018")
    # Ours are written with the typographic apostrophe.
    expected["cpas"] = expected["cpas"].str.replace("'", "’")

    pd.testing.assert_frame_equal(communes(), expected)


@pytest.mark.parametrize(
    ("organisation", "ins"),
    [
        ("CPAS de Celles", "57018"),
        ("Celles", "57018"),
        ("cpas d'ath", "51004"),
        ("CPAS du Roeulx", "55035"),
        ("Commune des Bons Villers", "52075"),
        ("Ville de La Louvière", "58001"),
        ("CPAS DE BRAINE L’ALLEUD", "25014"),
        ("CPAS de Valrive", None),
        ("CPAS de Cell", None),
    ],
)
def test_an_organisation_is_found_by_its_exact_name(organisation: str, ins: str | None) -> None:
    assert find_ins(organisation) == ins
