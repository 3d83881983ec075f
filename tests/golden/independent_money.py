"""The money of a PST computed a second time, by the standard library alone.

Written from the text of the method (docs/methode.md, points 10 and 11), never from pstlib's code.
It reads rows of text, as they stand in the CSV files: amounts are whole cents, shares exact
fractions. An article is compared as it is written; functions, numbers and projects are those of
their columns. Slow and plain on purpose.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, str]
Cents = int | None
Table = list[Row]
AMOUNTS = ("initial", "dernier_vote", "engagements", "imputations", "droits_nets", "compte")
BOOKED = {
    "ENGAGEMENTS": "engagements",
    "IMPUTATIONS": "imputations",
    "DROITS_NETS": "droits_nets",
    "COMPTE": "compte",
}
OBJECTIVES = ("VOLET", "OS", "OO")
ACTIONS = ("ACTION", "SOUS_ACTION")


def cents(text: str) -> Cents:
    """Read an amount; None where the cell is empty."""
    return int(Decimal(text) * 100) if text else None


def total(amounts: Iterable[Cents]) -> Cents:
    """Add up what is known; nothing known gives nothing, never zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def rank(version: str) -> int | None:
    """Order the votes: the initial budget, then each amendment; None for an account."""
    if version == "INITIAL":
        return 0
    return int(version[2:]) if version.startswith("MB") else None


class Tree:
    """The elements in the plan at a date."""

    def __init__(self, elements: Table, versions: Table, date: dt.date) -> None:
        self.all = {row["element_id"]: row for row in elements}
        self.dates = {row["version"]: row["date"] for row in versions}
        self.date = date.isoformat()
        self.inside = {key: row for key, row in self.all.items() if self.in_plan(row)}
        self.order = list(self.walk(""))

    def in_plan(self, row: Row) -> bool:
        """Entered, not left, and so is its parent."""
        entered, left = (self.dates.get(row[f"version_{end}"], "") for end in ("entree", "sortie"))
        if entered > self.date or (left and left <= self.date):
            return False
        return not row["parent_id"] or self.in_plan(self.all[row["parent_id"]])

    def walk(self, parent: str) -> Iterable[str]:
        """Give the elements, parents first, as they are printed."""
        rows = [row for row in self.inside.values() if row["parent_id"] == parent]
        for row in sorted(rows, key=lambda row: (not row["position"], int(row["position"] or 0))):
            yield row["element_id"]
            yield from self.walk(row["element_id"])

    def original(self, element: str) -> str:
        """Follow ``partage_de`` to the action that repeats nothing."""
        source = self.all[element]["partage_de"]
        return self.original(source) if source else element

    def group(self, element: str) -> list[str]:
        """Give the places of an action in the plan: its original first."""
        if element not in self.all:
            return []
        source = self.original(element)
        places = [key for key in self.order if self.original(key) == source]
        return sorted(places, key=lambda key: key != source)

    def shares(self, element: str) -> dict[str, Fraction]:
        """Say how the places of an action share its money; over the whole, all stays to it."""
        chief, *others = self.group(element)
        parts = {key: Fraction(self.all[key]["part"]) for key in others if self.all[key]["part"]}
        if sum(parts.values()) > 1:
            parts = {}
        found = {chief: 1 - sum(parts.values(), Fraction(0)), **parts}
        return {key: share for key, share in found.items() if share}

    def spots(self, element: str) -> dict[tuple[str, ...], Fraction]:
        """Give the places of an element, each with all that holds it, and their shares.

        What a sub-action has goes where its action goes.
        """
        found: dict[tuple[str, ...], Fraction] = {}
        for place, share in self.shares(element).items():
            parent = self.all[place]["parent_id"]
            above = self.spots(parent) if parent else {(): Fraction(1)}
            for chain, further in above.items():
                found[place, *chain] = share * further
        return found

    def nearest(self, chain: Iterable[str], level: str) -> str | None:
        """Give the first element of a chain at a level."""
        return next((key for key in chain if self.all[key]["niveau"] == level), None)


class Money:
    """The budget of a PST, and what of it pays for what."""

    def __init__(self, tables: dict[str, Table], date: dt.date) -> None:
        self.tree = Tree(tables["elements"], tables["versions"], date)
        self.tables = tables
        self.date = date
        self.lines = self.budget_lines()
        self.pieces = [
            (key, spot, amounts)
            for key, line in self.lines.items()
            for spot, amounts in self.divided(key, line).items()
        ]

    def of(self, table: str) -> Table:
        """Give the rows of a table but those of years after the date's."""
        return [
            row
            for row in self.tables[table]
            if not row["exercice"] or int(row["exercice"]) <= self.date.year
        ]

    def budget_lines(self) -> dict[tuple[str, ...], dict[str, Cents]]:
        """Put side by side the amounts of each line; the last vote is the last that names it."""
        sums: dict[tuple[str, ...], dict[str, list[Cents]]] = defaultdict(lambda: defaultdict(list))
        for row in self.of("budget"):
            key = tuple(row[c] for c in ("exercice", "service", "type", "article", "projet"))
            sums[key][row["version"]].append(cents(row["montant"]))
        found = {}
        for key, versions in sums.items():
            known = {version: total(amounts) for version, amounts in versions.items()}
            votes = {
                place: amount
                for version, amount in known.items()
                if (place := rank(version)) is not None and amount is not None
            }
            found[key] = {
                "initial": known.get("INITIAL"),
                "dernier_vote": votes[max(votes)] if votes else None,
                **{name: known.get(version) for version, name in BOOKED.items()},
            }
        return found

    def meant(self, link: Row, key: tuple[str, ...]) -> bool:
        """Tell whether a link names a line: by its article, its project, its exact function."""
        year, _, _, article, project = key
        if not (link["article"] or link["fonction"] or link["projet"]):
            return False
        return (
            link["exercice"] in ("", year)
            and link["article"] in ("", article)
            and link["projet"] in ("", project)
            and link["fonction"] in ("", article.split("/")[0])
        )

    def wanted(self, key: tuple[str, ...]) -> dict[tuple[str, ...], Fraction]:
        """Say what part of a line goes to each place; over 100 % or unclear, nothing does."""
        links = [link for link in self.of("liens_budget") if self.meant(link, key)]
        parts = [link["part"] for link in links]
        if parts == [""]:
            parts = ["1"]
        if "" in parts or sum(map(Fraction, parts), Fraction(0)) > 1:
            return {}
        found: dict[tuple[str, ...], Fraction] = defaultdict(Fraction)
        for link, part in zip(links, parts, strict=True):
            if self.tree.group(link["element_id"]):
                for spot, share in self.tree.spots(self.chief(link["element_id"])).items():
                    found[spot] += Fraction(part) * share
        return {spot: share for spot, share in found.items() if share}

    def chief(self, element: str) -> str:
        """Give the place that stands for an action in the plan."""
        return self.tree.group(element)[0]

    def divided(
        self, key: tuple[str, ...], line: dict[str, Cents]
    ) -> dict[tuple[str, ...], dict[str, Cents]]:
        """Share a line out, to the cent, by largest remainder; what is left has no place.

        Of equal remainders the first place of the plan has the cent, what is left the last.
        """
        places = {element: i for i, element in enumerate(self.tree.order)}
        shares = dict(sorted(self.wanted(key).items(), key=lambda item: places[item[0][0]]))
        rest = 1 - sum(shares.values(), Fraction(0))
        if rest:
            shares[()] = rest
        found: dict[tuple[str, ...], dict[str, Cents]] = {spot: {} for spot in shares}
        for name, amount in line.items():
            for spot, own in zip(shares, portions(amount, list(shares.values())), strict=True):
                found[spot][name] = own
        return found

    def par_exercice(self) -> dict[tuple[str, ...], dict[str, Cents]]:
        """Add up the lines of each year, service and type."""
        return added((key[:3], line) for key, line in self.lines.items())

    def non_rattache(self) -> dict[tuple[str, ...], dict[str, Cents]]:
        """Add up what has no place."""
        return added((key[:3], amounts) for key, spot, amounts in self.pieces if not spot)

    def par_objectif(self) -> dict[tuple[str, ...], dict[str, Cents]]:
        """Add up what each objective holds, at every depth."""
        return added(
            ((element, *key[:3]), amounts)
            for key, spot, amounts in self.pieces
            for element in spot
            if self.tree.all[element]["niveau"] in OBJECTIVES
        )

    def votes(self) -> dict[tuple[str, ...], Cents]:
        """Give the total after each vote: what a vote doesn't name stays as it was."""
        found: dict[tuple[str, ...], Cents] = {}
        rows = [row for row in self.of("budget") if rank(row["version"]) is not None]
        for group in {(row["exercice"], row["service"], row["type"]) for row in rows}:
            own = [row for row in rows
                   if (row["exercice"], row["service"], row["type"]) == group
                   and row["montant"]]  # fmt: skip
            for step in {rank(row["version"]) or 0 for row in own}:
                until = [row for row in own if (rank(row["version"]) or 0) <= step]
                last: dict[tuple[str, str], int] = {}
                for row in until:
                    line = (row["article"], row["projet"])
                    last[line] = max(last.get(line, 0), rank(row["version"]) or 0)
                found[*group, f"MB{step}" if step else "INITIAL"] = total(
                    cents(row["montant"])
                    for row in until
                    if rank(row["version"]) == last[row["article"], row["projet"]]
                )
        return found

    def resultats(self) -> dict[tuple[str, ...], tuple[Cents, Cents]]:
        """Give the two results of each year, service and portion, then of the whole."""
        found = {}
        for year, service in {key[:2] for key in self.lines}:
            own = {key: line for key, line in self.lines.items() if key[:2] == (year, service)}
            portions_there = {self.portion(key) for key in own}
            for portion in {*portions_there, "TOTAL"}:
                rights, spent, paid = (
                    self.side(own, kind, name, portion)
                    for kind, name in (("R", "droits_nets"), ("D", "engagements"),
                                       ("D", "imputations"))
                )  # fmt: skip
                results = (difference(rights, spent), difference(rights, paid))
                found[year, service, portion] = results
        return found

    def side(
        self, lines: dict[tuple[str, ...], dict[str, Cents]], kind: str, name: str, portion: str
    ) -> Cents:
        """Add up a side of a portion; one without any line in a known account has none."""
        side = {key: line[name] for key, line in lines.items() if key[2] == kind}
        own = [side[key] for key in side if portion in ("TOTAL", self.portion(key))]
        known = total(side.values()) is not None
        return 0 if known and not own else total(own)

    def portion(self, key: tuple[str, ...]) -> str:
        """Tell transfers to and from reserves, and what is left of earlier years, apart."""
        article = key[3]
        groups = {
            row["groupe_economique"] for row in self.of("budget") if row["article"] == article
        }
        if article.startswith("060") or groups & {"68", "78", "88", "98"}:
            return "PRELEVEMENTS"
        return "ANTERIEURS" if article.startswith(("000/95", "000/99")) else "PROPRE"

    def couverture(self) -> dict[str, tuple[int, int, int]]:
        """Count, in the plan (``""``) and each OS, actions assessed, costed, with staff."""
        tree = self.tree
        costed = {spot[0] for _, spot, _ in self.pieces if spot}
        for table in ("financements", "projections"):
            costed |= {row["element_id"] for row in self.tables[table] if row["montant"]}
        staffed = {row["element_id"] for row in self.of("effectifs") if Fraction(row["etp"] or 0)}
        staffed |= {key for key, row in tree.inside.items() if Fraction(row["etp"] or 0)}
        found = {"": [0, 0, 0]}
        found |= {key: [0, 0, 0] for key in tree.order if tree.all[key]["niveau"] == "OS"}
        for leaf in self.leaves():
            flags = (1, self.given(leaf, costed), self.given(leaf, staffed))
            for where in {"", *self.objectives(leaf)}:
                found[where] = [n + flag for n, flag in zip(found[where], flags, strict=True)]
        return {key: (counts[0], counts[1], counts[2]) for key, counts in found.items()}

    def leaves(self) -> list[str]:
        """Give the actions assessed: of type PST, the lowest, each shared one once."""
        tree = self.tree
        parents = {tree.all[key]["parent_id"] for key in tree.order
                   if tree.all[key]["niveau"] == "SOUS_ACTION"}  # fmt: skip
        found = []
        for key in tree.order:
            row = tree.all[key]
            holder = tree.all[row["parent_id"]] if row["niveau"] == "SOUS_ACTION" else row
            lowest = row["niveau"] in ACTIONS and key not in parents
            if lowest and (holder["type_action"] or "PST") == "PST" and self.chief(key) == key:
                found.append(key)
        return found

    def given(self, leaf: str, targets: set[str]) -> bool:
        """Tell whether an action, or the one that holds it, is given something anywhere."""
        tree = self.tree
        own = {tree.original(leaf)}
        parent = tree.all[leaf]["parent_id"]
        if parent and tree.all[parent]["niveau"] in ACTIONS:
            own.add(tree.original(parent))
        return any(tree.original(target) in own for target in targets if target in tree.all)

    def above(self, element: str) -> list[str]:
        """Give an element and all that holds it."""
        parent = self.tree.all[element]["parent_id"]
        return [element, *(self.above(parent) if parent else [])]

    def objectives(self, leaf: str) -> set[str]:
        """Give every OS under which an action, or the one that holds it, shows."""
        tree = self.tree
        found: set[str] = set()
        for place in tree.group(leaf):
            parent = tree.all[place]["parent_id"]
            if parent and tree.all[parent]["niveau"] in ACTIONS:
                found |= self.objectives(parent)
            else:
                found |= {key for key in self.above(place) if tree.all[key]["niveau"] == "OS"}
        return found


def portions(amount: Cents, shares: list[Fraction]) -> list[Cents]:
    """Share cents out by largest remainder."""
    if amount is None:
        return [None] * len(shares)
    exact = [amount * share for share in shares]
    whole = [int(value // 1) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: whole[i] - exact[i])
    for i in order[: amount - sum(whole)]:
        whole[i] += 1
    return list(whole)


def added(
    pieces: Iterable[tuple[tuple[str, ...], dict[str, Cents]]],
) -> dict[tuple[str, ...], dict[str, Cents]]:
    """Add up amounts by key."""
    groups: dict[tuple[str, ...], list[dict[str, Cents]]] = defaultdict(list)
    for key, amounts in pieces:
        groups[key].append(amounts)
    return {
        key: {name: total(row[name] for row in rows) for name in AMOUNTS}
        for key, rows in groups.items()
    }


def difference(first: Cents, second: Cents) -> Cents:
    """Subtract; unknown as soon as one term is."""
    return None if first is None or second is None else first - second


def written(amount: Any) -> str | None:
    """Write cents as the JSON does."""
    return None if amount is None else f"{Decimal(amount) / 100:.2f}"
