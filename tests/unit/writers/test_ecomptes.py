"""eComptes files that we write: valid, and read back as they were, less what is listed."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pstlib.model import Identity, Pst, conform
from pstlib.model.tables import TABLES
from pstlib.readers import merge
from pstlib.readers.building import finish_elements
from pstlib.readers.ecomptes import read_ecomptes
from pstlib.reference.ecomptes import Direction, schema
from pstlib.writers.ecomptes import write_ecomptes

DAY = dt.date(2021, 12, 31)
IDENTITY = Identity(
    slug="essai-2019-2024",
    organisme="CPAS de Celles",
    exercice_debut=2019,
    exercice_fin=2024,
    libelle="PST 2019-2024",
    ins="57018",
)
HOLDERS = {"OS": ("VOLET",), "OO": ("OS", "VOLET"), "ACTION": ("OO", "OS", "VOLET")}
STATUSES = (
    *("NON_COMMENCE", "EN_COURS", "EN_ATTENTE", "PROBLEME", "TERMINE", "ANNULE_ABANDONNE"),
    None,
)
LETTERS = st.sampled_from("aBéœ’«»\u00a0<>&\"';=-.09")
ARTICLES = (
    ("831", "333", "01", "O", "D"),
    ("124", "723", "60", "E", "D"),
    ("8013", "465", "48", "O", "R"),
)

KINDS = [article[3:] for article in ARTICLES]

words = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=5).map(" ".join)
names = words.map(lambda text: text.replace(";", ","))
titles = st.one_of(words, st.sampled_from(["A.3 - x", "SA.4 - bis", "OS.1 - a", "x" * 255]))
texts = st.text(st.one_of(LETTERS, st.sampled_from(" \t\n🙂")), max_size=40).filter(str.strip)
dates = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
lists = st.lists(names, min_size=1, max_size=3).map(" ; ".join)
rates = st.one_of(st.none(), st.integers(0, 100), st.sampled_from([33.33, 0.5]))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@st.composite
def elements(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for level, most in (("VOLET", 2), ("OS", 3), ("OO", 4), ("ACTION", 5), ("SOUS_ACTION", 3)):
        held_by = HOLDERS.get(level, ("ACTION",))
        holders = [row["cle"] for row in rows if row["niveau"] in held_by]
        above = (
            [None] if level == "VOLET" else holders if level == "SOUS_ACTION" else [None, *holders]
        )
        for _ in range(draw(st.integers(0, most)) if above else 0):
            rows.append(
                {
                    "cle": len(rows),
                    "cle_parent": draw(st.sampled_from(above)),
                    "niveau": level,
                    "libelle": draw(titles),
                    "description": draw(maybe(texts)),
                    "responsable": draw(maybe(words)),
                    "mandataire": draw(maybe(words)),
                    "departement": draw(maybe(words)),
                    "plans": draw(maybe(lists)),
                    "partenaires": draw(maybe(lists)),
                    "date_debut": draw(maybe(dates)),
                    "date_fin": draw(maybe(dates)),
                    "etp": draw(maybe(st.sampled_from([0, 0.5, 12.25]))),
                    "statut": draw(st.sampled_from(STATUSES)),
                    "taux_avancement": draw(rates),
                    "commentaire": draw(maybe(texts)),
                }
            )
    return rows


@st.composite
def psts(draw: st.DrawFn) -> Pst:
    """Draw a plan that the format can hold whole."""
    read = finish_elements(draw(elements()))
    ids = list(read["element_id"])
    told = read[read["statut"].notna() | read["taux_avancement"].notna()]
    suivi = told.reindex(columns=["element_id", "statut", "taux_avancement", "commentaire"])
    amounts = st.decimals("0.01", "99999999.99", places=2)
    years = st.integers(2019, 2024)
    # An element bears an article of a year once: a double would be rejected (decision 0024).
    places = st.lists(st.tuples(years, st.sampled_from(ARTICLES)), max_size=2, unique=True)
    articles = [
        (element, year, parts, draw(amounts), draw(maybe(words)))
        for element in ids
        for year, parts in draw(places)
    ]
    cells = [
        (element, *draw(st.sampled_from(KINDS)), draw(maybe(st.just("61"))), draw(years), amount)
        for element in ids
        for amount in draw(st.lists(amounts, max_size=2))
    ]
    return Pst(
        identite=IDENTITY,
        elements=conform(read[list(TABLES["elements"].columns)], "elements"),
        suivi=conform(suivi.assign(date_suivi=pd.Timestamp(DAY), source="x.xml"), "suivi"),
        budget=conform(pd.DataFrame([budget_row(a) for a in articles]), "budget")
        if articles
        else conform(pd.DataFrame(columns=list(TABLES["budget"].columns)), "budget"),
        liens_budget=conform(
            pd.DataFrame(
                [
                    {
                        "element_id": element,
                        "exercice": year,
                        "article": code_of(parts),
                        "part": float(amount / total_of(articles, year, parts)),
                    }
                    for element, year, parts, amount, _ in articles
                ],
                columns=list(TABLES["liens_budget"].columns),
            ),
            "liens_budget",
        ),
        projections=conform(
            pd.DataFrame(cells, columns=list(TABLES["projections"].columns)), "projections"
        ),
    )


def code_of(parts: tuple[str, ...]) -> str:
    return f"{parts[0]}/{parts[1]}-{parts[2]}"


def total_of(articles: list[Any], year: int, parts: tuple[str, ...]) -> Decimal:
    return sum((a[3] for a in articles if a[1] == year and a[2] == parts), Decimal(0))


def budget_row(article: tuple[Any, ...]) -> dict[str, Any]:
    _, year, parts, amount, label = article
    function, economic, number, service, kind = parts
    return {
        "exercice": year,
        "version": "INITIAL",
        "service": service,
        "type": kind,
        "article": code_of(parts),
        "fonction": function,
        "code_economique": economic,
        "numero": number,
        "libelle": label,
        "montant": amount,
    }


def rows_of(table: pd.DataFrame, columns: set[str]) -> list[tuple[str, ...]]:
    """Give the rows as sorted texts."""
    kept = table.reindex(columns=sorted(columns)).astype(object)
    return sorted(tuple(text_of(value) for value in row) for row in kept.to_numpy())


def text_of(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        value = value.date()
    return str(float(value) if isinstance(value, int) else value)


def read_back(data: bytes) -> Pst:
    return merge(
        read_ecomptes(Path("x.xml"), data),
        Pst(identite=IDENTITY),
        slug=IDENTITY.slug,
        date_situation=DAY,
    ).pst


@settings(max_examples=25)
@given(psts())
def test_a_plan_comes_back_less_what_is_listed(pst: Pst) -> None:
    data, losses = write_ecomptes(pst, DAY)
    again = read_ecomptes(Path("x.xml"), data)

    cut = {"libelle"} if any(loss.startswith("libelle coupés") for loss in losses) else set()
    held = set(pst.elements) - {"numero", "lieu"} - cut  # what the file itself prints
    assert rows_of(again.elements, held) == rows_of(pst.elements, held)
    seen = {"element_id", "statut", "taux_avancement", "commentaire"}
    assert rows_of(again.observed, seen) == rows_of(pst.suivi, seen)
    for name in ("budget", "liens_budget", "projections"):
        table = pst.tables[name]
        assert rows_of(again.table(name), set(table)) == rows_of(table, set(table))
    assert not any(loss.startswith(("lignes", "liens", "articles")) for loss in losses)
    assert again.rejets.empty


@settings(max_examples=12)
@given(psts(), st.booleans())
def test_a_file_is_valid_for_our_schema_and_the_shared_one(
    shared_schemas: dict[bool, Any], pst: Pst, money: bool
) -> None:
    data, _ = write_ecomptes(pst, DAY, money=money)
    root = etree.fromstring(data)

    borne = bool(money and (len(pst.budget) or len(pst.projections)))
    assert (root.find(".//Articles") is not None) == borne
    assert schema(Direction.EXPORT if borne else Direction.IMPORT).validate(root)
    assert shared_schemas[borne].validate(root)


@pytest.fixture(scope="module")
def shared_schemas(shared: Path) -> dict[bool, Any]:
    folder = shared / "fixtures/ecomptes"
    names = {
        True: "PST_eComptes_Export_201805V1.xsd",
        False: "schema_import_ecomptes_201805V1.xsd",
    }
    return {money: etree.XMLSchema(file=str(folder / name)) for money, name in names.items()}


def simple(*rows: dict[str, Any], **tables: list[dict[str, Any]]) -> Pst:
    read = finish_elements([{"cle": n, "libelle": f"t{n}", **row} for n, row in enumerate(rows)])
    made = {name: conform(pd.DataFrame(table), name) for name, table in tables.items()}
    elements = conform(read[list(TABLES["elements"].columns)], "elements")
    return Pst(identite=IDENTITY, elements=elements, **made)


TREE = (
    {"niveau": "OS"},
    {"niveau": "OO", "cle_parent": 0},
    {"niveau": "ACTION", "cle_parent": 1, "element_id": "a"},
)


def lost(pst: Pst, word: str, day: dt.date = DAY, *, money: bool = True) -> list[str]:
    return [loss for loss in write_ecomptes(pst, day, money=money)[1] if word in loss]


def test_a_sub_objective_is_written_beside_its_objective_and_listed() -> None:
    pst = simple(
        *TREE[:2], {"niveau": "OO", "cle_parent": 1}, {"niveau": "ACTION", "cle_parent": 2}
    )

    assert lost(pst, "même niveau") == [
        "objectifs placés sous un objectif de même niveau, écrits à côté : 1"
    ]
    again = read_back(write_ecomptes(pst, DAY)[0]).elements
    assert list(again["code"]) == ["OS1", "OS1.OO1", "OS1.OO2", "OS1.OO2.A1"]


def test_a_shared_action_stays_shared() -> None:
    copy = {
        "niveau": "ACTION",
        "cle_parent": 3,
        "partage_de": "a",
        "element_id": "b",
        "libelle": "t2",
    }
    pst = simple(*TREE, {"niveau": "OO", "cle_parent": 0}, copy)

    again = read_back(write_ecomptes(pst, DAY)[0]).elements

    assert list(again["partage_de"].dropna()) == ["a"]
    assert lost(pst, "identifiants propres")


def test_only_the_last_observation_before_the_date_is_written() -> None:
    suivi = [
        {"element_id": "a", "date_suivi": day, "statut": status}
        for day, status in (
            ("2020-12-31", "EN_ATTENTE"),
            ("2021-12-31", "EN_COURS"),
            ("2022-12-31", "TERMINE"),
        )
    ]
    pst = simple(*TREE, suivi=suivi)

    assert list(read_back(write_ecomptes(pst, DAY)[0]).suivi["statut"]) == ["EN_COURS"]
    assert lost(pst, "relevés") == ["relevés antérieurs ou postérieurs : 2"]


def test_of_the_versions_of_an_article_the_last_voted_is_written() -> None:
    base = {"exercice": 2021, "service": "O", "type": "D", "article": "831/333-01"}
    rows = [
        {**base, "version": version, "montant": amount}
        for version, amount in (("INITIAL", "100.00"), ("MB1", "120.00"), ("ENGAGEMENTS", "90.00"))
    ]
    links = [
        {"element_id": "a", "exercice": 2021, "article": "831/333-01", "part": 0.25},
        {"element_id": "a", "exercice": 2021, "fonction": "831"},
    ]
    pst = simple(*TREE, budget=rows, liens_budget=links)

    again = read_back(write_ecomptes(pst, DAY)[0]).budget
    assert list(zip(again["version"], again["montant"], strict=True)) == [
        ("INITIAL", Decimal("30.00"))
    ]
    assert lost(pst, "autre version") == ["montants d’une autre version que la dernière votée : 2"]
    assert lost(pst, "par fonction") == ["liens_budget par fonction ou par projet : 1"]
    assert lost(pst, "lignes de la table budget", money=False) == ["lignes de la table budget : 3"]


def test_what_the_format_has_no_place_for_is_listed() -> None:
    pst = simple(
        *TREE[:2],
        {**TREE[2], "type_action": "PERENNE", "responsable": "x" * 120, "libelle": "t" * 300},
        versions=[{"version": "V1", "date": "2019-09-01"}],
        indicateurs=[{"indicateur_id": "i", "element_id": "a", "libelle": "i"}],
    )
    listed = "\n".join(write_ecomptes(pst, DAY)[1])

    for word in ("type_action", "table versions", "table indicateurs", "responsable coupés"):
        assert f"{word}" in listed
    assert "libelle coupés à 255 caractères : 1" in listed


def test_characters_that_xml_forbids_are_left_out_and_listed() -> None:
    pst = simple(*TREE[:2], {**TREE[2], "description": "a\x0bb\r\nc"})

    assert lost(pst, "interdits")
    again = read_back(write_ecomptes(pst, DAY)[0]).elements
    assert list(again["description"].dropna()) == ["ab\nc"]


def test_an_empty_plan_is_a_valid_file() -> None:
    data, _ = write_ecomptes(Pst(identite=IDENTITY), DAY)

    assert schema(Direction.IMPORT).validate(etree.fromstring(data))
    assert read_back(data).elements.empty
