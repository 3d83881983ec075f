"""Write the pages of ``docs/`` that come from the code: ``python scripts/make_docs.py``.

A test compares them with what is committed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import click

from pstlib.cli import main as pst
from pstlib.cli.french import speak_french
from pstlib.model import Identity
from pstlib.model.columns import EXPECTED, Column, Table
from pstlib.model.tables import LINKS, TABLES
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
_DICTIONARY_HEAD = """\
# Dictionnaire des données

<!-- Page écrite par scripts/make_docs.py : ne la modifiez pas à la main. -->

Un PST est un dossier : `pst.yml`, son identité, et `tables/`, une table par fichier CSV (UTF-8,
virgule, dates AAAA-MM-JJ, point décimal). Une table absente est une table vide, une cellule vide
une valeur inconnue. Les mots sont expliqués dans [le glossaire](glossaire.md).
"""
_IDENTITY = {
    "slug": "nom du dossier, en minuscules : `celles-2019-2024`",
    "organisme": "nom de l’organisme",
    "ins": "code de la commune : cinq chiffres, entre guillemets",
    "type_admin": "`CPAS` ou `AC` (administration communale)",
    "libelle": "titre du PST",
    "exercice_debut": "première année",
    "exercice_fin": "dernière année",
    "date_installation": "installation du conseil, d’où courent les échéances légales",
    "delegation_bureau_permanent": "`true` si le bureau permanent adopte et le conseil prend acte",
    "fictif": "`true` pour un organisme inventé ; chaque page le dit",
    "zone_reglementaire": "zone du calendrier légal ; vide : Wallonie de langue française",
    "evaluations": "liste de `evaluation` (`mi-parcours`, `finale`) et `date_arrete`, faites ou "
    "prévues : celles que fait `pst lot` sans date",
}

_PERSONAL = {
    "non": "",
    "oui": "nomme une personne : pas publié",
    "possible": "peut nommer une personne : pas publié",
}


def dictionary_page() -> str:
    """Give ``dictionnaire.md``: every key of a ``pst.yml``, every column of every table."""
    identity = "".join(f"| `{f.name}` | {_IDENTITY[f.name]} |\n" for f in fields(Identity))
    tables = (_table(name, schema) for name, schema in TABLES.items())
    head = "## `pst.yml` : l’identité du PST\n\n| Clé | Sens |\n|---|---|\n"
    return "\n".join([_DICTIONARY_HEAD, head + identity, *tables])


def _table(name: str, schema: Table) -> str:
    head = "| Colonne | Sens | Contenu | Remplie |\n|---|---|---|---|\n"
    rows = (_row(name, column) for column in schema.columns.values())
    return f"## `{name}`\n\n{schema.title}.\n\n{head}{''.join(rows)}"


def _row(table: str, column: Column) -> str:
    links = {(source, key): f"`{to}.{target}`" for source, key, to, target in LINKS}
    notes = [_content(column), "unique" if column.unique else "", links.get((table, column.name))]
    notes.append(_PERSONAL[column.personal])
    cells = [
        f"`{column.name}`",
        column.description,
        " ; ".join(note for note in notes if note),
        "" if column.nullable else "toujours",
    ]
    return f"| {' | '.join(map(str, cells))} |\n"


def _content(column: Column) -> str:
    check = column.checks[0] if column.checks else None
    if check is not None and "allowed_values" in check.statistics:
        return ", ".join(f"`{value}`" for value in check.statistics["allowed_values"])
    return str(check.error if check else EXPECTED[column.kind])


def commands_page() -> str:
    """Give ``commandes.md``: the help of every command."""
    speak_french()
    return "\n".join([_COMMANDS_HEAD, *_helps()])


def _helps() -> Iterator[str]:
    top = click.Context(pst, info_name="pst", terminal_width=WIDTH, **pst.context_settings)
    yield _section("pst", pst.get_help(top))
    yield from _helps_below(pst, top)


def _helps_below(group: click.Group, above: click.Context) -> Iterator[str]:
    for name in group.list_commands(above):
        if command := group.get_command(above, name):
            own = click.Context(command, parent=above, info_name=name)
            yield _section(own.command_path, command.get_help(own))
            if isinstance(command, click.Group):
                yield from _helps_below(command, own)


def _section(title: str, help_text: str) -> str:
    lines = "\n".join(line.rstrip() for line in help_text.splitlines())
    return f"## `{title}`\n\n```text\n{lines}\n```\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "commandes.md": commands_page,
    "dictionnaire.md": dictionary_page,
}


def main() -> None:
    """Write every page that changed and name it."""
    for name, page in PAGES.items():
        if write_atomically(DOCS / name, page()):
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
