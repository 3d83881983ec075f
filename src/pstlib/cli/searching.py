"""``pst chercher``: who already does something alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.comparison.similar_catalogue import Catalogue

_LEFT_OUT = 5


@click.command(
    short_help="Cherche qui fait déjà la même chose.",
    epilog=options.example(
        'pst chercher "épicerie sociale"',
        'pst chercher "aides familiales" --theme T02 --statut TERMINE -n 5',
        "pst chercher --action valrive-2019-2024:os1-oo1-a1",
    ),
)
@click.argument("texte", required=False, help="Ce que l’on cherche, en quelques mots.")
@click.option(
    "--action",
    metavar="SLUG:ACTION",
    help="Cherche ce qui ressemble à cette action (identifiant ou code) au lieu d’un texte.",
)
@click.option(
    "-n",
    "nombre",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Nombre de résultats.",
)
@click.option(
    "--theme", "themes", multiple=True, metavar="T..", help="Code d’un thème ; se répète."
)
@click.option(
    "--statut", "statuts", multiple=True, metavar="STATUT", help="Statut voulu ; se répète."
)
@options.date_arrete()
@options.donnees
@options.forme
def chercher(
    *, texte: str | None, action: str | None, donnees: Path, forme: str, **wanted: Any
) -> None:
    """Cherche dans tous les PST du dossier les actions qui ressemblent à un texte.

    Les accents, les fautes de frappe et les abréviations courantes ne gênent pas. Les actions
    presque identiques sont rassemblées (en JSON, chacune a sa ligne). Sans --date-arrete, le
    statut est le dernier connu.
    """
    from pstlib.comparison.similar_catalogue import load_catalogue
    from pstlib.comparison.similar_search import Filters, Request, Searcher, search
    from pstlib.errors import UsageError
    from pstlib.text import parse_date

    if (texte is None) == (action is None):
        raise UsageError(
            "Il faut un texte ou une action, pas les deux",
            todo='Par exemple : pst chercher "épicerie sociale".',
        )
    options.known_slugs((), donnees)
    date = wanted["date_arrete"]
    filters = Filters(
        themes=wanted["themes"],
        statuts=wanted["statuts"],
        date=parse_date(date) if date else None,
        nombre=wanted["nombre"],
        rassembler=forme == "texte",
    )
    catalogue = load_catalogue(donnees)
    found = search(Searcher.of(catalogue, donnees), Request(texte, action), filters)
    if forme == "json":
        options.say_json({"resultats": [_json_row(row) for row in found.to_dict("records")]})
        if catalogue.refuses:
            click.echo(_refused(catalogue.refuses), err=True)
    else:
        options.say(*_lines(found, catalogue))


def _json_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("slug", "organisme", "element_id", "libelle", "statut", "theme", "score")
    return {name: row[name] for name in names} | {"mots": list(row["mots"])}


def _lines(found: pd.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    if found.empty:
        yield "Aucune action ne ressemble à cette demande."
    for rank, row in enumerate(found.to_dict("records"), start=1):
        yield from _result(rank, row)
    if catalogue.refuses:
        yield ""
        yield _refused(catalogue.refuses)


def _result(rank: int, row: Mapping[Any, Any]) -> Iterator[str]:
    from pstlib.text import fr_number

    name = row["organisme"] + (" (fictif)" if row["fictif"] else "")
    yield f"{rank}. {row['libelle']}"
    yield f"    {name} – {row['slug']}, {row['code']}"
    facts = "\u00a0; ".join([row["nom_theme"], _status(row), *_facts(row)])
    yield f"    {facts}"
    shared = f"\u00a0; en commun\u00a0: {', '.join(row['mots'])}" if row["mots"] else ""
    yield f"    ressemblance {fr_number(row['score'], 2)}{shared}"
    if row["autres"]:
        alike = options.count(len(row["autres"]), "action")
        verb = "semblables" if len(row["autres"]) > 1 else "semblable"
        yield f"    et {alike} {verb}\u00a0: {_names(row['autres'])}"


def _status(row: Mapping[Any, Any]) -> str:
    from pstlib.model.statuses import STATUS_LABELS, Status
    from pstlib.text import fr_date, is_missing

    label = STATUS_LABELS[Status(row["statut"])].lower()
    if is_missing(row["date_suivi"]):
        return f"statut {label}"
    return f"{label} au {fr_date(row['date_suivi'])}"


def _facts(row: Mapping[Any, Any]) -> Iterator[str]:
    from decimal import Decimal

    from pstlib.text import fr_euro, is_missing

    start, end = row["date_debut"], row["date_fin"]
    if not (is_missing(start) and is_missing(end)):
        yield _span(start, end)
    if not is_missing(row["cout"]):
        yield f"financements déclarés\u00a0: {fr_euro(Decimal(row['cout']))}"


def _span(start: Any, end: Any) -> str:
    from pstlib.text import fr_date, is_missing

    if is_missing(start):
        return f"prévue pour le {fr_date(end)}"
    if is_missing(end):
        return f"prévue dès le {fr_date(start)}"
    return f"prévue du {fr_date(start)} au {fr_date(end)}"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_LEFT_OUT])
    hidden = len(names) - _LEFT_OUT
    return shown if hidden <= 0 else f"{shown} et {options.count(hidden, 'autre')}"


def _refused(slugs: Sequence[str]) -> str:
    aside = "laissés de côté, illisibles" if len(slugs) > 1 else "laissé de côté, illisible"
    told = "«\u00a0pst verifier\u00a0» dit pourquoi."
    return f"{len(slugs)} PST {aside}\u00a0: {_names(slugs)}. {told}"
