"""Which amounts each element of an eComptes file bears: voted articles, projections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from lxml import etree

from pstlib.model import Pst
from pstlib.text import is_missing

MONEY_TABLES = ("budget", "liens_budget", "projections")
_CENT = Decimal("0.01")
_LONGEST_CODE = 50
Row = dict[str, Any]


@dataclass
class Amounts:
    """The amounts to write: for each element, its articles and its projections."""

    articles: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    projections: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def none(self) -> bool:
        """Whether there is nothing to write, so that the file needs no place for it."""
        return not self.articles and not self.projections


def amounts_of(pst: Pst, plan: pd.DataFrame, losses: Counter[str]) -> Amounts:
    """Gather the amounts of the elements of a plan; the rest is counted in ``losses``."""
    found = Amounts()
    bearers = set(plan.loc[plan["partage_de"].isna(), "element_id"])
    voted = _voted(pst.budget, losses)
    links = _kept(_records(pst.liens_budget), bearers, "liens_budget", losses)
    used: set[int] = set()
    by_article: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(voted):
        by_article[row["article"]].append(number)
    for (year, article), group in _grouped(links).items():
        numbers = [n for n in by_article[article] if year in (None, voted[n]["exercice"])]
        used.update(numbers)
        for element, row in _divided(group, [voted[n] for n in numbers], losses):
            found.articles[element].append(row)
    losses["lignes de budget qu’aucun élément ne porte"] += len(voted) - len(used)
    for row in _kept(_records(pst.projections), bearers, "projections", losses):
        if any(is_missing(row[key]) for key in ("service", "type", "montant")):
            losses["projections sans service, type ou montant"] += 1
        else:
            found.projections[row["element_id"]].append(row)
    return found


def write_money(node: etree._Element, element_id: str, amounts: Amounts) -> None:
    """Write the articles and projections of an element, where the file has any."""
    if amounts.none:
        return
    box = etree.SubElement(node, "Articles")
    for row in amounts.articles.get(element_id, []):
        article = etree.SubElement(box, "Article")
        _leaf(article, "Exercice", row["exercice"])
        for tag, column in (("Service", "service"), ("Type", "type"), ("CodeArticle", "article")):
            _leaf(article, tag, row[column])
        _leaf(article, "Libelle", "" if is_missing(row["libelle"]) else row["libelle"])
        _leaf(article, "Montant", row["montant"])
    box = etree.SubElement(node, "Projections")
    for (service, kind, group), rows in _projected(amounts.projections.get(element_id, [])):
        projection = etree.SubElement(box, "Projection")
        for tag, text in (("Service", service), ("Type", kind), ("GroupeEco", group)):
            _leaf(projection, tag, text)
        _leaf(projection, "Libelle", "")
        years = etree.SubElement(projection, "Exercices")
        for row in rows:
            year = etree.SubElement(years, "Exercice", Valeur=str(row["exercice"]))
            _leaf(year, "Montant", row["montant"])


def _projected(rows: Sequence[Row]) -> list[tuple[tuple[str, str, str], list[Row]]]:
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        economic = "" if is_missing(row["groupe_economique"]) else row["groupe_economique"]
        groups[row["service"], row["type"], economic].append(row)
    return list(groups.items())


def _voted(budget: pd.DataFrame, losses: Counter[str]) -> list[Row]:
    """Give the rows of the last voted version of each article."""
    rows = _records(budget)
    last: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row["exercice"], row["service"], row["type"], row["article"], str(row["projet"]))
        last[key] = max(last.get(key, -1), _vote(row["version"]))
    kept = []
    for row in rows:
        key = (row["exercice"], row["service"], row["type"], row["article"], str(row["projet"]))
        if _vote(row["version"]) < 0 or _vote(row["version"]) < last[key]:
            losses["montants d’une autre version que la dernière votée"] += 1
        elif is_missing(row["montant"]) or len(row["article"]) > _LONGEST_CODE:
            losses["articles sans montant, ou au code de plus de 50 caractères"] += 1
        else:
            losses["versions budgétaires (le format n’en a pas)"] += row["version"] != "INITIAL"
            losses["groupes économiques des articles"] += not is_missing(row["groupe_economique"])
            kept.append(_cut(row, losses))
    return kept


def _vote(version: str) -> int:
    if version == "INITIAL":
        return 0
    return int(version[2:]) if version.startswith("MB") else -1


def _cut(row: Row, losses: Counter[str]) -> Row:
    label = "" if is_missing(row["libelle"]) else str(row["libelle"])
    losses["libellés d’articles coupés à 255 caractères"] += len(label) > 255
    return {**row, "libelle": label[:255]}


def _kept(rows: list[Row], bearers: set[str], table: str, losses: Counter[str]) -> list[Row]:
    """Leave out what no written element bears, and links that name no article."""
    kept = []
    for row in rows:
        if row["element_id"] not in bearers:
            losses[f"lignes de {table} d’un élément hors du plan ou d’un rappel"] += 1
        elif table == "liens_budget" and is_missing(row["article"]):
            losses["liens_budget par fonction ou par projet"] += 1
        else:
            kept.append(row)
    return kept


def _grouped(links: list[Row]) -> dict[tuple[Any, Any], list[Row]]:
    groups: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for link in links:
        year = None if is_missing(link["exercice"]) else link["exercice"]
        groups[year, link["article"]].append(link)
    return groups


def _divided(links: list[Row], rows: list[Row], losses: Counter[str]) -> list[tuple[str, Row]]:
    """Divide the rows of an article among the elements that it pays for."""
    if not rows:
        losses["liens_budget vers un article sans montant voté"] += len(links)
        return []
    total = sum((row["montant"] for row in rows), Decimal(0))
    pairs = list(zip(links, rows, strict=False))
    if len(links) == len(rows) and all(_is_share(link, row, total) for link, row in pairs):
        return [(link["element_id"], row) for link, row in pairs]
    shared = []
    for link in links:
        if is_missing(link["part"]):
            losses["liens_budget sans part connue"] += 1
            continue
        part = Decimal(repr(float(link["part"])))
        for row in rows:
            amount = (row["montant"] * part).quantize(_CENT, ROUND_HALF_UP)
            shared.append((link["element_id"], {**row, "montant": amount}))
    losses["articles partagés, écrits au montant de chaque part"] += len(shared)
    return shared


def _is_share(link: Row, row: Row, total: Decimal) -> bool:
    """Tell whether a row is just what a link takes of the total."""
    if is_missing(link["part"]):
        return True
    taken = Decimal(repr(float(link["part"]))) * total
    return bool(abs(taken - row["montant"]) < _CENT / 2 + abs(total) / 10**12)


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.astype(object).to_dict("records")]


def _leaf(node: etree._Element, tag: str, value: object) -> None:
    etree.SubElement(node, tag).text = f"{value:f}" if isinstance(value, Decimal) else str(value)
