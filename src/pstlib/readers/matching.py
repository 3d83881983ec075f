"""Which element of a PST a source speaks of: by identifier, place and title, never guessed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from pstlib.errors import SourceError
from pstlib.grammar import counted
from pstlib.text import NBSP, fold, is_missing, nearest

NEW, IGNORED = "nouveau", "ignorer"
# Out of 100: taken for the same at the same place; asked under the same parent, or elsewhere.
_ALIKE, _ASKED_NEAR, _ASKED_AFAR = 85, 70, 90
# By how much the best candidate must beat the next one, or else the user is asked.
_MARGIN = 5
_PROPOSED = 5
Row = dict[str, Any]


@dataclass
class _Found:
    """Identifiers in the source → in the PST; and what the user must decide."""

    ids: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def note(self, row: Row, identifier: str) -> None:
        """Note that an element of the source is one of the PST, which no other may be."""
        self.ids[row["element_id"]] = identifier
        self.taken.add(identifier)


def match(known: pd.DataFrame, read: pd.DataFrame, links: Mapping[str, str]) -> dict[str, str]:
    """Match the elements of a source with those of a PST, from the top down.

    An element is the same when it bears the same native identifier; else when it has the same
    level and title under the same parent; else when a single element elsewhere has its very
    title and level; else when, of what remains under the same parent, it has the same rank and
    a like title, and none other is nearly as like.

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
    for level in _by_depth(new):
        for row in level:
            _match_given(row, old, found, links)
        # What is certain of all comes before what is likely of any.
        for step in (_match_moved, _match_reworded):
            for row in level:
                if row["element_id"] not in found.ids and row["code"] not in links:
                    step(row, new, old, found)
    _ask(new, old, found, links)
    if found.doubts:
        raise SourceError(
            "Certains éléments ne se reconnaissent pas avec certitude",
            todo="Décidez pour chacun : --lier CODE=ID, ou --lier CODE=nouveau.",
            details=found.doubts,
        )
    return found.ids


def resolve(
    known: pd.DataFrame,
    references: Mapping[str, Sequence[object]],
    links: Mapping[str, str],
    *,
    keep_unknown: bool = False,
    where: str | None = None,
    titles: Mapping[str, str] | None = None,
) -> dict[str, str | None]:
    """Find the elements to which the rows of a source refer by identifier, code, number or title.

    Args:
        known: Table ``elements`` of the PST.
        references: What the rows say, with the places of those that say it; a place is a text.
        links: What the user decided: reference → identifier in the PST, or ``ignorer``.
        keep_unknown: Whether a reference that names no element stays as it is.
        where: The source whose rows these are.
        titles: The title that the source writes beside a reference: it must be the element's.

    Returns:
        Reference → identifier in the PST, None for one to ignore.

    Raises:
        SourceError: If a reference names no element, or several; the message says how to decide.
    """
    named = _names(known)
    found: dict[str, str | None] = {}
    doubts = []
    for reference, places in references.items():
        chosen = links.get(reference)
        fits = {chosen} if chosen else named.get(reference) or named.get(_key(reference), set())
        other = "" if chosen else _other_title(known, fits, (titles or {}).get(reference))
        if len(fits) == 1 and not other:
            (only,) = fits
            found[reference] = None if only == IGNORED else only
        elif keep_unknown and not fits:
            found[reference] = reference
        else:
            told = other or _unsure(known, reference, fits)
            doubts.append(f"{_placed(places)}« {reference} » {told}")
    if doubts:
        raise _doubtful(doubts, where)
    return found


def _doubtful(doubts: list[str], where: str | None) -> SourceError:
    return SourceError(
        "Certaines lignes ne disent pas avec certitude de quel élément elles parlent",
        where=where,
        todo="Décidez pour chacune : --lier CODE=ID, ou --lier CODE=ignorer.",
        details=doubts,
    )


def _other_title(known: pd.DataFrame, fits: set[str], title: str | None) -> str:
    """Say that the only element of a number has another title than the source writes beside it."""
    if len(fits) != 1 or not title:
        return ""
    own = known.loc[known["element_id"].isin(fits), "libelle"]
    if own.empty or fuzz.token_set_ratio(fold(own.iloc[0]), fold(title)) >= _ASKED_NEAR:
        return ""
    return f"est « {own.iloc[0]} » dans le PST ({fits.copy().pop()}), « {title} » dans la source"


def _placed(places: Sequence[object]) -> str:
    """Say where the first row stands, and how many others say the same."""
    more = f" et {counted(len(places) - 1, 'autre')}" if len(places) > 1 else ""
    return f"{places[0]}{more}{NBSP}: " if places and isinstance(places[0], str) else ""


def _unsure(known: pd.DataFrame, reference: str, fits: set[str]) -> str:
    """Say what has this name; where nothing has it, which codes end with it or look like it."""
    if fits:
        return f"peut être {', '.join(sorted(fits))}"
    ids = dict(zip(known["code"], known["element_id"], strict=True))
    ends = [code for code in ids if fold(code).endswith(f".{fold(reference)}")]
    near = [f"{code} ({ids[code]})" for code in ends[:_PROPOSED] or nearest(reference, ids)]
    meant = f"{NBSP}; peut-être {', '.join(near)}" if near else ""
    return f"n’est aucun élément du PST{meant}"


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
    """Give a number or a title without dots, blanks and case: « A.1 » and « A1 » are one.

    A sign between digits stays: « 1.11 » and « 11.1 » are two.
    """
    parted = re.sub(r"(?<=\d)[^\w]+(?=\d)", "_", fold(text))
    return "=" + "".join(c for c in parted if c.isalnum() or c == "_")


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


def _match_given(row: Row, old: list[Row], found: _Found, links: Mapping[str, str]) -> None:
    """Match what the user linked, or what bears the same identifier or title at its place."""
    if row["code"] in links:
        if links[row["code"]] != NEW:
            found.note(row, links[row["code"]])
        return
    free = list(_free(row, old, found))
    same = [other for other in free if other["element_id"] == row["element_id"]]
    near = [o for o in free if _is_near(o, row, found) and _same_title(o, row)]
    # Of equal titles under one parent, the one of the same identifier, else the first.
    candidates = (same if _is_native(row) else []) or [o for o in same if o in near] or near
    if candidates:
        found.note(row, candidates[0]["element_id"])


def _match_moved(row: Row, new: list[Row], old: list[Row], found: _Found) -> None:
    """Follow an element whose very title stands once elsewhere, on both sides."""
    same = [other for other in _free(row, old, found) if _same_title(other, row)]
    if len(same) != 1:
        return
    twins = [o for o in new if o["element_id"] not in found.ids and _same_title(o, row)]
    if len(twins) == 1:
        found.note(row, same[0]["element_id"])


def _match_reworded(row: Row, new: list[Row], old: list[Row], found: _Found) -> None:
    """Match the like title of the same rank, or the same identifier, if no other is as like."""
    mine = [o for o in _free(row, old, found) if _is_near(o, row, found)]
    placed = [o for o in mine if _same_rank(o, row) or _same_said_id(o, row)]
    if len(placed) != 1 or _likeness(placed[0], row) < _ALIKE:
        return
    (only,) = placed
    left = [o for o in new if o["element_id"] not in found.ids and o["niveau"] == row["niveau"]]
    rivals = [_likeness(o, row) for o in mine if o is not only]
    rivals += [_likeness(only, o) for o in left if o is not row and _is_near(only, o, found)]
    if _likeness(only, row) >= max(rivals, default=0) + _MARGIN:
        found.note(row, only["element_id"])


def _ask(new: list[Row], old: list[Row], found: _Found, links: Mapping[str, str]) -> None:
    """Note what looks like an element left over, or bears the identifier of one."""
    for row in new:
        if row["element_id"] in found.ids or row["code"] in links:
            continue
        like = [
            f"{o['element_id']} « {o['libelle']} »"
            for o in _free(row, old, found)
            if _same_said_id(o, row)
            or _likeness(o, row) >= (_ASKED_NEAR if _is_near(o, row, found) else _ASKED_AFAR)
        ]
        if like:
            found.doubts.append(f"{row['code']} « {row['libelle']} » ressemble à {', '.join(like)}")


def _by_depth(rows: list[Row]) -> list[list[Row]]:
    """Group the rows by their distance from the top, parents before children."""
    depths: dict[str, int] = {}
    groups: list[list[Row]] = []
    for row in rows:
        depth = depths.get(_text(row["parent_id"]) or "", -1) + 1
        depths[row["element_id"]] = depth
        groups += [[]] if depth == len(groups) else []
        groups[depth].append(row)
    return groups


def _free(row: Row, old: list[Row], found: _Found) -> Iterator[Row]:
    return (o for o in old if o["niveau"] == row["niveau"] and o["element_id"] not in found.taken)


def _is_near(other: Row, row: Row, found: _Found) -> bool:
    return _text(other["parent_id"]) == _parent(row, found)


def _parent(row: Row, found: _Found) -> str | None:
    """Give the parent's identifier in the PST; a new parent has no known child."""
    parent = _text(row["parent_id"])
    return found.ids.get(parent, f"nouveau {parent}") if parent else None


def _is_native(row: Row) -> bool:
    """Tell an identifier that the source gives from one that tells its place."""
    return bool(row["element_id"] != str(row["code"]).lower().replace(".", "-"))


def _same_said_id(other: Row, row: Row) -> bool:
    """Tell whether the source itself, and not the place, gives this identifier."""
    return row.get("natif") is True and bool(other["element_id"] == row["element_id"])


def _same_rank(other: Row, row: Row) -> bool:
    return bool(not is_missing(other["position"]) and other["position"] == row["position"])


def _same_title(other: Row, row: Row) -> bool:
    return bool(other["niveau"] == row["niveau"] and fold(other["libelle"]) == fold(row["libelle"]))


def _likeness(other: Row, row: Row) -> float:
    return fuzz.ratio(fold(other["libelle"]), fold(row["libelle"]))


def _text(value: Any) -> str | None:
    return None if is_missing(value) else str(value)


def records(table: pd.DataFrame) -> list[Row]:
    """Give each row by column name, its values as Python objects."""
    return [{str(k): v for k, v in row.items()} for row in table.astype(object).to_dict("records")]
