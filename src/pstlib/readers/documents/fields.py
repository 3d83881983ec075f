"""Labelled attributes under or beside an action: « Responsable : … », « Échéance : … »."""

import re
from functools import cache

from pstlib.reference import load_yaml
from pstlib.text import fold

# « État au 31 décembre 2026 : »
_DATED = r"(?:\s(?:au|en|fin)\s(?:\d{1,2}(?:er)?[/. ][\w./]{1,9}[/. ])?\d{2,4})?"
Field = tuple[str, str, str]  # column of ``elements`` (empty: none), label as printed, value


def split_fields(text: str, *, whole: bool) -> tuple[str, list[Field]]:
    """Part a text from the attributes that it holds.

    Args:
        text: A line, or the title of an element.
        whole: Whether an attribute may open the text; in a title it only may follow.

    Returns:
        What stands before the first attribute, and the attributes as (column, label, value).
    """
    found = [m for m in _pattern().finditer(text) if _holds(m, whole=whole)]
    if not found:
        return text, []
    ends = [*[match.start() for match in found[1:]], len(text)]
    fields = [
        _field(match, text[match.end() : end]) for match, end in zip(found, ends, strict=True)
    ]
    return text[: found[0].start()].rstrip(" \t;,|·–—-("), fields


def is_only_fields(text: str) -> bool:
    """Tell a line of attributes."""
    return split_fields(text, whole=True)[0] == ""


def column_of(label: str) -> str | None:
    """Give the column that a label names, ``""`` for one without column, None if it is unknown."""
    return _columns().get(_key(label))


def is_label(text: str) -> bool:
    """Tell whether a line is only the label of an attribute, e.g. ``Indicateurs :``."""
    return column_of(text.rstrip(" :?")) is not None


def is_sure_label(text: str) -> bool:
    """Tell whether a text opens with a label that no action could open with."""
    match = _pattern().match(text)
    return match is not None and column_of(match["label"]) in _labels()["surs"]


def _field(match: re.Match[str], rest: str) -> Field:
    label, value = match["label"], rest.strip(" \t;,|·–—-")
    if match["before"].startswith("(") and value.count(")") > value.count("("):
        value = value.removesuffix(")")
    return column_of(label) or "", label, value if "(" in value else value.rstrip(" )")


def _holds(match: re.Match[str], *, whole: bool) -> bool:
    if match.start() == 0:
        return whole
    # In a line of attributes, a label in capitals needs no sign before it; in a title it does.
    return whole if match["before"] == " " else _may_follow_a_title(match["label"])


def _may_follow_a_title(label: str) -> bool:
    others = {_key(name) for name in _labels()["surs_apres_un_titre"]}
    return column_of(label) in _labels()["surs"] or _key(label) in others


def _labels() -> dict[str, list[str]]:
    return dict(load_yaml("libelles.yml"))


@cache
def _columns() -> dict[str, str]:
    rows = load_yaml("libelles.yml")["libelles"]
    return {_key(label): row["colonne"] or "" for row in rows for label in row["mots"]}


@cache
def _pattern() -> re.Pattern[str]:
    labels = {label for row in load_yaml("libelles.yml")["libelles"] for label in row["mots"]}
    longest_first = sorted(labels, key=len, reverse=True)
    names = "|".join(re.escape(label).replace("'", "['’]") for label in longest_first)
    bare = names.translate(str.maketrans("éèêôû", "eeeou"))
    return re.compile(
        rf"(?P<before>^|[;|,(\t]\s?|\s[–—-]\s|(?<=\w)\.\s|\s(?=(?-i:[A-ZÉ])))"
        rf"(?P<label>(?:{names}|{bare})(?:\(s\)|s)?)(?:\sactuel(?:le)?)?{_DATED}"
        r"(?:\s?:|\s?\?(?:\s?:)?)\s*",
        re.I,
    )


def _key(label: str) -> str:
    return fold(label.replace("’", "'")).removesuffix("(s)").rstrip("s")
