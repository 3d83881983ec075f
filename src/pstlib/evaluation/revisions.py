"""How the plan got where it stands: its versions, what each brought in, took out, replaced.

The tables keep one row per element: a title, a date or a place that was changed in place leaves no
trace. What is known is what entered and what left; a pair of them that look alike is a change to
be confirmed by a person, with the evidence.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from pstlib.evaluation.replacements import ENTERED, LEFT, replacements
from pstlib.model import Pst, situation
from pstlib.model.columns import AMOUNT
from pstlib.model.records import records, table_of
from pstlib.model.statuses import Level
from pstlib.reference import Method
from pstlib.text import is_missing

_VERSION = ["version", "date", "motif", "decision", "commentaire"]
CHANGES = [
    "version", "nature", "element_id", "parent_id", "code", "niveau", "numero", "libelle",
    "description", "date_debut", "date_fin", "statut", "partage_de",
]  # fmt: skip
_KEPT = [name for name in CHANGES if name not in ("version", "nature", "statut")]
_COUNTS = ["entrees", "sorties", "solde", "au_plan"]
_VOTE = ["exercice", "service", "element_id", "code", "niveau", "libelle"]
VOTES = ["version", *_VOTE, "initial", "dernier_vote", "ecart"]


class Span(NamedTuple):
    """The versions by which an element enters and leaves, and their days; None where none does."""

    entree: str | None
    sortie: str | None
    debut: pd.Timestamp | None
    fin: pd.Timestamp | None

    def holds(self, day: pd.Timestamp) -> bool:
        """Tell whether the plan of a day holds the element."""
        return not (self.debut and self.debut > day) and not (self.fin and self.fin <= day)


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
    spans, later = _spans(pst), records(ordered[~first])
    changes = _changes(pst, spans, later)
    moves = Counter(zip(changes["version"], changes["nature"], strict=True))
    counts = {
        column: [moves[version, nature] for version in ordered["version"]]
        for column, nature in (("n_entrees", ENTERED), ("n_sorties", LEFT))
    }
    return Revisions(
        versions=ordered.assign(
            initiale=first, **{name: pd.array(n, dtype="Int64") for name, n in counts.items()}
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


def _spans(pst: Pst) -> dict[str, Span]:
    """Give by element the versions by which it enters and leaves, those of its parents included.

    An element that would leave before it enters is in no plan, and left out.
    """
    dates = dict(zip(pst.versions["version"].tolist(), pst.versions["date"].tolist(), strict=True))
    names = ("element_id", "parent_id", "version_entree", "version_sortie")
    rows = zip(*(pst.elements[name].tolist() for name in names), strict=True)
    own = {element: told for element, *told in rows}
    spans = {}
    for element in own:
        _, ins, outs = zip(*_chain(element, own), strict=True)
        entered = max(filter(dates.get, ins), key=dates.__getitem__, default=None)
        left = min(filter(dates.get, outs), key=dates.__getitem__, default=None)
        span = Span(entered, left, dates.get(entered), dates.get(left))
        if not (span.debut and span.fin and span.fin <= span.debut):
            spans[element] = span
    return spans


def _chain(element: Any, own: dict[Any, list[Any]]) -> Iterator[list[Any]]:
    while element in own:
        yield own[element]
        element = own[element][0]


def _changes(
    pst: Pst, spans: Mapping[str, Span], versions: Sequence[dict[str, Any]]
) -> pd.DataFrame:
    """List what each version brought in, then what it took out, each with its status before."""
    found: list[tuple[int, Any, str, str | None]] = []
    elements = pst.elements["element_id"].tolist()
    for version in versions:
        name, eve = version["version"], version["date"].date() - dt.timedelta(days=1)
        columns = (situation(pst, eve)[name] for name in ("element_id", "statut", "feuille"))
        # An action followed by its sub-actions has no status of its own.
        rows = zip(*(column.tolist() for column in columns), strict=True)
        last = {element: status for element, status, leaf in rows if leaf}
        for nature, end in ((ENTERED, "entree"), (LEFT, "sortie")):
            known = last if nature == LEFT else {}
            found += [
                (rank, name, nature, known.get(element))
                for rank, element in enumerate(elements)
                if element in spans and getattr(spans[element], end) == name
            ]
    told = pst.elements[_KEPT].take([rank for rank, *_ in found]).reset_index(drop=True)
    names = ("version", "nature", "statut")
    return told.assign(
        **{
            name: pd.array([cells[place] for _, *cells in found], dtype="str")
            for place, name in enumerate(names)
        }
    )[CHANGES]


def _balance(
    pst: Pst, spans: Mapping[str, Span], changes: pd.DataFrame, versions: Sequence[dict[str, Any]]
) -> pd.DataFrame:
    names = ("element_id", "niveau", "partage_de")
    own = zip(*(pst.elements[name].tolist() for name in names), strict=True)
    levels = [(level, spans[e]) for e, level, of in own if is_missing(of) and e in spans]
    columns = (changes[name].tolist() for name in ("version", "niveau", "nature", "partage_de"))
    moves = Counter(row[:3] for row in zip(*columns, strict=True) if is_missing(row[3]))
    rows = []
    for version in versions:
        day, name = version["date"], version["version"]
        held = Counter(level for level, span in levels if span.holds(day))
        for level in map(str, Level):
            come, gone = (moves[name, level, nature] for nature in (ENTERED, LEFT))
            counts = (come, gone, come - gone, held[level])
            rows.append(
                {"version": name, "niveau": level, **dict(zip(_COUNTS, counts, strict=True))}
            )
    return table_of(rows, {"version": "str", "niveau": "str", **dict.fromkeys(_COUNTS, "Int64")})
