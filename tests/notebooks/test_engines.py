"""The fast engine shows what a real kernel shows, on a notebook made to tell them apart."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from pstlib.reports import Job, make_reports

CELLS = {
    "paramètres": "x = 1",
    "ordre des sorties": "print('a'); import sys; print('e', file=sys.stderr); print('b')\nx",
    "affichages": "from IPython.display import HTML, Markdown, clear_output, display\n"
    "display(HTML('<b>h</b>')); print('entre'); display(Markdown('*m*'))\n{'k': (1, 2)}",
    "affichage mis à jour": "h = display('un', display_id=True)\nh.update('deux')",
    "affichage repris": "d = display('premier', display_id='repris')",
    "repris plus loin": "from IPython.display import update_display\n"
    "update_display('second', display_id='repris')",
    "tableau": "import pandas as pd\npd.DataFrame({'a': [1, 2.5], 'é': ['x', None]})",
    "rien": "None",
    "point-virgule": "1 + 1;",
    "valeur précédente": "_ , Out[2]",
    "commande": "!echo coquille",
    "commande lue": "lignes = !echo un; echo deux\nlignes",
    "descripteur 1": "import os\nos.system('echo direct'); n = os.write(1, b'brut\\n')",
    "descripteur 2": "n = os.write(2, b'erreur brute\\n')",
    "programme": "import subprocess\nr = subprocess.run(['echo', 'sub'])",
    "programme après texte": "print('avant', flush=True)\n"
    "import time; time.sleep(0.3)\nsubprocess.run(['echo', 'pendant']); time.sleep(0.3)\n"
    "print('après')",
    "magie de cellule": "%%html\n<i>x</i>",
    "magie bash": "%%bash\necho bash\necho err >&2",
    "durée": "%time 1 + 1",
    "capture": "%%capture prise\nprint('pris'); display('aussi')",
    "prise": "print(prise.stdout); prise.outputs[0]",
    "aide": "len?",
    "attente": "import asyncio\nawait asyncio.sleep(0.01)\n'attendu'",
    "boucle active": "asyncio.get_running_loop().is_running()",
    "tâche": "async def f():\n    print('dans la tâche')\n    return 7\n"
    "t = asyncio.ensure_future(f())\nawait t",
    "avertissement": "import warnings; warnings.warn('attention')",
    "dépréciation": "warnings.warn('vieux', DeprecationWarning)",
    "journal": "import logging; logging.warning('noté')",
    "effacer": "for i in range(3):\n    clear_output(wait=True); print(i)",
    "effacer aussitôt": "print('perdu'); clear_output(); print('gardé')",
    "figure": "import plotly.graph_objects as go\ngo.Figure([go.Bar(x=[1], y=[2])])",
    "figure montrée": "go.Figure([go.Bar(x=[1], y=[2])]).show()",
    "mimebundle": "class M:\n    def _repr_mimebundle_(self, **kw):\n"
    "        return {'text/html': '<p>é</p>', 'application/json': {'t': (1, 2), 'n': None}}\nM()",
    "repr qui échoue": "class R:\n    def _repr_html_(self): raise ValueError('repr')\n"
    "    def __repr__(self): return 'R'\nR()",
    "image": "from IPython.display import Image\n"
    "Image(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png')",
    "curseur": "import ipywidgets\nipywidgets.IntSlider(value=3)",
    "question": "try:\n    input('?')\nexcept Exception as e: print(type(e).__name__, e)",
    "mot de passe": "import getpass\n"
    "try:\n    getpass.getpass()\nexcept Exception as e: print(type(e).__name__, e)",
    "fil": "import threading\n"
    "t = threading.Thread(target=lambda: print('fil')); t.start(); t.join()",
    "processus": "import multiprocessing as mp\ndef g(): print('fils', flush=True)\n"
    "p = mp.get_context('fork').Process(target=g); p.start(); p.join()",
    "principal": "import pickle\nclass P: pass\n"
    "(__name__, type(pickle.loads(pickle.dumps(P()))).__module__, sys.modules['__main__'].x)",
    "variables": "{k: os.environ.get(k) for k in ('TERM', 'PAGER', 'MPLBACKEND', 'FORCE_COLOR')}",
    "carnet": "get_ipython().__class__.__mro__[1].__name__, 'ipykernel' in sys.modules",
    "sortie standard": "sys.stdout.encoding, sys.stdout.isatty(), sys.__stdout__ is not sys.stdout",
    "accents": "print('é « ’ » \\N{NO-BREAK SPACE}: 🙂 \\r1\\r2')",
    "long": "print('l' * 70_000)",
    "erreur attendue": "1 / 0",
    "syntaxe": "def (",
    "arrêt": "raise SystemExit(3)",
    "interruption de valeur": "class E(Exception): pass\ndef h(): raise E('boum é')\nh()",
    "suite": "print('jamais')",
}
EXPECTED_TO_RAISE = {"erreur attendue", "syntaxe", "arrêt"}
DIFFERENT = {
    "repr qui échoue": "colours, indentation and context of the traceback",
}

Shown = dict[str, list[str]]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Shown]:
    """Run the notebook by papermill's own command, in a kernel and with our engine."""
    folder = tmp_path_factory.mktemp("moteurs")
    cells = []
    for number, (name, source) in enumerate(CELLS.items()):
        tags = ["parameters"] * (not number) + ["raises-exception"] * (name in EXPECTED_TO_RAISE)
        cells.append(nbformat.v4.new_code_cell(source, id=f"c{number}", metadata={"tags": tags}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "torture.ipynb")

    def run(*engine: str) -> Shown:
        made = folder / f"fait{len(engine)}.ipynb"
        command = ["-m", "papermill", "--no-progress-bar", "torture.ipynb", str(made), *engine]
        variables = {**os.environ, "IPYTHONDIR": str(folder / "ipython"), "COLUMNS": "80"}
        # Where it is set, a kernel leaves what is written to file descriptors alone.
        variables.pop("PYTEST_CURRENT_TEST", None)
        subprocess.run(  # noqa: S603
            [sys.executable, *command], cwd=folder, env=variables, capture_output=True, check=False
        )
        notebook = nbformat.read(made, as_version=4)
        # papermill adds two cells that tell of the failure.
        made_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        return {name: alike(cell.outputs) for name, cell in zip(CELLS, made_cells, strict=True)}

    return run(), run("--engine", "pst-rapide")


def alike(outputs: list[nbformat.NotebookNode]) -> list[str]:
    """Write outputs without what differs between two runs of one engine."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        former = joined[-1] if joined else None
        # A kernel cuts what is printed five times a second, wherever it is then.
        if former and "name" in former and former["name"] == output.get("name"):
            former["text"] += output["text"]
        else:
            joined.append(output)
    return [comparable(json.dumps(output, sort_keys=True, ensure_ascii=False)) for output in joined]


def comparable(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text)
    text = re.sub(r"[0-9a-f]{32}", "UUID", text)
    text = re.sub(r"/\w+/ipykernel_\d+/\d+\.py|<cellule \d+>", "CELLULE", text)
    text = re.sub(r"(CPU times|Wall time)[^\\]*", r"\1", text)
    return re.sub(r"0x[0-9a-f]+", "ADRESSE", text)


@pytest.mark.parametrize("name", DIFFERENT)
def test_fast_engine_shows_the_same_in_other_colours(name: str, shown: tuple[Shown, Shown]) -> None:
    plain = (re.sub(r"\\u001b\[[\d;]*m| +", "", " ".join(run[name])) for run in shown)
    # The lines around the faulty one are shown or not, as IPython finds the time.
    kernel, fast = (re.sub(r"\\n\d+[^\\]*(?=\\n)", "", text) for text in plain)

    assert "---->2" in kernel
    assert fast == kernel


@pytest.mark.parametrize("name", [name for name in CELLS if name not in DIFFERENT])
def test_fast_engine_shows_what_a_kernel_shows(name: str, shown: tuple[Shown, Shown]) -> None:
    kernel, fast = shown

    assert fast[name] == kernel[name]


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("valrive-2019-2024", "finale"),
        ("celles-2019-2024", "mi-parcours"),
        ("commune-valrive-2019-2024", "mi-parcours"),
    ],
)
def test_both_engines_write_the_same_files(
    slug: str, kind: str, root: Path, tmp_path: Path
) -> None:
    made = {}
    for engine in ("noyau", "rapide"):
        task = Job(
            slug=slug,
            evaluation=kind,
            date_arrete=dt.date(2024, 6, 30),
            donnees=root / "pst_data",
            sortie=tmp_path / engine,
        )
        (result,) = make_reports([task], workers=1, engine=engine)
        assert result.error is None
        made[engine] = {path.name: path.read_bytes() for path in task.file("html").parent.iterdir()}

    assert len(made["noyau"]) == 3
    assert made["rapide"] == made["noyau"]
