"""``pst synergies``: the synergies of a CPAS with its commune, or with another CPAS."""

from typing import Any

import click

from pstlib.cli import options


@click.command(
    short_help="Fait le rapport sur les synergies.",
    epilog=options.example(
        "pst synergies valrive-2019-2024 --avec commune-valrive-2019-2024",
        "pst synergies valrive-2019-2024 --date-arrete 30/06/2024 --pdf",
    ),
)
@options.slug
@click.option("--avec", default="", metavar="SLUG", help="PST du partenaire à mettre en regard.")
@options.date_arrete()
@options.donnees
@options.sortie
@options.autonome
@options.pdf
@options.navigateur
def synergies(*, slug: str, avec: str, date_arrete: str | None, **form: Any) -> None:
    """Fait le rapport sur les synergies d’un PST, et de son partenaire s’il est nommé.

    Sans --date-arrete, la situation est celle du dernier relevé daté du PST ou de ses synergies.
    Le rapport va dans reports/SLUG.
    """
    from pstlib.reports.synergies import SynergyJob, run_synergies
    from pstlib.text import parse_date

    day = parse_date(date_arrete) if date_arrete else None
    form = options.with_browser(form)
    job = SynergyJob(slug=slug, avec=avec, date_arrete=day, **form)
    options.say(*(str(path) for path in run_synergies(job)))
