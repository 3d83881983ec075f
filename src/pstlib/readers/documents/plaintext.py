"""Plain text to blocks: encoding, control characters, leftovers of markup, bullets."""

import html
import re
from collections import Counter

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.marks import Found, Mark, find_mark

MAX_LINES = 200_000
MAX_LINE = 3_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Every repetition is bounded: a hostile line costs no more than its length.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_TAG = re.compile(
    r"</?(?:u|b|i|em|strong|span|p|br|font|div|sup|sub|a)(?:\s[^<>]{0,200})?\s?/?>", re.I
)
_ENTITY = re.compile(r"&(?:#\d{1,5}|[a-zA-Z]{2,8});")
_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_]{1,300})(?<=\S)\1(?!\w)")
_BLANKS = re.compile(r"[^\S\t]+")
_BULLET = re.compile(
    r"(?:[-–—‒*o](?=\s)|[a-z]\)(?=\s)|[•·▪▫◦‣⁃●○■□►▶➢➤➔→⇒✓✔✗☐☑❖◆\uf0b7\uf0a7\uf0d8])[ \t]*"
)
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—]?\s*\d{1,3}(?:\s*(?:/|sur|de)\s*\d{1,3})?\s*[-–—]?", re.I
)


def decode(data: bytes, name: str) -> str:
    """Turn the bytes of a text file into text, its encoding found.

    Raises:
        SourceError: If the bytes are not those of a text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:65_536]:
        raise SourceError(
            "Ce fichier n’est pas un texte",
            where=name,
            found="des octets binaires",
            todo="Donnez le PST enregistré comme texte (.txt).",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)


def _decode_legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # Western offices write these; a free guess among 90 encodings turns short texts into Chinese.
    best = from_bytes(data[:500_000], cp_isolation=["cp1252", "mac_roman", "cp850"]).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def read_blocks(text: str, name: str) -> tuple[list[Block], pd.DataFrame]:
    """Cut a text into blocks.

    Returns:
        The blocks in reading order, and the rejected lines (``lieu, contenu, motif``): those too
        long to be a line of a list.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise SourceError(
            "Texte trop long pour un PST",
            where=name,
            found=f"{len(lines)} lignes",
            todo=f"Donnez un texte de {MAX_LINES} lignes au plus.",
        )
    pages = text.count("\f") > 0
    blocks: list[Block] = []
    rejected: list[dict[str, str]] = []
    page, apart = 1, True
    for number, line in enumerate(lines, start=1):
        page += line.count("\f")
        apart = apart or "\f" in line
        place = f"page {page}, ligne {number}" if pages else f"ligne {number}"
        if len(line) > MAX_LINE:
            rejected.append(_too_long(line, place))
            apart = True
            continue
        block = _block(line, place, apart=apart, page=page)
        apart = block is None
        if block:
            blocks.append(block)
    return _without_running_lines(blocks), pd.DataFrame(
        rejected, columns=["lieu", "contenu", "motif"]
    )


def _too_long(line: str, place: str) -> dict[str, str]:
    return {
        "lieu": place,
        "contenu": _CONTROL.sub("", line[:200]).strip() + "…",
        "motif": f"ligne de {len(line)} caractères : tableau ou page aplatis par l’extraction",
    }


def _block(line: str, place: str, *, apart: bool, page: int) -> Block | None:
    clean = _EMPHASIS.sub(r"\2", _TAG.sub("", _CONTROL.sub("", line.replace("\f", ""))))
    clean = _ENTITY.sub(lambda match: html.unescape(match[0]), clean)
    clean = clean.replace("\u2010", "-").replace("\u2011", "-")
    rest = clean.lstrip()
    indent = len(clean[: len(clean) - len(rest)].expandtabs(4))
    rest = _HEADING_MARK.sub("", rest, count=1) if rest.startswith("#") else rest
    bullet = ""
    while match := _BULLET.match(rest):
        sign = match[0].strip()
        bullet += "a)" if sign.endswith(")") else sign
        rest = rest[match.end() :]
    text = _BLANKS.sub(" ", rest).strip()
    return Block(text, place, indent, bullet, apart, page) if text else None


def _without_running_lines(blocks: list[Block]) -> list[Block]:
    """Leave out page numbers, and what stands at the top or foot of several pages."""
    pages: dict[int, list[Block]] = {}
    for block in blocks:
        pages.setdefault(block.page, []).append(block)
    edges = Counter(key for page in pages.values() for key in _edge_keys(page))
    # On most pages: the heading of a list may well open three of them.
    running = {key for key, count in edges.items() if count >= max(3, len(pages) / 2) and key}
    kept = []
    for page in pages.values():
        at_edge = {id(block) for block in (*page[:2], *page[-2:])} if len(pages) > 1 else set()
        kept += [
            block
            for block in page
            if not _PAGE_NUMBER.fullmatch(block.text)
            and not (id(block) in at_edge and _without_digits(block.text) in running)
        ]
    return kept


def _edge_keys(page: list[Block]) -> set[str]:
    """Give what may be running lines; « Objectif stratégique 2 » opens a page, but runs on none."""
    edges = (block.text for block in (*page[:2], *page[-2:]))
    return {_without_digits(text) for text in edges if not _is_worded(find_mark(text))}


def _is_worded(found: Found | None) -> bool:
    return found is not None and found.mark is not Mark.NUMBER


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold()).strip()
