"""``pst synergies``: the synergies of a CPAS with its commune, or with another CPAS."""

from pathlib import Path
from typing import Any

import click

from pstlib.cli import deciding, options


@click.command(
    short_help="Fait le rapport sur les synergies, ou une liste de questions.",
    epilog=options.example(
        "pst synergies valrive-2019-2024 --avec commune-valrive-2019-2024",
        "pst synergies valrive-2019-2024 --date-arrete 30/06/2024 --pdf",
        "pst synergies valrive-2019-2024 --liste batiment-commun --synergie sy11",
        "pst synergies valrive-2019-2024 --avec commune-valrive-2019-2024 "
        '--rejeter OS1.OO1.A1+OS1.OO2.A3 --motif "déjà fait autrement"',
    ),
)
@options.slug
@click.option("--avec", default="", metavar="SLUG", help="PST du partenaire à mettre en regard.")
@click.option(
    "--liste",
    default="",
    metavar="NOM",
    help="Liste de questions à remplir : batiment-commun, unification-services ou une des vôtres.",
)
@click.option(
    "--synergie", default="", metavar="ID", help="Synergie dont la liste porte les réponses."
)
@deciding.options
@options.date_arrete()
@options.donnees
@options.sortie
@options.autonome
@options.pdf
@options.navigateur
def synergies(
    *, slug: str, liste: str, synergie: str, date_arrete: str | None, **form: Any
) -> None:
    """Fait le rapport sur les synergies d’un PST, et de son partenaire s’il est nommé.

    Sans --date-arrete, la situation est celle du dernier relevé daté du PST ou de ses synergies.
    Avec --liste, fait la page d’une liste de questions à remplir, à l’écran ou sur papier :
    elle reprend les réponses connues et donne reponses.csv, que « pst importer » range dans le PST.
    Le rapport ou la page va dans reports/SLUG.

    Avec --accepter ou --rejeter, ne fait pas de rapport : note dans la table suggestions du PST
    ce qui est décidé d’une paire d’actions proposée, à la date de --date-arrete ou du jour.
    """
    from pstlib.text import parse_date

    if synergie and not liste:
        raise click.UsageError("--synergie ne vaut qu’avec --liste.")
    day = parse_date(date_arrete) if date_arrete else None
    form = {"slug": slug, "date_arrete": day, **form}
    choice = deciding.taken(form)
    form = options.with_browser(form)
    if choice:
        options.say(*map(str, deciding.decide(choice, form)))
        return
    from pstlib.cli.reporting import telling_unprinted

    with telling_unprinted(form["sortie"] / slug):
        made = _checklist(liste, synergie, form) if liste else _report(form)
        options.say(*map(str, made))


def _report(form: dict[str, Any]) -> list[Path]:
    from pstlib.cli.reporting import say_waiting
    from pstlib.reports.batch import list_again
    from pstlib.reports.synergies import SynergyJob, run_synergies

    made = run_synergies(SynergyJob(**form))
    list_again(form["sortie"], waiting=say_waiting)
    return made


def _checklist(liste: str, synergie: str, form: dict[str, Any]) -> list[Path]:
    from pstlib.reports.checklist import ChecklistJob, run_checklist

    del form["autonome"]  # such a page always holds all it needs
    return run_checklist(ChecklistJob(liste=liste, synergie=synergie, **form))
