"""``pst lot``: what is made, left, refused and said; and what the next run does."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pstlib.paths import alone_in

from .conftest import SLUG, Pst

PAGE = f"{SLUG}/mi-parcours-2021-12-31.html"
SORTIE = Path("sortie")


@pytest.fixture
def three(donnees: Path) -> Path:
    """The small PST three times, under three names."""
    for slug in ("autre-2019-2024", "bon-2019-2024"):
        for path in (donnees / SLUG).rglob("*.*"):
            copy = donnees / slug / path.relative_to(donnees / SLUG)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text("utf-8").replace(SLUG, slug), encoding="utf-8")
    return donnees


def _lot(pst: Pst, donnees: Path, *more: object) -> tuple[int, list[str]]:
    done = pst("lot", "--donnees", donnees, "--sortie", SORTIE, *more)
    said = done.stdout.replace("\u00a0", " ")
    return done.exit_code, [re.sub(r" en [\d,]+ s$", "", line) for line in said.splitlines()]


def _journal() -> list[dict[str, object]]:
    lines = (SORTIE / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _states() -> dict[str, object]:
    return {str(entry["slug"]): entry["etat"] for entry in _journal()}


def _state_of_files() -> dict[str, tuple[bytes, int]]:
    return {
        path.as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(SORTIE.rglob("*"))
        if path.is_file()
    }


def test_batch_lists_its_failures_goes_on_and_keeps_a_journal(pst: Pst, three: Path) -> None:
    table = three / "autre-2019-2024/tables/elements.csv"
    table.write_text("element_id,niveau\na1,ETAGE\n", encoding="utf-8")
    (three / "bon-2019-2024/pst.yml").write_text("slug: [", encoding="utf-8")
    with (three / SLUG / "pst.yml").open("a", encoding="utf-8") as stream:
        stream.write("  - {evaluation: finale, date_arrete: 2024-06-30}\n")

    code, said = _lot(pst, three)

    assert (code, said[0]) == (1, "2 rapports faits, 2 échecs")
    assert said[-1] == str(SORTIE / "index.html")
    assert any("autre-2019-2024" in line and "elements.csv" in line for line in said)
    assert any("bon-2019-2024" in line and "YAML" in line for line in said)
    assert [entry["etat"] for entry in _journal()] == ["echec", "echec", "fait", "fait"]
    assert not any(str(three) in str(entry["erreur"]) for entry in _journal())
    assert sorted(path.name for path in SORTIE.iterdir()) == [
        *("assets", SLUG, "index.html", "journal.jsonl")
    ]
    page = (SORTIE / "index.html").read_text(encoding="utf-8")
    assert page.count('class="echec"') == 2


@pytest.fixture
def raising(tmp_path: Path, root: Path) -> Path:
    """A copy of the package whose notebook raises for one PST."""
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    names = 'slug: str = ""\ndate_arrete: str = ""\ncourt: bool = False'
    cells = [
        new_code_cell(names, metadata={"tags": ["parameters"]}),
        new_markdown_cell("## Le milieu"),
        new_code_cell("if slug.startswith('autre'):\n    raise ValueError('pas <b>de</b> chance')"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "notebooks").mkdir()
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": kernel}),
        tmp_path / "notebooks/10_evaluation_mi_parcours.ipynb",
    )
    return tmp_path


def test_a_notebook_that_raises_has_a_red_line_of_its_own(raising: Path, three: Path) -> None:
    command = [sys.executable, "-c", "from pstlib.cli import main; main()", "lot"]
    done = subprocess.run(  # noqa: S603
        [*command, "--donnees", three, "--sortie", SORTIE],
        cwd=raising,
        env={**os.environ, "PYTHONPATH": str(raising / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    said = done.stdout.replace("\u00a0", " ")
    assert (done.returncode, said.split(" en ")[0]) == (1, "2 rapports faits, 1 échec")
    failure = said[said.index("Échecs :") :]
    assert "autre-2019-2024/mi-parcours-2021-12-31 : Une cellule du rapport échoue" in failure
    assert "section « Le milieu » – trouvé : ValueError – pas <b>de</b> chance" in failure
    assert "cellule [3] if slug.startswith('autre'):" in failure
    page = (raising / SORTIE / "index.html").read_text(encoding="utf-8")
    (row,) = re.findall(r'<tr[^>]*class="echec">.*?</tr>', page, re.DOTALL)
    assert "ValueError – pas &lt;b&gt;de&lt;/b&gt; chance" in row
    assert "Cellule [3] if slug" in row
    entries = map(json.loads, (raising / SORTIE / "journal.jsonl").read_text().splitlines())
    assert [entry["cause"] for entry in entries] == ["cellule", None, None]


def test_the_list_names_the_provinces_of_the_data(pst: Pst, donnees: Path) -> None:
    (donnees / "referentiel").mkdir()
    (donnees / "referentiel/communes.csv").write_text(
        "ins,commune,cpas,province,province_ins,arrondissement,arrondissement_ins,"
        "communaute_germanophone,codes_postaux\n"
        "86001,Essai,CPAS d’Essai,Val-d’Olbre,05000,Olbremont,86000,0,\n",
        encoding="utf-8",
    )
    with (donnees / SLUG / "pst.yml").open("a", encoding="utf-8") as stream:
        stream.write("ins: '86001'\ntype_admin: CPAS\n")

    assert _lot(pst, donnees)[0] == 0

    page = (SORTIE / "index.html").read_text(encoding="utf-8")
    assert "<td>Val-d’Olbre</td>" in page
    assert "Province inconnue" not in page


def test_what_did_not_change_is_left_as_it_is(pst: Pst, three: Path) -> None:
    _lot(pst, three)
    before = _state_of_files()

    code, said = _lot(pst, three)

    assert (code, said[0]) == (0, "0 rapport fait, 3 inchangés, 0 échec")
    assert _state_of_files() == before


def test_only_what_changed_is_made_again(pst: Pst, three: Path) -> None:
    _lot(pst, three)
    with (three / SLUG / "tables/suivi.csv").open("a", encoding="utf-8") as stream:
        stream.write("a2,2021-12-01,TERMINE\n")

    code, said = _lot(pst, three)

    assert (code, said[0]) == (0, "1 rapport fait, 2 inchangés, 0 échec")
    assert said[1] == "Refaits parce qu’ont changé : données"


@pytest.mark.parametrize("suffix", ["html", "ipynb", "json"])
@pytest.mark.parametrize("harm", ["unlink", "write_text"])
def test_a_file_missing_or_changed_by_hand_is_made_again(
    pst: Pst, donnees: Path, suffix: str, harm: str
) -> None:
    _lot(pst, donnees)
    before = {name: content for name, (content, _) in _state_of_files().items()}
    path = (SORTIE / PAGE).with_suffix(f".{suffix}")
    path.unlink() if harm == "unlink" else path.write_text("corrigé à la main")

    code, said = _lot(pst, donnees)

    assert (code, said[0]) == (0, "1 rapport fait, 0 échec")
    assert {name: content for name, (content, _) in _state_of_files().items()} == before


def test_everything_is_made_again_on_demand(pst: Pst, donnees: Path) -> None:
    _lot(pst, donnees)

    assert _lot(pst, donnees, "--tout-refaire")[1][0] == "1 rapport fait, 0 échec"


def test_a_failure_of_the_data_is_told_again_and_not_tried_again(pst: Pst, three: Path) -> None:
    table = three / "autre-2019-2024/tables/elements.csv"
    whole = table.read_text(encoding="utf-8")
    table.write_text("element_id,niveau\na1,ETAGE\n", encoding="utf-8")
    first = _lot(pst, three)

    second = _lot(pst, three)
    assert second[0] == first[0] == 1
    assert second[1][0] == "0 rapport fait, 2 inchangés, 1 échec"
    assert second[1][1:] == first[1][1:]

    table.write_text(whole, encoding="utf-8")
    assert _lot(pst, three)[1][0] == "1 rapport fait, 2 inchangés, 0 échec"
    assert set(_states().values()) == {"fait"}


def test_a_report_over_its_time_limit_fails_and_is_tried_again(pst: Pst, donnees: Path) -> None:
    code, said = _lot(pst, donnees, "--limite-temps", "0.01")

    assert (code, said[0]) == (1, "0 rapport fait, 1 échec")
    assert any("dépasse sa limite" in line for line in said)
    assert [entry["cause"] for entry in _journal()] == ["temps"]
    assert _lot(pst, donnees)[1][0] == "1 rapport fait, 0 échec"


def test_a_failure_that_nobody_asks_for_any_more_is_forgotten(pst: Pst, three: Path) -> None:
    identity = three / "autre-2019-2024/pst.yml"
    identity.write_text(identity.read_text("utf-8").replace("2021-12-31", "2018-12-31"), "utf-8")
    assert _lot(pst, three)[0] == 1

    identity.write_text(identity.read_text("utf-8").replace("2018-12-31", "2021-12-31"), "utf-8")
    assert _lot(pst, three)[0] == 0
    assert [entry["etat"] for entry in _journal()] == ["fait"] * 3


def test_the_former_page_of_a_report_that_fails_is_kept_and_said_to_be_old(
    pst: Pst, donnees: Path
) -> None:
    _lot(pst, donnees)
    before = (SORTIE / PAGE).read_bytes()
    (donnees / SLUG / "tables/suivi.csv").write_text("element_id\nz9\n", encoding="utf-8")

    assert _lot(pst, donnees)[0] == 1
    assert (SORTIE / PAGE).read_bytes() == before
    assert "rapport précédent" in (SORTIE / "index.html").read_text(encoding="utf-8")


def test_shares_make_the_whole_and_leave_the_same_folder(pst: Pst, three: Path) -> None:
    _lot(pst, three)
    whole = {name: content for name, (content, _) in _state_of_files().items()}
    for path in sorted(SORTIE.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    shares = [_lot(pst, three, "--part", f"{i}/2")[1][0] for i in (2, 1)]

    assert shares == ["1 rapport fait, 0 échec", "2 rapports faits, 0 échec"]
    assert {name: content for name, (content, _) in _state_of_files().items()} == whole


def test_a_share_keeps_what_another_one_refused(pst: Pst, three: Path) -> None:
    (three / "bon-2019-2024/pst.yml").write_text("slug: [", encoding="utf-8")
    for share in ("1/2", "2/2"):
        _lot(pst, three, "--part", share)

    assert _states() == {"autre-2019-2024": "fait", "bon-2019-2024": "echec", SLUG: "fait"}


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_a_share_that_is_none_is_a_wrong_use(pst: Pst, donnees: Path, wrong: str) -> None:
    done = pst("lot", "--donnees", donnees, "--part", wrong)

    assert done.exit_code == 2
    assert "écrivez par exemple 2/4" in done.stderr


@pytest.mark.parametrize("wrong", ["..", "../ailleurs", f"{SLUG}/tables", "/tmp"])  # noqa: S108
def test_a_slug_that_is_a_path_is_refused(pst: Pst, donnees: Path, wrong: str) -> None:
    done = pst("lot", wrong, "--donnees", donnees, "--sortie", SORTIE)

    assert done.exit_code == 1
    assert "Aucun PST ne s’appelle" in done.stderr
    assert not SORTIE.exists()


def test_a_folder_that_is_a_file_is_told_once_before_anything_is_made(
    pst: Pst, donnees: Path
) -> None:
    SORTIE.write_text("un fichier")

    done = pst("lot", "--donnees", donnees, "--sortie", SORTIE)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "sortie" in done.stderr


@pytest.fixture(params=[".verrou-lot", ".verrou-lot-1-de-2", ".verrou-lot-1-de-3"])
def busy(request: pytest.FixtureRequest) -> Iterator[str]:
    """A folder in which another process makes a batch, or a share of one."""
    with alone_in(SORTIE.resolve(), waiting=list, name=request.param):
        yield request.param


@pytest.mark.parametrize("options", [(), ("--part", "1/2"), ("--part", "2/2")])
def test_the_second_batch_in_a_folder_says_so_and_stops(
    here: Path, pst: Pst, donnees: Path, busy: str, options: tuple[str, ...]
) -> None:
    done = pst("lot", "--donnees", donnees, "--sortie", here / SORTIE, *options)

    both_shares = (busy, options) == (".verrou-lot-1-de-2", ("--part", "2/2"))
    assert done.exit_code == (0 if both_shares else 1)
    assert ("Un autre lot travaille déjà" in done.stderr) is not both_shares


def test_leftovers_of_a_killed_batch_are_removed_and_nothing_else(pst: Pst, donnees: Path) -> None:
    (SORTIE / SLUG).mkdir(parents=True)
    left = [f"{SLUG}/.mi-parcours-2021-12-31.html.abc_d1e2", ".index.html.abcdefgh"]
    others = [f"{SLUG}/.notes", f"{SLUG}/.notes.txt.abcdefgh", "notes.txt"]
    for name in (*left, *others):
        (SORTIE / name).write_text("x")

    _lot(pst, donnees)

    assert [name for name in (*left, *others) if (SORTIE / name).exists()] == others


def test_nothing_left_to_make_starts_nothing_heavy(here: Path, pst: Pst, donnees: Path) -> None:
    _lot(pst, donnees)
    code = (
        "import atexit, sys; from pstlib.cli import main;"
        "heavy = ('IPython', 'papermill', 'nbconvert', 'nbclient', 'distributed');"
        "atexit.register(lambda: print('LOADED', *[m for m in heavy if m in sys.modules]));"
        "main()"
    )

    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, "lot", "--donnees", donnees, "--sortie", here / SORTIE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1\u00a0inchangé" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED"
