"""Titles of fictitious actions and objectives, put together from nouns, verbs and complements."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pstlib.examples.draws import Draw
from pstlib.examples.organisations import Organisation
from pstlib.examples.vocabulary import words
from pstlib.grammar import capitalised, of, the

_SLOT = re.compile(r"(?:\b(?P<de>de) )?\{(?P<name>\w+)\}")
_KINDS = {
    "demarches": 0.27, "dispositifs": 0.27, "activites": 0.2, "outils": 0.14, "chantiers": 0.12,
}  # fmt: skip
_COUNTS = {0: 0.34, 1: 0.48, 2: 0.18}
_ORDER = ("public", "lieu", "partenaire", "but", "terme")
_WEIGHTS = {"public": 0.3, "but": 0.25, "partenaire": 0.2, "lieu": 0.13, "terme": 0.12}


def theme_words(theme: str) -> Any:
    """Give the words of a theme; ``COMMUNE`` has those of an administration communale."""
    return words("titles")["communaux"] if theme == "COMMUNE" else words("themes")[theme]


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put values into a template; « de » is elided or contracted before them."""

    def value(match: re.Match[str]) -> str:
        known = values[match["name"]]
        return of(known) if match["de"] else known

    return _SLOT.sub(value, template)


@lru_cache(maxsize=16_384)
def forms(noun: str) -> dict[str, str]:
    """Give the forms of a noun given with its article.

    >>> forms("un atelier")["dun"], forms("des ateliers")["du"], forms("la qualité")["au"]
    ('d’un atelier', 'des ateliers', 'à la qualité')
    """
    article, _, bare = noun.partition(" ")
    definite = {
        "un": lambda: the(bare),
        "une": lambda: the(bare, feminine=True),
        "des": lambda: f"les {bare}",
    }.get(article, lambda: noun)()
    indefinite_of = of(bare) if article == "des" else of(noun)
    to = definite
    for said, contracted in (("le ", "au "), ("les ", "aux ")):
        if definite.startswith(said):
            to = contracted + definite.removeprefix(said)
    return {
        "un": noun,
        "le": definite,
        "dun": indefinite_of,
        "du": of(definite),
        "au": to if to != definite else f"à {definite}",
        "les": noun,
        "des": of(noun),
        "bare": bare,
    }


class Titles:
    """Writes the titles of one plan, none of them twice.

    Args:
        owner: Whose plan it is.
        draw: Where its chance comes from.
        years: The exercices of the plan.
    """

    def __init__(self, owner: Organisation, draw: Draw, years: tuple[int, int]) -> None:
        self._owner, self._draw, self._years = owner, draw, years
        self._used: set[str] = set()
        self._said: set[str] = set()
        habits = owner.draw("style")
        self._nominal = habits.weighted({0.05: 0.6, 0.9: 0.2, 0.45: 0.2})
        self._capitals, self._typos = habits.chance(0.03), habits.chance(0.08)
        self._straight, self._acronyms = habits.chance(0.3), habits.chance(0.3)

    def action(self, theme: str) -> str:
        """Write the title of an action of a theme."""
        return self._new(lambda: self._action(theme))

    def objective(self, choices: Sequence[str]) -> str:
        """Write the title of an OS."""
        return self._new(lambda: self._draw.pick(choices))

    def operational(self, theme: str) -> str:
        """Write the title of an OO of a theme."""
        return self._new(lambda: self._operational(theme))

    def kept(self, title: str) -> str:
        """Take over a title of an earlier plan."""
        self._used.add(title)
        return title

    def values(self, theme: str) -> dict[str, str]:
        """Draw what the slots of a template may hold."""
        draw, known = self._draw, theme_words(theme)
        return self._owner.setting | {
            "lieu": draw.pick(self._owner.villages),
            "commune": self._owner.commune,
            "nb": str(draw.whole(2, 12)),
            "nb2": str(5 * draw.whole(3, 24)),
            "an": str(draw.whole(self._years[0] + 1, self._years[1])),
            "p": draw.pick(known["partenaires"]),
            "b": draw.pick(known["buts"]),
            "les": draw.pick(known["publics"]),
        }

    def _new(self, write: Any) -> str:
        for _ in range(30):
            title = write()
            if title not in self._used:
                break
        else:
            title = f"{title} ({len(self._used)})"
        self._used.add(title)
        return self._in_style(title)

    def _fresh(self, choices: Sequence[str]) -> str:
        """Choose words that the plan doesn't hold yet, while there are some."""
        chosen = self._draw.pick([one for one in choices if one not in self._said] or choices)
        self._said.add(chosen)
        return chosen

    def _operational(self, theme: str) -> str:
        given = self._fresh(theme_words(theme)["oo"])
        title = self._draw.pick(words("titles")["variantes_oo"]).replace("{oo}", given)
        return filled(title, self.values(theme))

    def _action(self, theme: str) -> str:
        draw, known, values = self._draw, theme_words(theme), self.values(theme)
        if draw.chance(0.16):
            return filled(self._fresh(known["phrases"]), values)
        kind = draw.weighted(_KINDS)
        noun = forms(filled(self._fresh(known["objets"][kind]), values))
        pair = draw.pick(words("titles")["verbes"][kind])
        while _refused(pair[0], noun["bare"]):
            pair = draw.pick(words("titles")["verbes"][kind])
        title = pair[draw.chance(self._nominal)].format(**noun)
        parts = self._complements(title, values)
        if draw.chance(0.05):
            parts.append(draw.pick(words("titles")["suites"]))
        return capitalised(" ".join([title, *parts]))

    def _complements(self, title: str, values: Mapping[str, str]) -> list[str]:
        draw = self._draw
        chosen = {draw.weighted(_WEIGHTS) for _ in range(draw.weighted(_COUNTS))}
        if " pour " in title or " à destination" in title:
            chosen -= {"public", "but"}
        if any(village in title for village in self._owner.villages) or " à " in title:
            chosen -= {"lieu"}
        if "partenariat" in title or " avec " in title:
            chosen -= {"partenaire"}
        choices = words("titles")["complements"]
        nouns = {"les": values["les"], "des": of(values["les"])}
        every = {**values, **nouns, "dep": of(values["p"])}
        return [filled(draw.pick(choices[name]), every) for name in _ORDER if name in chosen]

    def _in_style(self, title: str) -> str:
        if self._acronyms:
            for name, short in words("titles")["acronymes"].items():
                title = title.replace(name, short)
        if self._typos and self._draw.chance(0.15):
            title = _mistyped(title, self._draw)
        if self._straight:
            title = title.replace("’", "'")
        return title.upper() if self._capitals else title


def _refused(verb: str, noun: str) -> bool:
    return any(noun.startswith(start) for start in words("titles")["refus"].get(verb, ()))


def _mistyped(title: str, draw: Draw) -> str:
    """Swap or lose a letter inside a long word, as fast fingers do."""
    places = [match.start() for match in re.finditer(r"(?<=\w{2})[a-zéè]{2}(?=\w{2})", title)]
    if not places:
        return title
    at = draw.pick(places)
    pair = title[at : at + 2]
    return title[:at] + draw.pick([pair[::-1], pair[0], pair[1]]) + title[at + 2 :]
