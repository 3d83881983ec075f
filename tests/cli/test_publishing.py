"""``pst publier``: what is put on a server, and what is refused."""

import json
from pathlib import Path

import pytest

from .conftest import SLUG, Pst


def test_publier_writes_a_folder_and_says_what_is_in_it(
    pst: Pst, donnees: Path, here: Path
) -> None:
    done = pst("publier", "--donnees", donnees, "--editeur", "Essai", "--licence", "CC0-1.0")
    package = json.loads((here / "publication" / "datapackage.json").read_text("utf-8"))

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Écrit : publication"
    assert "fictif-2019-2024-cc0-1.0 : 1 PST, 3 tables" in done.stdout
    assert package["contributors"] == [{"title": "Essai", "role": "publisher"}]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--editeur", "Essai"), 1, "Licence inconnue"),
        (("--editeur", "Essai", "--adresse", "exemple.be"), 2, "https://www.exemple.be/pst/"),
        (("--editeur", "Essai", "--contact", "Jean Dupont"), 2, "adresse électronique"),
        ((), 2, "--editeur"),
    ],
)
def test_publier_says_what_to_do_when_it_cannot(
    pst: Pst, donnees: Path, here: Path, asked: tuple[str, ...], code: int, said: str
) -> None:
    done = pst("publier", "--donnees", donnees, *asked)

    assert done.exit_code == code
    assert said in done.stderr
    assert list(here.iterdir()) == []


def test_publier_ends_with_one_where_data_have_errors(pst: Pst, donnees: Path, here: Path) -> None:
    other = donnees / "autre-2019-2024"
    other.mkdir()
    (other / "pst.yml").write_text("slug: [", encoding="utf-8")
    done = pst("publier", "--donnees", donnees, "--editeur", "Essai", "--licence", "CC0-1.0")

    assert done.exit_code == 1
    assert "Laissés de côté" in done.stdout
    assert "autre-2019-2024" in done.stdout
    assert SLUG in (here / "publication/donnees/fictif-2019-2024-cc0-1.0/suivi.csv").read_text()
