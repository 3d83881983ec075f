"""``pst synergies --accepter``, ``--rejeter``: what is decided of a proposed pair is remembered."""

import shutil
from pathlib import Path

import pytest

import pstlib

from .conftest import Pst

SHIPPED = Path(__file__).parents[2] / "pst_data"
CPAS, COMMUNE = "valrive-2019-2024", "commune-valrive-2019-2024"
ASKED = ("synergies", CPAS, "--avec", COMMUNE, "--date-arrete", "2024-06-30")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "donnees"
    for slug in (CPAS, COMMUNE):
        shutil.copytree(SHIPPED / slug, folder / slug)
        (folder / slug / "tables/suggestions.csv").unlink(missing_ok=True)
    return folder


def first_pair(data: Path) -> tuple[str, str, pstlib.Pst, pstlib.Pst]:
    ours, theirs = (pstlib.load(slug, data) for slug in (CPAS, COMMUNE))
    row = pstlib.detect_pairs(ours, theirs, date_arrete="2024-06-30").iloc[0]
    return row["a_code"], row["b_code"], ours, theirs


def test_a_rejected_pair_is_written_down_and_not_proposed_again(pst: Pst, data: Path) -> None:
    one, other, *_ = first_pair(data)
    before = {p: p.read_bytes() for p in (data / CPAS / "tables").iterdir()}
    done = pst(*ASKED, "--rejeter", f"{one}+{other}", "--motif", "déjà fait", "--donnees", data)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("suggestions.csv\n")
    table = (data / CPAS / "tables/suggestions.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1].endswith(",REJETEE,2024-06-30,,déjà fait")
    assert all(path.read_bytes() == content for path, content in before.items())
    ours, theirs = (pstlib.load(slug, data) for slug in (CPAS, COMMUNE))
    pairs = pstlib.detect_pairs(ours, theirs, date_arrete="2024-06-30")
    again = pairs[pairs["a_code"].eq(one) & pairs["b_code"].eq(other)]
    assert again["decision"].tolist() == ["REJETEE"]
    assert pst("verifier", CPAS, "--donnees", data).exit_code == 0


def test_the_other_side_accepts_and_a_second_thought_of_the_same_day_takes_its_place(
    pst: Pst, data: Path
) -> None:
    one, other, *_ = first_pair(data)
    asked = ("synergies", COMMUNE, "--avec", CPAS, "--date-arrete", "2024-06-30")
    pair = f"{other}+{one}"
    pst(*asked, "--rejeter", pair, "--motif", "trop tôt", "--donnees", data)
    done = pst(*asked, "--accepter", pair, "--auteur", "Codir", "--donnees", data)

    assert done.exit_code == 0
    lines = (data / COMMUNE / "tables/suggestions.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[1].endswith(",ACCEPTEE,2024-06-30,Codir,")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--rejeter", "OS1.OO1.A1+OS1.OO1.A1"), 2, "motif du rejet"),
        (("--accepter", "OS9.OO9.A9+OS1.OO1.A1"), 1, "Aucune action n’a ce code"),
        (("--accepter", "OS1.OO1.A1"), 1, "joints par « + »"),
        (("--accepter", "x", "--rejeter", "y"), 2, "ne vont pas ensemble"),
        (("--motif", "parce que"), 2, "vont avec --accepter"),
    ],
)
def test_a_decision_that_cannot_be_written_says_why(
    pst: Pst, data: Path, asked: tuple[str, ...], code: int, said: str
) -> None:
    done = pst(*ASKED, *asked, "--donnees", data)

    assert done.exit_code == code
    assert said in done.stderr
    assert not (data / CPAS / "tables/suggestions.csv").exists()
