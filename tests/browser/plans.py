"""Plans that no CPAS would write, made from the fictitious one: all hostile, or very long."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pstlib.model.tables import TABLES

LONG = "Un titre qui ne finit pas, « où rien ne se coupe » ; " * 95  # 5,035 characters
UNBROKEN = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 12
HOSTILE = (
    "<script>alert('{0}')</script>",
    "</script></style></textarea><script>alert('{0}')</script><!--",
    "<img src=https://example.invalid/{0}.png onerror=alert('{0}')>",
    "\"' onmouseover=\"alert('{0}')\" autofocus onfocus='alert(1)' x=\"",
    "<a href=\"javascript:alert('{0}')\">{0}</a> javascript:alert('{0}')",
    "&lt;script&gt;alert('{0}')&lt;/script&gt; &#60;b&#62; &amp;amp; &nbsp;",
    "=cmd|' /C calc'!A0 {0}",
    "+1+1 {0}",
    "-2+3 {0}",
    "@SUM(A1) {0}",
    "{0} \u202eesrevni\u202c \u2066isolé\u2069 \u200f\u200b\ufeff",
    "👩\u200d👧\u200d👦 🇧🇪 Z\u0351\u036b\u0343a\u0325l\u0324g\u0317o\u0320 𝕌 {0}",
    "%{{customdata[0]}} ${{alert('{0}')}} {{{{ 7*7 }}}} {{% raw %}} $\\alpha$ {0}",
    "<svg onload=alert('{0}')><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{{display:none}}</style><base href=//example.invalid><form action=//x>{0}",
    "{0} " + LONG,
    "{0} " + UNBROKEN,
)
IDENTIFIERS = {
    "element_id", "parent_id", "partage_de", "indicateur_id", "synergie_id", "projet_id",
    "version", "version_entree", "version_sortie",
}  # fmt: skip
# Parts of an article or of a code, and names that a table of the package gives their meaning.
KEPT = {"code", "article", "fonction", "projet", "code_economique", "groupe_economique", "demarche"}
REPEATED = {"suivi", "liens_budget", "effectifs", "financements"}
COPIES = 6
MID_TERM = {"evaluation": "mi-parcours", "date_arrete": "2021-12-31"}
MARK = ' "><img src=x onerror=alert(0)>'

Row = dict[str, str]


def hostile_everywhere(source: Path, target: Path) -> None:
    """Copy a plan with a hostile text in each free text of each table and of its identity."""
    texts = hostile_texts()
    for table in sorted((source / "tables").glob("*.csv")):
        schema = TABLES[table.stem]
        free = {
            name
            for name, column in schema.columns.items()
            if column.kind == "texte" and not column.checks
        }
        rows = [_hostile(row, free - KEPT, texts) for row in read_rows(table)]
        write_rows(target / "tables" / table.name, rows)
    _write_identity(source, target, organisme=next(texts), libelle=next(texts))


def hostile_texts() -> Iterator[str]:
    """Give hostile texts without end, each with a word of its own."""
    number = 0
    while True:
        for text in HOSTILE:
            number += 1
            yield text.format(f"mot{number}")


def _hostile(row: Row, free: set[str], texts: Iterator[str]) -> Row:
    marked = {name: row[name] + MARK for name in free & IDENTIFIERS if row[name]}
    return row | {name: next(texts) for name in sorted(free - IDENTIFIERS)} | marked


def large_plan(source: Path, target: Path, actions: int) -> None:
    """Repeat the operational objectives of a plan under its own until it has so many actions."""
    tree = read_rows(source / "tables/elements.csv")
    tops = {row["element_id"] for row in tree if not row["parent_id"]}
    copies = [
        _copied(row, copy, tops)
        for copy in range(COPIES)
        for row in tree
        if not copy or row["parent_id"]
    ]
    places = [i for i, row in enumerate(copies) if "ACTION" in row["niveau"]]
    kept = copies[: places[actions - 1] + 1]
    known = {row["element_id"] for row in kept}
    for row in kept:
        if row["partage_de"] not in known:
            row["partage_de"] = row["part"] = ""
    write_rows(target / "tables/elements.csv", kept)
    for path in sorted((source / "tables").glob("*.csv")):
        if path.stem != "elements":
            times = COPIES if path.stem in REPEATED else 1
            rows = [_copied(row, copy, tops) for copy in range(times) for row in read_rows(path)]
            write_rows(
                target / "tables" / path.name,
                [row for row in rows if row.get("element_id", "") in {*known, ""}],
            )
    _write_identity(source, target, evaluations=[MID_TERM])


def _copied(row: Row, copy: int, tops: set[str]) -> Row:
    """Give a row of a copy of the plan: its own identifiers and code, its part of an article."""
    own = {
        name: f"c{copy}-{row[name]}"
        for name in ("element_id", "parent_id", "partage_de")
        if row.get(name) and row[name] not in tops
    }
    if copy and row.get("niveau"):
        top, objective, *rest = row["code"].split(".")
        number = int(objective.removeprefix("OO")) + 10 * copy
        own["code"] = ".".join([top, f"OO{number}", *rest])
        own["synergie"] = ""  # said once
        if not rest:
            own["libelle"] = f"{row['libelle']}, {copy + 1}e partie"
    if "article" in row and row.get("part"):
        own["part"] = str(round(float(row["part"]) / COPIES, 6))
    return row | own


def _write_identity(source: Path, target: Path, **changes: Any) -> None:
    identity = yaml.safe_load((source / "pst.yml").read_text(encoding="utf-8"))
    identity |= {"slug": target.name, "evaluations": [], **changes}
    (target / "pst.yml").write_text(yaml.safe_dump(identity, allow_unicode=True), encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """Read the rows of one of the CSV tables of a PST."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write rows as one of the CSV tables of a PST."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
