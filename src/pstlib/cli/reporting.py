"""``pst rapport`` and ``pst lot``: one report, or all of them."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options
from pstlib.errors import UsageError
from pstlib.grammar import counted
from pstlib.text import NBSP, fr_number

if TYPE_CHECKING:
    from pstlib.reports import Plan
    from pstlib.reports.batch import Make, Outcome
    from pstlib.reports.journal import Entry

INTERRUPTED = 130
_UNPRINTED = f"PDF retiré, car son contenu datait d’avant (--pdf le refait){NBSP}:"


@click.command(
    short_help="Fait le rapport d’une évaluation.",
    epilog=options.example(
        "pst rapport celles-2019-2024 --evaluation mi-parcours --date-arrete 31/12/2021",
        "pst rapport celles-2019-2024 --evaluation mi-parcours --date-arrete 31/12/2021 --pdf",
    ),
)
@options.slug
@options.evaluation(required=True)
@options.date_arrete(required=True)
@options.report_form
def rapport(*, slug: str, evaluation: str, date_arrete: str, **form: Any) -> None:
    """Fait le rapport d’une évaluation : page HTML, carnet exécuté, chiffres en JSON, PDF.

    Les fichiers vont dans reports/SLUG et la liste des rapports dans reports/index.html. Si le
    rapport échoue, rien n’est écrit.
    """
    from pstlib.reports import Job, run_report
    from pstlib.reports.batch import record_one
    from pstlib.text import parse_date

    date = parse_date(date_arrete)
    form = options.with_browser(form)
    job = Job(slug=slug, evaluation=evaluation, date_arrete=date, **form)
    with telling_unprinted(job.sortie / slug):
        result = run_report(job)
        record_one(result, waiting=say_waiting)
        options.say(str(result.html), *([str(job.file("pdf"))] if job.navigateur else []))


@contextmanager
def telling_unprinted(folder: Path) -> Iterator[None]:
    """Say at the end which PDFs of a folder went away, since they showed what was before."""
    before = sorted(folder.glob("*.pdf"))
    yield
    for path in before:
        if not path.is_file():
            click.echo(f"{_UNPRINTED} {path}", err=True)


def say_waiting() -> None:
    """Say that the list is being written by another process."""
    click.echo("La liste des rapports est en cours d’écriture : attente de sa fin…", err=True)


class _Part(click.ParamType[tuple[int, int]]):
    """A share of a batch, ``2/4``: which machine of how many."""

    name = "part"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read the two numbers."""
        found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", str(value))
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            self.fail(f"« {value} » n’est pas une part : écrivez par exemple 2/4.", param, ctx)
        return int(found[1]), int(found[2])


_NAMES = ("travaux", "moteur", "limite_temps", "part", "dask", "tout_refaire")
_MAKING = (
    click.option(
        "--travaux",
        type=click.IntRange(min=1),
        metavar="N",
        help="Rapports faits en même temps (sinon, autant que de processeurs).",
    ),
    click.option(
        "--moteur",
        type=click.Choice(["rapide", "noyau"]),
        default="rapide",
        show_default=True,
        help="rapide : dans des processus déjà prêts ; noyau : un noyau de JupyterLab par rapport.",
    ),
    click.option(
        "--limite-temps",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDES",
        help="Temps au-delà duquel un rapport est abandonné.",
    ),
    click.option(
        "--part",
        type=_Part(),
        metavar="I/N",
        help="Ne fait que la part I des N parts du lot : une machine par part, un même dossier.",
    ),
    click.option(
        "--dask",
        metavar="ADRESSE",
        help="Fait les rapports sur une grappe dask.distributed, dont voici l’ordonnanceur.",
    ),
    click.option(
        "--tout-refaire", is_flag=True, help="Refait aussi les rapports que rien n’a changés."
    ),
)


def _how(command: Any) -> Any:
    for option in reversed(_MAKING):
        command = option(command)
    return command


@click.command(
    short_help="Fait tous les rapports, et leur liste.",
    epilog=options.example(
        "pst lot",
        "pst lot --evaluation mi-parcours --date-arrete 31/12/2021 celles-2019-2024",
        "pst lot --part 2/4",
        "pst lot --dask tcp://192.168.1.10:8786",
    ),
)
@options.slugs
@options.evaluation()
@options.date_arrete()
@options.report_form
@_how
@click.pass_context
def lot(
    ctx: click.Context,
    /,
    *,
    slugs: tuple[str, ...],
    evaluation: str | None,
    date_arrete: str | None,
    **given: Any,
) -> None:
    """Fait tous les rapports, et leur liste dans index.html.

    Sans date, fait les évaluations prévues dans chaque pst.yml. Un rapport dont ni les données, ni
    le carnet, ni les paramètres, ni pstlib n’ont changé n’est pas refait. Un échec n’arrête pas les
    suivants : il est noté dans journal.jsonl, et le code de sortie est alors 1. Un lot interrompu
    reprend où il en était quand on le relance.
    """
    from pstlib.reports.batch import Batch
    from pstlib.reports.progress import BatchProgress

    how = {name: given.pop(name) for name in _NAMES}
    form = options.with_browser(given)
    plan = _plan(slugs, evaluation, date_arrete, form)
    batch = Batch(plan, form["sortie"], part=how["part"], redo=how["tout_refaire"])
    with BatchProgress() as progress:
        outcome = batch.run(_maker(how), progress)
    options.say(*_told(outcome, plan.left_out))
    ctx.exit(INTERRUPTED if outcome.interrupted else 1 if outcome.failed else 0)


def _plan(
    slugs: tuple[str, ...], evaluation: str | None, date_arrete: str | None, form: dict[str, Any]
) -> "Plan":
    from pstlib.reports import planned_jobs
    from pstlib.text import parse_date

    if date_arrete and not evaluation:
        raise UsageError(
            "--date-arrete demande aussi --evaluation",
            todo="Choisissez mi-parcours ou finale, ou laissez les dates de chaque pst.yml.",
        )
    return planned_jobs(
        options.known_slugs(slugs, form["donnees"]),
        evaluation=evaluation,
        date_arrete=parse_date(date_arrete) if date_arrete else None,
        **form,
    )


def _maker(how: dict[str, Any]) -> "Make":
    """Choose who makes the reports: this machine or a cluster."""
    settings = {"engine": how["moteur"], "time_limit": how["limite_temps"]}
    if how["dask"]:
        from pstlib.reports.cluster import make_on_cluster

        return partial(make_on_cluster, address=how["dask"], **settings)
    from pstlib.reports import make_reports

    return partial(make_reports, workers=how["travaux"] or os.cpu_count() or 1, **settings)


def _told(outcome: "Outcome", left_out: list[str]) -> Iterator[str]:
    """Say what a batch did, its failures with their causes, and where the list is."""
    parts = [counted(outcome.made, "rapport fait", "rapports faits")]
    if outcome.unchanged:
        parts.append(counted(outcome.unchanged, "inchangé"))
    parts.append(counted(len(outcome.failed), "échec"))
    yield f"{', '.join(parts)} en {_duration(outcome.seconds)}"
    if outcome.interrupted:
        left = counted(outcome.left, "rapport reste", "rapports restent")
        yield f"Interrompu à votre demande : {left} à faire ; la même commande reprendra."
    if outcome.changed:
        yield f"Refaits parce qu’ont changé : {', '.join(sorted(outcome.changed))}"
    if outcome.unprinted:
        yield _UNPRINTED
        yield from (f"  • {name}.pdf" for name in sorted(outcome.unprinted))
    if outcome.failed:
        yield "Échecs :"
        yield from map(_failure, outcome.failed)
    if left_out:
        yield "Laissés de côté :"
        yield from (f"  • {line}" for line in left_out)
    yield str(outcome.index)


def _failure(entry: "Entry") -> str:
    job = entry["rapport"]
    cell = f"\n    cellule {entry['cellule']}" if entry["cellule"] else ""
    return f"  • {job} : {entry['erreur']}{cell}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{fr_number(seconds, 1)} s"
