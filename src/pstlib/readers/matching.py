"""Which element of a PST a source speaks of: by identifier, place and title, never guessed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from pstlib.errors import SourceError
from pstlib.text import fold, is_missing

NEW, IGNORED = "nouveau", "ignorer"
_ALIKE = 85
Row = dict[str, Any]


@dataclass
class _Found:
    """Identifiers in the source → in the PST; and what the user must decide."""

    ids: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def match(known: pd.DataFrame, read: pd.DataFrame, links: Mapping[str, str]) -> dict[str, str]:
    """Match the elements of a source with those of a PST, from the top down.

    An element is the same when it bears the same native identifier; else when it has the same
    level and title under the same parent; else when, of what remains there, it has the same
    rank and a like title; else when a single element elsewhere has its very title and level.

    Args:
        known: Table ``elements`` of the PST.
        read: Elements of the source, parents before children.
        links: What the user decided: code in the source → identifier in the PST, or ``nouveau``.

    Returns:
        Identifier in the source → identifier in the PST; what is not in it is new.

    Raises:
        SourceError: If an element may be one of several, or looks like one that stands at
            another place; the message says how to decide.
    """
    old, new = records(known), records(read)
    found = _Found()
    for row in new:
        _match_one(row, old, found, links)
    _match_moved(new, old, found, links)
    _ask(new, old, found, links)
    if found.doubts:
        raise SourceError(
            "Certains éléments ne se reconnaissent pas avec certitude",
            todo="Décidez pour chacun : --lier CODE=IDENTIFIANT, ou --lier CODE=nouveau.",
            details=found.doubts,
        )
    return found.ids


def resolve(
    known: pd.DataFrame, references: Iterable[str], links: Mapping[str, str]
) -> dict[str, str | None]:
    """Find the elements to which the rows of a source refer by identifier, code, number or title.

    Args:
        known: Table ``elements`` of the PST.
        references: What the rows say.
        links: What the user decided: reference → identifier in the PST, or ``ignorer``.

    Returns:
        Reference → identifier in the PST, None for one to ignore.

    Raises:
        SourceError: If a reference names no element, or several; the message says how to decide.
    """
    named = _names(known)
    found: dict[str, str | None] = {}
    doubts = []
    for reference in dict.fromkeys(references):
        chosen = links.get(reference)
        fits = {chosen} if chosen else named.get(reference) or named.get(_key(reference), set())
        if len(fits) == 1:
            (only,) = fits
            found[reference] = None if only == IGNORED else only
        else:
            told = f"peut être {', '.join(sorted(fits))}" if fits else "n’est aucun élément du PST"
            doubts.append(f"« {reference} » {told}")
    if doubts:
        raise SourceError(
            "Certaines lignes ne disent pas avec certitude de quel élément elles parlent",
            todo="Décidez pour chacune : --lier REFERENCE=IDENTIFIANT, ou REFERENCE=ignorer.",
            details=doubts,
        )
    return found


def _names(known: pd.DataFrame) -> dict[str, set[str]]:
    """Give the elements by all that may name them; exact identifiers and codes come as they are."""
    named: dict[str, set[str]] = {}
    for row in records(known):
        for name in (row["element_id"], row["code"]):
            named[name] = {row["element_id"]}
    for row in records(known):
        for name in (row["numero"], row["libelle"]):
            if not is_missing(name):
                named.setdefault(_key(str(name)), set()).add(row["element_id"])
    return named


def _key(text: str) -> str:
    """Give a number or a title without dots, blanks and case: « A.1 » and « A1 » are one."""
    return "=" + "".join(c for c in fold(text) if c.isalnum())


def refuse_vain_links(links: Mapping[str, str], named: set[str], ids: set[str]) -> None:
    """Refuse decisions about nothing in the source, or that lead to nothing in the PST.

    Raises:
        SourceError: With the links that name neither.
    """
    wrong = [
        f"{name}={target}"
        for name, target in links.items()
        if name not in named or target not in ids | {NEW, IGNORED}
    ]
    if wrong:
        raise SourceError(
            "Lien vers un élément inconnu",
            where="--lier",
            found=", ".join(wrong),
            todo="À gauche, un code que montre « pst lire » ; à droite, un element_id du PST.",
        )


def _match_one(row: Row, old: list[Row], found: _Found, links: Mapping[str, str]) -> None:
    if row["code"] in links:
        if links[row["code"]] != NEW:
            found.ids[row["element_id"]] = links[row["code"]]
        return
    free = list(_free(row, old, found))
    near = [other for other in free if _text(other["parent_id"]) == _parent(row, found)]
    title = fold(row["libelle"])
    candidates = (
        [other for other in free if _is_native(row) and other["element_id"] == row["element_id"]]
        or [other for other in near if fold(other["libelle"]) == title]
        or [other for other in near if _same_rank(other, row) and _alike(other, row)]
    )
    if candidates:
        found.ids[row["element_id"]] = candidates[0]["element_id"]


def _match_moved(new: list[Row], old: list[Row], found: _Found, links: Mapping[str, str]) -> None:
    """Follow an element whose very title stands once elsewhere, on both sides."""
    lost = [row for row in new if row["element_id"] not in found.ids and row["code"] not in links]
    for row in lost:
        same = [other for other in _free(row, old, found) if _same_title(other, row)]
        twins = [other for other in lost if _same_title(other, row)]
        if len(same) == 1 and len(twins) == 1:
            found.ids[row["element_id"]] = same[0]["element_id"]


def _ask(new: list[Row], old: list[Row], found: _Found, links: Mapping[str, str]) -> None:
    """Note what looks like an element left over under the same parent."""
    for row in new:
        if row["element_id"] in found.ids or row["code"] in links:
            continue
        near = [o for o in _free(row, old, found) if _text(o["parent_id"]) == _parent(row, found)]
        like = [f"{o['element_id']} « {o['libelle']} »" for o in near if _alike(o, row)]
        if like:
            found.doubts.append(f"{row['code']} « {row['libelle']} » ressemble à {', '.join(like)}")


def _free(row: Row, old: list[Row], found: _Found) -> Iterator[Row]:
    taken = set(found.ids.values())
    return (o for o in old if o["niveau"] == row["niveau"] and o["element_id"] not in taken)


def _parent(row: Row, found: _Found) -> str | None:
    """Give the parent's identifier in the PST; a new parent has no known child."""
    parent = _text(row["parent_id"])
    return found.ids.get(parent, f"nouveau {parent}") if parent else None


def _is_native(row: Row) -> bool:
    """Tell an identifier that the source gives from one that pstlib made of the place."""
    return bool(row["element_id"] != str(row["code"]).lower().replace(".", "-"))


def _same_rank(other: Row, row: Row) -> bool:
    return bool(not is_missing(other["position"]) and other["position"] == row["position"])


def _same_title(other: Row, row: Row) -> bool:
    return bool(other["niveau"] == row["niveau"] and fold(other["libelle"]) == fold(row["libelle"]))


def _alike(other: Row, row: Row) -> bool:
    return fuzz.ratio(fold(other["libelle"]), fold(row["libelle"])) >= _ALIKE


def _text(value: Any) -> str | None:
    return None if is_missing(value) else str(value)


def records(table: pd.DataFrame) -> list[Row]:
    """Give each row by column name, its values as Python objects."""
    return [{str(k): v for k, v in row.items()} for row in table.astype(object).to_dict("records")]
