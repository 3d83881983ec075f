"""The sheet « Budget »: rows of articles, and what the elements that they name pay for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from pstlib.model.articles import Article, parse_article, parse_economic_code
from pstlib.readers.tables import cells
from pstlib.readers.tables.amendments import vote_rank
from pstlib.readers.tables.ledger import Ledger, NamelessRowError, RefusedRowError
from pstlib.readers.tables.sheet import is_blank
from pstlib.readers.tables.versions import version_of
from pstlib.readers.workbook.links import Links
from pstlib.readers.workbook.pages import Line
from pstlib.readers.workbook.values import read_value
from pstlib.text import NBSP, fr_euro

Record = dict[str, Any]
Key = tuple[Any, ...]
_PARTS = ("fonction", "code_economique", "numero", "projet")
_LAST_VOTE = 999


class _Row(NamedTuple):
    """One amount of a row: of which element, which repetition, and where it stands."""

    element: str | None
    repetition: str | None
    record: Record
    place: str


@dataclass
class Budget:
    """The rows of the budget read so far, by the line of the budget that they belong to.

    An article comes once a version. It may come again for another element: its amount there can
    only be the element's own part of it, for two totals of one article would contradict each
    other; the article's amount is then the sum. « Répétition », which our own sheet writes,
    tells such rows apart where their element isn't known any more.
    """

    lines: dict[Key, list[_Row]] = field(default_factory=dict)

    def read(self, line: Line, links: Links, row: Record) -> list[Record]:
        """Complete the row of an article: one amount with its version, or a column per version.

        Raises:
            RefusedRowError: If its article, its amounts or its place in the budget is impossible.
        """
        article = _article(line, row)
        if article:
            _complete(line, row, article)
        records = [{**row, **amount} for amount in _amounts(line)]
        element, repetition = _element(line, links), _repetition(line)
        known = self.lines.setdefault(
            (row["exercice"], row["service"], row["type"], *_identity(article, row)), []
        )
        _refuse_second(known, element, repetition, records)
        known += [_Row(element, repetition, record, line.place) for record in records]
        return records

    def links(self, given: Sequence[Record]) -> list[Record]:
        """Link the articles of rows that name an element, by its share of their amounts.

        Args:
            given: The links of a sheet of their own: what they say of an article holds.
        """
        told = {(link["exercice"], _written(link["article"])) for link in given}
        found = [link for rows in self.lines.values() for link in _shares(rows)]
        return [
            link
            for link in found
            if told.isdisjoint({(y, _written(link["article"])) for y in (link["exercice"], None)})
        ]

    def completed(self, records: Sequence[Record]) -> list[Record]:
        """Add, without amount, the votes that only some elements of an article have.

        Only then do the first, second… rows of a version belong to the first, second… element:
        what an amendment leaves as it was isn't lost from the article's amount.
        """
        gaps = {id(rows[0].record): list(_gaps(rows)) for rows in self.lines.values()}
        moved = {id(r) for rows in self.lines.values() if gaps[id(rows[0].record)]
                 for r in (row.record for row in rows)}  # fmt: skip
        found: list[Record] = []
        for record in records:
            if filled := gaps.get(id(record)):
                found += filled
            elif id(record) not in moved:
                found.append(record)
        return found

    def tell(self, ledger: Ledger) -> None:
        """Say how rows of one article were understood where a person may have meant otherwise."""
        if any(row.element for rows in self.lines.values() for row in rows):
            message = "Parts des articles entre éléments calculées d’après les montants"
            ledger.inform(f"{message} de la feuille.")
        for rows in self.lines.values():
            for first, second in _doubtful(rows):
                _tell_doubtful(first, second, ledger)


def _written(text: str | None) -> str | None:
    article = parse_article(text) if text else None
    return article.written if article else text


def _complete(line: Line, row: Record, article: Article) -> None:
    if not article.agrees_with(row["service"]):
        unusual = f"le numéro {article.numero} est inhabituel au service {row['service']}"
        line.doubt("article", f"« {row['article']} »{NBSP}: {unusual}")
    for column in _PARTS:
        # A number cell has lost the zeros at the start of a code: the article has them.
        if not line.has(column) or row[column]:
            row[column] = getattr(article, column) or row[column]


def _article(line: Line, row: Record) -> Article | None:
    """Read the article of a row; None for one that our own sheet marks as let in before."""
    article = parse_article(row["article"])
    if article is None:
        if _repetition(line):
            for column in _PARTS:
                row.setdefault(column, None)
            return None
        typed = line.value("article")
        changed = "" if isinstance(typed, str) else " (nombre ou date pour le tableur ?)"
        raise NamelessRowError(f"article impossible{NBSP}: « {row['article']} »{changed}")
    function, code = row.get("fonction"), row.get("code_economique")
    economic = parse_economic_code(code) if code and len(code) > 5 else None
    wrong = [
        name
        for name, told, own in (
            ("fonction", function, article.fonction),
            ("code économique", economic[0] if economic else code, article.code_economique),
            ("numéro", row.get("numero"), article.numero),
        )
        if told and told.zfill(5) != own.zfill(5)
    ]
    if wrong:
        named = {"fonction": function, "code économique": code, "numéro": row.get("numero")}
        told = ", ".join(f"{name} « {named[name]} »" for name in wrong)
        raise NamelessRowError(f"article incohérent{NBSP}: « {row['article']} », mais {told}")
    if row.get("projet") and article.projet and row["projet"] != article.projet:
        raise NamelessRowError(
            f"n° de projet « {row['projet']} », mais « {article.projet} » dans l’article"
        )
    return article


def _identity(article: Article | None, row: Record) -> tuple[str | None, ...]:
    if article is None:
        return row["article"], row["projet"]
    return article.line(row["exercice"], row["projet"])


def _element(line: Line, links: Links) -> str | None:
    """Give the element that a row names; one that isn't known is told, and told apart."""
    written = line.text("element_id")
    if written is None:
        return None
    element = links.find("elements", written)
    if element is None:
        line.doubt("element_id", f"« {written} » est une référence inconnue")
    return element or f"? {written}"


def _repetition(line: Line) -> str | None:
    return line.text("repetition")


def _refuse_second(
    known: Sequence[_Row], element: str | None, repetition: str | None, records: Sequence[Record]
) -> None:
    names = [record["version"] for record in records]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise NamelessRowError(f"deux colonnes pour la version {repeated}")
    for row in known:
        same = (row.element, row.repetition) == (element, repetition)
        if same and row.record["version"] in names:
            whose = "et version" if element is None else "version et élément"
            comma = "," if element else ""
            raise NamelessRowError(
                f"doublon{NBSP}: mêmes article, exercice{comma} {whose}, {row.place}"
            )


def _amounts(line: Line) -> list[Record]:
    if line.has("montant"):
        got = cells.amount(line.value("montant"))
        if got.value is None and got.doubt:
            raise RefusedRowError(f"{line.page.title('montant')}{NBSP}: {got.doubt}")
        line.doubt("montant", got.doubt)
        return [{"version": read_value(line, "version"), "montant": got.value}]
    found = [amount for rank, title in line.page.header.unknown.items()
             if (amount := _amount_under(line, rank, title))]  # fmt: skip
    if not found:
        raise RefusedRowError("montant manquant")
    return found


def _amount_under(line: Line, rank: int, title: str) -> Record | None:
    """Read the amount under a title that names a version; None under another, or in a blank."""
    version, value = version_of(title), line.row.cell(rank)
    got = cells.amount(value)
    if version is None or (got.value is None and got.doubt is None):
        return None
    if got.value is None and not cells.is_dash(value):
        raise RefusedRowError(f"{title}{NBSP}: {got.doubt}")
    line.ledger.doubt(line.page.sheet, line.row, rank, title, got.doubt)
    return None if got.value is None else {"version": version, "montant": got.value}


def versions_told(line: Line) -> list[str]:
    """Give the versions under whose titles a row says something, read or not."""
    cells_told = ((title, line.row.cell(rank)) for rank, title in line.page.header.unknown.items())
    return [
        version
        for title, value in cells_told
        if (version := version_of(title)) and not (is_blank(value) or cells.is_dash(value))
    ]


def _rank(row: _Row) -> int:
    return vote_rank(row.record["version"])


def _known(rows: Sequence[_Row]) -> dict[str | None, Decimal]:
    """Give the amount of each element: its last vote, else its account."""
    found: dict[str | None, tuple[int, Decimal]] = {}
    for row in rows:
        # A vote comes before an account, whatever the order of the rows.
        rank = _rank(row) if _rank(row) <= _LAST_VOTE else -1
        amount = row.record["montant"]
        if amount is not None and rank >= found.get(row.element, (-1, None))[0]:
            found[row.element] = (rank, amount)
    return {element: amount for element, (_, amount) in found.items()}


def _shares(rows: Sequence[_Row]) -> Iterator[Record]:
    amounts = _known(rows)
    total = sum(amounts.values(), Decimal(0))
    first = {row.element: row for row in reversed(rows)}
    for element in dict.fromkeys(row.element for row in rows):
        if element is None or element.startswith("? "):
            continue
        record, amount = first[element].record, amounts.get(element, Decimal(0))
        part = float(amount / total) if total > 0 <= amount else None
        part = 1.0 if len(first) == 1 else part
        yield {
            **{name: record[name] for name in ("exercice", "article")},
            "element_id": element,
            "part": part,
        }


def _gaps(rows: Sequence[_Row]) -> Iterator[Record]:
    """Give the rows of an article element by element, with those of the votes that lack."""
    elements = list(dict.fromkeys(row.element for row in rows))
    votes = {row.record["version"] for row in rows if 0 < _rank(row) <= _LAST_VOTE}
    own = {e: [row.record for row in rows if row.element == e] for e in elements}
    absent = {e: sorted(votes - {r["version"] for r in own[e]}) for e in elements}
    if len(elements) < 2 or not any(absent.values()):
        return
    for element in elements:
        yield from own[element]
        for version in absent[element]:
            yield {**own[element][0], "version": version, "montant": None}


def _doubtful(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Pair the rows of one version that may be one amount told twice, or a total and its part."""
    for version in dict.fromkeys(row.record["version"] for row in rows):
        own = [r for r in rows if r.record["version"] == version and r.repetition is None]
        for rank, second in enumerate(own):
            for first in own[:rank]:
                same = first.record["montant"] == second.record["montant"]
                if same or (first.element is None) != (second.element is None):
                    yield first, second
                    break


def _tell_doubtful(first: _Row, second: _Row, ledger: Ledger) -> None:
    record = second.record
    amounts = [row.record["montant"] for row in (first, second)]
    if None in amounts:
        return
    shown = [f"{fr_euro(row.record['montant'])} ({_who(row)})" for row in (first, second)]
    ledger.warn(
        f"Article {record['article']}, {record['exercice']}, {record['version']}{NBSP}: "
        f"{shown[0]}, {first.place}, et {shown[1]} s’additionnent{NBSP}: {fr_euro(sum(amounts))}. "
        "Si l’un des deux est le montant de tout l’article, corrigez la feuille "
        "et donnez les parts dans « Liens budget ».",
        second.place,
    )


def _who(row: _Row) -> str:
    return row.element.removeprefix("? ") if row.element else "sans élément"
