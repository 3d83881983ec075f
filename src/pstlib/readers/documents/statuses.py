"""The words for the state of an action: list headings, mentions at the end of a title, fields."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pstlib.reference import load_yaml
from pstlib.text import fold

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_RATE = re.compile(r"(?<![\d,.])(\d{1,3}(?:[.,]\d{1,2})?) ?%")
# What may follow a state without changing it: a date, a rate, a remark in parentheses.
_TAIL = re.compile(
    r"(?:[,:;–—-]? ?(?:\(.{1,120}\)|a? ?\d{1,3}(?:[.,]\d{1,2})? ?%"
    r"|(?:en|le|a|au|depuis|pour|avant|par|fin|d'ici|jusqu).{0,80}\d.{0,20}))?"
)


# What may open the heading of a group of actions before the state itself.
_HEADS = re.compile(
    r"^(?:(?:ce qu(?:e nous avons|i|'il|e)|c'est|c'etait)(?: (?:est|sont|etait|a ete|ont ete|sera"
    r"|nous|reste))*(?: deja| encore)? |(?:les |nos )?(?:actions?|projets?|mesures?) )"
)
_OF_ACTIONS = re.compile(r"^(?:l['’])?(?:action|projet|mesure)s? (?:est |a été )?", re.I)
_LEFT = re.compile(
    r"^(?:(?:deja|encore|il|sont|est|ayant ete|qui|en etat) )*(?:reste(?:nt)? (?:encore )?)?"
)
_REMARK = re.compile(r"(?P<state>[^–—,:;-]{2,40}?)(?:\s?[–—:;,]\s|\s-\s)(?P<remark>.{1,150})")
_TAKEN_BACK = re.compile(
    r"partiel|en partie|\bsauf\b|except|\bmais\b|\bpas\b|\bnon\b|\bsi\b|\?|%|reste\b"
)


@dataclass(frozen=True, slots=True)
class State:
    """What a mention says of an action; ``source`` is the mention as printed.

    ``status`` is None where the words are not known, or say only a type or a rate.
    """

    source: str
    status: str | None = None
    rate: float | None = None
    type_action: str | None = None


def read_state(text: str) -> State:
    """Read a field or column that gives a state, known or not.

    A column says nothing but states: more may follow than after a title (« En cours chez
    l’auteur de projet »), unless it holds another state. Of several points (« / »), all must agree.
    """
    bare = _OF_ACTIONS.sub("", text)
    if whole := known_state(bare):
        return whole if bare == text else replace(whole, source=text)
    points = [point for point in bare.split(" / ") if point.strip(" -–—")]
    states = [known_state(point) or _opening_state(point) for point in points]
    kinds = {(state.status, state.type_action) if state else (None, None) for state in states}
    rate = _rate(fold(text))
    if len(kinds) != 1 or not states or states[0] is None:
        return State(text, rate=rate)
    return State(text, states[0].status, rate, states[0].type_action)


def _opening_state(text: str) -> State | None:
    """Read the state that a text opens with, if nothing after it takes it back."""
    folded = fold(text.replace("’", "'")).strip(" .;:-")
    for words, status, _ in _vocabulary():
        if (match := words.match(folded)) and status:
            rest = folded[match.end() :]
            rate = _rate(folded)
            other = any(s != status and pattern.search(rest) for pattern, s, _ in _vocabulary())
            half_done = status == "TERMINE" and rate not in (None, 100)
            taken_back = other or half_done or _TAKEN_BACK.search(rest)
            return None if taken_back else State(text, status, rate)
    return None


@lru_cache(maxsize=20_000)  # the same few words end most lines
def known_state(text: str) -> State | None:
    """Read a text that is nothing but a known state (and its date or rate); else give None."""
    source = text.strip(" \t.;:")
    source = source[1:-1].strip() if _BRACKETS.fullmatch(source) else source
    folded = fold(source.replace("’", "'"))
    if not folded or len(folded) > 160:
        return None
    rate = _rate(folded)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{1,2})? ?%", folded):
        return State(source, "TERMINE" if rate == 100 else None, rate)
    for words, status, type_action in _vocabulary():
        if match := words.match(folded):
            if not _TAIL.fullmatch(folded[match.end() :].strip()):
                return None
            # « réalisé à 50 % »: done, or under way?
            half_done = status == "TERMINE" and rate is not None and rate < 100
            return State(source, None if half_done else status, rate, type_action)
    return None


def remarked_state(text: str) -> State | None:
    """Read a state and the remark after it: « Suspendu – dans l’attente du subside »."""
    match = _REMARK.fullmatch(text.strip())
    state = known_state(match["state"]) if match else None
    remark = match["remark"] if match else ""
    other = state and _TAKEN_BACK.search(fold(remark.replace("’", "'")))
    return None if other or state is None else State(text.strip(), state.status, state.rate)


def headed_state(text: str) -> State | None:
    """Read the heading of a group: « Ce qui a été abandonné », « C’EST FAIT », « En cours »."""
    folded = fold(text.replace("’", "'")).strip(" .:!")
    bare = _HEADS.sub("", folded)
    state = known_state(_LEFT.sub("", bare))
    return State(text.strip(" .:"), state.status, state.rate, state.type_action) if state else None


def read_rate(text: str) -> float | None:
    """Read a cell that gives a rate, 0 to 100; without its sign, « 0,5 » may be 0.5 % or 50 %.

    >>> read_rate("50 %"), read_rate("33,3"), read_rate("0,5"), read_rate("110 %")
    (50.0, 33.3, None, None)
    """
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?)( ?%)?", " ".join(text.split()))
    value = float(match[1].replace(",", ".")) if match else None
    if match is None or value is None or value > 100 or (not match[2] and 0 < value <= 1):
        return None
    return value


def _rate(folded: str) -> float | None:
    match = _RATE.search(folded)
    value = float(match[1].replace(",", ".")) if match else None
    return value if value is not None and value <= 100 else None


@cache
def _vocabulary() -> list[tuple[re.Pattern[str], str | None, str | None]]:
    table = load_yaml("statuts.yml")
    words = [(word, row["statut"], None) for row in table["mots"] for word in row["mots"]]
    words += [
        (word, None, row["type_action"]) for row in table.get("types") or () for word in row["mots"]
    ]
    # The longest first: « en cours de réalisation » before « en cours ».
    words.sort(key=lambda entry: -len(entry[0]))
    return [(_inflected(word), status, kind) for word, status, kind in words]


def _inflected(phrase: str) -> re.Pattern[str]:
    """Match a phrase whatever the gender and number of its participles and adjectives."""
    words = fold(phrase).split()
    ends = [r"e?s?" if word[-1] in "eltnsu" and len(word) >= 3 else "" for word in words]
    inflected = (re.escape(word) + end for word, end in zip(words, ends, strict=True))
    return re.compile(" ".join(inflected) + r"(?!\w)")
