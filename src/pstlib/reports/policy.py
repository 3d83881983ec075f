"""What a page may run and fetch: its own script and style, and nothing from any network."""

import base64
import hashlib
from collections.abc import Iterable

# plotly.js makes a style element without text, then fills it by script.
_EMPTY = ""


def security_policy(styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> str:
    """Write the Content-Security-Policy of a page.

    A script or style inside the page runs only if its very text is named here by its hash; an
    event attribute or a ``javascript:`` address never does. For a page opened from a disk,
    ``file:`` stands for the folder that ``'self'`` names on a site.

    Args:
        styles: Texts of the style elements of the page.
        scripts: Texts of its script elements.
    """
    own = "'self' file:"
    directives = {
        "default-src": "'none'",
        "script-src": _hashes(scripts) or own,
        "script-src-attr": "'none'",
        "style-src": f"{own} {_hashes([_EMPTY, *styles])}",
        # Positions and sizes: the bars of a table, the drawings of plotly.js.
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data: blob:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hashes(texts: Iterable[str]) -> str:
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
