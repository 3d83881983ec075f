"""pstlib and the second calculation must give the same money, to the cent."""

import csv
import datetime as dt
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pstlib.evaluation import Evaluation, evaluate, to_json
from pstlib.model import Identity, Pst, conform, load
from pstlib.model.tables import TABLES

AMOUNTS = ("initial", "dernier_vote", "engagements", "imputations", "droits_nets", "compte")
YEARLY = ("exercice", "service", "type")
VALRIVE = [
    ("valrive-2019-2024", "2021-12-31"),
    ("valrive-2019-2024", "2023-12-31"),
    ("valrive-2025-2030", "2026-10-31"),
]
NEEDED = (
    "elements", "versions", "budget", "liens_budget", "financements", "projections", "effectifs",
)  # fmt: skip
Tables = dict[str, list[dict[str, str]]]


def read(folder: Path) -> Tables:
    """The tables of a folder as rows of text."""
    found: Tables = {}
    for name in NEEDED:
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found[name] = list(csv.DictReader(lines))
    return found


def compare(ev: Evaluation, second: Any, written: Any) -> None:
    """Hold every figure of money, in the tables and in the JSON, to the second calculation."""
    money, budget = ev.argent, to_json(ev)["budget"]
    for name in ("par_exercice", "non_rattache", "par_objectif"):
        keys = ("element_id", *YEARLY) if name == "par_objectif" else YEARLY
        expected = {
            key: {amount: written(cents) for amount, cents in row.items()}
            for key, row in getattr(second, name)().items()
        }
        assert keyed(budget[name], keys, AMOUNTS) == expected, name
        assert keyed(getattr(money, name).to_dict("records"), keys, AMOUNTS) == expected, name
    votes = {key: {"montant": written(cents)} for key, cents in second.votes().items()}
    assert keyed(money.votes.to_dict("records"), (*YEARLY, "version"), ("montant",)) == votes
    results = ("resultat_budgetaire", "resultat_comptable")
    assert keyed(
        money.resultats.to_dict("records"), ("exercice", "service", "portion"), results
    ) == {
        key: dict(zip(results, map(written, pair), strict=True))
        for key, pair in second.resultats().items()
    }
    counts = ["n_evaluees", "n_chiffrees", "n_avec_moyens"]
    found = money.couverture.assign(os_id=money.couverture["os_id"].fillna(""))
    assert {
        row["os_id"]: tuple(int(row[name]) for name in counts) for row in found.to_dict("records")
    } == second.couverture()


def keyed(
    rows: list[dict[Any, Any]], keys: tuple[str, ...], amounts: tuple[str, ...]
) -> dict[tuple[str, ...], dict[str, str | None]]:
    """Rows by their key, amounts as text; two rows of one key are a fault."""
    found = {
        tuple(str(row[key]) for key in keys): {name: text(row[name]) for name in amounts}
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def text(amount: Any) -> str | None:
    return None if amount is None or pd.isna(amount) else str(amount)


@pytest.mark.parametrize(("slug", "date"), VALRIVE)
def test_the_money_of_valrive_is_the_same_when_computed_twice(
    slug: str, date: str, independent_money: ModuleType, pst_data: Path
) -> None:
    tables = read(pst_data / slug)
    second = independent_money.Money(tables, dt.date.fromisoformat(date))

    compare(evaluate(load(slug, pst_data), date_arrete=date), second, independent_money.written)
    assert second.non_rattache()
    assert second.par_objectif()


@pytest.mark.parametrize(("slug", "date"), VALRIVE)
def test_what_is_attached_and_what_is_not_add_up_to_the_budget(
    slug: str, date: str, independent_money: ModuleType, pst_data: Path
) -> None:
    second = independent_money.Money(read(pst_data / slug), dt.date.fromisoformat(date))
    roots = {key for key, row in second.tree.inside.items() if not row["parent_id"]}
    held, loose = second.par_objectif(), second.non_rattache()

    for key, whole in second.par_exercice().items():
        for name, amount in whole.items():
            parts = [row[name] for (e, *k), row in held.items() if e in roots and tuple(k) == key]
            parts.append(loose.get(key, {}).get(name))
            assert independent_money.total(parts) == amount, (key, name)


ARTICLES = ("104/111-01", "104/123-02", "831/111-01", "922/724-60")
ELEMENTS = ("os1", "oo1", "a1", "a2", "s1", "s2", "os2", "oo2", "b1", "c1", "absent")
VERSIONS = ("INITIAL", "MB1", "MB2", "ENGAGEMENTS", "IMPUTATIONS", "DROITS_NETS", "COMPTE")
PARTS = st.sampled_from(["", "0", "0.1", "0.25", "0.3", "0.333333", "0.5", "0.7", "1"])
CENTS = st.integers(-10_000, 10**8).map(lambda cents: f"{cents / 100:.2f}")


@st.composite
def plans(draw: Any) -> Tables:
    """Two OS, sub-actions, an action shared with or without parts, links of all kinds."""
    part, second_part = draw(PARTS), draw(PARTS)
    elements = [
        element("os1", "", "OS"),
        element("oo1", "os1", "OO"),
        element("a1", "oo1", "ACTION", type_action=draw(st.sampled_from(["", "PERENNE"]))),
        element("s1", "a1", "SOUS_ACTION"),
        element("s2", "a1", "SOUS_ACTION", etp=draw(st.sampled_from(["", "0", "0.5"]))),
        element("a2", "oo1", "ACTION", version_sortie=draw(st.sampled_from(["", "V2"]))),
        element("os2", "", "OS"),
        element("oo2", "os2", "OO"),
        element("b1", "oo2", "ACTION", partage_de="a1", part=part),
        element("c1", "oo2", "ACTION"),
        element("oo3", "os2", "OO"),
        element("d1", "oo3", "ACTION", partage_de="a1", part=second_part),
    ]
    for position, row in enumerate(elements):
        row["position"] = str(position)
    keys = st.tuples(
        st.sampled_from(["2020", "2021", "2022"]), st.sampled_from(VERSIONS),
        st.sampled_from("OE"), st.sampled_from("DR"), st.sampled_from(ARTICLES),
        st.sampled_from(["", "20210001"]),
    )  # fmt: skip
    columns = ("exercice", "version", "service", "type", "article", "projet")
    budget = [
        dict(zip(columns, key, strict=True)) | {"montant": draw(CENTS), "groupe_economique": ""}
        for key in draw(st.lists(keys, max_size=8, unique=True))
    ]
    return {
        "elements": elements,
        "versions": [{"version": "V2", "date": "2021-06-30"}],
        "budget": budget,
        "liens_budget": draw(st.lists(links(), max_size=6)),
        "financements": draw(gifts("financements")),
        "projections": draw(gifts("projections")),
        "effectifs": draw(gifts("effectifs")),
    }


def element(element_id: str, parent_id: str, niveau: str, **more: str) -> dict[str, str]:
    blank = dict.fromkeys(
        ("type_action", "etp", "partage_de", "part", "version_entree", "version_sortie"), ""
    )
    names = {"element_id": element_id, "parent_id": parent_id, "niveau": niveau}
    return blank | names | {"code": element_id.upper(), "libelle": element_id} | more


@st.composite
def links(draw: Any) -> dict[str, str]:
    by = draw(st.sampled_from(["article", "fonction", "projet", "rien"]))
    article = draw(st.sampled_from(ARTICLES))
    return {
        "element_id": draw(st.sampled_from(ELEMENTS)),
        "exercice": draw(st.sampled_from(["", "2020", "2021"])),
        "article": article if by == "article" else "",
        "fonction": article.split("/")[0] if by == "fonction" else "",
        "projet": "20210001" if by == "projet" else "",
        "part": draw(PARTS),
    }


def gifts(table: str) -> st.SearchStrategy[list[dict[str, str]]]:
    """Rows that give something, or nothing known, to an element."""
    fixed = {
        "financements": {"source": "Ville"},
        "projections": {"type": "D", "service": "O"},
        "effectifs": {"statut": "APE"},
    }[table]
    amount = "etp" if table == "effectifs" else "montant"
    row = st.fixed_dictionaries(
        {
            "element_id": st.sampled_from(ELEMENTS),
            "exercice": st.sampled_from(["2020", "2021", "2022"]),
            amount: st.sampled_from(["", "0", "1.5"] if amount == "etp" else ["", "10.00"]),
        }
    )
    return st.lists(row.map(lambda given: {**given, **fixed}), max_size=2)


def pst_of(tables: Tables) -> Pst:
    identity = Identity(
        slug="essai", organisme="CPAS d’Essai", libelle="PST d’essai", exercice_debut=2019,
        exercice_fin=2024, fictif=True,
    )  # fmt: skip
    frames = {
        name: conform(pd.DataFrame(rows).astype("str").replace("", None), name)
        for name, rows in tables.items()
        if rows and name in TABLES
    }
    return Pst.from_tables(identity, frames)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables=plans())
def test_the_money_of_any_small_plan_is_the_same_when_computed_twice(
    tables: Tables, independent_money: ModuleType
) -> None:
    second = independent_money.Money(tables, dt.date(2021, 12, 31))

    compare(evaluate(pst_of(tables), date_arrete="2021-12-31"), second, independent_money.written)
