"""Indicators and transitions, computed twice: on the shipped PST and on PST made at random."""

import csv
import datetime as dt
import itertools
import tempfile
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.evaluation import evaluate
from pstlib.evaluation.transitions import transitions
from pstlib.model import Pst, load

Tables = dict[str, list[dict[str, Any]]]
DAYS = ("2019-12-31", "2021-12-31", "2024-06-30")
SLUGS = ("celles-2019-2024", "valrive-2019-2024")
STATUSES = (
    "NON_COMMENCE", "EN_COURS", "EN_ATTENTE", "PROBLEME", "TERMINE", "ANNULE_ABANDONNE",
)  # fmt: skip
WORDS = st.sampled_from
YEARS = st.integers(2018, 2025)
DATES = st.dates(dt.date(2018, 6, 1), dt.date(2025, 6, 30)).map(str)
VALUES = st.integers(-20, 20).map(lambda n: n / 2)


def compare_indicators(pst: Pst, folder: Path, day: str, independent: ModuleType) -> None:
    plan = independent.Plan(folder, dt.date.fromisoformat(day))
    expected = independent.indicators(plan, folder)
    rows = evaluate(pst, date_arrete=day).indicateurs.to_dict("records")
    found = {row["indicateur_id"]: {name: known(row[name]) for name in FACTS} for row in rows}

    assert found == {
        key: {name: exact(value) for name, value in facts.items()}
        for key, facts in expected.items()
    }


FACTS = (
    "n_mesures", "date_mesure", "valeur", "ecart", "atteinte", "atteint", "atteint_le",
    "cible_echue",
)  # fmt: skip


def known(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def exact(value: Any) -> Any:
    return pytest.approx(float(value), abs=1e-9) if isinstance(value, Fraction) else value


def compare_transitions(pst: Pst, folder: Path, days: tuple[str, str], other: ModuleType) -> None:
    first, last = map(dt.date.fromisoformat, days)
    found = transitions(pst, pst.situation(last), since=first)
    origin = pst.situation(first)[["element_id", "original_id"]]
    origin = pd.concat([origin, pst.situation(last)[["element_id", "original_id"]]])
    original = dict(zip(origin["element_id"], origin["original_id"], strict=True))

    rows = found.actions.to_dict("records")
    assert {
        original[row["element_id"]]: (row["statut_avant"], row["statut_apres"]) for row in rows
    } == other.transitions(folder, first, last)
    # Counted on the last day, the statuses of the matrix are those of the evaluation.
    ensemble = evaluate(pst, date_arrete=last).chiffres
    matrix = found.matrice.set_index("avant")
    assert {s: matrix[s].sum() for s in (*STATUSES, "INCONNU")} == {
        s: ensemble[f"n_{s}"] for s in (*STATUSES, "INCONNU")
    }


@pytest.mark.parametrize(
    ("slug", "day"), [*itertools.product(SLUGS, DAYS), ("valrive-2025-2030", "2026-10-31")]
)
def test_indicators_are_the_same_when_computed_twice(
    slug: str, day: str, independent: ModuleType, pst_data: Path, loaded: dict[str, Pst]
) -> None:
    compare_indicators(loaded[slug], pst_data / slug, day, independent)


@pytest.mark.parametrize("slug", SLUGS)
def test_transitions_are_the_same_when_computed_twice(
    slug: str, independent: ModuleType, pst_data: Path, loaded: dict[str, Pst]
) -> None:
    compare_transitions(loaded[slug], pst_data / slug, ("2021-12-31", "2024-06-30"), independent)


@st.composite
def plans(draw: Any) -> Tables:
    """Two OO, actions that come and go, their sub-actions and reminders, indicators, measures."""
    versions = [{"version": f"V{i}", "date": draw(DATES)} for i in (1, 2)]
    stay = st.sampled_from(["", "", "V1", "V2"])
    elements: list[dict[str, Any]] = [node("os1", "OS", "", "", "")]
    elements += [node(f"oo{i}", "OO", "os1", draw(stay), "") for i in (1, 2)]
    for i in range(draw(st.integers(0, 5))):
        holder = draw(WORDS(["oo1", "oo2"]))
        action = node(f"a{i}", "ACTION", holder, draw(stay), draw(stay))
        elements.append(action | {"type_action": draw(WORDS(["", "PST", "PERENNE"]))})
        if draw(st.booleans()):
            elements.append(node(f"s{i}", "SOUS_ACTION", f"a{i}", draw(stay), draw(stay)))
        elif draw(st.booleans()):
            copy = node(f"c{i}", "ACTION", draw(WORDS(["oo1", "oo2"])), draw(stay), draw(stay))
            elements.append(
                copy | {"partage_de": f"a{i}", "type_action": elements[-1]["type_action"]}
            )
    names = [row["element_id"] for row in elements if row["element_id"][0] in "as"]
    seen = st.fixed_dictionaries(
        {
            "element_id": WORDS(names or [""]),
            "date_suivi": DATES,
            "statut": WORDS(STATUSES),
            "taux_avancement": st.just(""),
        }
    )
    indicators = draw(st.lists(made_indicator([row["element_id"] for row in elements]), max_size=4))
    numbered = [row | {"indicateur_id": f"i{i}"} for i, row in enumerate(indicators)]
    measured = st.fixed_dictionaries(
        {
            "indicateur_id": WORDS([row["indicateur_id"] for row in numbered] or [""]),
            "date": DATES,
            "valeur": VALUES | st.just(""),
        }
    )
    return {
        "elements": [
            row | {"position": i, "code": row["element_id"].upper()}
            for i, row in enumerate(elements)
        ],
        "versions": versions,
        "suivi": draw(st.lists(seen, max_size=8)) if names else [],
        "indicateurs": numbered,
        "mesures": draw(st.lists(measured, max_size=8)) if numbered else [],
    }


def node(name: str, level: str, parent: str, entered: str, left: str) -> dict[str, Any]:
    return {
        "element_id": name, "parent_id": parent, "niveau": level, "libelle": f"Élément {name}",
        "type_action": "", "date_debut": "", "date_fin": "", "partage_de": "",
        "version_entree": entered, "version_sortie": left,
    }  # fmt: skip


def made_indicator(elements: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "element_id": WORDS(elements),
            "libelle": st.just("Visites"),
            "sens": WORDS(["HAUSSE", "BAISSE", "MAINTIEN", ""]),
            "valeur_reference": VALUES | st.just(""),
            "annee_reference": YEARS | st.just(""),
            "valeur_cible": VALUES | st.just(""),
            "annee_cible": YEARS | st.just(""),
        }
    )


def write(folder: Path, tables: Tables) -> Path:
    """Write a made PST as pstlib and the second evaluator read it."""
    pst = folder / "essai-2019-2024"
    (pst / "tables").mkdir(parents=True)
    identity = (
        "slug: essai-2019-2024\norganisme: CPAS d’Essai\nlibelle: PST d’essai\nfictif: true\n"
        "exercice_debut: 2019\nexercice_fin: 2024\n"
    )
    (pst / "pst.yml").write_text(identity, encoding="utf-8")
    for name, rows in tables.items():
        if rows:
            with (pst / "tables" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                columns = list(dict.fromkeys(key for row in rows for key in row))
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    return pst


@settings(max_examples=15, deadline=None)
@given(tables=plans(), day=WORDS(DAYS))
def test_indicators_and_transitions_of_any_pst_are_the_same_when_computed_twice(
    tables: Tables, day: str, independent: ModuleType
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = write(Path(temporary), tables)
        pst = load(folder.name, folder.parent)
        compare_indicators(pst, folder, day, independent)
        compare_transitions(pst, folder, ("2020-12-31", "2023-12-31"), independent)
