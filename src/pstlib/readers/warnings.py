"""What a reader wants its user to know, short of refusing the file."""

from dataclasses import dataclass, field

import pandas as pd

ERROR, WARNING, INFO = "erreur", "avertissement", "info"
COLUMNS = ["niveau", "message", "lieu"]


@dataclass
class Warnings:
    """The warnings of one reading, in the order in which they came up."""

    rows: list[tuple[str, str, str | None]] = field(default_factory=list)

    def add(self, level: str, message: str, place: str | None = None) -> None:
        """Note a French message with the place that it is about."""
        self.rows.append((level, message, place))

    def table(self) -> pd.DataFrame:
        """Give the warnings as a table: ``niveau``, ``message``, ``lieu``."""
        return pd.DataFrame(self.rows, columns=COLUMNS)
