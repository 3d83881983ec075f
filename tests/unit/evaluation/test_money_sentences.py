"""What the summary says of money and means: figures counted by hand, and figures of the tables."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pstlib
from pstlib.evaluation import Evaluation, evaluate
from pstlib.evaluation.money_sentences import means_summary
from pstlib.text import fr_euro, fr_number, fr_share

from .conftest import Row, make, one_oo, voted

DAY = "2021-12-31"
PST_DATA = Path(__file__).parents[3] / "pst_data"
PAY, WORKS = "104/111-01", "922/723-60"
NOTHING = "Ni le budget ni les effectifs ne sont connus."


def of(*actions: Row, day: str = DAY, **tables: list[Row]) -> Evaluation:
    chosen = actions or ({"element_id": "a1"}, {"element_id": "a2"})
    return evaluate(make(one_oo(*chosen), **tables), date_arrete=day)


def plain(text: str) -> str:
    """The text with ordinary spaces, those inside amounts too."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(*actions: Row, day: str = DAY, **tables: list[Row]) -> list[str]:
    return [plain(sentence) for sentence in means_summary(of(*actions, day=day, **tables))]


def staff(*rows: tuple[int, str, float | None]) -> list[Row]:
    return [
        {"exercice": year, "statut": status, "etp": etp, "service": f"Service {i}"}
        for i, (year, status, etp) in enumerate(rows)
    ]


def account(spent: str, of_vote: str, article: str = PAY, **more: Any) -> list[Row]:
    return [
        voted(article, of_vote, **more),
        voted(article, spent, version="ENGAGEMENTS", **more),
    ]


def test_all_of_several_actions_are_the_two_not_two_of_the_two() -> None:
    links = [{"element_id": name, "article": PAY, "part": 0.5} for name in ("a1", "a2")]

    said = told(budget=account("969.00", "1000.00"), liens_budget=links)

    assert "Les deux actions évaluées sont chiffrées (100,0 %)." in said


def test_the_last_account_is_told_by_service_and_what_it_leaves_unattached() -> None:
    rows = account("969.00", "1000.00") + account("50.00", "80.00", WORKS, service="E")
    link = {"element_id": "a1", "article": PAY, "part": 0.5}

    assert told(budget=rows, liens_budget=[link], effectifs=staff((2021, "APE", 1.5))) == [
        "En 2021, 969,00 € ont été engagés sur 1 000,00 € votés au service ordinaire (96,9 %) et "
        "50,00 € sur 80,00 € au service extraordinaire (62,5 %).",
        # Half of 969.00 is 484.50, and the whole of 50.00: 534.50 of 1 019.00.
        "De ces dépenses, 534,50 € (52,5 %) ne sont rattachés à aucun élément du plan.",
        "Une des deux actions évaluées est chiffrée (50,0 %).",
        "Aucune des deux actions évaluées n’a de moyens humains connus.",
        "En 2021, le personnel compte 1,5 équivalent temps plein (ETP).",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2021-12-31", "En 2021, 1,50 € a été engagé sur 2,00 € votés"),
        ("2021-06-30", "En 2021, exercice en cours, 1,50 € a été engagé"),
        ("2023-06-30", "En 2021, dernier exercice dont le compte est connu, 1,50 € a été engagé"),
    ],
)
def test_the_account_says_its_year_and_agrees_with_its_amount(day: str, words: str) -> None:
    said = told(day=day, budget=account("1.50", "2.00"))

    assert words in said[0]
    assert said[1] == "Rien de ces dépenses n’est rattaché à un élément du plan."


def test_a_vote_without_account_is_told_without_any_rate() -> None:
    said = told(
        {"element_id": "a1"},
        budget=[voted(PAY, "1000.00"), voted(PAY, "900.00", version="COMPTE")],
        liens_budget=[{"element_id": "a1", "article": PAY}],
    )

    assert said == [
        "En 2021, 1 000,00 € sont votés au service ordinaire ; aucun compte ne dit ce qui est "
        "engagé.",
        "Toutes ces dépenses sont rattachées au plan.",
        "La seule action évaluée est chiffrée.",
        "Les effectifs ne sont pas connus.",
    ]


def test_an_account_without_vote_is_told_without_any_rate() -> None:
    said = told(budget=[voted(PAY, "7.00", version="ENGAGEMENTS")])

    assert said[0] == "En 2021, 7,00 € ont été engagés au service ordinaire, sans vote connu."


def test_funding_alone_costs_an_action_without_any_budget() -> None:
    paid = {"element_id": "a1", "source": "Wallonie", "montant": Decimal("5.00")}

    assert told(financements=[paid]) == [
        "Une des deux actions évaluées est chiffrée (50,0 %).",
        NOTHING,
    ]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [(2020, "APE", 9), (2021, "STATUTAIRE", 0.1), (2021, "APE", 2.2), (2021, "ART60", 15)],
            "En 2021, le personnel compte 2,3 équivalents temps plein (ETP) ; 15 ETP engagés "
            "selon l’article 60 sont comptés à part.",
        ),
        (
            [(2021, "ART60", 15), (2021, "ART61", 2), (2021, "APE", 4), (2021, "AUTRE", None)],
            "En 2021, le personnel compte au moins 4 équivalents temps plein (ETP) ; 17 ETP "
            "engagés selon les articles 60 et 61 sont comptés à part.",
        ),
        (
            [(2021, "ART61", 1)],
            "En 2021, 1 équivalent temps plein (ETP) est engagé selon l’article 61.",
        ),
        (
            [(2021, "APE", 3), (2021, "ART61", 1)],
            "En 2021, le personnel compte 3 équivalents temps plein (ETP) ; 1 ETP engagé selon "
            "l’article 61 est compté à part.",
        ),
    ],
)
def test_workers_of_articles_60_and_61_are_told_apart_from_the_staff(
    rows: list[tuple[int, str, float | None]], sentence: str
) -> None:
    assert sentence in told(effectifs=staff(*rows))


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({}, NOTHING),
        ({"effectifs": staff((2022, "APE", 1))}, NOTHING),  # after the day
        ({"effectifs": staff((2021, "APE", None))}, NOTHING),
        ({"effectifs": staff((2021, "APE", 1))}, "Le budget n’est pas connu."),
        (
            {"budget": [voted("104/465-02", "5.00", type="R")]},
            "Ni le budget des dépenses ni les effectifs ne sont connus.",
        ),
        ({"budget": account("1.00", "2.00")}, "Les effectifs ne sont pas connus."),
    ],
)
def test_what_is_not_known_is_said_once(tables: dict[str, list[Row]], sentence: str) -> None:
    said = told(**tables)

    assert said[-1] == sentence
    unknown = ("n’est pas connu.", "ne sont pas connus.", "ne sont connus.")
    assert sum(other.endswith(unknown) for other in said) == 1


def figures_of(ev: Evaluation) -> set[str]:
    """Every figure of the tables of money, as it is written, and the sums told of them."""
    money = ev.argent
    numbers = {fr_euro(amount) for name in ("dernier_vote", "engagements")
               for amount in money.par_exercice[name].dropna()}  # fmt: skip
    numbers |= {fr_share(rate) for rate in money.par_exercice["taux_execution"].dropna()}
    for name in ("dernier_vote", "engagements"):
        for year in money.par_exercice["exercice"].unique():
            whole, loose = (
                table.loc[table["exercice"].eq(year) & table["type"].eq("D"), name].dropna()
                for table in (money.par_exercice, money.non_rattache)
            )
            rest, total = sum(loose, Decimal(0)), sum(whole, Decimal(0))
            numbers |= {fr_euro(rest)} | ({fr_share(rest / total)} if total else set())
    for column in ("part_chiffree", "part_avec_moyens"):
        numbers |= {fr_share(share) for share in money.couverture[column].dropna()}
    for _, rows in money.effectifs.groupby(["exercice", "hors_cadre"]):
        numbers.add(fr_number(round(float(rows["etp"].sum()), 6)))
    return numbers


AMOUNTS = st.decimals(0, 10**6, places=2).map(str)
COUNTS = st.none() | st.floats(0, 40).map(lambda n: round(n, 2))


@settings(max_examples=20)
@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS, st.sampled_from("OE")), max_size=3),
    st.floats(0, 1).map(lambda n: round(n, 3)),
    st.lists(st.tuples(st.sampled_from([2020, 2021]), st.sampled_from(["APE", "ART60"]), COUNTS)),
)
def test_every_number_of_the_summary_is_a_number_of_its_table(
    budget: list[tuple[str, str, str]], part: float, people: list[tuple[int, str, float | None]]
) -> None:
    lines = [
        line
        for i, (spent, vote, service) in enumerate(budget)
        for line in account(spent, vote, f"10{i}/111-01", service=service)
    ]
    links = [{"element_id": "a1", "article": "100/111-01", "part": part}]
    ev = of(budget=lines, liens_budget=links, effectifs=staff(*people))
    known = figures_of(ev)

    for sentence in means_summary(ev):
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert written(sentence) <= known, sentence


def written(sentence: str) -> set[str]:
    """The amounts, rates and full-time equivalents that a sentence writes."""
    found = set()
    words = sentence.replace("(", " ").replace(")", " ").split(" ")
    for word, after in zip(words, [*words[1:], ""], strict=True):
        bare = word.rstrip(",.;")
        counts_staff = after.startswith(("équivalent", "ETP")) and any(map(str.isdigit, bare))
        if bare.endswith(("€", "%")) or counts_staff:
            found.add(bare)
    return found


def test_valrive_says_what_its_tables_give_and_celles_that_nothing_is_known() -> None:
    valrive, celles = (
        means_summary(evaluate(pstlib.load(slug, PST_DATA), date_arrete=DAY))
        for slug in ("valrive-2019-2024", "celles-2019-2024")
    )

    assert plain(valrive[0]).startswith(
        "En 2021, 3 998 758,85 € ont été engagés sur 4 126 053,27 € votés au service ordinaire "
        "(96,9 %)"
    )
    assert celles == [NOTHING]
