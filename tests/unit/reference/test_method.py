import re
from fractions import Fraction
from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.reference import load_method, load_rules, load_yaml, method_items


def override(folder: Path, text: str) -> Path:
    path = folder / "referentiel" / "methode.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return folder


def test_the_packaged_thresholds_are_those_of_the_method() -> None:
    method = load_method()

    assert method.peremption_mois == 12
    assert (method.ecart_difficulte, method.ecart_bonne_voie) == (30, 10)
    assert method.part_difficulte == Fraction(1, 3)
    assert method.part_statuts_connus == Fraction(1, 2)
    assert (method.seuil_largement_atteint, method.seuil_non_atteint) == (75, 25)
    assert method.ponderation == "egale"
    assert method.changes == ()


def test_an_override_may_give_some_keys_and_is_said(tmp_path: Path) -> None:
    method = load_method(override(tmp_path, "part_difficulte: 0.5\necart_bonne_voie: 10\n"))

    assert method.part_difficulte == Fraction(1, 2)
    assert method.peremption_mois == 12
    # A key that gives the packaged value changes nothing.
    assert [text.replace("\u00a0", " ") for text in method.changes] == [
        "part d’actions en retard ou en problème qui met un objectif en difficulté : "
        "1/2 au lieu de 1/3"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("peremption: 6", "peremption_mois"),
        ("peremption_mois: douze", "un nombre entier de mois"),
        ("peremption_mois: 0", "un nombre entier de mois"),
        ("peremption_mois: true", "un nombre entier de mois"),
        ("ecart_difficulte: 130", "un nombre de 0 à 100"),
        ("ecart_difficulte: '30'", "un nombre de 0 à 100"),
        ("part_difficulte: 3/2", "une fraction (1/3) ou un nombre de 0 à 1"),
        ("part_difficulte: 1/0", "une fraction (1/3) ou un nombre de 0 à 1"),
        ("part_difficulte: un tiers", "une fraction (1/3) ou un nombre de 0 à 1"),
        ("ponderation: au hasard", "« egale », « etp » ou « budget »"),
        ("- 1", "clé: valeur"),
    ],
)
def test_a_wrong_threshold_is_refused_with_its_file_and_what_to_write(
    tmp_path: Path, text: str, said: str
) -> None:
    override(tmp_path, text)

    with pytest.raises(TableError) as refused:
        load_method(tmp_path)

    assert said in str(refused.value)
    assert "methode.yml" in str(refused.value)


def test_each_threshold_is_shown_with_its_unit() -> None:
    shown = {key: value.replace("\u00a0", " ") for key, _, value in method_items(load_method())}

    assert shown["peremption_mois"] == "12 mois"
    assert shown["ecart_difficulte"] == "30 points"
    assert shown["seuil_non_atteint"] == "25 %"


def test_the_documentation_prints_the_packaged_thresholds(root: Path) -> None:
    text = (root / "docs/methode.md").read_text(encoding="utf-8")
    printed = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", text, re.MULTILINE))

    assert printed == {key: str(value) for key, value in load_yaml("methode.yml").items()}


def test_rules_are_read_again_only_after_a_file_changed(tmp_path: Path) -> None:
    changed = override(tmp_path, "peremption_mois: 6\n") / "referentiel" / "methode.yml"

    before, same = load_rules(tmp_path), load_rules(tmp_path)
    changed.write_text("peremption_mois: 18\n", encoding="utf-8")
    after = load_rules(tmp_path)

    assert same is before
    assert (before.method.peremption_mois, after.method.peremption_mois) == (6, 18)
