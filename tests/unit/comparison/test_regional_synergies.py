"""Who already has which synergy in the region, at a day, and what is said of it without names."""

import html
from decimal import Decimal
from pathlib import Path

import pytest

from pstlib.charts.chart import Chart
from pstlib.charts.comparison.synergies import synergy_domains, synergy_forms, synergy_list
from pstlib.comparison.study import compare
from pstlib.synergies.regional import RegionalSynergies, regional_synergies

from .conftest import CODES, NAMES, slug, write_region

DAY = "2021-12-31"
HEAD = (
    "synergie_id,libelle,domaine,forme,partenaires,etat,economie_constatee,effet_service,date_debut"
)
SYNERGIES = {
    "Aubreval": [
        "s1,Receveur commun avec Aubreval,FINANCES,receveur/DF commun,Commune d’Aubreval,EXISTANTE,"
        "1200.50,MEILLEUR,2020-01-01",
        "s2,Paie faite ensemble,GRH,prestation,Commune d’Aubreval,PROJETEE,,,",
    ],
    # It begins after the day.
    "Bellesart": ["s1,DF commun,FINANCES,,Commune,EXISTANTE,900.00,MEILLEUR,2022-05-01"],
    # It was under way at the day: its follow-up says so.
    "Cornimes": ["s1,DF commun,FINANCES,DF commun,CPAS de Dohanvaux,EXISTANTE,,,2021-02-01"],
    "Dohanvaux": ["s1,Garage,TECHNIQUE,coordination,Commune,ABANDONNEE,,,2019-05-01"],
    "Ereffes": [],
    "Fromelieu": ["s1,Polices,ASSURANCES,Entente de Fromelieu,Province,EXISTANTE,,,2018-01-01"],
}
LIFE = ["s1,2021-02-01,EN_COURS", "s1,2022-03-01,EXISTANTE"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = write_region(tmp_path_factory.mktemp("synergies"))
    for name, rows in SYNERGIES.items():
        text = "\n".join([HEAD, *rows]) + "\n"
        (place / slug(name) / "tables/synergies.csv").write_text(text, encoding="utf-8")
    life = "\n".join(["synergie_id,date,etat", *LIFE]) + "\n"
    (place / slug("Cornimes") / "tables/suivi_synergies.csv").write_text(life, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def named(folder: Path) -> RegionalSynergies:
    study = compare(folder, date_arrete=DAY, slug=slug("Aubreval"), workers=1)
    return regional_synergies(study, folder)


@pytest.fixture(scope="module")
def hidden(folder: Path) -> RegionalSynergies:
    study = compare(folder, date_arrete=DAY, slug=slug("Aubreval"), anonyme=True, workers=1)
    return regional_synergies(study, folder)


def said(found: RegionalSynergies) -> str:
    parts = (synergy_domains(found), synergy_forms(found), synergy_list(found))
    return html.unescape(" ".join(str(part.html) for part in parts))


def test_who_records_no_synergy_is_unknown_and_counts_in_no_share(named: RegionalSynergies) -> None:
    rows = named.organismes.set_index("slug")

    assert (named.n_organismes, named.n_connus) == (8, 5)
    assert rows.loc[slug("Ereffes"), "consigne"] == False  # noqa: E712 - a numpy bool
    # Given up: it records its synergies, and none is left.
    assert rows.loc[slug("Dohanvaux"), ["consigne", "n"]].tolist() == [True, 0]
    assert "Sur 8 CPAS, 5 consignent leurs synergies." in said(named)
    assert "Les 3 autres n’en consignent aucune" in said(named)


def test_the_share_of_a_domain_is_that_of_the_day_with_its_interval(
    named: RegionalSynergies,
) -> None:
    rows = named.domaines.set_index("domaine")

    # One of five: Aubreval. Wilson's interval of 1/5 is 3.6 % to 62.4 %.
    assert rows.loc["FINANCES", ["n", "n_connus"]].tolist() == [1, 5]
    assert rows.loc["FINANCES", "borne_basse"] == pytest.approx(0.0362, abs=1e-4)
    assert rows.loc["FINANCES", "borne_haute"] == pytest.approx(0.6245, abs=1e-4)
    assert rows.loc["GRH", "n"] == 0
    assert "TECHNIQUE" not in rows.index


def test_each_synergy_stands_as_at_the_day(named: RegionalSynergies) -> None:
    rows = named.synergies.set_index(["slug", "domaine"])
    states = {name: rows.loc[(slug(name), "FINANCES"), "etat"] for name in NAMES[:3]}

    assert states == {"Aubreval": "EXISTANTE", "Bellesart": "A_VENIR", "Cornimes": "EN_COURS"}
    first = rows.loc[(slug("Aubreval"), "FINANCES")]
    assert first["economie_constatee"] == Decimal("1200.50")
    assert str(first["depuis"].date()) == "2020-01-01"


def test_a_form_has_one_name_however_it_is_written(named: RegionalSynergies) -> None:
    rows = named.synergies
    money = rows[rows["domaine"].eq("FINANCES")]

    # « receveur/DF commun », « DF commun », and nothing where the label alone says it.
    assert set(money["forme"]) == {"Directeur financier (DF) ou receveur commun"}
    assert rows.loc[rows["domaine"].eq("ASSURANCES"), "forme"].tolist() == ["Entente de Fromelieu"]
    assert rows.loc[rows["slug"].eq(slug("Cornimes")), "avec"].tolist() == ["CPAS"]


def test_the_searchable_list_tells_who_already_has_a_common_financial_director(
    named: RegionalSynergies,
) -> None:
    page = said(named)

    assert "Directeur financier (DF) ou receveur commun" in page
    assert "Receveur commun avec Aubreval" in page
    assert "1 200,50" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Le CPAS de Aubreval en consigne deux, dont une existante." in page


def test_the_chart_marks_the_domains_where_the_plan_in_focus_has_one(
    named: RegionalSynergies, hidden: RegionalSynergies
) -> None:
    for found, symbols in ((named, {"FINANCES": "diamond", "ASSURANCES": "circle"}), (hidden, {})):
        chart = synergy_domains(found)
        assert isinstance(chart, Chart)
        dots = chart.figure["data"][0]
        order = [domain for domain, n in found.domaines[["domaine", "n"]].to_numpy() if n]
        # One of five each.
        assert dots["x"] == [20.0, 20.0]
        assert dots["marker"]["symbol"] == [symbols.get(domain, "circle") for domain in order]
        spans = [(shape["x0"], shape["x1"]) for shape in chart.figure["layout"]["shapes"]]
        assert spans == [(pytest.approx(3.62, abs=0.01), pytest.approx(62.45, abs=0.01))] * 2


def test_an_anonymous_report_gives_the_same_shares_and_no_name_nor_text(
    named: RegionalSynergies, hidden: RegionalSynergies
) -> None:
    page = said(hidden)
    written = [str(hidden.to_json())]

    assert hidden.domaines.equals(named.domaines)
    assert hidden.organismes.empty
    assert hidden.synergies.empty
    texts = ("Polices", "Entente", "Receveur commun avec")
    assert all(text in said(named) + str(named.synergies) for text in texts)
    for secret in (*NAMES, *CODES, "Val-Noir", "1200", "1\u202f200", *texts):
        assert secret not in page
        assert all(secret not in text for text in written)


def test_an_anonymous_choice_of_plans_is_the_named_one(folder: Path) -> None:
    wanted = "organisme != 'CPAS de Fromelieu'"
    counts = [
        regional_synergies(
            compare(folder, date_arrete=DAY, anonyme=anonymous, parmi=wanted, workers=1),
            folder,
            parmi=wanted,
        )
        for anonymous in (False, True)
    ]

    assert [(found.n_organismes, found.n_connus) for found in counts] == [(7, 4), (7, 4)]


def test_too_few_to_be_hidden_are_not_counted(tmp_path: Path) -> None:
    place = write_region(tmp_path)
    for name in NAMES[:4]:
        text = f"{HEAD}\ns1,Achats,MARCHES_PUBLICS,marché conjoint,Commune,EXISTANTE,,,\n"
        (place / slug(name) / "tables/synergies.csv").write_text(text, encoding="utf-8")
    study = compare(place, date_arrete=DAY, anonyme=True, workers=1)
    found = regional_synergies(study, place)

    assert found.n_connus == 4
    assert found.domaines.empty
    assert found.groupes.empty
    assert "Trop peu de CPAS consignent leurs synergies" in said(found)


def test_nothing_is_said_where_nobody_records_synergies(region: Path) -> None:
    found = regional_synergies(compare(region, date_arrete=DAY, workers=1), region)

    assert found.n_connus == 0
    assert "Aucun des CPAS comparés ne consigne ses synergies" in said(found)
