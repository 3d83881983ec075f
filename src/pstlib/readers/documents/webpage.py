"""HTML to blocks: headings, nested lists, tables; what a site puts around its pages left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from pstlib.readers.documents.blocks import Block, Cell, Table, laid_out, margins
from pstlib.readers.documents.cleaning import clean, split_bullet, without_control
from pstlib.readers.documents.fields import is_sure_label
from pstlib.readers.documents.marks import Mark, find_mark
from pstlib.readers.documents.plaintext import decode
from pstlib.readers.documents.statuses import known_state
from pstlib.readers.documents.trees import LIST_STEP, integer, owner, times

_NOISE_TAGS = frozenset(
    {
        *("nav", "footer", "aside", "script", "style", "noscript", "template", "head", "svg"),
        *("iframe", "select", "option", "button", "textarea", "object", "audio", "video"),
        *("canvas", "dialog"),
    }
)
_NOISE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog")
)
_NOISE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:cookies?|rgpd|gdpr|consent|breadcrumbs?|fil-d?-?ariane|ariane|menu|navbar|nav|"
    r"navigation|sidebar|share|sharing|partage|social|footer|pagination|skip-links?|sommaire|toc|"
    r"table-des-matieres|table-of-contents|related|newsletter|banner|tags)(?:$|[-_\s])",
    re.I,
)
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "big", "cite", "code", "data", "del", "em"),
        *("font", "i", "img", "input", "ins", "kbd", "label", "mark", "picture", "q", "s"),
        *("small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
_BOLD = ("b", "strong")
_DEEPEST = 120
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,30})", re.I)
_CELLS = ("td", "th")
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ]['’]?[a-zà-ÿ]")
_MARGIN = re.compile(r"margin-left:\s*(\d{1,3}(?:\.\d{1,3})?)pt")
_NOTE = re.compile(r"[(\[](?:\d{1,2}|\*{1,3})[)\]]|\*{1,3}")


def read_flow(data: bytes, where: str) -> list[Block | Table]:
    """Turn a web page into blocks and tables."""
    root = _parsed(_decoded(data, where))
    if root is None:
        return []
    title = "".join(root.xpath("//head//title[1]//text()"))
    _drop_noise(root)
    mains = root.xpath("//main | //*[@role='main']")
    start = mains[0] if len(mains) == 1 and _length(mains[0]) > 200 else root
    return [*margins([title], "titre de la page"), *_Reader().flow(start, _Place())]


def _decoded(data: bytes, where: str) -> str:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decode(data, where)


def _parsed(text: str) -> Any:
    # The text is decoded: a declared encoding would only mislead the parser.
    bare = without_control(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _drop_noise(root: Any) -> None:
    """Remove menus, cookies, tables of links…; never what holds most of the page."""
    whole = _length(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag in _NOISE_TAGS or (
            _is_noise(element) and (_is_contents(element) or _length(element) * 2 < whole)
        ):
            _remove(element)


def _is_noise(element: Any) -> bool:
    if element.tag in ("html", "body", "main", "article", *_CELLS, "tr", "table", "li", "p"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    role = (element.get("role") or "").lower()
    named = role in _NOISE_ROLES or _NOISE_NAMES.search(names) is not None
    return (named and not _holds_objectives(element)) or _is_contents(element)


def _holds_objectives(element: Any) -> bool:
    """Tell a part of the plan that a site builder named « menu-item-content »."""
    headings = (e for e in element.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    marks = (find_mark("".join(heading.itertext()).strip()) for heading in headings)
    return any(found and found.mark is not Mark.NUMBER for found in marks)


def _is_contents(element: Any) -> bool:
    """Tell a list of links to places in the page itself."""
    if element.tag not in ("ul", "ol", "div"):
        return False
    links = [a for a in element.iter("a") if (a.get("href") or "").startswith("#")]
    linked = sum(_length(link) for link in links)
    return len(links) >= 3 and linked >= 0.8 * _length(element)


def _remove(element: Any) -> None:
    parent, tail = element.getparent(), without_control(element.tail or "")
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())


@dataclass(frozen=True)
class _Place:
    depth: int = 0
    lists: int = 0
    mark: str = ""
    heading: int = 0
    indent: int = 0


@dataclass
class _Reader:
    """Gathers inline text until a block-level element ends it."""

    text: str = ""
    plain: bool = False
    line: int = 1
    apart: bool = True
    whole: bool = True

    def flow(self, element: Any, at: _Place) -> Iterator[Block | Table]:
        """Give the blocks and tables under a block-level element."""
        if at.depth > _DEEPEST:
            return
        self.line = element.sourceline or self.line
        self._add(element.text, bold=element.tag in _BOLD)
        for child in element:
            if not isinstance(child.tag, str):
                self._add(child.tail, bold=element.tag in _BOLD)
                continue
            if _is_inline(child) and not _holds_blocks(child):
                self._add(_inline(child), bold=_is_bold(child))
            else:
                before = list(self.flush(at))
                yield from before
                at = replace(at, mark="") if before else at
                yield from self._block_child(child, at)
            self._add(child.tail, bold=element.tag in _BOLD)
        yield from self.flush(at)

    def _add(self, text: str | None, *, bold: bool) -> None:
        blanks = _blanks(text)
        self.text = _together(self.text, blanks)
        self.plain = self.plain or (not bold and bool(blanks.strip()))

    def _block_child(self, child: Any, at: _Place) -> Iterator[Block | Table]:
        deeper = replace(at, depth=at.depth + 1, indent=_indent(child) or at.indent)
        if child.tag == "br":
            self.apart = self.whole = False
            return
        self.whole = True
        self.apart = self.apart or child.tag not in ("span", "strong", "b", "em")
        if child.tag == "table":
            yield from self.table(child, deeper)
        elif child.tag in ("ul", "ol", "menu", "dl"):
            yield from self.items(child, deeper)
        elif re.fullmatch(r"h[1-6]", child.tag):
            yield from self.flow(child, replace(deeper, heading=int(child.tag[1])))
        else:
            yield from self.flow(child, deeper)

    def items(self, element: Any, at: _Place) -> Iterator[Block | Table]:
        """Give the items of a list; an ordered one with the numbers that browsers show."""
        number = integer(element.get("start"), 1)
        for item in element:
            mark = "•"
            if element.tag == "ol" and item.tag == "li":
                mark, number = f"{number}.", number + 1
            self.apart = True
            yield from self.flow(item, _Place(at.depth + 1, at.lists + 1, mark))

    def flush(self, at: _Place) -> Iterator[Block]:
        """Give the text gathered so far as one block, if there is any."""
        text, self.text = clean(self.text), ""
        bold, self.plain = not self.plain, False
        bullet, rest = split_bullet(text)
        if not rest.strip() and bullet.strip("-–—•·o*"):
            bullet, rest = "", bullet
        if not rest:
            return
        # A number typed in the item says more than the browser's own.
        if at.mark and not bullet:
            typed = re.match(r"\d", rest) or at.mark == "•"
            bullet, rest = ("•", rest) if typed else ("", f"{at.mark} {rest}")
        yield Block(
            rest.strip(" ") if "\t" in rest else re.sub(r"\s+", " ", rest),
            f"ligne {self.line}",
            indent=at.lists * LIST_STEP + at.indent,
            bullet=bullet,
            apart=self.apart,
            whole=self.whole,
            bold=bold,
            heading=at.heading,
        )
        self.apart, self.whole = False, True

    def table(self, element: Any, at: _Place) -> Iterator[Block | Table]:
        """Give a table; one of a single column only lays out its text."""
        place = f"ligne {element.sourceline or self.line}"
        for caption in element.iterchildren("caption"):
            yield from self.flow(caption, at)
        open_rows: dict[int, int] = {}
        rows = (row for row in element.iter("tr") if owner(row, "table") is element)
        yield Table.of((self._cells(row, at, open_rows) for row in rows), place)

    def _cells(self, row: Any, at: _Place, open_rows: dict[int, int]) -> Iterator[Cell]:
        """Give the cells of a row, those that ``rowspan`` and ``colspan`` cover included."""
        column = 0
        cells = [cell for cell in row if cell.tag in _CELLS]
        while cells or open_rows.get(column, 0) > 0:
            if open_rows.get(column, 0) > 0:
                open_rows[column] -= 1
                yield Cell(continued=True)
                column += 1
                continue
            cell = cells.pop(0)
            self.apart = True
            blocks = tuple(laid_out(self.flow(cell, _Place(at.depth + 1))))
            across, down = times(cell.get("colspan"), 60), times(cell.get("rowspan"), 500)
            for offset in range(across):
                open_rows[column + offset] = down - 1
                yield Cell(continued=True) if offset else Cell(blocks)
            column += across


def _blanks(text: str | None) -> str:
    # Tabs part columns: only ``_inline`` may write them.
    return re.sub(r"[ \r\n\f\v]+", " ", text or "")


def _together(before: str, after: str) -> str:
    """Put the words of two elements together; « 1.1 » and « Accueillir » are two."""
    stuck = before[-1:].isdigit() or before[-1:].islower()
    return f"{before}{' ' * (stuck and _CAPITALISED.match(after) is not None)}{after}"


def _indent(element: Any) -> int:
    """Give how far Word sets a paragraph in, in characters."""
    match = _MARGIN.search(element.get("style") or "")
    return int(float(match[1]) // 5) if match else 0


def _says(tail: str | None) -> bool:
    return (tail or "").strip()[:1].isalnum()


def _is_bold(element: Any) -> bool:
    if element.tag in _BOLD:
        return True
    inner = [child for child in element if isinstance(child.tag, str)]
    bare = (element.text or "").strip() or any((child.tail or "").strip() for child in inner)
    return bool(inner) and not bare and all(map(_is_bold, inner))


def _holds_blocks(element: Any) -> bool:
    return any(isinstance(e.tag, str) and not _is_inline(e) for e in element.iter())


def _is_inline(element: Any) -> bool:
    return element.tag in _INLINE or ":" in element.tag  # Word writes elements of its own


def _inline(element: Any) -> str:
    """Write out an inline element; a state or a labelled value in it is parted by tabs."""
    if element.tag == "img":
        alt = (element.get("alt") or "").strip()
        return f"\t{alt}\t" if known_state(alt) else ""
    text = _blanks(element.text)
    for child in element:
        if isinstance(child.tag, str):
            text = _together(text, _inline(child))
        text = _together(text, _blanks(child.tail))
    bare = clean(text).strip()
    if "mso-list:Ignore" in (element.get("style") or ""):  # the mark that Word gave an item
        return f"{bare if re.search('[0-9a-zA-Z][.)]', bare) else '•'} "
    if element.tag == "sup" and _NOTE.fullmatch(bare):
        return ""
    if element.tag in _BOLD and is_sure_label(f"{bare} :") and _says(element.tail):
        return f"\t{bare} : "
    apart = len(bare) <= 120 and (known_state(bare) is not None or is_sure_label(bare))
    return f"\t{text}\t" if apart and element.tag not in ("a", "sup", "sub") else text
