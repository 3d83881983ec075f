"""The words of a line, without control characters, leftovers of markup and bullets."""

import html
import re

# Every repetition is bounded: a hostile line costs no more than its length.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TAG = re.compile(
    r"</?(?:u|b|i|em|strong|span|p|br|font|div|sup|sub|a)(?:\s[^<>]{0,200})?\s?/?>", re.I
)
_ENTITY = re.compile(r"&(?:#\d{1,5}|[a-zA-Z]{2,8});")
_BLANKS = re.compile(r"[^\S\t]+")
_BULLET = re.compile(
    r"(?:[-–—‒*o](?=\s)|[a-z]\)(?=\s)|\[[ xX]\](?=\s[^=:])"
    r"|[•·▪▫◦‣⁃●○■□►▶➢➤➔→⇒✓✔✗☐☑☒◩◪◧◨◐◑◒◓◔◕◯✕✖✘❖◆\uf0b7\uf0a7\uf0d8\uf0fc\uf076])"
    r"[ \t\u00a0]*"
)
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"})


def clean(text: str) -> str:
    """Take out control characters, tags and entities; make every hyphen the common one."""
    bare = _TAG.sub("", _CONTROL.sub("", text.replace("\f", "")))
    bare = _ENTITY.sub(lambda match: html.unescape(match[0]), bare)
    return bare.replace("\u2010", "-").replace("\u2011", "-").translate(_LIGATURES)


def without_control(text: str) -> str:
    """Take out characters that print nothing."""
    return _CONTROL.sub("", text)


def split_bullet(text: str) -> tuple[str, str]:
    """Part the bullets at the start of a line from its words, blanks reduced."""
    bullet, rest = "", text.lstrip()
    while match := _BULLET.match(rest):
        sign = match[0].strip()
        bullet += "a)" if sign.endswith(")") else sign
        rest = rest[match.end() :]
    return bullet, _BLANKS.sub(" ", rest).strip()
