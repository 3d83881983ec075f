"""All models of peers side by side, from what the analyst supplied; each says what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.comparison.peers import (
    chosen,
    context_values,
    isolated,
    nearest,
    robust_scores,
    same_group,
    size_classes,
)
from pstlib.grammar import plural, shortened
from pstlib.reference.communes import communes
from pstlib.reference.context import PeerReference, load_context, load_peer_reference
from pstlib.reference.peer_files import load_families, load_peer_lists
from pstlib.text import NBSP

MODELS = {
    "voisins": "communes les plus proches par leur contexte",
    "province": "même province",
    "arrondissement": "même arrondissement",
    "taille": "même classe de taille",
    "famille": "même famille, selon l’analyste",
    "liste": "choisis par l’analyste",
}
_FILES = {
    "voisins": "contexte.csv",
    "taille": "population.csv",
    "famille": "familles.csv",
    "liste": "pairs.csv",
}


@dataclass(frozen=True)
class PeerModel:
    """One way to choose peers: ``pairs`` as ``peers.nearest``; ``groupes`` by INS where it has.

    ``absent`` says why the model has no pairs at all, and is empty where it has some.
    """

    nom: str
    libelle: str
    pairs: pd.DataFrame
    groupes: pd.Series[Any] | None = None
    absent: str = ""


@dataclass(frozen=True)
class PeerSources:
    """What peers are chosen from; see the loaders of ``reference``."""

    communes: pd.DataFrame
    valeurs: pd.DataFrame
    scores: pd.DataFrame
    familles: pd.DataFrame | None
    listes: dict[str, list[str]] | None
    reference: PeerReference


def peer_sources(donnees: Path | str | None, *, year: int) -> PeerSources:
    """Read what the data folder says of the communes, up to a year.

    Raises:
        TableError: If one of the files is refused.
    """
    reference = load_peer_reference(donnees)
    values = context_values(load_context(donnees), reference.variables, year=year)
    return PeerSources(
        communes=communes(donnees),
        valeurs=values,
        scores=robust_scores(values, reference.variables),
        familles=load_families(donnees),
        listes=load_peer_lists(donnees),
        reference=reference,
    )


def peer_models(sources: PeerSources) -> dict[str, PeerModel]:
    """Make every model of ``MODELS``; one whose file is absent has no pairs, and says so."""
    table = sources.communes.set_index("ins")
    families = sources.familles
    population = sources.valeurs["population"]
    groups: dict[str, pd.Series[Any] | None] = {
        "province": table["province"],
        "arrondissement": table["arrondissement"],
        "taille": size_classes(population, sources.reference) if len(population) else None,
        "famille": None if families is None else families.set_index("ins")["famille"],
    }
    found = {
        name: same_group(_once(group.where(group.ne(""))))
        for name, group in groups.items()
        if group is not None
    }
    if len(sources.scores) and sources.scores.shape[1]:
        found["voisins"] = nearest(sources.scores, sources.reference)
    if sources.listes is not None:
        found["liste"] = chosen(sources.listes)
    empty = chosen({})
    return {
        name: PeerModel(
            nom=name,
            libelle=label,
            pairs=found.get(name, empty),
            groupes=groups.get(name),
            absent=_absence(name, found),
        )
        for name, label in MODELS.items()
    }


def unknown_codes(sources: PeerSources) -> list[str]:
    """List the INS codes that the analyst's files name and no commune has, sorted."""
    named: set[str] = set()
    if sources.familles is not None:
        named.update(sources.familles["ins"])
    for ins, others in (sources.listes or {}).items():
        named.update([ins, *others])
    return sorted(named - set(sources.communes["ins"]))


def unknown_note(codes: list[str]) -> str:
    """Say which codes of the analyst's files no commune has; empty where there is none."""
    if not codes:
        return ""
    verb = plural(
        len(codes),
        "ne désigne aucune commune connue et est ignoré",
        "ne désignent aucune commune connue et sont ignorés",
    )
    what = plural(len(codes), "Le code INS", "Les codes INS")
    return f"{what} {shortened(codes)} de familles.csv ou de pairs.csv {verb}."


def matching(table: pd.DataFrame, expression: str) -> list[str]:
    """Give the INS codes of the communes that satisfy a pandas expression.

    Args:
        table: One row per commune, by INS code or with a column ``ins``.
        expression: As for ``DataFrame.query``, e.g. ``"population < 8000 and densite < 100"``.
    """
    rows = table if "ins" in table else table.rename_axis("ins").reset_index()
    return [str(ins) for ins in rows.query(expression)["ins"]]


def listed_peers(wanted: Mapping[str, list[str]]) -> PeerModel:
    """Make a model of lists given in Python, those of ``matching`` for instance."""
    return PeerModel("liste", MODELS["liste"], chosen(wanted))


def why_these_peers(sources: PeerSources, pairs: pd.DataFrame, ins: str) -> pd.DataFrame:
    """Show what makes the peers of a commune comparable, or not.

    Returns:
        One row per commune, itself first (``position`` 0), then its peers: ``ins, commune,
        position, distance`` and, for each variable, its value, ``annee_<variable>`` and
        ``ecart_<variable>``: the gap to the commune in robust units.
    """
    own = pairs[pairs["ins_a"].eq(ins)]
    order = [ins, *own["ins_b"]]
    names = sources.communes.set_index("ins")["commune"]
    table = pd.DataFrame({"ins": order, "commune": [names.get(code) for code in order]})
    table["position"] = pd.array([0, *own["position"]], dtype="Int64")
    table["distance"] = pd.array([None, *own["distance"]], dtype="Float64")
    values = sources.valeurs.reindex(order).reset_index(drop=True)
    scores = sources.scores.reindex(order).reset_index(drop=True)
    gaps = (scores - scores.iloc[0]).add_prefix("ecart_")
    return pd.concat([table, values, gaps], axis=1)


def is_isolated(sources: PeerSources, ins: str) -> bool:
    """Tell whether the nearest commune is farther than nearly all nearest ones are."""
    if not sources.scores.shape[1]:
        return False
    return ins in isolated(nearest(sources.scores, sources.reference), sources.reference)


def _once(groups: pd.Series[Any]) -> pd.Series[Any]:
    """Keep the first group of a commune that a file names twice."""
    return groups[~groups.index.duplicated()]


def _absence(name: str, found: Mapping[str, pd.DataFrame]) -> str:
    if name in found and len(found[name]):
        return ""
    if name in _FILES:
        file = f"referentiel/{_FILES[name]}"
        return f"Modèle «{NBSP}{name}{NBSP}» indisponible{NBSP}: {file} manque ou ne dit rien."
    return f"Modèle «{NBSP}{name}{NBSP}» indisponible{NBSP}: aucune commune n’y a de pair."
