"""``pst chercher``: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

from .conftest import SLUG, Pst


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))


def test_chercher_says_who_does_it_how_far_it_is_and_why(pst: Pst, donnees: Path) -> None:
    done = pst("chercher", "restaurant", "-n", "1", "--donnees", donnees)

    assert (done.exit_code, done.stderr) == (0, "")
    first, organisation, facts, likeness = done.stdout.splitlines()
    assert first == "1. Ouvrir un restaurant"
    assert organisation == f"    CPAS d’Essai (fictif) – {SLUG}, OS1.OO1.A1"
    assert "terminé au 30/06/2021" in facts
    assert "prévue pour le 30/06/2020" in facts
    assert "en commun\u00a0: " in likeness
    assert "restaurant" in likeness


def test_chercher_prints_only_the_json_of_the_contract(pst: Pst, donnees: Path) -> None:
    done = pst("chercher", "restaurant", "--format", "json", "--donnees", donnees)

    (row, *_rest) = json.loads(done.stdout)["resultats"]
    assert list(row) == [
        "slug",
        "organisme",
        "element_id",
        "libelle",
        "statut",
        "theme",
        "score",
        "mots",
    ]
    assert (row["slug"], row["element_id"], row["statut"]) == (SLUG, "a1", "TERMINE")
    assert 0 < row["score"] <= 1


def test_chercher_takes_the_status_at_the_date_asked(pst: Pst, donnees: Path) -> None:
    done = pst("chercher", "restaurant", "--date-arrete", "01/01/2021", "--donnees", donnees)

    assert "statut inconnu" in done.stdout


def test_chercher_starts_from_an_action_by_its_code(pst: Pst, donnees: Path) -> None:
    done = pst("chercher", "--action", f"{SLUG}:OS1.OO1.A1", "--donnees", donnees)

    assert done.exit_code == 0
    assert "Ouvrir un restaurant" not in done.stdout


def test_chercher_says_when_nothing_is_alike(pst: Pst, donnees: Path) -> None:
    done = pst("chercher", "photovoltaïque", "--theme", "T02", "--donnees", donnees)

    assert done.stdout == "Aucune action ne ressemble à cette demande.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "Il faut un texte ou une action."),
        (("restaurant", "--action", f"{SLUG}:a1"), 2, "pas les deux"),
        (("restaurant", "--theme", "T8"), 1, "T08"),
        (("restaurant", "--statut", "FINI"), 1, "Aucun statut ne s’appelle « FINI »"),
        (("--action", "essai:a1"), 1, SLUG),
        (("--action", f"{SLUG}:a9"), 1, "Aucune action de ce PST"),
        (("restaurant", "--date-arrete", "2021-13-01"), 1, "Date illisible"),
    ],
)
def test_chercher_refuses_with_what_to_do(
    pst: Pst, donnees: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = pst("chercher", *arguments, "--donnees", donnees)

    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
