"""How the plan got where it stands: its versions, what each brought in, took out, replaced.

The tables keep one row per element: a title, a date or a place that was changed in place leaves no
trace. What is known is what entered and what left; a pair of them that look alike is a change to
be confirmed by a person, with the evidence.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.evaluation.replacements import ENTERED, LEFT, replacements
from pstlib.model import Pst, situation
from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of
from pstlib.model.statuses import Level
from pstlib.reference import Method

_VERSION = ["version", "date", "motif", "decision", "commentaire"]
CHANGES = [
    "version", "nature", "element_id", "parent_id", "code", "niveau", "numero", "libelle",
    "description", "date_debut", "date_fin", "statut", "partage_de",
]  # fmt: skip
_KEPT = [name for name in CHANGES if name not in ("version", "nature", "statut")]
_COUNTS = ["entrees", "sorties", "solde", "au_plan"]
_VOTE = ["exercice", "service", "element_id", "code", "niveau", "libelle"]
VOTES = ["version", *_VOTE, "initial", "dernier_vote", "ecart"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Revisions:
    """The versions of a plan up to a day, and what each changed.

    Attributes:
        versions: One row per version dated up to the day, oldest first: the columns of
            ``versions``, ``initiale`` (the adoption: what it holds is no change), ``n_entrees``
            and ``n_sorties``.
        changements: One row per element that a later version brought in or took out (``nature``
            ENTREE or SORTIE), with the last status of a leaf that left: ``CHANGES``.
        bilan: By ``version`` and ``niveau``: ``entrees, sorties, solde, au_plan`` (after it); a
            shared action counts where it is first, not where it is repeated.
        remplacements: What replaced what: see ``replacements``.
    """

    versions: pd.DataFrame
    changements: pd.DataFrame
    bilan: pd.DataFrame
    remplacements: pd.DataFrame


def revisions(pst: Pst, *, day: dt.date, method: Method) -> Revisions:
    """Tell the versions of a plan up to ``day`` and what each changed; later ones are ignored."""
    known = pst.versions[pst.versions["date"].le(pd.Timestamp(day))]
    ordered = known.sort_values("date", kind="stable", ignore_index=True)[_VERSION]
    first = ordered.index.to_series().eq(0) & ordered["motif"].isna()
    spans, later = _spans(pst), ordered[~first]
    parts = [_nothing(pst), *(_changes(pst, spans, row) for row in records(later))]
    changes = pd.concat(parts, ignore_index=True)
    return Revisions(
        versions=ordered.assign(
            initiale=first,
            n_entrees=_count(changes, ENTERED, ordered["version"]),
            n_sorties=_count(changes, LEFT, ordered["version"]),
        ),
        changements=changes,
        bilan=_balance(pst, spans, changes, later),
        remplacements=replacements(
            changes, pst.financements, threshold=method.similitude_remplacement
        ),
    )


def votes_of_the_year(versions: pd.DataFrame, by_objective: pd.DataFrame) -> pd.DataFrame:
    """List the objectives whose voted expenses changed in the year of a version.

    Budgets bear no day: that a vote followed from the version is likely, not known.

    Args:
        versions: ``Revisions.versions``.
        by_objective: ``Money.par_objectif``.

    Returns:
        ``VOTES``: by version, service and objective, the initial budget, the last vote and their
        difference, where both are known and differ.
    """
    later = versions[~versions["initiale"]]
    years = later[["version"]].assign(exercice=later["date"].dt.year.astype("Int64"))
    spent = by_objective[by_objective["type"].eq("D")]
    rows = years.merge(spent, on="exercice")
    gap = (rows["dernier_vote"] - rows["initial"]).astype(AMOUNT)
    moved = rows.assign(ecart=gap)[gap.fillna(0).ne(0)]
    return moved[VOTES].reset_index(drop=True)


def _spans(pst: Pst) -> pd.DataFrame:
    """Give by element the versions by which it enters and leaves, those of its parents included.

    An element that would leave before it enters is in no plan, and left out.
    """
    dates = dict(zip(pst.versions["version"], pst.versions["date"], strict=True))
    names = ("element_id", "parent_id", "version_entree", "version_sortie")
    rows = zip(*(pst.elements[name].tolist() for name in names), strict=True)
    own = {element: told for element, *told in rows}
    spans = []
    for element in own:
        _, ins, outs = zip(*_chain(element, own), strict=True)
        entered = max(filter(dates.get, ins), key=dates.__getitem__, default=None)
        left = min(filter(dates.get, outs), key=dates.__getitem__, default=None)
        spans.append((entered, left, dates.get(entered), dates.get(left)))
    table = pd.DataFrame(spans, index=list(own), columns=["entree", "sortie", "debut", "fin"])
    days = dict.fromkeys(["debut", "fin"], "datetime64[us]")
    table = table.astype({"entree": "str", "sortie": "str", **days})
    return table[~table["fin"].le(table["debut"])]


def _chain(element: Any, own: dict[Any, list[Any]]) -> Iterator[list[Any]]:
    while element in own:
        yield own[element]
        element = own[element][0]


def _nothing(pst: Pst) -> pd.DataFrame:
    empty = pst.elements.iloc[:0]
    return empty.assign(version=empty["code"], nature=empty["code"], statut=empty["code"])[CHANGES]


def _changes(pst: Pst, spans: pd.DataFrame, version: dict[str, Any]) -> pd.DataFrame:
    """List what one version brought in, then what it took out, each with its status before."""
    name, eve = version["version"], version["date"].date() - dt.timedelta(days=1)
    before = situation(pst, eve)
    # An action followed by its sub-actions has no status of its own.
    own = zip(*(before[name].tolist() for name in ("element_id", "statut", "feuille")), strict=True)
    last = {element: status for element, status, leaf in own if leaf}
    parts = []
    for nature, column in ((ENTERED, "entree"), (LEFT, "sortie")):
        concerned = spans.index[spans[column].eq(name)]
        rows = pst.elements.loc[pst.elements["element_id"].isin(concerned), _KEPT]
        known = last if nature == LEFT else {}
        status = pd.array([known.get(element) for element in rows["element_id"]], dtype="str")
        parts.append(rows.assign(version=name, nature=nature, statut=status))
    return pd.concat(parts)[CHANGES]


def _count(changes: pd.DataFrame, nature: str, versions: pd.Series) -> pd.Series:
    found = changes.loc[changes["nature"].eq(nature), "version"].value_counts()
    return found.reindex(versions).fillna(0).astype("Int64").set_axis(versions.index)


def _balance(
    pst: Pst, spans: pd.DataFrame, changes: pd.DataFrame, versions: pd.DataFrame
) -> pd.DataFrame:
    firsts = pst.elements[pst.elements["partage_de"].isna()]
    levels = firsts.set_index("element_id")["niveau"].reindex(spans.index)
    own = changes[changes["partage_de"].isna()]
    moves = own.groupby(["version", "niveau", "nature"]).size().to_dict()
    rows = []
    for version in records(versions):
        day, name = version["date"], version["version"]
        held = levels[~spans["debut"].gt(day) & ~spans["fin"].le(day)].value_counts().to_dict()
        for level in map(str, Level):
            come, gone = (moves.get((name, level, nature), 0) for nature in (ENTERED, LEFT))
            counts = (come, gone, come - gone, held.get(level, 0))
            rows.append(
                {"version": name, "niveau": level, **dict(zip(_COUNTS, counts, strict=True))}
            )
    return table_of(rows, {"version": "str", "niveau": "str", **dict.fromkeys(_COUNTS, "Int64")})
