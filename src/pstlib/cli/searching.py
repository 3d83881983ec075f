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
            "Il faut un texte ou une action" + (", pas les deux" if texte else ""),
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
    from pstlib.comparison.similar_words import facts, others_words, status_words
    from pstlib.text import fr_number

    name = row["organisme"] + (" (fictif)" if row["fictif"] else "")
    yield f"{rank}. {row['libelle']}"
    yield f"    {name} – {row['slug']}, {row['code']}"
    said = "\u00a0; ".join([row["nom_theme"], status_words(row), *facts(row)])
    yield f"    {said}"
    shared = f"\u00a0; en commun\u00a0: {', '.join(row['mots'])}" if row["mots"] else ""
    yield f"    ressemblance {fr_number(row['score'], 2)}{shared}"
    if row["autres"]:
        yield f"    {others_words(row['autres'])}"


def _refused(slugs: Sequence[str]) -> str:
    from pstlib.comparison.similar_words import named

    aside = "laissés de côté, illisibles" if len(slugs) > 1 else "laissé de côté, illisible"
    told = "«\u00a0pst verifier\u00a0» dit pourquoi."
    return f"{len(slugs)} PST {aside}\u00a0: {named(slugs)}. {told}"
