"""What a notebook shows of a PST and of an evaluation."""

import re
from html import unescape
from pathlib import Path

import pytest

import pstlib
from pstlib.evaluation import Evaluation
from pstlib.model import Pst

SMALL = Path(__file__).parents[1] / "snapshot" / "donnees"


def facts(card: str) -> dict[str, str]:
    found = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", card)
    return {name: unescape(value).replace("\u00a0", " ") for name, value in found}


@pytest.fixture(scope="module")
def celles(root: Path) -> Pst:
    return pstlib.load("celles-2019-2024", root / "pst_data")


@pytest.fixture(scope="module")
def valrive(root: Path) -> Evaluation:
    pst = pstlib.load("valrive-2019-2024", root / "pst_data")
    return pstlib.evaluate(pst, date_arrete="2021-12-31")


def test_card_of_a_pst_says_whose_it_is_and_what_it_holds(celles: Pst) -> None:
    card = celles._repr_html_()
    told = facts(card)

    assert "<strong>CPAS de Celles – PST 2019-2024</strong>" in card
    assert "fictif" not in card
    # The printed plan: 4 OS, 9 OO, 55 actions, 15 of them done; their state is of 31/12/2019.
    assert told["Plan"] == "4 OS, 9 OO, 55 actions"
    assert told["Suivi"].endswith("le dernier au 31/12/2019")
    assert "budget" in told["Tables vides (n. c.)"]
    assert "elements" not in told["Tables vides (n. c.)"]


def test_card_of_a_fictitious_organisation_says_so(valrive: Evaluation) -> None:
    assert "organisme fictif" in valrive.pst._repr_html_()
    assert "organisme fictif" in valrive._repr_html_()


def test_card_gives_an_evaluation_that_can_be_run(celles: Pst) -> None:
    (code,) = re.findall(r"<code>(.*?)</code>", celles._repr_html_())

    made = eval(unescape(code), {"pstlib": pstlib, "pst": celles})  # noqa: S307 - our own words

    assert made.identite.slug == "celles-2019-2024"


def test_card_of_an_evaluation_gives_figures_with_their_denominator(valrive: Evaluation) -> None:
    told = facts(valrive._repr_html_())
    actions = valrive.actions[valrive.actions["evaluee"]]
    unknown = int(actions["statut"].eq("INCONNU").sum())

    assert told["Situation au"] == "31/12/2021"
    assert told["Réalisation"] == "30,0 % (18 sur 60 actions poursuivies)"
    assert told["Avancement"] == "entre 52,3 % et 62,3 %"
    assert told["Manque (n. c.)"].startswith(f"{unknown} actions sans statut connu")


def test_texts_of_a_card_are_escaped() -> None:
    pst = pstlib.load("hostile-2019-2024", SMALL)
    ev = pstlib.evaluate(pst, date_arrete="2021-12-31")

    for card in (pst._repr_html_(), ev._repr_html_()):
        assert "<script" not in card
        assert "<img" not in card
        assert "&lt;" in card


def test_a_pst_without_anything_has_a_card_too(celles: Pst) -> None:
    card = Pst(identite=celles.identite)._repr_html_()

    assert facts(card)["Plan"] == "aucun élément"
    assert facts(card)["Suivi"] == "n. c. : aucun relevé"
