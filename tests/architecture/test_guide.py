"""The guide is true: its commands print what it shows, its pictures and links are there."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from filelock import FileLock
from lxml import html

from pstlib.cli import main as pst
from pstlib.cli.french import speak_french
from pstlib.text import fold

from .conftest import load_script

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
IMAGES = DOCS / "images"
SLUG = "sart-fontaine-2019-2024"
pages = load_script("run_pages")
pictures = load_script("take_pictures")
FILES = {step.name: step.text for step in pages.steps(GUIDE) if step.name}


@dataclass(frozen=True)
class Run:
    """What came of the guide: where its reports are, and what its commands print otherwise."""

    folder: Path
    wrong: list[str]


@pytest.fixture(scope="module")
def run_through(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = pages.desk(tmp_path_factory.mktemp("guide"))
    return Run(folder, list(pages.disagreements(GUIDE, folder)))


def test_commands_of_the_guide_print_what_it_shows(run_through: Run) -> None:
    wrong = run_through.wrong

    assert wrong == [], "make guide\n" + "\n".join(wrong)
    assert (run_through.folder / f"reports/{SLUG}/mi-parcours-2021-12-31.html").is_file()


def test_glossary_has_the_words_of_the_legends_of_the_reports(run_through: Run) -> None:
    glossary = fold((DOCS / "glossaire.md").read_text(encoding="utf-8"))
    found = [
        re.sub(r"\(.*?\)", "", legend.text_content()).strip()
        for page in sorted((run_through.folder / "reports").rglob("*.html"))
        for legend in html.parse(str(page)).xpath("//ul[@class='legende']/li")
    ]
    words = {word for legend in found for word in re.split(r" de (?:tous|ses)\b.*", legend)}

    assert len(words) > 20
    assert {word for word in words if word and fold(word) not in glossary} == set()


@pytest.mark.parametrize(
    ("said", "printed", "agree"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n[…]\nd\n", "a\nb\nc\nd\n", True),
        ("a\n[…]\nd\n", "a\nb\nc\n", False),
        ("fait en 2,1 s\n", "fait en 13,4 s\n", True),
        ("1 (a).*\n", "1 (a).*\n", True),
        ("a\n", "a\nb\n", False),
    ],
)
def test_a_page_agrees_with_what_is_printed_but_for_durations_and_what_it_leaves_out(
    said: str, printed: str, agree: bool
) -> None:
    assert pages.agrees(said, printed) is agree


def test_a_page_written_anew_leaves_out_as_many_lines() -> None:
    assert pages.renewed("a\n[…]\nz\n", "b\nc\nd\ny\n") == "b\n[…]\ny\n"
    assert pages.renewed("a\n", "b\nc\n") == "b\nc\n"


def test_pictures_of_the_guide_are_those_of_the_script_and_each_is_told_in_words() -> None:
    shown = dict(re.findall(r"!\[([^\]]*)\]\(images/(\w+)\.webp\)", GUIDE))

    assert all(len(words) > 40 for words in shown)
    assert set(shown.values()) == {picture.name for picture in pictures.PICTURES}
    assert {path.name for path in IMAGES.iterdir()} == {f"{name}.webp" for name in shown.values()}


def test_pictures_of_the_guide_are_light() -> None:
    sizes = {path.name: path.stat().st_size for path in IMAGES.iterdir()}

    assert {name for name, size in sizes.items() if size > pictures.LARGEST} == set()
    assert sum(sizes.values()) <= pictures.ALL_TOGETHER


def test_memo_tells_ten_commands_that_can_be_typed() -> None:
    memo = (DOCS / "memo.html").read_text(encoding="utf-8")
    told = [re.sub(r"<[^>]+>", "", code) for code in re.findall(r"<dt><code>(.*?)</code>", memo)]

    # A command keeps the help option of its first context, which other tests read in French.
    speak_french()
    top = click.Context(pst, info_name="pst", **pst.context_settings)
    for line in told:
        _, name, *words = shlex.split(line)
        command = pst.get_command(top, name)
        assert command is not None, line
        command.make_context(name, words, top)  # refuses an option that it doesn't have

    assert len(told) == 10


def anchor(title: str) -> str:
    """Give the anchor that GitHub makes of a title."""
    words = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", title).strip().lower())
    return words.replace(" ", "-")


def test_anchors_that_the_pages_link_to_exist() -> None:
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    texts = {page: page.read_text(encoding="utf-8") for page in files}
    titles = {
        page: {anchor(title) for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
        for page, text in texts.items()
    }
    links = [
        (page, (page.parent / target).resolve() if target else page, unquote(fragment))
        for page, text in texts.items()
        for target, fragment in re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", text)
    ]

    assert [link for link in links if link[2] not in titles[link[1]]] == []


@dataclass(frozen=True)
class Symptom:
    """How to make a message come: what to change on a desk, what to hold, what to type then."""

    command: str
    change: Callable[[Path], object] = Path.exists
    held: str = "nothing.lock"


def write(name: str, content: str | bytes) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda desk: (desk / name).write_bytes(data)


def swap(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(desk: Path) -> None:
        text = (desk / name).read_text(encoding="utf-8")
        assert old in text
        (desk / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


OF_PST = f"pst_data/{SLUG}"
CHECK = f"pst verifier {SLUG}"
AT = "--date-arrete 2021-12-31"
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Size 4/Root 1 0 R>>\n%%EOF\n"
)
PLAN = FILES["programme.txt"]
SYMPTOMS = {
    "Erreur : Fichier introuvable – …": Symptom("pst lire absent.pdf"),
    "Erreur : Pas de texte : numérisation ? – …": Symptom(
        "pst lire scan.pdf", write("scan.pdf", EMPTY_PDF)
    ),
    "Erreur : Aucune liste d’objectifs dans ce texte – …": Symptom(
        "pst lire dps.txt", write("dps.txt", "Déclaration de politique sociale\n\nNous voulons.\n")
    ),
    "Erreur : Ancien classeur Excel (.xls) – …": Symptom(
        "pst lire a.xls", write("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024))
    ),
    "Erreur : Ce type de fichier n’est pas lu – …": Symptom(
        "pst lire photo.jpg", write("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100))
    ),
    "Erreur : Fichier XML tronqué : sa fin manque – …": Symptom(
        "pst lire a.xml", write("a.xml", '<?xml version="1.0"?>\n<dataroot><Identifiants>')
    ),
    "Montant « Engagements » : « à revoir » est illisible": Symptom("pst lire budget-2021.csv"),
    "service inconnu, ni colonne ni titre ne le dit": Symptom(
        "pst lire b.csv", write("b.csv", "Exercice;Article;Montant\n2021;831/111-01;84.000,00\n")
    ),
    "Erreur : La date de la situation n’est pas connue – …": Symptom(
        f"pst importer autre.txt --vers {SLUG}", write("autre.txt", PLAN)
    ),
    "Erreur : Ce document ne suffit pas pour créer un PST – …": Symptom(
        "pst importer sans-nom.txt --vers essai-2019-2024 --date-situation 2019-12-31",
        write("sans-nom.txt", PLAN[PLAN.index("Objectif") :]),
    ),
    "Erreur : Un autre fichier du même nom est déjà importé – …": Symptom(
        f"pst importer programme.txt --vers {SLUG}", write("programme.txt", PLAN + "\n")
    ),
    "« A3 » n’est aucun élément du PST": Symptom(
        f"pst importer s.csv --vers {SLUG}",
        write("s.csv", "Action;Date du relevé;Statut\nA3;30/06/2022;En cours\n"),
    ),
    "Rien n’a changé.": Symptom(
        f"pst importer programme.txt --vers {SLUG}",
        swap(f"{OF_PST}/tables/elements.csv", "Former le personnel", "Former le personel"),
    ),
    "Erreur : Ce fichier existe déjà – …": Symptom(
        f"pst modele c.xlsx --pst {SLUG}", write("c.xlsx", b"")
    ),
    "attendu : une de ces valeurs : NON_COMMENCE, …": Symptom(
        CHECK, swap(f"{OF_PST}/tables/suivi.csv", "EN_COURS", "PRESQUE")
    ),
    "colonne obligatoire absente : element_id": Symptom(
        CHECK, swap(f"{OF_PST}/tables/liens_budget.csv", ",", ";")
    ),
    "attendu : une valeur de elements.element_id": Symptom(
        CHECK, swap(f"{OF_PST}/tables/liens_budget.csv", "os1-oo1-a3", "os9")
    ),
    "attendu : true ou false": Symptom(
        CHECK, swap(f"{OF_PST}/pst.yml", "fictif: true", "fictif: oui")
    ),
    "clé inconnue (proche : evaluations)": Symptom(
        CHECK, swap(f"{OF_PST}/pst.yml", "evaluations:", "evaluation:")
    ),
    "Erreur : La commande « raport » n’existe pas.": Symptom("pst raport"),
    "Erreur : Il manque l’option « --date-arrete ».": Symptom(f"pst evaluer {SLUG}"),
    "Erreur : Date illisible – trouvé : « … ».": Symptom(
        f"pst evaluer {SLUG} --date-arrete 31-12-2021"
    ),
    "Erreur : Aucun PST ne s’appelle « … »": Symptom(f"pst evaluer sart-fontaine {AT}"),
    "Erreur : Aucun PST dans ce dossier – …": Symptom("pst lister --donnees ailleurs"),
    "précède le premier exercice du PST": Symptom(
        "pst evaluer sans-date-2019-2024 --date-arrete 2018-06-30",
        write(
            "pst_data/sans-date-2019-2024/pst.yml",
            "slug: sans-date-2019-2024\norganisme: CPAS fictif\nlibelle: PST\nfictif: true\n"
            "exercice_debut: 2019\nexercice_fin: 2024\n",
        ),
    ),
    "Erreur : Ce navigateur est introuvable ou ne peut pas être lancé – …": Symptom(
        f"pst rapport {SLUG} --evaluation mi-parcours {AT} --pdf --navigateur absent"
    ),
    "aucune évaluation de ce genre prévue dans pst.yml": Symptom("pst lot valrive-2025-2030"),
    "Erreur : Un autre lot travaille déjà dans ce dossier de rapports.": Symptom(
        f"pst lot {SLUG}", held="reports/.verrou-lot"
    ),
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk where the steps of the guide that import something are done."""
    folder = pages.desk(tmp_path_factory.mktemp("symptoms"))
    for step in pages.steps(GUIDE):
        if step.name or step.command.startswith("pst importer"):
            pages.perform(step, folder)
    pages.perform(pages.Step(command=f"pst importer programme.txt --vers {SLUG}"), folder)
    (folder / "pst_data/sans-date-2019-2024").mkdir()
    (folder / "reports").mkdir()
    return folder


@pytest.fixture
def desk(imported: Path):
    """The same desk, put back as it was after each test."""
    before = {path: path.read_bytes() for path in imported.rglob("*") if path.is_file()}
    yield imported
    for path in [p for p in imported.rglob("*") if p.is_file()]:
        if path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)


def messages() -> list[str]:
    """Give the messages that begin a row of the tables of symptoms."""
    told = GUIDE[GUIDE.index("## Quand quelque chose") : GUIDE.index("## Windows et conda")]
    return re.findall(r"^\| `([^`]+)`", told, re.MULTILINE)


def test_guide_names_the_symptoms_that_are_provoked_here() -> None:
    assert messages() == list(SYMPTOMS)


@pytest.mark.parametrize("message", SYMPTOMS)
def test_message_of_the_guide_is_printed(
    desk: Path, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    symptom = SYMPTOMS[message]
    monkeypatch.chdir(desk)
    symptom.change(desk)

    with FileLock(desk / symptom.held):
        done = pages.perform(pages.Step(command=symptom.command), desk)

    printed = done.printed.replace("\u00a0", " ")
    expected = ".*".join(map(re.escape, message.split("…")))
    assert re.search(expected, printed), printed
