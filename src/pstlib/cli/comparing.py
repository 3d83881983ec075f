"""``pst comparer``: the plans side by side, one among its peers."""

import os
from typing import Any

import click

from pstlib.cli import options
from pstlib.cli.reporting import say_waiting

# The same as ``comparison.peer_models.MODELS``, which would load pandas for a help page.
_MODELS = ("voisins", "province", "arrondissement", "taille", "famille", "liste")


@click.command(
    short_help="Compare les PST entre eux.",
    epilog=options.example(
        "pst comparer --date-arrete 31/12/2021",
        "pst comparer --date-arrete 31/12/2021 --slug celles-2019-2024 --pairs voisins",
        "pst comparer --date-arrete 31/12/2021 --slug celles-2019-2024 --anonyme",
        "pst comparer --date-arrete 31/12/2027 --mois 36",
        "pst comparer --date-arrete 31/12/2021 --parmi \"province == 'Namur'\"",
    ),
)
@options.date_arrete(required=True)
@click.option("--slug", default="", metavar="SLUG", help="PST à situer parmi ses pairs.")
@click.option(
    "--pairs",
    type=click.Choice(_MODELS),
    default="voisins",
    show_default=True,
    help="Modèle de pairs : voisins demande contexte.csv, famille familles.csv, liste pairs.csv.",
)
@click.option("--anonyme", is_flag=True, help="Ne nomme aucun organisme.")
@click.option("--nommer", is_flag=True, help="Avec --anonyme, nomme quand même celui de --slug.")
@click.option(
    "--mois",
    type=click.IntRange(min=1, max=120),
    metavar="M",
    help="Compare les législatures M mois après leur début ; --date-arrete en est la limite.",
)
@click.option(
    "--type",
    "type_admin",
    type=click.Choice(["CPAS", "AC"]),
    default="CPAS",
    show_default=True,
    help="Des CPAS ou des administrations communales : jamais les deux ensemble.",
)
@click.option(
    "--parmi",
    default="",
    metavar="CONDITION",
    help="Ne compare que les PST qui la remplissent : province == 'Namur' and population < 10000.",
)
@options.donnees
@options.sortie
@options.autonome
def comparer(*, date_arrete: str, mois: int | None, **asked: Any) -> None:
    """Compare les PST d’une législature à une date : vue de la région, ou un PST parmi ses pairs.

    Le rapport va dans reports/comparaison. La première fois, tous les PST sont évalués ; leurs
    chiffres sont gardés, et la fois suivante ne relit que ce qui a changé.
    """
    from pstlib.comparison.question import Question
    from pstlib.comparison.study import compare
    from pstlib.model.cache import cache_folder
    from pstlib.reports.batch import list_again
    from pstlib.reports.comparing import ComparisonJob, run_comparison
    from pstlib.text import parse_date

    place = {name: asked.pop(name) for name in ("donnees", "sortie", "autonome")}
    question = Question(date_arrete=parse_date(date_arrete), mois=mois or 0, **asked)
    if cache_folder() is not None:
        _warm(compare, question, place["donnees"])
    page = run_comparison(ComparisonJob(question=question, **place))
    list_again(place["sortie"], waiting=say_waiting)
    options.say(str(page))


def _warm(compare: Any, question: Any, donnees: Any) -> None:
    """Evaluate the plans side by side, telling how far it is; the report then finds them kept."""
    from pstlib.cli.waiting import Counting

    fields = {name: getattr(question, name) for name in question.__dataclass_fields__}
    with Counting("PST évalués") as counting:
        compare(donnees, workers=os.cpu_count() or 1, on_plan=counting.tell, **fields)
