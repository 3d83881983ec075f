"""``pst exporter``: a PST in the forms that other programs read."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pstlib.cli import options
from pstlib.errors import UsageError

if TYPE_CHECKING:
    from pstlib.model import Pst

_SUFFIXES = {"ecomptes": ".xml", "xlsx": ".xlsx", "csv": ".zip", "json": ".json"}
TARGET = click.Path(path_type=Path)
replace = click.option(
    "--remplacer", is_flag=True, help="Remplace le fichier s’il existe et qu’il est différent."
)


@click.command(
    short_help="Écrit un PST dans un format que d’autres programmes lisent.",
    epilog=options.example(
        "pst exporter celles-2019-2024 --format ecomptes --date-situation 31/12/2021",
        "pst exporter celles-2019-2024 --format csv --vers celles.zip",
    ),
)
@options.slug
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_SUFFIXES)),
    required=True,
    help="ecomptes : XML du SPW ; xlsx : classeur ; csv : tables et leur description ; json.",
)
@click.option(
    "--vers",
    type=TARGET,
    metavar="FICHIER",
    help="Fichier à écrire, ou pour csv un dossier ; sinon le slug, dans le dossier courant.",
)
@click.option(
    "--date-situation",
    metavar="DATE",
    help="Pour ecomptes, date de la situation à écrire ; sinon celle du dernier relevé.",
)
@replace
@options.donnees
def exporter(
    *,
    slug: str,
    form: str,
    vers: Path | None,
    date_situation: str | None,
    remplacer: bool,
    donnees: Path,
) -> None:
    """Écrit un PST dans un format que d’autres programmes lisent.

    Ce que le format ne peut pas contenir est dit, avec le nombre de cas.
    """
    from pstlib.model import load
    from pstlib.text import parse_date

    pst = load(slug, donnees)
    target = vers or Path(f"{slug}{_SUFFIXES[form]}")
    date = parse_date(date_situation) if date_situation else None
    if form == "csv":
        lost = _write_csv(pst, target, replace=remplacer)
    else:
        data, lost = _written(pst, form, date)
        write_new(target, data, replace=remplacer)
    options.say(f"Écrit : {target}")
    say_losses(lost)


def write_new(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file; one that exists may hold what a person filled in.

    Raises:
        UsageError: If another content is there and may not be replaced.
    """
    from pstlib.paths import write_atomically

    if path.is_dir() or (path.is_file() and not replace and path.read_bytes() != data):
        raise UsageError(
            "Ce fichier existe déjà",
            where=str(path),
            todo="Donnez un autre nom, ou ajoutez --remplacer si son contenu peut être perdu.",
        )
    write_atomically(path, data)


def say_losses(lost: list[str]) -> None:
    """Say what a format can't hold."""
    if lost:
        options.say("Ce que ce format ne contient pas :", *(f"  • {line}" for line in lost))


def _written(pst: "Pst", form: str, date: dt.date | None) -> tuple[bytes, list[str]]:
    if form == "ecomptes":
        from pstlib.writers.ecomptes import write_ecomptes

        return write_ecomptes(pst, date or _last_day(pst))
    if form == "xlsx":
        from pstlib.writers.workbook import write_workbook

        return write_workbook(pst)
    from pstlib.writers.flat import write_json

    return write_json(pst)


def _write_csv(pst: "Pst", target: Path, *, replace: bool) -> list[str]:
    from pstlib.writers.flat import csv_files, zipped

    files, lost = csv_files(pst)
    if target.suffix.lower() == ".zip":
        write_new(target, zipped(files), replace=replace)
    else:
        for name, content in files.items():
            write_new(target / name, content, replace=replace)
    return lost


def _last_day(pst: "Pst") -> dt.date:
    """Give the day of the last observation; without any, the last day of the PST."""
    seen = pst.suivi["date_suivi"].dropna()
    return seen.max().date() if len(seen) else dt.date(pst.identite.exercice_fin, 12, 31)
