"""One problem found in the tables of a PST: its gravity, its place, what to do."""

from collections.abc import Iterator

import pandas as pd

COLUMNS = ["gravite", "table", "ligne", "element_id", "probleme", "conseil"]
ERROR, WARNING, INFO = "erreur", "avertissement", "info"

Finding = tuple[str, str, int | None, str | None, str, str]


def per_row(
    rows: pd.DataFrame, gravity: str, table: str, problem: str, advice: str
) -> Iterator[Finding]:
    """Give one finding per row; ``{column}`` in ``problem`` is replaced by the row's value."""
    if rows.empty:  # the usual case; turning a table without rows into records takes time
        return
    for index, row in zip(rows.index.to_numpy(), rows.to_dict("records"), strict=True):
        shown = {
            str(name): f"{value:%d/%m/%Y}" if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
        subject = row.get("element_id")
        yield gravity, table, int(index) + 1, subject, problem.format(**shown), advice
