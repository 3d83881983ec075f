"""Write the pages of ``docs/`` that come from the code: ``python scripts/make_docs.py``.

A test compares them with what is committed.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from pstlib.cli import main as pst
from pstlib.cli.french import speak_french
from pstlib.paths import write_atomically

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = 88
_COMMANDS_HEAD = """\
# Les commandes de `pst`

<!-- Page écrite par scripts/make_docs.py : ne la modifiez pas à la main. -->

Chaque commande répond aussi à `pst COMMANDE --help`. Le code de sortie est 0 quand tout est fait,
1 quand les données ont des erreurs, 2 quand la commande est mal écrite, 130 après Ctrl-C. En cas
d’erreur, `pst --trace COMMANDE …` montre en plus la trace technique.
"""


def commands_page() -> str:
    """Give ``commandes.md``: the help of every command."""
    speak_french()
    return "\n".join([_COMMANDS_HEAD, *_helps()])


def _helps() -> Iterator[str]:
    top = click.Context(pst, info_name="pst", terminal_width=WIDTH, **pst.context_settings)
    yield _section("pst", pst.get_help(top))
    for name in pst.list_commands(top):
        if command := pst.get_command(top, name):
            own = click.Context(command, parent=top, info_name=name)
            yield _section(f"pst {name}", command.get_help(own))


def _section(title: str, help_text: str) -> str:
    lines = "\n".join(line.rstrip() for line in help_text.splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


PAGES: Mapping[str, Callable[[], str]] = {"commandes.md": commands_page}


def main() -> None:
    """Write every page that changed and name it."""
    for name, page in PAGES.items():
        if write_atomically(DOCS / name, page()):
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
