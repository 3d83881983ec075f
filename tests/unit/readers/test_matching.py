import pandas as pd
import pytest

from pstlib.errors import SourceError
from pstlib.readers.building import finish_elements
from pstlib.readers.matching import match, refuse_vain_links, resolve


def plan(*actions: str, native: dict[str, str] | None = None) -> pd.DataFrame:
    """Make a plan of one OO that holds these actions."""
    rows = [
        {"cle": 1, "cle_parent": None, "niveau": "OS", "libelle": "Vivre"},
        {"cle": 2, "cle_parent": 1, "niveau": "OO", "libelle": "Agir"},
    ]
    for rank, title in enumerate(actions, 3):
        own = {"element_id": native[title]} if native and title in native else {}
        rows.append({"cle": rank, "cle_parent": 2, "niveau": "ACTION", "libelle": title, **own})
    return finish_elements(rows)


def actions_matched(known: pd.DataFrame, read: pd.DataFrame, **links: str) -> dict[str, str]:
    title_of = dict(zip(known["element_id"], known["libelle"], strict=True))
    named = {code.replace("_", "."): target for code, target in links.items()}
    ids = match(known, read, named)
    rows = read[read["niveau"].eq("ACTION")]
    return {
        title: title_of[ids[i]]
        for i, title in zip(rows["element_id"], rows["libelle"], strict=True)
        if i in ids
    }


def test_a_title_is_followed_where_ranks_have_changed():
    known, read = plan("Louer un local", "Former l’équipe"), plan("Former l’équipe", "Écrire")
    assert actions_matched(known, read) == {"Former l’équipe": "Former l’équipe"}


def test_a_native_identifier_is_followed_though_the_title_is_another():
    known = plan("Louer un local", native={"Louer un local": "guid-1"})
    read = plan("Acheter un bâtiment", native={"Acheter un bâtiment": "guid-1"})
    assert actions_matched(known, read) == {"Acheter un bâtiment": "Louer un local"}


def test_a_corrected_title_at_the_same_rank_is_the_same_action():
    known, read = plan("Louer un local à la gare"), plan("Louer un local á la gare.")
    assert len(actions_matched(known, read)) == 1


def test_a_like_title_at_another_rank_is_asked_for():
    known = plan("Former", "Louer un local à la gare")
    read = plan("Louer un local à la garé 2", "Former")
    with pytest.raises(SourceError, match=r"OS1\.OO1\.A1 « Louer .* ressemble à os1-oo1-a2"):
        match(known, read, {})
    chosen = {"OS1_OO1_A1": "os1-oo1-a2"}
    assert len(actions_matched(known, read, **chosen)) == 2
    assert len(actions_matched(known, read, OS1_OO1_A1="nouveau")) == 1


def test_a_decision_about_nothing_is_refused():
    for links in ({"OS9": "os1"}, {"OS1": "os9"}):
        with pytest.raises(SourceError, match=r"OS[19]=os[19]"):
            refuse_vain_links(links, {"OS1", "A.1"}, {"os1"})
    refuse_vain_links({"OS1": "os1", "A.1": "ignorer"}, {"OS1", "A.1"}, {"os1"})


def test_an_action_that_moved_to_another_objective_keeps_its_identity():
    known = plan("Former l’équipe")
    moved = known.assign(libelle=known["libelle"].replace("Agir", "Grandir ensemble"))
    ids = match(known, moved, {})
    assert ids["os1-oo1-a1"] == "os1-oo1-a1"
    assert "os1-oo1" not in ids


def numbered() -> pd.DataFrame:
    known = plan("Louer un local", "Former l’équipe", "Former l’équipe")
    return known.assign(numero=["1", "1.1", "A.1", "A.2", "A2"])


@pytest.mark.parametrize(
    "reference",
    ["os1-oo1-a1", "OS1.OO1.A1", "A.1", "a1", "A 1", "Louer un local", "LOUER UN LOCAL"],
)
def test_a_row_names_an_element_by_identifier_code_number_or_title(reference: str):
    assert resolve(numbered(), {reference: []}, {}) == {reference: "os1-oo1-a1"}


def test_a_number_beside_another_title_is_asked_for_and_may_be_decided():
    known = plan("Louer un local", "Former l’équipe").assign(numero=["1", "1.1", "1.1.1", "1.1.2"])
    near, other = {"1.1.1": "Louer un grand local"}, {"1.1.1": "Former l’équipe"}
    assert resolve(known, {"1.1.1": []}, {}, titles=near) == {"1.1.1": "os1-oo1-a1"}
    with pytest.raises(SourceError, match="« Louer un local » dans le PST"):
        resolve(known, {"1.1.1": []}, {}, titles=other)
    decided = {"1.1.1": "os1-oo1-a2"}
    assert resolve(known, {"1.1.1": []}, decided, titles=other) == decided


def test_where_a_number_is_parted_is_part_of_it():
    known = numbered().assign(numero=["1", "1.1", "1.1.1", "1.11", "11.1"])
    for reference, identifier in (("1.1.1", "a1"), ("1.11", "a2"), ("11,1", "a3")):
        assert resolve(known, {reference: []}, {}) == {reference: f"os1-oo1-{identifier}"}


@pytest.mark.parametrize("reference", ["A2", "Former l’équipe", "A.9"])
def test_a_row_that_names_several_elements_or_none_is_asked_for(reference: str):
    with pytest.raises(SourceError, match=f"« {reference} »"):
        resolve(numbered(), {reference: []}, {})
    assert resolve(numbered(), {reference: []}, {reference: "os1-oo1-a3"}) == {
        reference: "os1-oo1-a3"
    }
    assert resolve(numbered(), {reference: []}, {reference: "ignorer"}) == {reference: None}


@pytest.mark.parametrize("reference", ["A3", "a3"])
def test_a_row_without_its_objectives_is_told_the_codes_that_end_alike(reference: str):
    known = plan("Louer un local", "Former l’équipe", "Ouvrir la salle")

    with pytest.raises(SourceError) as refused:
        resolve(known, {reference: []}, {}, where="suivi.csv")

    told = str(refused.value).replace("\u00a0", " ")
    assert "– suivi.csv." in told
    assert f"« {reference} » n’est aucun élément du PST ; peut-être OS1.OO1.A3 (os1-oo1-a3)" in told
    assert "A2" not in told


FAMILY, HOME = "Former les aides familiales du service", "Former les aides ménagères du service"


def test_two_like_titles_that_changed_places_keep_their_identities():
    assert actions_matched(plan(FAMILY, HOME), plan(HOME, FAMILY)) == {FAMILY: FAMILY, HOME: HOME}


def test_two_like_titles_reworded_and_swapped_are_asked_for():
    read = plan("Former les aides ménagère du service", "Former les aides familiale du service")
    with pytest.raises(SourceError, match=r"OS1\.OO1\.A1 .* ressemble à os1-oo1-a1 .*, os1-oo1-a2"):
        match(plan(FAMILY, HOME), read, {})


def test_two_like_titles_reworded_at_their_places_keep_their_identities():
    read = plan("Former les aides familiale du service", "Former les aides ménagère du service")
    assert list(actions_matched(plan(FAMILY, HOME), read).values()) == [FAMILY, HOME]


def test_a_new_like_title_does_not_take_the_place_of_one_that_moved_down():
    known = plan("Louer un local à la gare", "Former")
    read = plan("Louer un local à la gare 3", "Louer un local à la gare", "Former")
    assert actions_matched(known, read) == {
        "Louer un local à la gare": "Louer un local à la gare",
        "Former": "Former",
    }


def test_a_title_reworded_and_moved_to_another_objective_is_asked_for():
    known = plan("Louer un local à la gare", "Former")
    moved = plan("Louer un local à la garre", "Former").assign(
        libelle=lambda t: t["libelle"].replace("Agir", "Grandir ensemble")
    )
    with pytest.raises(SourceError, match=r"OS1\.OO1\.A1 .* ressemble à os1-oo1-a1"):
        match(known, moved, {})


def test_an_objective_that_moves_takes_its_reworded_actions_with_it():
    known = plan("Louer un local à la gare", "Former")
    top = {"niveau": "OS", "libelle": "Autre", "code": "OS2", "element_id": "os2", "position": 2}
    moved = pd.concat([pd.DataFrame([top]), plan("Louer un local à la garre", "Former")])
    moved.loc[moved["niveau"].eq("OO"), "parent_id"] = "os2"
    ids = match(known, moved.reset_index(drop=True), {})
    assert {"os1-oo1", "os1-oo1-a1", "os1-oo1-a2"} <= set(ids)


def test_an_identifier_that_the_source_gives_with_another_title_is_asked_for():
    known = plan("Louer un local")
    read = plan("Acheter un bâtiment", native={"Acheter un bâtiment": "os1-oo1-a1"})
    with pytest.raises(SourceError, match="« Acheter un bâtiment » ressemble à os1-oo1-a1"):
        match(known, read, {})


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (["ligne 4"], "ligne 4\u00a0: « Z9 » n’est aucun"),
        (["Suivi!A4", "Suivi!A5", "Suivi!A9"], "Suivi!A4 et 2\u00a0autres\u00a0: « Z9 » n’est"),
        ([0, 1], "« Z9 » n’est aucun"),
    ],
)
def test_a_row_that_names_nothing_is_told_with_its_place(places: list[object], told: str):
    with pytest.raises(SourceError) as refused:
        resolve(numbered(), {"Z9": places}, {})

    (detail,) = refused.value.details
    assert detail.startswith(told)
