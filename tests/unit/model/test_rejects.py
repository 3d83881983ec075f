"""Which rejected rows are in the tables by now."""

import datetime as dt

import pandas as pd
import pytest

from pstlib.model import Identity, Pst, conform
from pstlib.model.rejects import lacking, settled
from pstlib.model.row_keys import row_keys, row_names

LINE = {"exercice": 2021, "service": "E", "type": "D", "article": "831/744-51"}


@pytest.fixture
def pst() -> Pst:
    identity = Identity(
        slug="essai-2019-2024",
        organisme="CPAS d’Essai",
        libelle="PST",
        exercice_debut=2019,
        exercice_fin=2024,
    )
    budget = [
        {**LINE, "version": "INITIAL", "montant": "4000.00"},
        {**LINE, "version": "MB1"},  # in the table, its amount unknown
    ]
    elements = [{"element_id": "os1", "niveau": "OS", "code": "OS1", "libelle": "Agir"}]
    seen = [{"element_id": "os1", "date_suivi": "2021-12-31", "statut": "EN_COURS", "source": "x"}]
    rows = {"budget": budget, "elements": elements, "suivi": seen}
    tables = {name: conform(pd.DataFrame(part), name) for name, part in rows.items()}
    return Pst.from_tables(identity, tables)


@pytest.mark.parametrize(
    ("manque", "there"),
    [
        ("budget : 2021 / INITIAL / E / D / 831/744-51", True),
        ("budget : 2021 / MB1 / E / D / 831/744-51", False),
        ("budget : 2021 / ENGAGEMENTS / E / D / 831/744-51", False),
        ("budget : 2021 / INITIAL / O / D / 831/744-51", False),
        ("suivi : os1 / 2021-12-31", True),
        ("suivi : os1 / 2021-12-30", False),
        ("suivi : os1 / 2021-12-31 | budget : 2021 / INITIAL / E / D / 831/744-51", True),
        ("suivi : os1 / 2021-12-31 | budget : 2021 / MB2 / E / D / 831/744-51", False),
        ("cantine : x", False),
        ("", False),
    ],
)
def test_a_rejected_row_is_settled_once_the_tables_hold_all_that_it_would_have_given(
    pst: Pst, manque: str, there: bool
) -> None:
    assert settled(pd.DataFrame({"manque": [manque]}), pst).tolist() == [there]


def test_a_row_read_of_a_source_has_the_name_of_its_row_in_the_tables(pst: Pst) -> None:
    read = pd.DataFrame(
        [{**LINE, "version": "INITIAL", "article": "831/74451.2021", "projet": None}],
        dtype="object",
    )
    seen = pd.DataFrame([{"element_id": "os1", "date_suivi": dt.date(2021, 12, 31)}])

    assert row_names(read, "budget") == row_names(pst.budget, "budget")[:1]
    assert row_names(seen, "suivi") == row_names(pst.suivi, "suivi") == ["suivi : os1 / 2021-12-31"]
    assert row_keys(pst.suivi, "suivi").tolist() == [("os1", "2021-12-31", "x")]


def test_what_is_lacking_is_named_once() -> None:
    assert lacking(["suivi : a", "suivi : b", "suivi : a"]) == "suivi : a | suivi : b"
