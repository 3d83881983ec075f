"""``pst exemple``: data of organisations that don't exist, to try things on."""

from pathlib import Path

import click

from pstlib.cli import options

_TARGET = click.Path(file_okay=False, path_type=Path)


exemple = click.Group(
    name="exemple",
    short_help="Fait des données fictives pour essayer.",
    help="Fait des données fictives, pour des démonstrations, des essais et des mesures.",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    epilog=options.example("pst exemple region --organismes 20 --vers essai"),
)


@exemple.command(
    short_help="Fait une région de CPAS fictifs.",
    epilog=options.example(
        "pst exemple region --organismes 261 --graine 1 --vers region",
        "pst exemple region --organismes 20 --sans-budget --vers essai",
    ),
)
@click.option(
    "--organismes",
    type=click.IntRange(min=1),
    default=261,
    show_default=True,
    metavar="N",
    help="Nombre de CPAS.",
)
@click.option(
    "--graine",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="S",
    help="Nombre qui détermine tout : même graine, mêmes fichiers.",
)
@click.option("--vers", type=_TARGET, required=True, metavar="DIR", help="Dossier à remplir.")
@click.option(
    "--lignes-budget",
    type=click.IntRange(min=20),
    default=1_500,
    show_default=True,
    metavar="N",
    help="Lignes de budget par exercice, environ.",
)
@click.option("--sans-budget", is_flag=True, help="Ne fait aucun budget.")
def region(
    *, organismes: int, graine: int, vers: Path, lignes_budget: int, sans_budget: bool
) -> None:
    """Fait une région de CPAS fictifs, un PST par dossier.

    Aucun nom, aucun code INS n’existe. Chaque PST est marqué « fictif ». Ce que les PST ne
    disent pas (thème exact de chaque action, fichiers abîmés exprès) est dans DIR/verite.
    Une région interrompue se complète en relançant la même commande.
    """
    from pstlib.cli.waiting import Waiting
    from pstlib.examples import Region, write_region

    wanted = Region(organismes, graine, 0 if sans_budget else lignes_budget)
    with Waiting("Organismes", organismes) as progress:
        number = write_region(wanted, vers, lambda _name: progress.advance())
    options.say(f"{options.count(organismes, 'organisme')}, {number} PST : {vers}")
