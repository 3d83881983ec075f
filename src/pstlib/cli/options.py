"""What several commands share: their options, their example, and how they say a result."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pstlib.paths import data_folder

_SHOWN = 10
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FOLDER.name = "dossier"  # click names it when it is made, before it speaks French
# Whether a source can be read is for the readers to say, in their words.
SOURCE = click.Path(readable=False, path_type=Path)

donnees = click.option(
    "--donnees",
    type=_FOLDER,
    metavar="DIR",
    callback=lambda _ctx, _parameter, value: data_folder(value),
    help="Dossier des PST (sinon la variable PST_DONNEES, sinon pst_data).",
)
forme = click.option(
    "--format",
    "forme",
    type=click.Choice(["texte", "json"]),
    default="texte",
    show_default=True,
    help="Forme de ce qui s’affiche.",
)
slug = click.argument("slug", metavar="SLUG", help="Nom du dossier du PST.")
slugs = click.argument(
    "slugs", metavar="[SLUG]...", nargs=-1, help="Noms des dossiers ; sans nom, tous les PST."
)
sortie = click.option(
    "--sortie",
    type=_FOLDER,
    metavar="DIR",
    default="reports",
    show_default=True,
    help="Dossier où écrire les rapports.",
)
autonome = click.option(
    "--autonome", is_flag=True, help="Met tout ce qu’il faut dans le fichier HTML."
)
pdf = click.option("--pdf", is_flag=True, help="Imprime aussi le rapport, par un navigateur.")
navigateur = click.option(
    "--navigateur",
    metavar="CHEMIN",
    help="Chromium, Chrome ou Edge qui imprime (sinon la variable PST_NAVIGATEUR, sinon "
    "celui qui est trouvé).",
)
_FORM = (
    donnees,
    sortie,
    autonome,
    click.option(
        "--carnet",
        metavar="NOM",
        help="Carnet à vous, par son nom ou son chemin, à la place de celui de l’évaluation.",
    ),
    click.option("--court", is_flag=True, help="Rapport court, de quelques pages."),
    pdf,
    navigateur,
)
_EVALUATIONS = click.Choice(["mi-parcours", "finale"])


def evaluation(**settings: Any) -> Callable[[Any], Any]:
    """Make the option that names the kind of evaluation."""
    return click.option(
        "--evaluation", type=_EVALUATIONS, help="Moment de l’évaluation.", **settings
    )


def date_arrete(**settings: Any) -> Callable[[Any], Any]:
    """Make the option that gives the date of the situation."""
    return click.option(
        "--date-arrete",
        metavar="DATE",
        help="Date de la situation, AAAA-MM-JJ ou JJ/MM/AAAA.",
        **settings,
    )


def report_form(command: Any) -> Any:
    """Add the options that say from where, to where and in which form reports are made."""
    for option in reversed(_FORM):
        command = option(command)
    return command


def with_browser(form: dict[str, Any]) -> dict[str, Any]:
    """Turn what was asked into the browser that prints a PDF, or none, and one's own notebook.

    Raises:
        ReportError: If a PDF is wanted and no browser is found: before anything is made.
        UsageError: If a notebook is named and there is none.
    """
    from pstlib.reports.browsers import find_browser
    from pstlib.reports.jobs import own_notebook

    named = form["navigateur"]
    browser = find_browser(named) if form["pdf"] else None
    own = {"carnet": own_notebook(form["carnet"])} if form.get("carnet") else {}
    return {name: form[name] for name in form if name != "pdf"} | {"navigateur": browser} | own


def example(*lines: str) -> str:
    """Write the examples that close a help page, as lines that click leaves as they are."""
    title = "Exemple :" if len(lines) == 1 else "Exemples :"
    return "\n".join(["\b", title, *(f"  {line}" for line in lines)])


def say(*lines: str) -> None:
    """Print lines of text."""
    for line in lines:
        click.echo(line)


def say_json(content: Any) -> None:
    """Print ``content`` as JSON and nothing else, in UTF-8 where another program reads it."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    # A redirected Windows output has a code page that no JSON reader expects.
    click.echo(text if sys.stdout.isatty() else text.encode())


def bounded(lines: Sequence[str]) -> list[str]:
    """Indent the first lines of a list and count the others."""
    hidden = len(lines) - _SHOWN
    end = [f"  … et {count(hidden, 'autre')}"] if hidden > 0 else []
    return [*(f"  • {line}" for line in lines[:_SHOWN]), *end]


def count(number: int, noun: str) -> str:
    """Write a number with its noun: « 1 ligne », « 3 lignes ».

    >>> count(0, "échec")
    '0 échec'
    """
    return f"{number} {noun}{'s' if abs(number) > 1 else ''}"


def known_slugs(names: Sequence[str], folder: Path) -> list[str]:
    """Give the PST that a command is about: those named, else all of the data folder.

    Raises:
        UnknownNameError: If a name is unknown, or the folder holds no PST.
    """
    from pstlib.errors import UnknownNameError
    from pstlib.model.slugs import folder_of, list_slugs

    chosen = [folder_of(name, folder).name for name in dict.fromkeys(names)]
    chosen = chosen or list_slugs(folder)
    if not chosen:
        raise UnknownNameError(
            "Aucun PST dans ce dossier",
            where=f"dossier {folder}",
            todo="Importez-en un (« pst importer ») ou nommez un autre dossier (--donnees).",
        )
    return chosen
