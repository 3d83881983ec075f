"""``pst lire`` and ``pst importer``: from a source file to what is understood of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pstlib.cli import options
from pstlib.errors import PstError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.readers import Reading

_SHOWN = 10


@click.command(
    short_help="Lit une source et montre ce qui y est compris.",
    epilog=options.example("pst lire programme.txt", "pst lire programme.txt --format json"),
)
@click.argument(
    "fichier",
    metavar="FICHIER",
    type=click.Path(readable=False, path_type=Path),
    help="Document, classeur ou fichier d’échange à lire.",
)
@options.forme
def lire(*, fichier: Path, forme: str) -> None:
    """Lit une source, quelle que soit sa forme, et montre ce qui y est compris.

    N’écrit rien. Chaque élément porte sa place dans la source ; ce qui est refusé est compté.
    """
    from pstlib.readers import read

    try:
        reading = read(fichier)
    except PstError as error:
        if forme == "json":
            options.say_json({"erreur": str(error)})
        raise
    if forme == "json":
        options.say_json(reading.to_json())
    else:
        options.say(*_summary(reading), "", *_tree(reading.elements))


@click.command(
    short_help="Lit des sources et les range dans le dossier d’un PST.",
    epilog=options.example(
        "pst importer programme.txt --vers celles-2019-2024 --date-situation 31/12/2019"
    ),
)
@click.argument(
    "fichiers",
    metavar="FICHIER...",
    nargs=-1,
    required=True,
    type=click.Path(readable=False, path_type=Path),
    help="Sources à importer.",
)
@click.option("--vers", "slug", metavar="SLUG", required=True, help="Nom du dossier du PST.")
@click.option("--date-situation", metavar="DATE", help="Date de la situation décrite (AAAA-MM-JJ).")
@click.option("--sans-copie", is_flag=True, help="Ne copie pas les sources dans le dossier.")
@options.donnees
def importer(
    *,
    fichiers: tuple[Path, ...],
    slug: str,
    date_situation: str | None,
    sans_copie: bool,
    donnees: Path | None,
) -> None:
    """Lit des sources et les range dans le dossier d’un PST, créé s’il n’existe pas.

    Tout ou rien : si une source est refusée, rien n’est écrit. Importer deux fois la même source
    ne change rien. Les valeurs encodées à la main restent ; seules celles qui manquent sont
    complétées.
    """
    from pstlib.model.identity import is_slug
    from pstlib.paths import data_folder
    from pstlib.readers import read
    from pstlib.text import parse_date

    if not is_slug(slug):
        raise UsageError(
            "Nom de dossier incorrect",
            where="--vers",
            found=f"« {slug} »",
            todo="Utilisez des minuscules, des chiffres et des tirets : celles-2019-2024.",
        )
    date = parse_date(date_situation) if date_situation else None
    readings = [read(path) for path in fichiers]
    del date, readings, sans_copie
    data_folder(donnees)


def _summary(reading: "Reading") -> Iterator[str]:
    identity = reading.pst
    years = [identity.get("exercice_debut"), identity.get("exercice_fin")]
    yield f"Fichier      : {reading.source['fichier']} ({reading.source['format']})"
    yield f"Organisme    : {identity.get('organisme') or 'n. c.'}"
    yield f"Période      : {'-'.join(str(year) for year in years if year) or 'n. c.'}"
    yield f"Éléments     : {_counts(reading.elements, 'niveau') or 'aucun'}"
    yield f"Statuts      : {_counts(reading.elements, 'statut') or 'aucun'}"
    yield f"Budget       : {options.count(len(reading.budget), 'ligne')}"
    yield f"Rejets       : {len(reading.rejets)}"
    rejects = [f"{row.lieu} : {row.motif} – {row.contenu}" for row in reading.rejets.itertuples()]
    yield from options.bounded(rejects)
    yield f"Remarques    : {len(reading.avertissements)}"
    notes = [
        f"{row.niveau} – {row.message}" + (f" ({row.lieu})" if row.lieu == row.lieu else "")
        for row in reading.avertissements.itertuples()
    ]
    yield from options.bounded(notes)


def _counts(elements: "pd.DataFrame", column: str) -> str:
    counts = elements[column].dropna().value_counts(sort=False)
    return ", ".join(f"{count} {value}" for value, count in counts.items())


def _tree(elements: "pd.DataFrame") -> Iterator[str]:
    for row in elements.to_dict("records"):
        depth = str(row["code"]).count(".")
        status = f" [{row['statut']}]" if isinstance(row["statut"], str) else ""
        yield f"{'  ' * depth}{row['code'].rsplit('.')[-1]} {row['libelle']}{status}"
