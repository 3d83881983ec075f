"""What each command says, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pstlib.cli import main
from pstlib.cli.lab import START, lab_command, lab_environment
from pstlib.paths import notebooks_folder

from .conftest import SLUG, Pst

COMMANDS = ["lire", "importer", "verifier", "lister", "evaluer", "rapport", "lot", "chercher"]
COMMANDS += ["publier", "lab"]


def test_help_lists_the_commands_in_the_order_of_the_work(pst: Pst) -> None:
    done = pst("--help")

    listed = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert done.exit_code == 0
    assert [word for word in listed if word in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_with_an_example(pst: Pst, command: str) -> None:
    done = pst(command, "--help")

    assert done.exit_code == 0
    assert f"    pst {command}" in done.stdout
    assert "Exemple" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_option_and_argument_is_explained(command: str) -> None:
    found = main.get_command(None, command)  # type: ignore[arg-type]

    assert found is not None
    assert [parameter.name for parameter in found.params if not parameter.help] == []


def test_lister_gives_each_pst_and_its_planned_evaluations(pst: Pst, donnees: Path) -> None:
    done = pst("lister", "--donnees", donnees)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{SLUG} – CPAS d’Essai (fictif) – mi-parcours au 31/12/2021\n"


def test_lister_prints_only_json(pst: Pst, donnees: Path) -> None:
    done = pst("lister", "--donnees", donnees, "--format", "json")

    content = json.loads(done.stdout)
    assert done.stderr == ""
    assert [row["slug"] for row in content["pst"]] == [SLUG]
    assert content["pst"][0]["fictif"] is True
    assert content["erreurs"] == []


def test_data_folder_comes_from_the_environment_too(
    pst: Pst, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_DONNEES", str(donnees))

    assert SLUG in pst("lister").stdout


def test_evaluer_gives_the_figures_as_text(pst: Pst, donnees: Path) -> None:
    done = pst("evaluer", SLUG, "--date-arrete", "31/12/2021", "--donnees", donnees)

    text = done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert done.exit_code == 0
    assert "(organisme fictif)" in text
    # 4 actions: one done, one dropped, so 1 of the 3 pursued.
    assert "1 terminée sur 3 poursuivies (33,3 %)" in text


def test_evaluer_gives_the_figures_as_json(pst: Pst, donnees: Path) -> None:
    done = pst(
        *("evaluer", SLUG, "--date-arrete", "2021-12-31", "--donnees", donnees),
        *("--format", "json", "--evaluation", "finale"),
    )

    content = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (content["pst"], content["evaluation"]) == (SLUG, "finale")
    assert content["ensemble"]["taux_realisation"]["denominateur"] == 3


def test_verifier_says_that_nothing_is_wrong(pst: Pst, donnees: Path) -> None:
    done = pst("verifier", "--donnees", donnees)

    assert (done.exit_code, done.stdout) == (0, f"{SLUG}\u00a0: aucun problème\n")


def test_verifier_gives_place_problem_and_advice_and_exits_1(pst: Pst, donnees: Path) -> None:
    table = donnees / SLUG / "tables/suivi.csv"
    table.write_text(table.read_text() + "a2,2021-13-45,EN_COURS\n", encoding="utf-8")

    done = pst("verifier", SLUG, "--donnees", donnees, "--format", "json")

    content = json.loads(done.stdout)
    assert done.exit_code == 1
    assert content["totaux"]["erreur"] == 1
    (problem,) = content["problemes"]
    assert (problem["slug"], problem["gravite"]) == (SLUG, "erreur")
    for part in ("suivi.csv", "ligne 6", "date_suivi", "2021-13-45"):
        assert part in problem["probleme"]


def test_verifier_checks_the_money_too(pst: Pst, donnees: Path) -> None:
    tables = donnees / SLUG / "tables"
    (tables / "budget.csv").write_text(
        "exercice,version,service,type,article,montant\n2021,INITIAL,O,D,divers,100.00\n"
        "2021,INITIAL,O,D,104/111-01,100.00\n",
        encoding="utf-8",
    )
    (tables / "liens_budget.csv").write_text(
        "element_id,exercice,article,part\na1,2021,104/111-01,0.7\na2,2021,104/111-01,0.5\n",
        encoding="utf-8",
    )

    done = pst("verifier", SLUG, "--donnees", donnees, "--format", "json")

    content = json.loads(done.stdout)
    assert done.exit_code == 1
    assert content["totaux"] == {"erreur": 1, "avertissement": 1, "info": 0}
    over, unreadable = content["problemes"]
    assert (over["table"], over["ligne"]) == ("liens_budget", 2)  # line 1 holds the titles
    assert over["lieu"] == "tables/liens_budget.csv, ligne 2"
    assert "104/111-01" in over["probleme"]
    assert (unreadable["table"], unreadable["ligne"]) == ("budget", 2)
    assert "« divers » illisible" in unreadable["probleme"].replace("\u00a0", " ")
    assert all(problem["conseil"] for problem in content["problemes"])
    told = pst("verifier", SLUG, "--donnees", donnees).stdout
    assert "erreur – tables/liens_budget.csv, ligne 2\u00a0: " in told
    assert "Conseil" in told


def test_verifier_goes_on_after_a_broken_pst(pst: Pst, donnees: Path) -> None:
    broken = donnees / "autre-2019-2024"
    broken.mkdir()
    (broken / "pst.yml").write_text("slug: [", encoding="utf-8")

    done = pst("verifier", "--donnees", donnees)

    assert done.exit_code == 1
    assert "autre-2019-2024\u00a0: 1 erreur" in done.stdout
    assert f"{SLUG}\u00a0: aucun problème" in done.stdout


def test_lab_opens_the_notebooks_with_the_python_of_pst(tmp_path: Path) -> None:
    command = lab_command(tmp_path)

    assert command == [sys.executable, "-m", "jupyterlab", str(tmp_path / START)]
    assert (notebooks_folder() / START).is_file()
    version = subprocess.run([*command[:3], "--version"], capture_output=True, check=False)  # noqa: S603
    assert version.returncode == 0


def test_lab_finds_the_data_and_the_settings_that_keep_it_quiet(tmp_path: Path) -> None:
    """What JupyterLab itself reads of its settings, with the variables that it runs with."""
    code = (
        "from jupyterlab_server.settings_utils import _get_overrides\n"
        "print(_get_overrides('')[0]['@jupyterlab/apputils-extension:notification']['fetchNews'])"
    )
    variables = lab_environment(tmp_path)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False
    )

    assert variables["PST_DONNEES"] == str(tmp_path.resolve())
    assert (done.stdout, done.stderr) == ("false\n", "")


def test_version_is_told(pst: Pst) -> None:
    assert pst("--version").stdout.startswith("pst, version ")
