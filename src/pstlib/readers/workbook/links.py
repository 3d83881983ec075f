"""What rows point at: elements, indicators, synergies, versions, by the name a person wrote."""

from dataclasses import dataclass, field

from pstlib.model.synergy_tables import SYNERGY_LINKS
from pstlib.readers.tables.headers import title_key
from pstlib.readers.tables.ledger import NamelessRowError
from pstlib.readers.workbook.pages import Line
from pstlib.readers.workbook.values import need
from pstlib.reference.workbook import CHOICE

_LASTING = {(table, column) for table, column, *_ in SYNERGY_LINKS}


@dataclass
class Links:
    """The identifiers read so far, by table; titles of indicators by element."""

    known: dict[str, dict[str, str]] = field(default_factory=dict)
    indicators: dict[tuple[str | None, str], str] = field(default_factory=dict)

    def add(self, table: str, identifier: str) -> None:
        """Note an identifier.

        Raises:
            NamelessRowError: If another row bears it.
        """
        names = self.known.setdefault(table, {})
        if identifier in names.values():
            raise NamelessRowError(f"« {identifier} » est déjà utilisé plus haut")
        names.setdefault(_key(identifier), identifier)

    def fresh(self, table: str, stem: str) -> str:
        """Make an identifier that no row bears."""
        used = self.known.get(table, {})
        rank = 1
        while _key(f"{stem}{rank}") in used:
            rank += 1
        return f"{stem}{rank}"

    def find(self, table: str, written: str) -> str | None:
        """Find an identifier written alone or, as in the lists of the workbook, with its title."""
        names = self.known.get(table, {})
        if written in names.values():
            return written
        end = len(written)
        while end >= 0:
            if found := names.get(_key(written[:end])):
                return found
            end = written.rfind(CHOICE, 0, end)
        return None

    def resolve(self, line: Line, column: str, table: str) -> str | None:
        """Give the identifier that a cell points at; missing and told where it is unknown.

        Raises:
            RefusedRowError: If the row can't do without it.
        """
        written = line.text(column)
        found = self.find(table, written) if written else None
        if written and found is None:
            doubt = f"« {written} » est une référence inconnue"
            if (line.page.table, column) in _LASTING:
                return self._lasting(line, column, table, doubt)
            need(line, column, None, doubt)
            line.doubt(column, f"{doubt}, laissée de côté")
        return found if found else need(line, column, None)

    def _lasting(self, line: Line, column: str, table: str, doubt: str) -> str:
        """Keep a reference to what isn't there; a sheet alone can't tell what there is."""
        written = line.text(column) or ""
        if table not in self.known:
            return written.split(CHOICE)[0]
        line.doubt(column, f"{doubt}, gardée telle quelle")
        return written

    def indicator(self, element: str | None, title: str) -> str | None:
        """Find an indicator by its title, that of an element or the only one of that title."""
        words = title_key(title)
        same = {i for (_, known), i in self.indicators.items() if known == words}
        only = same.pop() if len(same) == 1 else None
        return self.indicators.get((element, words)) if element else only


def _key(written: str) -> str:
    return " ".join(written.casefold().split())
