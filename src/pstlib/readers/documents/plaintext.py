"""Plain text to blocks: encoding, control characters, leftovers of markup, bullets."""

import re
from dataclasses import replace
from itertools import chain

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents.blocks import MARGIN, Block, Table
from pstlib.readers.documents.cleaning import clean, split_bullet, without_control
from pstlib.readers.documents.columns import with_columns
from pstlib.readers.documents.flattened import is_flattened, unflatten
from pstlib.readers.documents.headers import column
from pstlib.readers.documents.running import without_running_lines
from pstlib.readers.documents.spaced import segments
from pstlib.readers.documents.statuses import known_state

MAX_LINES, MAX_CHARACTERS = 50_000, 10_000_000
MAX_LINE = 3_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_]{1,300})(?<=\S)\1(?!\w)")
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\([^()\s]{1,1000}\)")


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


def read_blocks(text: str, name: str) -> tuple[list[Block | Table], pd.DataFrame]:
    """Cut a text into blocks.

    Returns:
        The blocks in reading order, and the rejected lines (``lieu, contenu, motif``): those too
        long to be a line of a list.
    """
    found: list[Block | None] = []
    flat: dict[int, tuple[str, str]] = {}
    rejected: list[dict[str, str]] = []
    raws: dict[str, str] = {}
    page, apart, pages = 1, True, "\f" in text
    for number, line in enumerate(_lines(text, name), start=1):
        page, apart = page + line.count("\f"), apart or "\f" in line
        place = f"page {page}, ligne {number}" if pages else f"ligne {number}"
        block = None
        if is_flattened(line):
            flat[len(found)] = (clean(line), place)
        elif len(line) > MAX_LINE:
            rejected.append(_too_long(line, place))
        else:
            block = _block(line, place, apart=apart, page=page)
            raws[place] = line.replace("\f", "")
        apart = block is None
        found.append(block)
    parts = dict(zip(flat, unflatten(list(flat.values())), strict=True))
    blocks = chain.from_iterable(
        parts.get(index, (one,) if one else ()) for index, one in enumerate(found)
    )
    body, margins = without_running_lines(list(blocks))
    rejects = pd.DataFrame(rejected, columns=["lieu", "contenu", "motif"])
    return [
        *(replace(block, level=MARGIN) for block in margins),
        *with_columns(body, raws),
    ], rejects


def _lines(text: str, name: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS:
        raise SourceError(
            "Texte trop long pour un PST",
            where=name,
            found=f"{len(lines)} lignes, {len(text)} caractères",
            todo=f"Donnez le PST seul : {MAX_LINES} lignes, {MAX_CHARACTERS} caractères au plus.",
        )
    return lines


def _too_long(line: str, place: str) -> dict[str, str]:
    return {
        "lieu": place,
        "contenu": without_control(line[:200]).strip() + "…",
        "motif": f"ligne de {len(line)} caractères : tableau ou page aplatis par l’extraction",
    }


def _block(line: str, place: str, *, apart: bool, page: int) -> Block | None:
    bare = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", clean(line)))
    rest = bare.lstrip()
    indent = len(bare[: len(bare) - len(rest)].expandtabs(4))
    rest = _HEADING_MARK.sub("", rest, count=1) if rest.startswith("#") else rest
    bullet, text = split_bullet(rest)
    parts = [part for _, part in segments(rest)] if "  " in rest else []
    fields: tuple[tuple[str, str, str], ...] = ()
    if len(parts) == 2 and not bullet and ":" not in text and column(parts[0]).known:
        text = "\t".join(parts)
    elif len(parts) > 1 and known_state(parts[-1]) and text.endswith(parts[-1]):
        text, fields = text.removesuffix(parts[-1]).strip(), (("statut", "", parts[-1]),)
    return Block(text, place, indent, bullet, apart, page, fields=fields) if text else None
