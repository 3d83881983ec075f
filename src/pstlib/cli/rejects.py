"""The rows of sources that were not loaded, as ``pst importer`` and ``pst verifier`` tell them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pstlib.cli import options
from pstlib.errors import UsageError
from pstlib.grammar import counted
from pstlib.text import NBSP

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.model import Pst

_NEVER_AWAITED = ("ligne de total", "ligne d’exemple")
"""How the reason begins of the rows that are rightly left out."""


def known_sources(names: Sequence[str], folder: Path) -> Sequence[str]:
    """Give back the names of sources that were imported before.

    Raises:
        UsageError: If one wasn't.
    """
    from pstlib.writers.sources import source_names

    known = source_names(folder)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            "Cette source n’a pas été importée dans ce PST",
            where="--corrige",
            found=", ".join(f"« {name} »" for name in unknown),
            todo=f"Sources importées{NBSP}: {', '.join(known) or 'aucune'}.",
        )
    return names


def rejects_of(folder: Path) -> "pd.DataFrame":
    """Give the rows rejected so far of the sources of a PST."""
    from pstlib.writers.sources import REJECTS, known_rejects

    return known_rejects(folder / REJECTS)


def resolved_lines(before: "pd.DataFrame", after: "pd.DataFrame") -> Iterator[str]:
    """Tell the rejected rows that an import lifts: none goes in silence."""
    same = ["fichier", "lieu", "contenu"]
    left = set(after[same].itertuples(index=False, name=None))
    rows = before[[row not in left for row in before[same].itertuples(index=False, name=None)]]
    if len(rows):
        why = "lignes désormais dans les tables, ou source relue ou corrigée"
        yield f"Rejets levés{NBSP}: {len(rows)} ({why})"
        told = zip(*(rows[name] for name in ("fichier", "lieu", "motif", "contenu")), strict=True)
        yield from options.bounded([f"{file}, {' – '.join(rest)}" for file, *rest in told])


def awaited_rows(folder: Path, pst: "Pst") -> Iterator[tuple[str, str, str]]:
    """Tell of each source what was not loaded of it: gravity, problem and what to do.

    Args:
        folder: Folder of the PST.
        pst: What its tables hold now.
    """
    from pstlib.model.rejects import settled
    from pstlib.writers.sources import REJECTS

    rejects, path = rejects_of(folder), folder / REJECTS
    rejects = rejects[~rejects["motif"].str.startswith(_NEVER_AWAITED)]
    there = settled(rejects, pst)
    for name, rows in rejects[~there].groupby("fichier", sort=True):
        lines = counted(len(rows), "ligne n’a pas été chargée", "lignes n’ont pas été chargées")
        first = " – ".join(part for part in rows.iloc[0][["lieu", "motif"]] if part)
        problem = f"{name}{NBSP}: {lines}. La première{NBSP}: {first}"
        yield "avertissement", problem, _advice(str(name), rows, path)
    for name, rows in rejects[there].groupby("fichier", sort=True):
        lines = counted(len(rows), "ligne rejetée est", "lignes rejetées sont")
        problem = f"{name}{NBSP}: {lines} maintenant dans les tables"
        yield "info", problem, f"Rien à faire{NBSP}: le prochain import le notera dans {path}."


def _advice(name: str, rows: "pd.DataFrame", path: Path) -> str:
    """Say what to do of rejected rows; those that name what they would give go by themselves."""
    typed = f'"{name}"' if " " in name else name
    corrected = f"Importez le fichier corrigé sous un autre nom, avec --corrige {typed}"
    if rows["manque"].ne("").all():
        return f"{corrected}{NBSP}; ou complétez les tables."
    return f"{corrected}{NBSP}; ou complétez les tables, puis ôtez ces lignes de {path}."
