"""Titles that say what to do, as objectives and actions do."""

import re
from functools import lru_cache

from pstlib.text import fold

_VERB = re.compile(r"(?:(?:ne pas|se|s'|mieux|faire) ?)?[a-z-]{2,}(?:er|ir|re|oir)\b")
_NOUN = re.compile(
    r"(?:(?:la|le|l'|les|une?|mise|prise) )?[a-z-]{3,}"
    r"(?:ions?|ments?|ages?|ances?|ures?|tes?|ats?)\b"
)


@lru_cache(maxsize=20_000)  # every reading asks again for the same titles
def is_deed(title: str) -> bool:
    """Tell a title that says what to do: an infinitive, or a noun for it."""
    text = fold(title.replace("’", "'"))
    return bool(_VERB.match(text) or _NOUN.match(text)) and " " in text
