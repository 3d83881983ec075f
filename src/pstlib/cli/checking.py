"""``pst verifier`` and ``pst lister``: what is loaded, and what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pstlib.cli import options
from pstlib.cli.rejects import awaited_rows
from pstlib.errors import PstError
from pstlib.text import NBSP

_GRAVITIES = ("erreur", "avertissement", "info")


@click.command(
    short_help="Contrôle les données d’un ou de tous les PST.",
    epilog=options.example("pst verifier", "pst verifier celles-2019-2024 --format json"),
)
@options.slugs
@options.donnees
@options.forme
@click.pass_context
def verifier(ctx: click.Context, *, slugs: tuple[str, ...], donnees: Path, forme: str) -> None:
    """Contrôle les données d’un ou de tous les PST.

    Chaque problème est donné avec son fichier, la ligne que montre un éditeur de texte ou un
    tableur, ce qui ne va pas et ce qu’il faut faire. Les lignes d’une source qui n’ont pas été
    chargées sont rappelées tant qu’elles manquent aux tables. Le code de sortie est 1 dès qu’il
    y a une erreur.
    """
    problems = {slug: _problems(slug, donnees) for slug in options.known_slugs(slugs, donnees)}
    totals = {
        gravity: sum(row["gravite"] == gravity for rows in problems.values() for row in rows)
        for gravity in _GRAVITIES
    }
    if forme == "json":
        rows = [{"slug": slug, **row} for slug, found in problems.items() for row in found]
        options.say_json({"totaux": totals, "problemes": rows})
    else:
        for slug, found in problems.items():
            options.say(*_problem_lines(slug, found))
    ctx.exit(1 if totals["erreur"] else 0)


@click.command(
    short_help="Donne la liste des PST chargés.",
    epilog=options.example("pst lister", "pst lister --format json"),
)
@options.donnees
@options.forme
@click.pass_context
def lister(ctx: click.Context, *, donnees: Path, forme: str) -> None:
    """Donne la liste des PST du dossier de données, et les évaluations prévues pour chacun."""
    from pstlib.model import load_identity
    from pstlib.model.slugs import folder_of

    identities, errors = [], []
    for slug in options.known_slugs((), donnees):
        try:
            identities.append(load_identity(folder_of(slug, donnees)))
        except PstError as error:
            errors.append({"slug": slug, "erreur": str(error)})
    rows = [_identity_row(identity) for identity in identities]
    if forme == "json":
        options.say_json({"pst": rows, "erreurs": errors})
    else:
        options.say(*(_identity_line(row) for row in rows))
        for row in errors:
            click.echo(f"{row['slug']} : {row['erreur']}", err=True)
    ctx.exit(1 if errors else 0)


def _problems(slug: str, donnees: Path) -> list[dict[str, Any]]:
    from pstlib.model import load
    from pstlib.model.records import records
    from pstlib.model.slugs import folder_of
    from pstlib.quality.problems import problems_of
    from pstlib.reference.nomenclature import load_nomenclature

    try:
        pst = load(slug, donnees)
        found = problems_of(pst, load_nomenclature(donnees))
        rejected = list(awaited_rows(folder_of(slug, donnees), pst))
    except PstError as error:
        # The message already says the file, the line and what to do.
        return [_problem("erreur", str(error))]
    known = found.drop(columns="source").astype(object)
    told = (_problem(*one) for one in rejected)
    return [*records(known.where(known.notna(), None)), *told]


def _problem(gravity: str, problem: str, advice: str | None = None) -> dict[str, Any]:
    """Tell a problem that is of no row of a table."""
    nowhere = dict.fromkeys(("table", "ligne", "element_id"))
    return {
        "gravite": gravity, **nowhere, "probleme": problem, "conseil": advice, "lieu": None,
    }  # fmt: skip


def _problem_lines(slug: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    counts = [
        options.count(number, gravity)
        for gravity in _GRAVITIES
        if (number := sum(row["gravite"] == gravity for row in rows))
    ]
    yield f"{slug} : {', '.join(counts) or 'aucun problème'}"
    for row in rows:
        place = ", ".join(part for part in (row["lieu"] or row["table"], row["element_id"]) if part)
        text = str(row["probleme"]).replace("\n", "\n  ")
        yield f"  {row['gravite']} – {f'{place}{NBSP}: ' if place else ''}{text}"
        if row["conseil"]:
            yield f"    Conseil : {row['conseil']}"


def _identity_row(identity: Any) -> dict[str, Any]:
    return {
        "slug": identity.slug,
        "organisme": identity.organisme,
        "type_admin": identity.type_admin,
        "libelle": identity.libelle,
        "exercice_debut": identity.exercice_debut,
        "exercice_fin": identity.exercice_fin,
        "fictif": identity.fictif,
        "evaluations": [
            {"evaluation": item.evaluation, "date_arrete": item.date_arrete.isoformat()}
            for item in identity.evaluations
        ],
    }


def _identity_line(row: dict[str, Any]) -> str:
    from pstlib.text import fr_date, parse_date

    planned = ", ".join(
        f"{e['evaluation']} au {fr_date(parse_date(e['date_arrete']))}" for e in row["evaluations"]
    )
    fictitious = " (fictif)" if row["fictif"] else ""
    return (
        f"{row['slug']} – {row['organisme']}{fictitious} – {planned or 'aucune évaluation prévue'}"
    )
