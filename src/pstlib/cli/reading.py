"""``pst lire``: what is understood of a source file."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pstlib.cli import options
from pstlib.errors import PstError
from pstlib.text import is_missing

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.readers import Reading


@click.command(
    short_help="Lit une source et montre ce qui y est compris.",
    epilog=options.example("pst lire programme.txt", "pst lire programme.txt --format json"),
)
@click.argument(
    "fichier", metavar="FICHIER", type=options.SOURCE, help="Document à lire, par exemple un texte."
)
@options.forme
def lire(*, fichier: Path, forme: str) -> None:
    """Lit une source et montre ce qui y est compris.

    N’écrit rien. En JSON, chaque élément porte sa place dans la source.
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
        tree = list(_tree(reading.elements))
        options.say(*_summary(reading), *(["", *tree] if tree else []))


def _summary(reading: "Reading") -> Iterator[str]:
    from pstlib.model.counts import level_counts

    known = reading.pst
    years = [str(known[key]) for key in ("exercice_debut", "exercice_fin") if known.get(key)]
    yield f"Fichier      : {reading.source['fichier']} ({reading.source['format']})"
    yield f"Organisme    : {known.get('organisme') or 'n. c.'}"
    yield f"Période      : {'-'.join(years) or 'n. c.'}"
    yield f"Éléments     : {level_counts(reading.elements)}"
    yield f"Statuts      : {_status_counts(reading)}"
    yield f"Budget       : {options.count(len(reading.table('budget')), 'ligne')}"
    for name in sorted(reading.tables.keys() - {"budget"}):
        if rows := len(reading.table(name)):
            title = name.replace("_", " ").capitalize()
            yield f"{title:<13}: {options.count(rows, 'ligne')}"
    yield f"Rejets       : {len(reading.rejets)}"
    yield from reject_lines(reading)
    yield f"Remarques    : {len(reading.avertissements)}"
    yield from remark_lines(reading)


def reject_lines(reading: "Reading") -> list[str]:
    """Tell the first rows that were not loaded: place, reason, what stands there."""
    return _lines(reading.rejets, ["lieu", "motif", "contenu"])


def remark_lines(reading: "Reading") -> list[str]:
    """Tell the first remarks, those that ask for a look before those that only inform."""
    from pstlib.readers.warnings import INFO

    remarks = reading.avertissements
    ordered = remarks.sort_values("niveau", key=lambda levels: levels.eq(INFO), kind="stable")
    return _lines(ordered, ["niveau", "message", "lieu"])


def _lines(table: "pd.DataFrame", columns: list[str]) -> list[str]:
    rows = table[columns].astype(object).to_numpy().tolist()
    return options.bounded([" – ".join(str(c) for c in row if not is_missing(c)) for row in rows])


def _status_counts(reading: "Reading") -> str:
    from pstlib.model.statuses import STATUS_LABELS

    counts = Counter([*reading.elements["statut"], *reading.table("suivi")["statut"]])
    told = [f"{name} {counts[word]}" for word, name in STATUS_LABELS.items() if word in counts]
    return ", ".join(told) or "aucun"


def _tree(elements: "pd.DataFrame") -> Iterator[str]:
    from pstlib.model.statuses import STATUS_LABELS

    labels = {str(status): f" [{label}]" for status, label in STATUS_LABELS.items()}
    for code, title, status in elements[["code", "libelle", "statut"]].astype(object).to_numpy():
        above, _, own = code.rpartition(".")
        depth = above.count(".") + 1 if above else 0
        yield f"{'  ' * depth}{own} {title}{labels.get(status, '')}"
