"""The sheet of the plan: rows that name their parent become a tree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.model.statuses import Level
from pstlib.model.tables import TABLES
from pstlib.readers.tables import cells
from pstlib.readers.tables.cells import Got
from pstlib.readers.tables.ledger import Ledger, RefusedRowError
from pstlib.readers.tables.sheet import Value
from pstlib.readers.workbook.links import Links
from pstlib.readers.workbook.pages import Line, Page
from pstlib.readers.workbook.values import read_state, read_text, read_value

_RANK = {str(level): rank for rank, level in enumerate(Level)}
_LINKS = {"partage_de": "elements", "version_entree": "versions", "version_sortie": "versions"}
_APART = {"element_id", "parent_id", "code", "position", "lieu", *_LINKS}


@dataclass
class Node:
    """One element: its row, its values, the reference that other rows name it by."""

    line: Line
    values: dict[str, Any]
    reference: str | None
    parent: "Node | None" = None

    @property
    def name(self) -> str:
        """Name the element for a message."""
        title = self.reference or self.values["libelle"]
        return f"{self.values['niveau']} « {title} »"


def read_plan(pages: Sequence[Page], ledger: Ledger, links: Links) -> list[Node]:
    """Read the elements, parents before children, in the order of the plan."""
    nodes: list[Node] = []
    for line in (line for page in pages for line in page.lines(ledger)):
        try:
            nodes.append(_node(line, links))
        except RefusedRowError as reason:
            line.reject(reason)
    by_reference = {node.reference: node for node in nodes if node.reference}
    for rank, node in enumerate(nodes):
        node.parent = _parent(node, nodes[:rank], by_reference, links)
    return list(_in_order(nodes))


def finish(nodes: Sequence[Node], links: Links) -> list[dict[str, Any]]:
    """Give the elements as ``finish_elements`` takes them, what they point at resolved."""
    rows = []
    for node in nodes:
        line = node.line
        pointed = {
            column: links.resolve(line, column, table)
            for column, table in _LINKS.items()
            if line.has(column)
        }
        if pointed.get("partage_de") == node.reference:
            pointed.pop("partage_de", None)
        own = {"element_id": node.reference} if node.reference else {}
        keys = {"cle": id(node), "cle_parent": id(node.parent) if node.parent else None}
        rows.append({**node.values, **pointed, **own, **keys, "lieu": line.place})
        line.ledger.load()
    return rows


def _node(line: Line, links: Links) -> Node:
    columns = [name for name in TABLES["elements"].columns if name not in _APART]
    values = {name: read_value(line, name) for name in columns if line.has(name)}
    reference = line.text("element_id")
    if reference:
        links.add("elements", reference)
    elif line.has("element_id"):
        # An identifier made of its rank could be that of another row.
        raise RefusedRowError("référence manquante")
    if not line.has("numero"):
        values["numero"] = reference
    return Node(line, {**values, **_observation(line, values), **_extras(line, values)}, reference)


def _observation(line: Line, values: dict[str, Any]) -> dict[str, Any]:
    """Read what the row says of the state of the element."""
    told: dict[str, Any] = {}
    if line.has("statut"):
        state = read_state(line.value("statut"))
        line.doubt("statut", state.doubt)
        told = {"statut": state.statut, "statut_source": state.statut_source}
        told["type_action"] = values.get("type_action") or state.type_action
    readers: Mapping[str, Callable[[Value], Got[Any]]] = {
        "taux_avancement": cells.rate,
        "date_suivi": cells.date,
    }
    for name in ("taux_avancement", "date_suivi", "commentaire", "sante"):
        if line.has(name):
            got = readers.get(name, read_text)(line.value(name))
            line.doubt(name, got.doubt)
            told[name] = got.value
    return told


def _extras(line: Line, values: dict[str, Any]) -> dict[str, Any]:
    lines = [f"{title} : {text}" for title, text in line.extras().items()]
    known = values.get("description")
    return {"description": "\n".join([*([known] if known else []), *lines])} if lines else {}


def _parent(
    node: Node, before: Sequence[Node], known: dict[str, Node], links: Links
) -> Node | None:
    """Find the parent that a row names; without such a column, the last row of a higher level."""
    rank = _RANK[node.values["niveau"]]
    if not node.line.has("parent_id"):
        higher = (other for other in reversed(before) if _RANK[other.values["niveau"]] < rank)
        return next(higher, None)
    written = node.line.text("parent_id")
    parent = known.get(links.find("elements", written) or "") if written else None
    if written and parent is None:
        node.line.doubt("parent_id", f"« {written} » est une référence inconnue")
    elif parent is not None and not _fits(node, parent):
        node.line.doubt("parent_id", f"{node.name} ne peut pas être sous {parent.name}")
        parent = None
    if parent is None and rank > _RANK[Level.OS]:
        node.line.ledger.warn(f"{node.name} est sans parent.", node.line.place)
    return parent


def _fits(node: Node, parent: Node) -> bool:
    level, above = node.values["niveau"], parent.values["niveau"]
    # An OO may hold others, but not itself, however far down.
    ancestor: Node | None = parent
    while ancestor is not None and ancestor is not node:
        ancestor = ancestor.parent
    return ancestor is None and (_RANK[above] < _RANK[level] or level == above == Level.OO)


def _in_order(nodes: Sequence[Node]) -> Iterator[Node]:
    children: dict[int, list[Node]] = {}
    for node in nodes:
        children.setdefault(id(node.parent), []).append(node)
    waiting = list(reversed(children.get(id(None), [])))
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children.get(id(node), []))
