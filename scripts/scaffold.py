"""Begin a notebook or an indicator: its files, its tests, its place, and nothing overwritten.

``make notebook NOM=70_mon_carnet`` and ``make indicateur NOM=taux_exemple [GRAPHIQUE=oui]`` call
this; it needs Python alone. The models in ``scripts/modeles`` are real files, checked like the
others: what is left to the author is marked « À ÉCRIRE », and a test fails while a mark is left.
"""

import argparse
import ast
import json
import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODELS = Path(__file__).parent / "modeles"
NOTEBOOKS = ROOT / "notebooks"
EVALUATION = ROOT / "src/pstlib/evaluation"
CHARTS = ROOT / "src/pstlib/charts/evaluation"
PARTS = CHARTS.parent / "parts.py"
METHOD = ROOT / "docs/methode.md"
UNITS = ROOT / "tests/unit"
MODEL_NOTEBOOK, MODEL_TITLE, MODEL_INDICATOR = "70_modele", "Mon modèle", "taux_modele"
LONGEST = 30  # a longer name would break the lines of the models
FIGURES = '["element_id", "numerateur", "denominateur", "taux"]'
JSON_TITLE = "## Les chiffres en JSON"
Texts = dict[Path, str]


class RefusedError(Exception):
    """What was asked can't be done; the message says in French what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Write what was asked for, then say what was written and what comes next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("genre", choices=["notebook", "indicateur"])
    parser.add_argument("nom", nargs="?", default="")
    parser.add_argument("--graphique", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        if asked.genre == "notebook":
            texts, steps = notebook(asked.nom)
        else:
            texts, steps = indicator(asked.nom, chart=asked.graphique)
    except RefusedError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    sys.stdout.writelines(f"{line}\n" for line in [*write(texts), "", "Ensuite :", *steps])
    return 0


def write(texts: Texts) -> Iterator[str]:
    """Write each file, and say whether it is new or was completed."""
    for path, text in texts.items():
        told = "complété" if path.exists() else "écrit"
        path.write_text(text, encoding="utf-8", newline="\n")
        yield f"{told:9}{path.relative_to(ROOT).as_posix()}"


def notebook(name: str) -> tuple[Texts, list[str]]:
    """Make a notebook that runs as it is, and its line in the list of notebooks."""
    example = "Exemple : make notebook NOM=70_mon_carnet"
    if not name:
        raise RefusedError(f"Il manque le nom du carnet. {example}")
    if not re.fullmatch(r"\d\d(_[a-z0-9]+)+", name) or len(name) > LONGEST:
        raise RefusedError(
            f"Nom de carnet refusé : « {name} ». Deux chiffres, qui donnent sa place, puis des mots"
            f" sans majuscule ni accent, séparés par « _ », en {LONGEST} signes au plus. {example}"
        )
    taken = [path.name for path in sorted(NOTEBOOKS.glob(f"{name[:2]}_*.ipynb"))]
    if taken:
        raise RefusedError(
            f"Le numéro {name[:2]} est pris par {taken[0]} : choisissez-en un autre."
        )
    title = name[3:].replace("_", " ").capitalize()
    model = (MODELS / "carnet.ipynb").read_text(encoding="utf-8")
    text = model.replace(MODEL_NOTEBOOK, name).replace(MODEL_TITLE, title)
    text = text.replace(MODEL_TITLE.lower(), title.lower())
    readme = NOTEBOOKS / "README.md"
    row = f"| `{name}` | À ÉCRIRE | `slug`, `date_arrete`, `evaluation`, `court` |"
    steps = [
        f"  1. Ouvrez-le (make lab), remplacez chaque « À ÉCRIRE », et dans {_short(readme)}.",
        "  2. make test TESTS=tests/notebooks",
        f"  3. pst rapport valrive-2019-2024 --carnet {name} --evaluation mi-parcours "
        "--date-arrete 2021-12-31",
    ]
    listed = insert_row(readme.read_text(encoding="utf-8"), row)
    return {NOTEBOOKS / f"{name}.ipynb": json_text(text), readme: listed}, steps


def json_text(text: str) -> str:
    """Write a notebook as JupyterLab does, so that opening it changes nothing."""
    return json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


def insert_row(text: str, row: str) -> str:
    """Put a row of a Markdown table at its place in the order of the first column."""
    lines = text.splitlines()
    rows = [number for number, line in enumerate(lines) if re.match(r"\| `\d\d_", line)]
    later = [number for number in rows if lines[number] > row]
    lines.insert(later[0] if later else rows[-1] + 1, row)
    return "\n".join(lines) + "\n"


def indicator(name: str, *, chart: bool) -> tuple[Texts, list[str]]:
    """Make the module and the test of an indicator, and give it its place in the evaluation."""
    check_indicator(name)
    files = {
        EVALUATION / f"{name}.py": "indicateur.py",
        UNITS / f"evaluation/test_{name}.py": "test_indicateur.py",
    }
    places = {
        EVALUATION / "evaluate.py": evaluation_with,
        EVALUATION / "export.py": export_with,
        METHOD: method_with,
    }
    if chart:
        files |= {
            CHARTS / f"{name}.py": "graphique.py",
            UNITS / f"charts/test_{name}.py": "test_graphique.py",
        }
        places[PARTS] = parts_with
    texts = {path: modelled(model, name) for path, model in files.items()}
    for path, change in places.items():
        texts[path] = change(path.read_text(encoding="utf-8"), name)
    return texts, list(indicator_steps(texts, name, chart=chart))


def indicator_steps(texts: Mapping[Path, str], name: str, *, chart: bool) -> Iterator[str]:
    """Say what the author of an indicator does next."""
    marked = [_short(path) for path, text in texts.items() if "À ÉCRIRE" in text]
    tests = [_short(path) for path in texts if path.is_relative_to(UNITS)]
    yield "  1. Remplacez chaque « À ÉCRIRE », le cas compté à la main d’abord :"
    yield from (f"       {path}" for path in marked)
    yield f'  2. make test TESTS="{" ".join(tests)}" : échoue tant que le cas n’est pas compté.'
    if chart:
        yield "  3. Montrez-le : une cellule d’un carnet, dans la section qui convient :"
        yield f"       None if court else parts.{name}(ev)"
        yield "     (son « id », à écrire dans le fichier .ipynb, est fait de mots),"
        yield "     puis un cliché dans tests/snapshot (voir test_means_charts.py) et un regard."
    yield f"  {4 if chart else 3}. make lint, une ligne dans CHANGELOG.md, puis make test"


def check_indicator(name: str) -> None:
    """Refuse a name that is none, or that something bears already."""
    example = "Exemple : make indicateur NOM=taux_exemple (GRAPHIQUE=oui pour le dessiner aussi)"
    if not name:
        raise RefusedError(f"Il manque le nom de l’indicateur. {example}")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise RefusedError(
            f"Nom d’indicateur refusé : « {name} ». C’est un mot de Python : des lettres sans "
            f"majuscule ni accent, des chiffres, « _ ». {example}"
        )
    if len(name) > LONGEST:
        raise RefusedError(f"Nom trop long : {len(name)} signes, {LONGEST} au plus. {example}")
    used = [EVALUATION / f"{name}.py", CHARTS / f"{name}.py"]
    taken = [path for path in used if path.exists()]
    places = [EVALUATION / "evaluate.py", EVALUATION / "export.py", PARTS]
    for path in places:
        if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")):
            taken.append(path)
    if taken:
        raise RefusedError(
            f"« {name} » existe déjà dans {_short(taken[0])} : choisissez un autre nom."
        )


def modelled(model: str, name: str) -> str:
    """Give a model under the name of an indicator."""
    text = (MODELS / model).read_text(encoding="utf-8").replace(MODEL_INDICATOR, name)
    return text.replace(MODEL_INDICATOR.replace("_", "-"), name.replace("_", "-"))


def evaluation_with(text: str, name: str) -> str:
    """Add the import of an indicator and its property, the last of ``Evaluation``."""
    end = _node(text, "Evaluation").end_lineno or 0
    own = [
        "",
        "    @cached_property",
        f"    def {name}(self) -> pd.DataFrame:",
        f'        """The plan, then one row per OS: see ``{name}``."""',
        f"        return {name}(self.plan, self.actions)",
    ]
    return imported(inserted(text, end, own), f"pstlib.evaluation.{name}", name)


def export_with(text: str, name: str) -> str:
    """Add an indicator at the end of the JSON of an evaluation."""
    (made,) = [node for node in ast.walk(_node(text, "to_json")) if isinstance(node, ast.Return)]
    own = [
        f'        "{name}": _named(',
        f"            records(evaluation.{name}),",
        f"            {FIGURES},",
        "        ),",
    ]
    return inserted(text, (made.end_lineno or 0) - 1, own)


def parts_with(text: str, name: str) -> str:
    """Hand a chart on to the notebooks."""
    found = imported(text, f"pstlib.charts.evaluation.{name}", name)
    lines = found.splitlines()
    names = [number for number, line in enumerate(lines) if re.fullmatch(r'    "\w+",', line)]
    later = [number for number in names if lines[number] > f'    "{name}",']
    return inserted(found, later[0] if later else names[-1] + 1, [f'    "{name}",'])


def method_with(text: str, name: str) -> str:
    """Add the section of an indicator before that of the JSON, and its row there."""
    section = [
        f"## Indicateur `{name}`",
        "",
        "- **Définition.** À ÉCRIRE.",
        "- **Formule.** À ÉCRIRE ÷ actions évaluées.",
        "- **Dénominateur.** Les actions évaluées, de tout le plan et de chaque objectif",
        "  stratégique ; une action partagée compte une fois dans chacun. Aucun taux lorsqu’il n’y",
        "  en a pas.",
        "- **Source.** Table `elements` (À ÉCRIRE).",
        f"- **Fonction.** `pstlib.evaluation.{name}.{name}`.",
        "",
    ]
    row = (
        f"| `{name}` | le plan (`element_id` vaut `null`), puis chaque objectif stratégique : "
        "`numerateur`, `denominateur`, `taux` |"
    )
    start = text.splitlines().index(JSON_TITLE)
    found = inserted(text, start, section)
    rows = [number for number, line in enumerate(found.splitlines()) if line.startswith("| `")]
    return inserted(found, rows[-1] + 1, [row])


def imported(text: str, module: str, name: str) -> str:
    """Add an import to those of pstlib, in the order that ruff wants."""
    found = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pstlib.")
    ]
    later = [node.lineno - 1 for node in found if (node.module or "") > module]
    end = found[-1].end_lineno or 0
    return inserted(text, later[0] if later else end, [f"from {module} import {name}"])


def inserted(text: str, place: int, lines: list[str]) -> str:
    """Put lines after the first ``place`` lines of a text."""
    former = text.splitlines()
    return "\n".join([*former[:place], *lines, *former[place:]]) + "\n"


def _node(text: str, name: str) -> ast.ClassDef | ast.FunctionDef:
    """Find a class or a function of a module."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node
    raise RefusedError(f"« {name} » est introuvable : scripts/scaffold.py est à adapter.")


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
