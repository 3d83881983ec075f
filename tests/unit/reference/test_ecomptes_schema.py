"""Our schema against the shared one: the same files pass, the same files fail."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from pstlib.reference.ecomptes import Direction, schema

SHARED = {
    Direction.IMPORT: "schema_import_ecomptes_201805V1.xsd",
    Direction.EXPORT: "PST_eComptes_Export_201805V1.xsd",
}
FILES = (
    "ecomptes/demo_import_pst_from_ecomptes_201805V1.xml",
    "ecomptes/test_ecomptes_sample.xml",
    "tables/ecomptes_iapst.xml",
    "tables/ecomptes_natif.xml",
    "tables/casse_ordre.xml",
    "tables/casse_statut_inconnu.xml",
)
VALUES = (
    *("", " ", "0", "+5", " 12 ", "-1", "100", "100.5", "1e3", "x", "neuf", "99999999999999999999"),
    *(
        "2021-02-28",
        "2021-02-30",
        "2021-02-28Z",
        "28/02/2021",
        "-0001-01-01",
        "2021-02-28T00:00:00",
    ),
    *("CPAS", "AC", "PST", "201805V1", "TEXTE", "HTML", "RTF", "O", "E", "R", "D", "MADAME"),
    *("NON_COMMENCE", "EN_COURS", "EN_ATTENTE", "PROBLEME", "TERMINE", "ANNULE_ABANDONNE"),
    *("en_cours", "SUSPENDU", "x" * 15, "x" * 16, "x" * 40, "x" * 41, "x" * 50, "x" * 51),
    *("x" * 100, "x" * 101, "x" * 255, "x" * 256),
)
Change = Callable[[etree._Element], None]


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[tuple[etree.XMLSchema, etree.XMLSchema]]:
    folder = shared / "fixtures/ecomptes"
    return [
        (schema(direction), etree.XMLSchema(file=str(folder / name)))
        for direction, name in SHARED.items()
    ]


def remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def repeat(node: etree._Element) -> None:
    if node.getparent() is not None:
        node.addnext(deepcopy(node))


def swap(node: etree._Element) -> None:
    after = node.getnext()
    if after is not None:
        after.addnext(node)


def rename(node: etree._Element) -> None:
    node.tag = "Autre"


def in_namespace(node: etree._Element) -> None:
    node.tag = f"{{urn:x}}{node.tag}"


def add_child(node: etree._Element) -> None:
    etree.SubElement(node, "Autre")


def add_attribute(node: etree._Element) -> None:
    node.set("Autre", "1")


def empty_out(node: etree._Element) -> None:
    for child in list(node):
        node.remove(child)


def add_tail(node: etree._Element) -> None:
    node.tail = "mot"


def drop_attributes(node: etree._Element) -> None:
    for name in list(node.attrib):
        del node.attrib[name]


def set_text(value: str) -> Change:
    def change(node: etree._Element) -> None:
        node.text = value

    return change


def set_attributes(value: str) -> Change:
    def change(node: etree._Element) -> None:
        for name in node.attrib:
            node.set(name, value)

    return change


SHAPES: tuple[Change, ...] = (
    *(remove, repeat, swap, rename, in_namespace, add_child, add_attribute),
    *(empty_out, add_tail, drop_attributes, *map(set_attributes, VALUES[:12])),
)


def small(tree: etree._ElementTree) -> etree._ElementTree:
    """Keep two children of each list, so that thousands of changes stay quick."""
    copy = deepcopy(tree)
    for node in list(copy.getroot().iter()):
        if len({child.tag for child in node}) == 1:
            for child in list(node)[2:]:
                node.remove(child)
    return copy


def changes(tree: etree._ElementTree) -> Iterator[etree._ElementTree]:
    """Change one element of each path in every way."""
    seen: set[str] = set()
    for node in tree.getroot().iter():
        path = "/".join(str(above.tag) for above in (*node.iterancestors(), node))
        if path in seen:
            continue
        seen.add(path)
        for change in (*SHAPES, *([] if len(node) else map(set_text, VALUES))):
            copy = deepcopy(tree)
            change(copy.xpath(tree.getpath(node))[0])
            yield copy


@pytest.mark.parametrize("name", FILES)
def test_our_schema_judges_the_shared_files_as_the_shared_one(
    shared: Path, pairs: list[tuple[etree.XMLSchema, etree.XMLSchema]], name: str
) -> None:
    tree = etree.parse(shared / "fixtures" / name)

    for ours, theirs in pairs:
        assert ours.validate(tree) == theirs.validate(tree)


@pytest.mark.parametrize("name", FILES[1:4])
def test_our_schema_judges_changed_files_as_the_shared_one(
    shared: Path, pairs: list[tuple[etree.XMLSchema, etree.XMLSchema]], name: str
) -> None:
    tree = small(etree.parse(shared / "fixtures" / name))
    verdicts = {True: 0, False: 0}

    for changed in changes(tree):
        for ours, theirs in pairs:
            verdict = theirs.validate(changed)
            verdicts[verdict] += 1
            assert ours.validate(changed) == verdict, etree.tostring(changed)[:2000]
    assert min(verdicts.values()) > 100
