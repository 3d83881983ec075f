"""``pst lab``: JupyterLab on the notebooks."""

import os
import subprocess
import sys
from pathlib import Path

import click

from pstlib.cli import options
from pstlib.paths import DATA_VARIABLE, notebooks_folder

START = "00_demarrage.ipynb"
CONFIG_VARIABLE = "JUPYTER_CONFIG_PATH"
# Without it, JupyterLab asks whether to fetch news, in English, over what one reads.
_SETTINGS = Path(__file__).parent / "jupyter"


@click.command(
    short_help="Ouvre les carnets dans JupyterLab.",
    epilog=options.example("pst lab --donnees pst_data"),
)
@options.donnees
@click.pass_context
def lab(ctx: click.Context, *, donnees: Path) -> None:
    """Ouvre les carnets dans JupyterLab, avec le dossier des PST déjà réglé.

    Enregistrez vos essais sous un autre nom : une mise à jour remplace les carnets.
    """
    environment = lab_environment(donnees)
    done = subprocess.run(lab_command(notebooks_folder()), env=environment, check=False)  # noqa: S603
    ctx.exit(done.returncode)


def lab_command(notebooks: Path) -> list[str]:
    """Give the command line that opens JupyterLab of this very Python on the first notebook.

    Its folder is all that JupyterLab shows: the notebooks, and the files that one drags there.
    """
    return [sys.executable, "-m", "jupyterlab", str(notebooks.resolve() / START)]


def lab_environment(donnees: Path) -> dict[str, str]:
    """Give the variables that JupyterLab runs with: the data, and our settings beside its own."""
    own = [str(_SETTINGS), *filter(None, [os.environ.get(CONFIG_VARIABLE)])]
    return {
        **os.environ,
        DATA_VARIABLE: str(donnees.resolve()),
        CONFIG_VARIABLE: os.pathsep.join(own),
    }
