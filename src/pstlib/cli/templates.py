"""``pst modele``: the workbook that a CPAS fills in."""

from pathlib import Path

import click

from pstlib.cli import options
from pstlib.cli.exporting import TARGET, replace, say_losses, write_new
from pstlib.errors import UsageError


@click.command(
    short_help="Écrit le classeur Excel qu’un CPAS remplit.",
    epilog=options.example(
        "pst modele classeur.xlsx", "pst modele celles.xlsx --pst celles-2019-2024"
    ),
)
@click.argument("fichier", metavar="FICHIER", type=TARGET, help="Classeur à écrire (.xlsx).")
@click.option("--pst", "slug", metavar="SLUG", help="PST dont le classeur est prérempli.")
@replace
@options.donnees
def modele(*, fichier: Path, slug: str | None, remplacer: bool, donnees: Path) -> None:
    """Écrit le classeur Excel qu’un CPAS remplit : listes, aide, exemples, titres protégés.

    Prérempli d’un PST connu, il a une feuille « Suivi rapide » où le CPAS ne note que ce qui a
    changé. « pst importer » le relit.
    """
    from pstlib.model import load
    from pstlib.writers.workbook import write_workbook

    if fichier.suffix.lower() != ".xlsx":
        raise UsageError(
            "Nom de classeur incorrect",
            where="FICHIER",
            found=f"« {fichier.name} »",
            todo="Donnez un nom qui finit par .xlsx.",
        )
    data, lost = write_workbook(load(slug, donnees) if slug else None)
    write_new(fichier, data, replace=remplacer)
    options.say(f"Écrit : {fichier}")
    say_losses(lost)
