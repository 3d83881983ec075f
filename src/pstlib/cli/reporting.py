"""``pst rapport`` and ``pst lot``: one report, or all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options
from pstlib.errors import UsageError

if TYPE_CHECKING:
    from pstlib.reports import Plan, ReportResult


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
    from pstlib.reports.index import write_index
    from pstlib.text import parse_date

    date = parse_date(date_arrete)
    form = options.with_browser(form)
    job = Job(slug=slug, evaluation=evaluation, date_arrete=date, **form)
    result = run_report(job)
    write_index(form["sortie"])
    options.say(str(result.html), *([str(job.file("pdf"))] if job.navigateur else []))


@click.command(
    short_help="Fait tous les rapports, et leur liste.",
    epilog=options.example(
        "pst lot", "pst lot --evaluation mi-parcours --date-arrete 31/12/2021 celles-2019-2024"
    ),
)
@options.slugs
@options.evaluation()
@options.date_arrete()
@options.report_form
@click.pass_context
def lot(
    ctx: click.Context,
    /,
    *,
    slugs: tuple[str, ...],
    evaluation: str | None,
    date_arrete: str | None,
    **form: Any,
) -> None:
    """Fait tous les rapports, et leur liste dans index.html.

    Sans date, fait les évaluations prévues dans chaque pst.yml. Un échec n’arrête pas les
    suivants : il est noté dans journal.jsonl, et le code de sortie est alors 1.
    """
    from pstlib.reports import planned_jobs
    from pstlib.text import parse_date

    if date_arrete and not evaluation:
        raise UsageError(
            "--date-arrete demande aussi --evaluation",
            todo="Choisissez mi-parcours ou finale, ou laissez les dates de chaque pst.yml.",
        )
    plan = planned_jobs(
        options.known_slugs(slugs, form["donnees"]),
        evaluation=evaluation,
        date_arrete=parse_date(date_arrete) if date_arrete else None,
        **options.with_browser(form),
    )
    failures = _run(plan, form["sortie"])
    ctx.exit(1 if failures else 0)


def _run(plan: "Plan", sortie: Path) -> list[str]:
    """Make the reports of a plan, say what became of them, and give the failures."""
    from pstlib.reports import run_batch
    from pstlib.reports.index import write_index
    from pstlib.reports.journal import record
    from pstlib.reports.progress import BatchProgress

    with BatchProgress(len(plan.jobs)) as progress:

        def done(result: "ReportResult") -> None:
            record(result, sortie)
            progress.done(result)

        try:
            results = run_batch(plan.jobs, done)
        finally:  # what is done before an interruption is listed too
            index = write_index(sortie)
    failures = [f"{slug} : {reason}" for slug, reason in plan.refused]
    failures += [f"{result.job} : {result.error}" for result in results if result.error]
    made = sum(result.html is not None for result in results)
    options.say(*_outcome(made, plan.left_out, failures), str(index))
    return failures


def _outcome(made: int, left_out: list[str], failures: list[str]) -> Iterator[str]:
    yield f"{options.count(made, 'rapport')}, {options.count(len(failures), 'échec')}"
    if failures:
        yield "Échecs :"
        yield from (f"  • {line}" for line in failures)
    if left_out:
        yield "Laissés de côté :"
        yield from (f"  • {line}" for line in left_out)
