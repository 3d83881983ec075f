"""A check-list filled in and printed in a real Chromium, and its answers imported."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pstlib.model import Pst, conform, load
from pstlib.readers import read
from pstlib.readers.merging import merge
from pstlib.reference.checklists import load_checklist
from pstlib.reports.checklist import ChecklistJob, run_checklist
from pstlib.synergies.checklist import fill_checklist
from pstlib.writers.folder import write_pst

from .plans import HOSTILE

SLUG, PARTNER, LIST = "valrive-2019-2024", "commune-valrive-2019-2024", "batiment-commun"
TITLES = ["synergie_id", "liste", "question", "reponse", "commentaire", "date", "auteur"]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The sheet of a synergy with the answers of both sides."""
    job = ChecklistJob(
        liste=LIST,
        slug=SLUG,
        avec=PARTNER,
        donnees=root / "pst_data",
        sortie=tmp_path_factory.mktemp("listes"),
    )
    return run_checklist(job)[0]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a page, and at the end tell of what it should not have done."""
    faults: list[str] = []
    pages: list[Page] = []

    def open_(path: Path, width: int = 1280, **settings: object) -> Page:
        # A click aims at where a button was: nothing may glide there.
        size = {"width": width, "height": 900}
        page = browser.new_page(viewport=size, reduced_motion="reduce", **settings)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(("file:", "data:", "blob:"))
                else faults.append(asked.url)
            ),
        )
        page.goto(path.as_uri())
        pages.append(page)
        if settings.get("java_script_enabled", True):
            page.wait_for_selector("html[data-pret]", state="attached")
        return page

    yield open_
    for page in pages:
        page.close()
    assert faults == []


def fill(page: Page, question: str, label: str, comment: str | None = None) -> None:
    box = page.locator(f"#{question}")
    box.get_by_label(label, exact=True).check()
    if comment is not None:
        box.get_by_label("Commentaire").fill(comment)


def counts(page: Page) -> dict[str, int]:
    names = ("repondues", "reglees", "ouvertes", "bloquantes")
    shown = {name: page.locator(f".cles [data-nombre={name}]").inner_text() for name in names}
    return {name: int(text) for name, text in shown.items()}


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    assert download.value.suggested_filename == "reponses.csv"
    path = folder / "reponses.csv"
    download.value.save_as(path)
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == TITLES
        return list(reader)


def test_the_page_shows_the_counts_of_the_answers_known(visit: Open, sheet: Path) -> None:
    answers = load(SLUG, Path(__file__).parents[2] / "pst_data").reponses
    mine = answers[answers["synergie_id"].eq("sy11")]
    settled = mine["reponse"].isin(["OUI", "SANS_OBJET"]).sum()
    total = len(load_checklist(LIST).questions)
    page = visit(sheet)

    assert counts(page)["repondues"] == len(mine)
    assert counts(page)["reglees"] == settled
    assert counts(page)["ouvertes"] == total - settled
    rows = page.locator("tr[data-phase] td[data-nombre=bloquantes]").all_inner_texts()
    assert sum(map(int, rows)) == counts(page)["bloquantes"]
    assert page.locator("#bloquants li:visible").count() == counts(page)["bloquantes"]


def test_without_a_script_the_page_says_the_same(visit: Open, sheet: Path) -> None:
    plain, live = visit(sheet, java_script_enabled=False), visit(sheet)

    assert counts(plain) == counts(live)
    said = [page.locator("#bloquants li:visible").all_inner_texts() for page in (plain, live)]
    assert said[0] == said[1]
    assert plain.locator("fieldset.question").count() == live.locator("fieldset.question").count()
    assert plain.locator(".barre-outils").is_hidden()
    assert "Sans JavaScript" in plain.locator("main").inner_text()


def test_an_answer_changes_the_counts_the_lists_and_what_differs(visit: Open, sheet: Path) -> None:
    page = visit(sheet)
    before = counts(page)
    gap = page.locator("#motifs-communs .ecart")
    assert gap.is_visible()  # the CPAS says no, the commune yes

    fill(page, "motifs-communs", "Oui")
    fill(page, "acoustique", "Non")  # settled until then, and it blocks

    assert counts(page) == before
    assert gap.is_hidden()
    assert page.locator("#bloquants li[data-pour=motifs-communs]").is_hidden()
    assert page.locator("#bloquants li[data-pour=acoustique]").is_visible()
    fill(page, "secret-engagement", "Oui")  # nobody answered it
    assert counts(page) == {
        "repondues": before["repondues"] + 1,
        "reglees": before["reglees"] + 1,
        "ouvertes": before["ouvertes"] - 1,
        "bloquantes": before["bloquantes"] - 1,
    }
    assert "dont" in page.locator("#compte").inner_text()
    page.locator("#acoustique").get_by_role("button", name="Annuler").click()
    assert counts(page)["reglees"] == before["reglees"] + 2


def test_what_is_typed_stays_in_the_browser_until_it_is_undone(
    browser: Browser, sheet: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(sheet.as_uri())
    before = counts(page)
    fill(page, "secret-engagement", "Oui", "Écrit le 3 mai")
    page.get_by_label("Rempli par").fill("La directrice")
    page.close()
    page = context.new_page()
    page.goto(sheet.as_uri())

    assert counts(page)["reglees"] == before["reglees"] + 1
    assert page.locator("#c-secret-engagement").input_value() == "Écrit le 3 mai"
    assert page.get_by_label("Rempli par").input_value() == "La directrice"
    assert "1\u00a0changement" in page.locator("#garde").inner_text()
    page.get_by_role("button", name="Annuler tous").click()
    page.reload()
    assert counts(page) == before
    context.close()


def test_the_answers_downloaded_are_imported_as_they_were_typed(
    visit: Open, sheet: Path, tmp_path: Path, root: Path
) -> None:
    typed = {
        "secret-engagement": ("Oui", "OUI", '=1+1 ; "cité", oui\net une autre ligne'),
        "variantes": ("En partie", "EN_PARTIE", "-3 étages"),
        "duree-droit": ("Sans objet", "SANS_OBJET", "'=texte"),
        "cameras": ("Inconnu", "INCONNU", "@moi, + tard"),
    }
    page = visit(sheet)
    page.get_by_label("Rempli par").fill("Zoé, directrice")
    for question, (label, _, comment) in typed.items():
        fill(page, question, label, comment)
    page.locator("#c-trajets-agents").fill("À voir")  # a comment without an answer
    path = downloaded(page, tmp_path)
    pst = load(SLUG, root / "pst_data")

    merged = merge(read(path), pst, slug=SLUG)

    cells = {row["question"]: row["commentaire"] for row in table(path)}
    assert cells["secret-engagement"].startswith("'=1+1")
    assert cells["duree-droit"] == "''=texte"
    fresh = merged.pst.reponses.iloc[len(pst.reponses) :]
    found = {row["question"]: row for row in fresh.to_dict("records")}
    assert set(found) == {*typed, "trajets-agents"}
    for question, (_, value, comment) in typed.items():
        assert (found[question]["reponse"], found[question]["commentaire"]) == (value, comment)
    assert found["trajets-agents"]["reponse"] == "INCONNU"
    assert set(fresh["auteur"]) == {"Zoé, directrice"}
    assert fresh["date"].notna().all()
    # What was known already is neither changed nor told.
    assert list(merged.differences["nature"]) == ["ajouté"]
    again = fill_checklist(load_checklist(LIST), merged.pst, "sy11")
    last = {one.question.id: one.reponse.reponse for one in again.questions if one.reponse}
    assert {question: last[question] for question in typed} == {
        question: value for question, (_, value, _) in typed.items()
    }


def test_an_untouched_sheet_gives_back_the_answers_known_and_nothing_else(
    visit: Open, sheet: Path, tmp_path: Path, root: Path
) -> None:
    pst = load(SLUG, root / "pst_data")
    path = downloaded(visit(sheet), tmp_path)

    assert len(table(path)) == pst.reponses["synergie_id"].eq("sy11").sum()
    assert merge(read(path), pst, slug=SLUG).differences.empty


def test_a_blank_sheet_asks_for_the_synergy_before_it_gives_a_file(
    visit: Open, tmp_path: Path, root: Path
) -> None:
    job = ChecklistJob(
        liste="unification-services",
        slug="celles-2019-2024",
        donnees=root / "pst_data",
        sortie=tmp_path,
    )
    page = visit(run_checklist(job)[0])
    fill(page, "probleme-nomme", "Oui")

    page.get_by_role("button", name="Télécharger").click()
    assert page.evaluate("document.activeElement.id") == "synergie"
    page.locator("#synergie").fill("sy7")
    rows = table(downloaded(page, tmp_path))

    assert [(row["synergie_id"], row["question"], row["reponse"]) for row in rows] == [
        ("sy7", "probleme-nomme", "OUI")
    ]


def test_the_keyboard_alone_answers(visit: Open, sheet: Path) -> None:
    page = visit(sheet)
    page.locator("#secret-engagement input").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#secret-engagement input:checked").get_attribute("value") == "NON"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "annuler"
    page.keyboard.press("Enter")

    assert page.locator("#secret-engagement input:checked").count() == 0
    assert page.evaluate("document.activeElement.name") == "r-secret-engagement"


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_axe_finds_nothing_and_nothing_overflows(visit: Open, sheet: Path, width: int) -> None:
    page = visit(sheet, width)
    page.locator(".muettes summary").click()
    fill(page, "secret-engagement", "Oui")

    found = Axe().run(page).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_printed_sheet_has_every_question_with_its_boxes(
    visit: Open, sheet: Path, tmp_path: Path
) -> None:
    page = visit(sheet)
    fill(page, "secret-engagement", "Oui", "Écrit à la main")
    page.pdf(path=tmp_path / "fiche.pdf", prefer_css_page_size=True)

    document = pypdfium2.PdfDocument(tmp_path / "fiche.pdf")
    sheets = [one.get_textpage().get_text_range() for one in document]
    text = re.sub(r"\s+", " ", " ".join(sheets))

    assert {(round(one.get_width()), round(one.get_height())) for one in document} == {(595, 842)}
    for question in load_checklist(LIST).questions:
        assert re.sub(r"\s+", " ", question.texte) in text
    assert "Écrit à la main" in text
    assert "sans caractère officiel" in text
    assert "Télécharger" not in text
    for number, one in enumerate(sheets, 1):
        assert f"Page {number} / {len(sheets)}" in one.replace("\u00a0", " ")
        assert "Organisme fictif" in one.replace("\u00a0", " ")
        assert len(one) > 300, f"page {number} presque vide"


def hostile(root: Path, folder: Path) -> Pst:
    """A PST whose synergy and answers are hostile texts."""
    pst = load(SLUG, root / "pst_data")
    texts = [text.replace("{0}", "mot") for text in HOSTILE]
    answers = pst.reponses[pst.reponses["synergie_id"].eq("sy11")].reset_index(drop=True)
    shown = [texts[rank % len(texts)] for rank in range(len(answers))]
    lost = answers.iloc[:3].assign(question=texts[:3])
    answers = answers.assign(commentaire=shown, auteur=shown)
    tables = {
        **pst.tables,
        "synergies": pst.synergies.assign(libelle=texts[1]),
        "reponses": conform(pd.concat([answers, lost], ignore_index=True), "reponses"),
    }
    made = Pst.from_tables(pst.identite, tables)
    write_pst(made, folder / SLUG)
    return made


def test_hostile_answers_stay_texts_and_come_back_as_they_were(
    visit: Open, tmp_path: Path, root: Path
) -> None:
    pst = hostile(root, tmp_path)
    path = run_checklist(
        ChecklistJob(
            liste=LIST,
            slug=SLUG,
            avec=SLUG,
            donnees=tmp_path,
            sortie=tmp_path / "reports",
        )
    )[0]
    page = visit(path, 360)

    assert page.locator("main :is(img, iframe, form, base, svg, style)").count() == 0
    assert page.locator("[onerror], [onload], [onfocus], [onmouseover]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    rows = table(downloaded(page, tmp_path))
    assert merge(read(tmp_path / "reponses.csv"), pst, slug=SLUG).differences.empty
    assert not any(row["commentaire"].startswith(("=", "+", "-", "@")) for row in rows)
