from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import pstlib
from pstlib.budgets import AMOUNTS, Attachments, amounts_by_version, attach, budget_lines
from pstlib.model.columns import AMOUNT

from . import oracle
from .conftest import NOMENCLATURE, Row, amounts, line, links, plan, rows_of, shared_tree, tree

PLAN = plan(*tree())


def attached(
    budget: Sequence[Row], liens: Sequence[Row], situation: pd.DataFrame = PLAN
) -> Attachments:
    return attach(amounts(*budget), links(*liens), situation)


def where(found: Attachments, *columns: str) -> list[tuple[Any, ...]]:
    return rows_of(found.lignes, "element_id", "initial", *columns)


def test_a_link_takes_its_part_and_the_rest_is_a_row_of_its_own() -> None:
    found = attached(
        [line("831/111-01", "100.01")],
        [{"element_id": "a2", "article": "831/111-01", "part": 0.25}],
    )

    assert rows_of(found.lignes, "element_id", "os_id", "oo_id", "theme", "part", "initial") == [
        ("a2", "os1", "oo1", "Logement", 0.25, "25.00"),
        (None, None, None, None, 0.75, "75.01"),
    ]
    assert found.problemes.empty


def test_a_line_without_link_stays_whole() -> None:
    found = attached([line("831/111-01", "100.01")], [])

    assert where(found, "part") == [(None, "100.01", 1.0)]


def test_a_link_without_part_alone_on_its_line_takes_the_whole() -> None:
    found = attached([line("831/111-01", "5")], [{"element_id": "a2", "article": "831/111-01"}])

    assert where(found, "part") == [("a2", "5.00", 1.0)]


def test_all_the_amounts_of_a_line_follow_its_links() -> None:
    found = attached(
        [
            line("831/111-01", "0.05"),
            line("831/111-01", "0.03", "ENGAGEMENTS"),
            line("831/111-01", "0.01", "COMPTE"),
        ],
        [
            {"element_id": "a2", "article": "831/111-01", "part": 0.5},
            {"element_id": "b1", "article": "831/111-01", "part": 0.5},
        ],
    )

    assert rows_of(found.lignes, "element_id", *AMOUNTS) == [
        ("a2", "0.03", "0.03", "0.02", None, None, "0.01"),
        ("b1", "0.02", "0.02", "0.01", None, None, "0.00"),
    ]


def test_three_thirds_written_with_sixteen_digits_are_the_whole() -> None:
    third = 1 / 3
    found = attached(
        [line("831/111-01", "100")],
        [{"element_id": e, "article": "831/111-01", "part": third} for e in ("a1", "a2", "b1")],
    )

    assert where(found) == [("a1", "33.34"), ("a2", "33.33"), ("b1", "33.33")]


@pytest.mark.parametrize(
    ("liens", "lines"),
    [
        ({"article": "124/723-60"}, [1, 2, 3, 4]),
        ({"article": "124/72360"}, [1, 2, 3, 4]),
        ({"article": "124/723-60", "exercice": 2020}, [1]),
        ({"article": "124/723-60/2020"}, [1, 3]),
        ({"article": "124/723-60 20200001"}, [3]),
        ({"article": "124/723-60", "projet": "20200001"}, [3]),
        ({"projet": "20200001"}, [3, 5]),
        ({"projet": "20200001", "exercice": 2020}, []),
        ({"fonction": "124"}, [1, 2, 3, 4]),
        ({"fonction": "12"}, []),
        ({"fonction": "421", "projet": "20200001"}, [5]),
    ],
)
def test_a_link_takes_the_lines_that_have_all_it_names(liens: Row, lines: list[int]) -> None:
    budget = [
        line("124/723-60", "1", exercice=2020, service="E"),
        line("124/723-60", "2", service="E"),
        line("124/723-60/2020", "3", service="E", projet="20200001"),
        line("124/723-60", "4", service="E", projet="20210002"),
        line("421/731-60", "5", service="E", projet="20200001"),
    ]

    found = attached(budget, [{"element_id": "a2"} | liens])

    got = found.lignes.loc[found.lignes["element_id"].eq("a2"), "initial"]
    assert sorted(int(amount) for amount in got) == lines
    assert list(found.problemes["code"]) == ([] if lines else ["SANS_LIGNE"])


def test_an_article_that_cannot_be_read_is_linked_by_its_text() -> None:
    found = attached(
        [line("xxx/WAL-17.2021", "5")], [{"element_id": "a2", "article": "xxx/wal-17.2021 "}]
    )

    assert where(found) == [("a2", "5.00")]


def test_links_of_one_element_add_up() -> None:
    found = attached(
        [line("831/111-01", "10")],
        [
            {"element_id": "a2", "article": "831/111-01", "part": 0.5},
            {"element_id": "a2", "fonction": "831", "part": 0.2},
        ],
    )

    assert where(found, "part") == [("a2", "7.00", 0.7), (None, "3.00", 0.3)]


def test_more_than_the_whole_of_a_line_is_an_error_and_the_line_stays_unattached() -> None:
    found = attached(
        [line("831/111-01", "10"), line("831/111-01", "11", exercice=2020)],
        [
            {"element_id": "a2", "article": "831/111-01", "part": 0.7},
            {"element_id": "b1", "article": "831/111-01", "part": 0.31, "exercice": 2021},
        ],
    )

    assert rows_of(found.lignes, "exercice", "element_id", "initial") == [
        (2020, "a2", "7.70"), (2020, None, "3.30"), (2021, None, "10.00"),
    ]  # fmt: skip
    assert rows_of(found.problemes, "gravite", "code", "exercice", "article", "ligne") == [
        ("erreur", "PART_DEPASSEE", 2021, "831/111-01", 1)
    ]
    problem = found.problemes["probleme"][0].replace("\u00a0", " ")
    assert problem == (
        "article 831/111-01, dépense de 2021 : 101 % attachés "
        "(A2 : 70 % à la ligne 1, B1 : 31 % à la ligne 2)"
    )


def test_several_links_of_which_one_has_no_part_leave_the_line_unattached() -> None:
    found = attached(
        [line("831/111-01", "10")],
        [
            {"element_id": "a2", "article": "831/111-01", "part": 0.2},
            {"element_id": "b1", "fonction": "831"},
        ],
    )

    assert where(found) == [(None, "10.00")]
    assert list(found.problemes["code"]) == ["PART_MANQUANTE"]
    assert "part inconnue" in found.problemes["probleme"][0]


def test_what_pays_for_an_element_out_of_the_plan_is_unattached_and_said() -> None:
    found = attached(
        [line("831/111-01", "10")],
        [
            {"element_id": "a2", "article": "831/111-01", "part": 0.2},
            {"element_id": "parti", "article": "831/111-01", "part": 0.3},
        ],
    )

    assert where(found) == [("a2", "2.00"), (None, "8.00")]
    assert rows_of(found.problemes, "gravite", "code", "element_id", "ligne") == [
        ("avertissement", "HORS_PLAN", "parti", 2)
    ]


def test_links_that_name_nothing_or_meet_nothing_are_said() -> None:
    found = attached(
        [line("831/111-01", "10")],
        [{"element_id": "a2"}, {"element_id": "a2", "fonction": "834", "exercice": 2021}],
    )

    assert rows_of(found.problemes, "gravite", "code", "ligne") == [
        ("erreur", "SANS_CRITERE", 1), ("avertissement", "SANS_LIGNE", 2),
    ]  # fmt: skip
    assert "fonction 834, exercice 2021" in found.problemes["probleme"][1]


def test_links_without_any_budget_are_said_once() -> None:
    found = attached([], [{"element_id": e, "fonction": "834"} for e in ("a1", "a2", "b1")])

    assert found.lignes.empty
    assert list(found.problemes["code"]) == ["SANS_BUDGET"]


@pytest.mark.parametrize("linked", ["a1", "b2"])
def test_a_shared_action_splits_over_its_objectives(linked: str) -> None:
    found = attached(
        [line("831/111-01", "100")],
        [{"element_id": linked, "article": "831/111-01", "part": 0.5}],
        plan(*shared_tree(0.4)),
    )

    assert where(found, "os_id", "oo_id", "part") == [
        ("a1", "30.00", "os1", "oo1", 0.3),
        ("b2", "20.00", "os2", "oo3", 0.2),
        (None, "50.00", None, None, 0.5),
    ]


def test_the_sub_action_of_a_shared_action_goes_where_the_action_goes() -> None:
    found = attached(
        [line("831/111-01", "100")],
        [{"element_id": "sa1", "article": "831/111-01"}],
        plan(*shared_tree(0.4)),
    )

    assert where(found, "oo_id") == [("sa1", "60.00", "oo1"), ("sa1", "40.00", "oo3")]


def test_a_repetition_without_part_takes_nothing_and_it_is_said() -> None:
    found = attached([line("831/111-01", "9")], [{"element_id": "a1", "article": "831/111-01"}])

    assert where(found, "oo_id") == [("a1", "9.00", "oo1")]
    assert rows_of(found.problemes, "gravite", "code", "element_id") == [
        ("info", "PARTAGE_SANS_PART", "b2")
    ]


def test_repetitions_that_take_more_than_the_whole_leave_it_to_the_original() -> None:
    elements = [*shared_tree(0.7), {
        "element_id": "c1", "niveau": "ACTION", "parent_id": "oo2", "partage_de": "a1", "part": 0.6,
    }]  # fmt: skip

    found = attached(
        [line("831/111-01", "9")], [{"element_id": "a1", "fonction": "831"}], plan(*elements)
    )

    assert where(found) == [("a1", "9.00")]
    assert list(found.problemes["code"]) == ["PARTAGE_DEPASSE"]


def test_without_its_original_the_first_repetition_stands_for_it() -> None:
    situation = plan(*shared_tree(0.4))
    without = situation[~situation["element_id"].isin(["a1", "sa1"])].reset_index(drop=True)

    found = attached([line("831/111-01", "9")], [{"element_id": "a1", "fonction": "831"}], without)

    assert where(found, "oo_id") == [("b2", "9.00", "oo3")]


def test_an_objective_can_be_paid_for_directly() -> None:
    found = attached(
        [line("831/111-01", "9"), line("834/111-01", "8")],
        [{"element_id": "os1", "fonction": "831"}, {"element_id": "oo3", "fonction": "834"}],
    )

    assert rows_of(found.lignes, "element_id", "os_id", "oo_id", "theme") == [
        ("os1", "os1", None, "Logement"), ("oo3", "os2", "oo3", None),
    ]  # fmt: skip


def test_tables_without_rows_keep_their_columns() -> None:
    full = attached([line("831/111-01", "9")], [{"element_id": "a2", "fonction": "831"}])
    empty = attach(amounts(), links(), PLAN.iloc[:0])

    assert (empty.lignes.dtypes == full.lignes.dtypes).all()
    assert (empty.problemes.dtypes == full.problemes.dtypes).all()


FUNCTIONS, PROJECTS = ("831", "8441"), (None, "20200001")
article = st.tuples(
    st.sampled_from(FUNCTIONS),
    st.sampled_from(["111", "33399"]),
    st.just("01"),
    st.sampled_from([None, 2020]),
    st.sampled_from(PROJECTS),
)
LINES = [
    {"article": (*codes, year, project), "exercice": exercice}
    for *codes, year, project, exercice in product(
        FUNCTIONS, ["111", "33399"], ["01"], [None], PROJECTS, [2020, 2021]
    )
]
cents = st.one_of(st.none(), st.integers(-(10**7), 10**11 - 1))
parts = st.one_of(
    st.none(),
    st.sampled_from([0.1, 0.5, 1 / 3, 0.3333, 0.25, 1.0, 0.0]),
    st.floats(0, 1).filter(lambda part: part == 0 or part > 1e-6),
)
drawn_links = st.lists(
    st.fixed_dictionaries(
        {
            "element": st.sampled_from(["os1", "oo1", "a1", "a2", "b1", "b2", "parti"]),
            "exercice": st.sampled_from([None, 2020, 2021]),
            "article": st.one_of(st.none(), article),
            "fonction": st.sampled_from([None, None, *FUNCTIONS]),
            "projet": st.sampled_from(PROJECTS),
            "part": parts,
        }
    ),
    max_size=5,
)


def written(codes: Sequence[Any]) -> str:
    function, code, number, year, project = codes
    suffix = f"/{year}" if year else ""
    return f"{function}/{code}-{number}{suffix}" + (f" {project}" if project else "")


def exact(part: float | None) -> str | None:
    return None if part is None else str(part)


def near_one(links_drawn: list[dict[str, Any]]) -> bool:
    """Parts whose sum is within a billionth of the whole are the whole, which fractions refuse."""
    given_parts = [link["part"] or 0 for link in links_drawn]
    sums = [0.0]
    for part in given_parts:
        sums += [total + part for total in sums]
    return any(0 < abs(total - 1) < 1e-6 for total in sums)


@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(cents, min_size=len(LINES), max_size=len(LINES)),
    drawn_links.filter(lambda found: not near_one(found)),
    st.sampled_from([None, 0.0, 0.4, 1 / 3, 1.0]),
)
def test_a_second_computation_attaches_the_same_cents(
    drawn: list[int | None], liens: list[dict[str, Any]], part: float | None
) -> None:
    budget = [known | {"cents": amount} for known, amount in zip(LINES, drawn, strict=True)]
    elements = {
        "os1": {"oo": None, "original": "os1", "part": None},
        "oo1": {"oo": "oo1", "original": "oo1", "part": None},
        "a1": {"oo": "oo1", "original": "a1", "part": None},
        "a2": {"oo": "oo1", "original": "a2", "part": None},
        "b1": {"oo": "oo3", "original": "b1", "part": None},
        "b2": {"oo": "oo3", "original": "a1", "part": exact(part)},
    }
    expected = oracle.attach(budget, [li | {"part": exact(li["part"])} for li in liens], elements)

    wide = amounts(
        *(
            line(written(known["article"]), "0", exercice=known["exercice"])
            | {"montant": None if known["cents"] is None else Decimal(known["cents"]) / 100}
            for known in budget
        )
    )
    told = [
        {
            "element_id": li["element"],
            "exercice": li["exercice"],
            "article": written(li["article"]) if li["article"] else None,
            "fonction": li["fonction"],
            "projet": li["projet"],
            "part": li["part"],
        }
        for li in liens
    ]
    found = attach(wide, links(*told), plan(*shared_tree(part))).lignes

    numbers = {
        (known["exercice"], written(known["article"])): number
        for number, known in enumerate(budget)
    }
    got = {
        (numbers[year, key], element, oo): None if amount is None else int(Decimal(amount) * 100)
        for year, key, element, oo, amount in rows_of(
            found, "exercice", "cle", "element_id", "oo_id", "initial"
        )
    }
    assert got == expected
    for _, group in found.groupby(["exercice", "cle"]):
        assert (
            group["initial"].sum()
            == wide.merge(group[["exercice", "cle"]].drop_duplicates())["initial"].sum()
        )
    assert found["initial"].dtype == AMOUNT


def test_the_shipped_example_adds_up_for_every_version_and_group(root: Any) -> None:
    pst = pstlib.load("valrive-2019-2024", root / "pst_data")
    wide = amounts_by_version(budget_lines(pst.budget, nomenclature=NOMENCLATURE))
    found = attach(wide, pst.liens_budget, pst.situation("2024-12-31"))

    for column in ("exercice", "service", "type", "fonction", "groupe", "portion"):
        whole = wide.groupby(column)[AMOUNTS].sum(min_count=1)
        parts_of_it = found.lignes.groupby(column)[AMOUNTS].sum(min_count=1)
        pd.testing.assert_frame_equal(parts_of_it, whole)
    assert found.lignes["element_id"].isna().any()
    assert found.lignes["os_id"].nunique() == 5
