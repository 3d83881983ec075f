"""``pst evaluer``: the figures of an evaluation, without a report."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options

if TYPE_CHECKING:
    from pstlib.evaluation import Evaluation


@click.command(
    short_help="Donne les chiffres d’une évaluation, sans rapport.",
    epilog=options.example("pst evaluer celles-2019-2024 --date-arrete 31/12/2021"),
)
@options.slug
@options.date_arrete(required=True)
@options.evaluation(default="mi-parcours", show_default=True)
@options.donnees
@options.forme
def evaluer(*, slug: str, date_arrete: str, evaluation: str, donnees: Path, forme: str) -> None:
    """Donne les chiffres d’une évaluation à une date, sans faire de rapport."""
    from pstlib.evaluation import evaluate, to_json
    from pstlib.model import load
    from pstlib.text import parse_date

    date = parse_date(date_arrete)
    result = evaluate(load(slug, donnees), date_arrete=date, evaluation=evaluation)
    if forme == "json":
        options.say_json(to_json(result))
    else:
        options.say(*_lines(result))


def _lines(result: "Evaluation") -> Iterator[str]:
    from pstlib.evaluation import summary
    from pstlib.reports.jobs import EVALUATION_NAMES
    from pstlib.text import fr_long_date

    identity = result.identite
    kind = EVALUATION_NAMES[result.evaluation].capitalize()
    yield identity.libelle + (" (organisme fictif)" if identity.fictif else "")
    yield f"{kind}, situation au {fr_long_date(result.date_arrete)}"
    yield ""
    yield from summary(result)
    yield ""
    for row in result.objectifs.to_dict("records"):
        yield from _objective(row)
    told = [*result.avertissements["message"], *result.argent.notes["message"]]
    if told:
        yield ""
        yield "Avertissements"
        yield from options.bounded(told)


def _objective(row: Mapping[Any, Any]) -> Iterator[str]:
    from pstlib.evaluation import APPRECIATION_LABELS
    from pstlib.text import fr_percent, fr_share

    yield f"{row['code']} {row['libelle']}"
    parts = ["aucune action poursuivie"]
    if row["n_poursuivies"]:
        low, high = fr_percent(row["avancement_min"]), fr_percent(row["avancement_max"])
        done = options.count(row["n_TERMINE"], "terminée")
        pursued = options.count(row["n_poursuivies"], "poursuivie")
        parts = [
            f"{done} sur {pursued} ({fr_share(row['taux_realisation'])})",
            f"avancement {low}" if low == high else f"avancement entre {low} et {high}",
            f"attendu {fr_percent(row['attendu'])}",
        ]
    if isinstance(row["appreciation"], str):
        parts.append(APPRECIATION_LABELS[row["appreciation"]].lower())
    yield f"    {' ; '.join(parts)}"
