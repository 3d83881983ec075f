"""Formatted descriptions (HTML, RTF) become plain text; nothing in them is ever run."""

import re
from dataclasses import dataclass

from lxml import etree

_HIDDEN = {"script", "style", "template", "noscript", "object", "embed", "iframe", "head", "title"}
_ACTIVE = {"script", "object", "embed", "iframe"}
_LINES = {
    *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p"),
    *("pre", "section", "table", "td", "th", "tr", "ul"),
}
_LONGEST_RTF = 2_000_000
# A tag with thousands of attributes would keep the parser busy for hours; none holds words.
_LONG_TAG = re.compile(r"<[^<>]{2000,}>?")


@dataclass(frozen=True)
class RichText:
    """A plain text, and whether something active (script, event) was left out of it."""

    text: str
    active: bool = False


def html_to_text(source: str) -> RichText:
    """Give the words of an HTML fragment, one line a paragraph, a cell or an item of a list.

    Scripts, styles and frames are dropped; a fragment that is no HTML is given as it is.
    """
    if "<" not in source and "&" not in source:
        return RichText(_tidy(source))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_LONG_TAG.sub("", source).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:  # nothing but comments, or bytes that are no markup
        return RichText("")
    pieces: list[str] = []
    active = _collect(root, pieces)
    return RichText(_tidy("".join(pieces)), active)


def _collect(root: etree._Element, pieces: list[str]) -> bool:
    """Add the words of a tree to ``pieces``; tell whether it holds something active."""
    hidden = 0
    active = False
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = str(node.tag)
        if event == "start":
            active = active or _is_active(node)
            hidden += tag in _HIDDEN
            pieces.append("\n" if tag in _LINES else "")
            words = node.text
        else:
            hidden -= tag in _HIDDEN
            pieces.append("\n" if tag in _LINES else "")
            words = node.tail
        if words and not hidden:
            pieces.append(re.sub(r"[ \t\r\n]+", " ", words))
    return active


def _is_active(node: etree._Element) -> bool:
    return str(node.tag) in _ACTIVE or any(
        str(name).startswith("on") or str(value).strip().lower().startswith("javascript:")
        for name, value in node.attrib.items()
    )


def rtf_to_text(source: str) -> str | None:
    """Give the words of an RTF text, None where it can't be read."""
    from striprtf.striprtf import rtf_to_text as strip

    if not source.lstrip().startswith("{\\rtf"):
        return source
    if len(source) > _LONGEST_RTF:
        return None
    try:
        return _tidy(str(strip(source, errors="replace")))  # type: ignore[no-untyped-call]
    except Exception:  # a third party's parser on a stranger's text: any failure says "unreadable"
        return None


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip(" \t") for line in text.splitlines())
    return "\n".join(line for line in lines if line)
