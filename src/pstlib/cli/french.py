"""French on any terminal: click's own messages, and glyphs that a console may lack."""

import codecs
import gettext
import io
import os
import unicodedata
from pathlib import Path
from typing import TextIO

_CATALOGUE = Path(__file__).parent / "locale"
_NEAREST = {
    "\u202f": "\u00a0",  # narrow non-breaking space of French numbers
    "\u2011": "-",
    "\u2212": "-",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "✓": "v",
}


def speak_french() -> None:
    """Make click's messages French, whatever the language of the machine.

    click asks gettext's default domain for each message; ``LANGUAGE`` is gettext's own switch.
    """
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", str(_CATALOGUE))


def make_printable(*streams: TextIO | None) -> None:
    """Let each stream write any text: what its code page lacks becomes the nearest glyph."""
    codecs.register_error("pst-nearest", _nearest_glyph)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="pst-nearest")


def _nearest_glyph(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = "".join(_plain(glyph, error.encoding) for glyph in lacking)
    return plain, error.end


def _plain(glyph: str, encoding: str) -> str:
    for candidate in (_NEAREST.get(glyph, ""), unicodedata.normalize("NFKD", glyph)[0]):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        if candidate:
            return candidate
    return "?"
