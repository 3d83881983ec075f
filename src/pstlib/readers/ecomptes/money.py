"""Articles become rows of ``budget`` and ``liens_budget``; projections rows of ``projections``."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from lxml import etree

from pstlib.model import conform
from pstlib.model.articles import parse_article
from pstlib.model.columns import LIMIT
from pstlib.readers.ecomptes.values import (
    Context,
    decimal,
    place,
    text_of,
    whole_number,
    words_of,
)
from pstlib.readers.warnings import INFO, WARNING

# An article has one amount and no version: of those that exist, what a plan says it will use.
VERSION = "INITIAL"
_CENT = Decimal("0.01")


@dataclass
class Money:
    """The amounts of a file, gathered element by element."""

    budget: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    projections: list[dict[str, Any]] = field(default_factory=list)

    def add(self, node: etree._Element, element_id: str | None, context: Context) -> None:
        """Add the amounts of an element; of one that isn't in the plan, articles alone."""
        outside: set[int] = set()
        seen: dict[tuple[object, ...], str] = {}
        for article in node.iterfind("Articles/Article"):
            if double := _double(article, seen):
                _reject(article, double, context)
            else:
                outside |= self._article(article, element_id, context)
        for projection in node.iterfind("Projections/Projection"):
            outside |= self._projection(projection, element_id, context)
        if outside:
            first, last = context.years
            years = ", ".join(str(year) for year in sorted(outside))
            context.warn(f"montants de {years}, hors du PST {first}-{last}", node)

    def tables(self, context: Context) -> dict[str, pd.DataFrame]:
        """Give the tables that hold rows; the share of each element in an article is computed."""
        if self.budget:
            context.warnings.add(
                WARNING,
                "articles sans version budgétaire (le format n’en a pas) : montants classés "
                f"{VERSION} (prévus), sans taux d’exécution possible : {len(self.budget)}",
                "tout le fichier",
            )
        _share(self.links, context)
        rows = {
            "budget": self.budget,
            "liens_budget": [{k: v for k, v in r.items() if k != "montant"} for r in self.links],
            "projections": self.projections,
        }
        return {name: conform(pd.DataFrame(r), name) for name, r in rows.items() if r}

    def _article(self, node: etree._Element, element_id: str | None, context: Context) -> set[int]:
        code, year = words_of(node, "CodeArticle"), whole_number(text_of(node, "Exercice"))
        amount = _amount(node, context)
        if code is None or not _is_year(year) or amount is None:
            reason = "article sans code, sans exercice de 1999 à 2099 ou au montant démesuré"
            _reject(node, reason, context)
            return set()
        self.budget.append(
            {
                "exercice": year,
                "version": VERSION,
                "service": text_of(node, "Service"),
                "type": text_of(node, "Type"),
                "article": code,
                **_parts(code, node, context),
                "libelle": words_of(node, "Libelle"),
                "montant": amount,
            }
        )
        if element_id is not None:
            link = {"element_id": element_id, "exercice": year, "article": code}
            self.links.append({**link, "montant": amount})
        return _outside(year, context)

    def _projection(
        self, node: etree._Element, element_id: str | None, context: Context
    ) -> set[int]:
        cells = node.findall("Exercices/Exercice")
        outside: set[int] = set()
        context.counts["libellés de projection"] += words_of(node, "Libelle") is not None
        if element_id is None or not cells:
            _reject(node, "projection sans exercice, ou d’un volet inconnu", context)
            return outside
        for cell in cells:
            year, amount = whole_number(cell.get("Valeur", "")), _amount(cell, context)
            if not _is_year(year) or amount is None:
                _reject(cell, "projection sans exercice de 1999 à 2099, ou démesurée", context)
                continue
            outside |= _outside(year, context)
            self.projections.append(
                {
                    "element_id": element_id,
                    "service": text_of(node, "Service"),
                    "type": text_of(node, "Type"),
                    "groupe_economique": words_of(node, "GroupeEco"),
                    "exercice": year,
                    "montant": amount,
                }
            )
        return outside


def _double(node: etree._Element, seen: dict[tuple[object, ...], str]) -> str | None:
    """Say where an element has the same article before: only another one may share it."""
    code, year = words_of(node, "CodeArticle") or "", text_of(node, "Exercice")
    article = parse_article(code)
    line = article.line(whole_number(year)) if article else (code,)
    key = (year, text_of(node, "Service"), text_of(node, "Type"), *line)
    if key in seen:
        return f"doublon : mêmes élément, article et exercice, {seen[key]}"
    seen[key] = place(node)
    return None


def reject_all(node: etree._Element, reason: str, context: Context) -> None:
    """Reject the amounts of an element."""
    for path in ("Articles/Article", "Projections/Projection"):
        for row in node.iterfind(path):
            _reject(row, reason, context)


def _reject(node: etree._Element, reason: str, context: Context) -> None:
    content = " | ".join(
        str(leaf.text).strip() for leaf in node.iter() if leaf.text and leaf.text.strip()
    )
    context.rejected.append((place(node), content[:500], reason))


def _is_year(year: int | None) -> bool:
    return year is not None and 1999 <= year <= 2099


def _outside(year: int | None, context: Context) -> set[int]:
    first, last = context.years
    if year is None or first is None or last is None or first <= year <= last:
        return set()
    return {year}


def _amount(node: etree._Element, context: Context) -> Decimal | None:
    """Give an amount in euros and cents, None for one that no budget can hold."""
    written = decimal(node, "Montant")
    if abs(written) > LIMIT - _CENT:
        return None
    amount = written.quantize(_CENT, ROUND_HALF_UP)
    if amount != written:
        context.warn(f"montant {str(written)[:30]} arrondi au cent : {amount}", node)
    return amount


def _parts(code: str, node: etree._Element, context: Context) -> dict[str, str | None]:
    found = parse_article(code)
    if found is None:
        # iA.PST gives funding that has no article such a name: « xxx/wal-13.2019 ».
        context.inform(f"article « {code[:40]} » illisible, gardé tel quel avec son montant", node)
        return {}
    if not found.agrees_with(text_of(node, "Service")):
        context.warn(f"article {code} : numéro inhabituel pour ce service", node)
    return {
        "fonction": found.fonction,
        "code_economique": found.code_economique,
        "numero": found.numero,
        "projet": found.projet or None,
    }


def _share(links: list[dict[str, Any]], context: Context) -> None:
    """Tell what part of an article each element takes: its amount over those of all."""
    groups: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for link in links:
        groups[link["exercice"], link["article"]].append(link)
    for (year, article), group in groups.items():
        total = sum((link["montant"] for link in group), Decimal(0))
        if len(group) > 1 and (total <= 0 or any(link["montant"] < 0 for link in group)):
            message = f"article {article} de {year} : montants négatifs ou nuls, sans parts"
            context.warnings.add(INFO, message, "tout le fichier")
            continue
        for link in group:
            link["part"] = float(link["montant"] / total) if len(group) > 1 else 1.0
