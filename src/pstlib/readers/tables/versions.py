"""Names of the versions of a budget, alone or inside a title."""

import re
from functools import cache, lru_cache

from pstlib.readers.tables.amendments import without_total_words
from pstlib.readers.tables.headers import synonyms, title_key

_AMENDMENT = re.compile(
    r"(?:mb|modifications? budgetaires?)(?: n(?:o|r|um|umero)?)? ?(?P<after>[1-9]\d?)"
    r"|(?P<before>[1-9]\d?)(?:e|re|er|ere|eme|ieme)? (?:mb|modification budgetaire)"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def amount_column(title: str) -> tuple[str, int | None] | None:
    """Read a column title such as « MB 2 » or « Compte 2019 »."""
    words = title_key(title)
    year = YEAR.search(words)
    bare = YEAR.sub("", words).strip()
    version = version_of(bare) or version_of(without_total_words(bare))
    return None if version is None else (version, int(year[0]) if year else None)


@lru_cache(maxsize=1024)
def version_of(title: str) -> str | None:
    """Read the name of a version of the budget: ``INITIAL``, ``MB1``… ``COMPTE``."""
    words = title_key(title)
    if match := _AMENDMENT.fullmatch(words):
        return f"MB{match['after'] or match['before']}"
    return _versions().get(words)


def version_in(words: str) -> str | None:
    """Find a version in a longer title: « Modification budgétaire n° 1 – exercice 2021 »."""
    if match := _AMENDMENT.search(words):
        return f"MB{match['after'] or match['before']}"
    if "budget initial" in words:
        return "INITIAL"
    return "COMPTE" if re.search(r"\bcompte\b", words) else None


@cache
def _versions() -> dict[str, str]:
    listed_titles = synonyms("versions").items()
    return {title_key(title): code for code, titles in listed_titles for title in [code, *titles]}
