"""What resembles what: concepts, words, slips, near-duplicates, and what is kept."""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from pstlib.comparison.similar import Reader, build_index, similar
from pstlib.comparison.similar_catalogue import load_catalogue, with_status
from pstlib.comparison.similar_duplicates import same_action
from pstlib.comparison.similar_queries import corrected
from pstlib.comparison.similar_search import Filters, Request, Searcher, search
from pstlib.comparison.words import singular, words_of
from pstlib.errors import PstError, UnknownNameError, UsageError
from pstlib.reference.concepts import load_thesaurus


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_thesaurus())


def best(reader: Reader, titles: list[str], asked: str) -> str:
    index = build_index(pd.DataFrame({"libelle": titles}), reader)
    return titles[similar(index, reader.tokens(asked))["rang"].iloc[0]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("surendettement", "Engager un médiateur de dettes"),
        ("SMD", "Engager un médiateur de dettes"),
        ("lits MRS", "Agrandir la maison de repos de vingt lits"),
        ("articles 60", "Multiplier les postes de mise à disposition"),
        ("epicerie", "Ouvrir un magasin social à prix réduits"),
    ],
)
def test_other_words_for_one_thing_are_found(reader: Reader, asked: str, found: str) -> None:
    titles = [
        "Engager un médiateur de dettes",
        "Agrandir la maison de repos de vingt lits",
        "Multiplier les postes de mise à disposition",
        "Ouvrir un magasin social à prix réduits",
        "Repeindre le hall du siège",
    ]

    assert best(reader, titles, asked) == found


def test_a_title_is_most_like_itself(reader: Reader) -> None:
    titles = ["Ouvrir une école de devoirs", "Ouvrir une épicerie sociale"]
    index = build_index(pd.DataFrame({"libelle": titles}), reader)

    found = similar(index, reader.tokens(titles[1]))

    assert found["rang"].tolist()[0] == 1
    assert found["score"].iloc[0] == pytest.approx(1.0)


def test_the_objective_counts_less_than_the_title(reader: Reader) -> None:
    table = pd.DataFrame(
        {"libelle": ["Ouvrir une crèche", "Acheter un terrain"], "oo": [None, "Petite enfance"]}
    )

    found = similar(build_index(table, reader), reader.tokens("crèche petite enfance"))

    assert found["rang"].tolist() == [0, 1]


def test_slips_are_corrected_and_known_words_left_alone(reader: Reader) -> None:
    known = ["epicerie", "sociale", "logement"]

    assert corrected("épicrie socile", known, reader) == "epicerie sociale"
    assert corrected("épicerie MRS", known, reader) == "épicerie MRS"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Création d'une épicerie sociale", "Créer une épicerie sociale", True),
        ("Engager deux aides familiales en 2022", "Engager 2 aides familiales en 2023", True),
        ("Acceuillir un psychologue", "Accueillir un psychologue", True),
        ("Développer le télé-travail", "Développer le télétravail", True),
        ("Remplacer les châssis du home", "OO 3.2 Remplacement des châssis du home", True),
        ("Équiper la maison de repos de lits", "Équiper la MRS de lits", True),
        (
            "Proposer un stage aux bénéficiaires du RIS",
            "Proposer un stage aux bénéficiaires du revenu d'intégration",
            True,
        ),
        ("Partenariat avec l'AIS du canton", "Partenariat avec l'AMO du canton", False),
        (
            "Réduire le délai de réponse au courrier",
            "Diminuer le délai de réponse au courrier",
            True,
        ),
        (
            "Réduire le délai de réponse au courrier",
            "Étendre le délai de réponse au courrier",
            False,
        ),
        ("Séances d'info sur le tri", "Séances d'information sur le tri", True),
        ("Former le personnel au tri", "Former les agents au tri", True),
        ("Former le personnel au tri", "Former les bénéficiaires au tri", False),
        ("Engager un éducateur spécialisé", "Évaluer un éducateur spécialisé", False),
        ("Rédiger un plan de formation", "Rédiger un plan de communication", False),
        ("Assurer le suivi des art. 60", "Assurer le suivi des art. 27", False),
        ("Gérer le fonds social mazout", "Gérer le fonds social de l'eau", False),
        ("Ouvrir un abri de nuit", "Ouvrir un abri pour vélos", False),
        (
            "Tenir une permanence au home à Brétiveau chaque semaine",
            "Tenir une permanence au home à Maurimes chaque semaine",
            True,
        ),
        ("Rénover la maison de repos", "Fermer la maison de repos", False),
        ("Rénover le home des Tilleuls à Wavre", "Vendre le home des Tilleuls à Wavre", False),
        ("Rédiger un plan de communication", "Rédiger un plan communal", False),
        ("Rédiger une charte informatique", "Rédiger une charte d’information", False),
        ("Rédiger une charte sociale", "Rédiger une carte sociale", False),
        ("Former les équipes du home", "Former à équiper le home", False),
        ("Louer des tables pour la fête", "Louer des tablettes pour la fête", False),
        ("Offrir un repas aux aidants", "Offrir du repos aux aidants", False),
        ("Plan local d’insertion", "Plan local d’intégration", False),
        ("Recruter un infirmier au home", "Recruter une infirmière à la maison de repos", True),
        ("Refondre le règlement du home", "Refonte du règlement du home", True),
        ("Équiper les bureaux d’ordinateurs", "Équiper les bureaux d’ordniateurs", True),
        ("RGPD", "Désigner un délégué à la protection des données", False),
        ("RGPD", "Tenir le registre des traitements de données personnelles", False),
        ("Désigner un DPO", "Désigner un délégué à la protection des données", True),
        ("SMD", "École de consommateurs", False),
    ],
)
def test_one_other_word_that_counts_keeps_two_actions_apart(
    reader: Reader, first: str, second: str, same: bool
) -> None:
    assert same_action(first, second, reader) is same
    assert same_action(second, first, reader) is same


def test_a_word_has_one_place_among_those_that_say_other_things(reader: Reader) -> None:
    lines = [[list(words_of(one)) for one in line] for line in reader.thesaurus.distincts]
    places: dict[str, set[tuple[int, int]]] = {}
    for number, line in enumerate(lines):
        for place, words in enumerate(line):
            for word in words:
                places.setdefault(singular(word), set()).add((number, place))

    assert len(lines) > 40
    assert {word for word, found in places.items() if len(found) > 1} == set()


IDENTITY = """\
slug: {slug}
organisme: {name}
libelle: PST
exercice_debut: 2019
exercice_fin: 2024
fictif: true
"""
HEADER = "element_id,parent_id,niveau,position,code,libelle,partage_de\n"


def write_pst(folder: Path, slug: str, name: str, titles: dict[str, str], suivi: str) -> None:
    tables = folder / slug / "tables"
    tables.mkdir(parents=True)
    (folder / slug / "pst.yml").write_text(IDENTITY.format(slug=slug, name=name), encoding="utf-8")
    with (tables / "elements.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER)
        lines = csv.writer(stream)
        lines.writerow(["os1", "", "OS", 1, "OS1", "Bien vivre", ""])
        lines.writerow(["oo1", "os1", "OO", 1, "OS1.OO1", "Se nourrir", ""])
        for rank, (element, title) in enumerate(titles.items(), start=1):
            lines.writerow([element, "oo1", "ACTION", rank, f"OS1.OO1.A{rank}", title, ""])
    (tables / "suivi.csv").write_text(f"element_id,date_suivi,statut\n{suivi}", encoding="utf-8")


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "pst_data"
    one = {"a1": "Ouvrir une épicerie sociale", "a2": "Repeindre le hall"}
    history = "a1,2021-06-30,EN_COURS\na1,2023-06-30,TERMINE\n"
    write_pst(folder, "un-2019-2024", "CPAS d’Un", one, history)
    other = {"a1": "Ouverture d’une épicerie sociale en 2022", "a2": "Distribuer des colis"}
    write_pst(folder, "deux-2019-2024", "CPAS de Deux", other, "")
    return folder


def searcher(donnees: Path) -> Searcher:
    return Searcher.of(load_catalogue(donnees), donnees)


def test_near_duplicates_are_put_together_with_who_else_has_them(donnees: Path) -> None:
    found = search(searcher(donnees), Request("épicerie sociale"), Filters())

    first = found.iloc[0]
    assert {first["organisme"], *first["autres"]} == {"CPAS d’Un", "CPAS de Deux"}
    assert first["theme"] == "T08"
    assert first["fictif"]


def test_each_near_duplicate_has_its_row_when_asked(donnees: Path) -> None:
    filters = Filters(rassembler=False)

    found = search(searcher(donnees), Request("épicerie sociale"), filters)

    assert sorted(found["slug"].head(2)) == ["deux-2019-2024", "un-2019-2024"]


@pytest.mark.parametrize(
    ("date", "status"),
    [(None, "TERMINE"), (dt.date(2021, 12, 31), "EN_COURS"), (dt.date(2020, 1, 1), "INCONNU")],
)
def test_the_status_is_the_last_one_seen_at_the_date(
    donnees: Path, date: dt.date | None, status: str
) -> None:
    catalogue = load_catalogue(donnees)
    own = catalogue.actions[catalogue.actions["slug"].eq("un-2019-2024")].head(1)

    assert with_status(own, catalogue.suivi, date)["statut"].tolist() == [status]


def test_results_can_be_kept_to_a_theme_and_a_status(donnees: Path) -> None:
    filters = Filters(themes=("T08",), statuts=("TERMINE",))

    found = search(searcher(donnees), Request("épicerie sociale"), filters)

    assert found[["slug", "element_id"]].to_numpy().tolist() == [["un-2019-2024", "a1"]]


def test_an_action_of_ones_own_is_not_its_own_precedent(donnees: Path) -> None:
    request = Request(action="un-2019-2024:a1")

    found = search(searcher(donnees), request, Filters())

    assert found.iloc[0][["slug", "element_id"]].tolist() == ["deux-2019-2024", "a1"]
    assert ("un-2019-2024", "a1") not in set(zip(found["slug"], found["element_id"], strict=True))


def test_the_kept_index_gives_the_same_and_follows_a_change(donnees: Path) -> None:
    made, kept = load_catalogue(donnees), load_catalogue(donnees)
    pd.testing.assert_frame_equal(made.actions, kept.actions, check_dtype=False)
    assert made.index.tokens == kept.index.tokens
    for name in ("weights", "columns", "starts", "idf"):
        assert (getattr(made.index, name) == getattr(kept.index, name)).all()

    path = donnees / "un-2019-2024/tables/elements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("hall", "toit"), encoding="utf-8")

    assert "Repeindre le toit" in set(load_catalogue(donnees).actions["libelle"])


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tables/suivi.csv", "element_id,date_suivi,statut\na1,hier,TERMINE\n"),
        ("tables/suivi.csv", "element_id,date_suivi,statut,taux_avancement\na1,2021-01-01,,150\n"),
        ("tables/financements.csv", "element_id,montant\na1,1.00,2.00\n"),
        ("tables/financements.csv", "euros\n1.00\n"),
        ("pst.yml", "slug: [\n"),
    ],
)
def test_a_plan_that_cannot_be_read_is_left_aside_and_named(
    donnees: Path, file: str, content: str
) -> None:
    (donnees / "deux-2019-2024" / file).write_text(content, encoding="utf-8")

    catalogue = load_catalogue(donnees)

    assert catalogue.refuses == ("deux-2019-2024",)
    assert set(catalogue.actions["slug"]) == {"un-2019-2024"}


def test_a_folder_without_plans_gives_no_action(tmp_path: Path) -> None:
    catalogue = load_catalogue(tmp_path)

    assert catalogue.actions.empty
    assert catalogue.refuses == ()


@pytest.mark.parametrize(
    ("request_", "filters", "error", "said"),
    [
        (Request("épicerie"), Filters(themes=("T8",)), UnknownNameError, "T08"),
        (Request("épicerie"), Filters(statuts=("FINI",)), UnknownNameError, "Noms proches"),
        (Request(action="un-2019:a1"), Filters(), UnknownNameError, "un-2019-2024"),
        (Request(action="un-2019-2024:a9"), Filters(), UnknownNameError, "a1"),
        (Request("de la"), Filters(), UsageError, "ne dit pas"),
    ],
)
def test_what_nothing_bears_is_refused_with_the_nearest_names(
    donnees: Path, request_: Request, filters: Filters, error: type[PstError], said: str
) -> None:
    with pytest.raises(error, match=said):
        search(searcher(donnees), request_, filters)
