"""Commands answer soon because nothing heavy is loaded that they don't need."""

from pathlib import Path

import pytest

from .conftest import Run

HEAVY = ("IPython", "jinja2", "nbconvert", "pandas", "pandera", "papermill", "plotly", "pyarrow")


@pytest.mark.parametrize("module", ["pstlib", "pstlib.cli"])
def test_import_leaves_heavy_packages_alone(run: Run, module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY}) & set(sys.modules)))"

    done = run("python", "-c", code)

    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_help_leaves_heavy_packages_alone(run: Run) -> None:
    code = (
        "import atexit, sys; from pstlib.cli import main;"
        f"atexit.register(lambda: print('LOADED', *sorted(set({HEAVY}) & set(sys.modules))));"
        "sys.argv = ['pst', '--help']; main()"
    )

    done = run("python", "-c", code)

    assert done.stdout.splitlines()[-1] == "LOADED", done.stdout + done.stderr


def test_papermill_does_not_load_pandas_for_our_engine(run: Run) -> None:
    code = "import sys, papermill.engines as e; print('pst-rapide' in e.papermill_engines._engines)"
    loaded = "print(*sorted({'IPython', 'pandas', 'plotly', 'pstlib.model'} & set(sys.modules)))"

    done = run("python", "-c", f"{code}; {loaded}")

    assert (done.returncode, done.stdout.split()) == (0, ["True"]), done.stderr


def test_evaluating_a_sound_plan_leaves_schemas_and_notebooks_alone(run: Run, root: Path) -> None:
    given = ["celles-2019-2024", "--date-arrete", "31/12/2021", "--donnees", f"{root / 'pst_data'}"]
    idle = set(HEAVY) - {"pandas", "pyarrow"}
    code = (
        "import atexit, sys; from pstlib.cli import main;"
        f"atexit.register(lambda: print('LOADED', *sorted({idle} & set(sys.modules))));"
        f"sys.argv = ['pst', 'evaluer', *{given}]; main()"
    )

    done = run("python", "-c", code)

    assert done.stdout.splitlines()[-1] == "LOADED", done.stdout + done.stderr
