"""Links attached a second time, by the standard library alone, in exact fractions.

Written from the rules, not from the code: it imports nothing of pstlib.
"""

from fractions import Fraction
from typing import Any

REST = (None, None)
"""Where what is attached to nothing goes: neither element nor OO."""


def attach(
    lines: list[dict[str, Any]], links: list[dict[str, Any]], elements: dict[str, dict[str, Any]]
) -> dict[tuple[int, Any, Any], int | None]:
    """Give, by line, element and OO, the cents that go there.

    Args:
        lines: ``article`` (function, code, number, year or None, project or None), ``exercice``
            and ``cents`` (None when missing).
        links: ``element``, ``exercice``, ``article`` (as for lines), ``fonction``, ``projet``,
            ``part``; each None when not said.
        elements: By identifier, those of the plan: ``oo``, ``original`` (its own identifier
            when it repeats nothing) and ``part``.
    """
    found: dict[tuple[int, Any, Any], int | None] = {}
    for number, line in enumerate(lines):
        meant = [link for link in links if names(link, line)]
        shares = shares_of(meant, elements)
        ranks = {name: rank for rank, name in enumerate(elements)}
        shares = dict(sorted(shares.items(), key=lambda item: ranks.get(item[0][0], len(ranks))))
        for place, cents in divide(line["cents"], shares).items():
            found[number, *place] = cents
    return found


def names(link: dict[str, Any], line: dict[str, Any]) -> bool:
    function, code, number, year, project = line["article"]
    wanted = link["article"]
    if not wanted and not link["fonction"] and not link["projet"]:
        return False
    if link["exercice"] not in (None, line["exercice"]):
        return False
    if link["fonction"] not in (None, function):
        return False
    said = link["projet"] or (wanted[4] if wanted else None)
    if said not in (None, project):
        return False
    if wanted is None:
        return True
    own_year = year or line["exercice"]
    return wanted[:3] == (function, code, number) and wanted[3] in (None, own_year)


def shares_of(
    links: list[dict[str, Any]], elements: dict[str, dict[str, Any]]
) -> dict[tuple[Any, Any], Fraction]:
    parts = [link["part"] for link in links]
    if len(parts) == 1 and parts[0] is None:
        parts = ["1"]
    if None in parts or sum(map(Fraction, parts)) > 1:
        return {REST: Fraction(1)}
    shares: dict[tuple[Any, Any], Fraction] = {}
    for link, part in zip(links, parts, strict=True):
        for place, share in places(link["element"], elements).items():
            shares[place] = shares.get(place, Fraction(0)) + Fraction(part) * share
    rest = 1 - sum(shares.values(), Fraction(0))
    return {place: share for place, share in shares.items() if share} | (
        {REST: rest} if rest else {}
    )


def places(element: str, elements: dict[str, dict[str, Any]]) -> dict[tuple[str, str], Fraction]:
    if element not in elements:
        return {}
    original = elements[element]["original"]
    group = {name: e for name, e in elements.items() if e["original"] == original}
    taken = {
        name: Fraction(e["part"])
        for name, e in group.items()
        if name != original and e["part"] is not None
    }
    shares = {original: 1 - sum(taken.values(), Fraction(0))} | taken
    return {(name, elements[name]["oo"]): share for name, share in shares.items()}


def divide(cents: int | None, shares: dict[tuple[Any, Any], Fraction]) -> dict[Any, int | None]:
    """Share out cents by largest remainder; of equal ones the first has the cent."""
    if cents is None:
        return dict.fromkeys(shares)
    whole = {place: int(cents * share // 1) for place, share in shares.items()}
    left = cents - sum(whole.values())
    by_remainder = sorted(shares, key=lambda place: -(cents * shares[place] - whole[place]))
    for place in by_remainder[:left]:
        whole[place] += 1
    return dict(whole)
