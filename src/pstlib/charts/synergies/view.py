"""What the views of the report on synergies share: where they come from, their look."""

from collections.abc import Sequence

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable
from pstlib.charts.wording import tidy
from pstlib.synergies.study import SynergyStudy
from pstlib.text import fr_date, fr_euro, is_missing

FIRST = 12
"""Rows of a table that are shown where the rest says less; the CSV has them all."""


def source(study: SynergyStudy, tables: str) -> str:
    """Say which tables of which organisations a view comes from, and at which day."""
    names = [study.identite.organisme, *([study.autre.organisme] if study.autre else [])]
    made_up = ", données fictives" if study.fictif else ""
    return f"{tables}, {' et '.join(names)}, situation au {fr_date(study.jour)}{made_up}"


def own_source(study: SynergyStudy, tables: str) -> str:
    """Say the same of what this organisation alone writes."""
    made_up = ", données fictives" if study.identite.fictif else ""
    return f"{tables}, {study.identite.organisme}, situation au {fr_date(study.jour)}{made_up}"


def view(
    identifier: str,
    tables: Sequence[ElementTable],
    csv: pd.DataFrame,
    *,
    origin: str,
    phrases: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Block:
    """Make a view of sentences and tables; a table without rows is left out, and its CSV.

    Args:
        identifier: Name of the CSV.
        tables: What is shown, the first column naming the row.
        csv: The figures behind, with French headers.
        origin: Where they come from.
        phrases: What is said before the tables.
        notes: What is said after them.
    """
    shown = [table for table in tables if table.lignes]
    return block(
        "vue.html.j2",
        " ".join([*phrases, *(f"{table.titre}." for table in shown)]),
        identifiant=identifier,
        tables=shown,
        csv=None if csv.empty else csv,
        source=origin,
        phrases=phrases,
        notes=notes,
    )


def text_cell(value: object, note: object = "") -> Cell:
    """Write a text of the tables, « n. c. » where it is missing."""
    return Cell(tidy(value), note=tidy(note))


def euro_cell(value: object) -> Cell:
    """Write an amount, « n. c. » where nobody knows it."""
    return Cell("" if is_missing(value) else fr_euro(value))  # type: ignore[arg-type]
