"""Every word that ``pst`` says is French, click's own messages included."""

import io
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pstlib.cli.french import make_printable

from .conftest import Pst


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "src/pstlib/cli/locale/fr/LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalog:
    with (folder / "messages.po").open("rb") as stream:
        return read_po(stream)


def test_compiled_catalogue_is_in_step_with_its_source(folder: Path, catalogue: Catalog) -> None:
    compiled = io.BytesIO()

    write_mo(compiled, catalogue)

    assert compiled.getvalue() == (folder / "messages.mo").read_bytes(), (
        "pybabel compile -l fr -d src/pstlib/cli/locale"
    )


def test_catalogue_has_every_message_of_the_installed_click(catalogue: Catalog) -> None:
    package = Path(click.__file__).parent
    wanted = {message for _, _, message, _, _ in extract_from_dir(str(package))}

    missing = [m for m in wanted if not (found := catalogue.get(_key(m))) or not found.string]

    assert missing == []


def test_catalogue_keeps_the_placeholders_of_each_message(catalogue: Catalog) -> None:
    wrong = {str(message.id): list(message.check()) for message in catalogue if message.check()}

    assert wrong == {}


def _key(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "Usage : pst"),
        ("lirre", "La commande « lirre » n’existe pas. Vouliez-vous dire « lire » ?"),
        ("--tracer lister", "L’option « --tracer » n’existe pas. Vouliez-vous dire « --trace » ?"),
        ("lire", "Il manque l’argument « FICHIER »."),
        ("lire a.txt b.txt", "Argument en trop (b.txt)"),
        ("importer a.txt", "Il manque l’option « --vers »."),
        ("lister --format xml", "« xml » ne figure pas parmi « texte », « json »."),
        ("evaluer x --date-arrete", "L’option « --date-arrete » demande une valeur."),
        ("lister --format=json --donnees .", ""),
        ("lot --autonome=oui", "L’option « --autonome » ne prend pas de valeur."),
        ("lister --donnees fichier", "Dossier « fichier » : c’est un fichier."),
    ],
)
def test_messages_of_click_are_french(pst: Pst, command: str, said: str) -> None:
    Path("fichier").write_text("", encoding="utf-8")

    done = pst(*command.split())

    output = (done.stdout + done.stderr).replace("\u00a0", " ")
    assert said in output
    english = ("Usage:", "Error", "Try ", "Missing", "No such", "Invalid", "Options:", "Commands")
    assert not [word for word in english if word in output]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_output_survives_a_console_that_lacks_glyphs(donnees: Path, encoding: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [
            Path(sys.executable).with_name("pst"),
            *("evaluer", "essai-2019-2024", "--date-arrete", "2021-12-31", "--donnees", donnees),
        ],
        env={**os.environ, "PYTHONIOENCODING": encoding, "LANG": "en_US.UTF-8"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "OS1 Bien vieillir" in done.stdout.decode(encoding)


def test_glyphs_become_the_nearest_that_the_console_has() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")

    make_printable(stream)
    stream.write("1\u202f234 € ✓ ≤ Ł ž 語")
    stream.flush()

    assert raw.getvalue().decode("cp1252") == "1\u00a0234 € v <= ? ž ?"
