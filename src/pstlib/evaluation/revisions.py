"""How the plan got where it stands: its versions, what each brought in, took out, replaced.

The tables keep one row per element: a title, a date or a place that was changed in place leaves no
trace. What is known is what entered and what left; a pair of them that look alike is a change to
be confirmed by a person, with the evidence.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
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
_VOTED = ["initial", "dernier_vote"]
VOTES = ["version", *_VOTE, *_VOTED, "ecart"]
_COUNTED = {"initiale": "bool", "n_entrees": "Int64", "n_sorties": "Int64"}
Row = dict[str, Any]


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
    spans, versions = _spans(pst), _versions(pst, day)
    later = [version for version in versions if not version["initiale"]]
    changes = _changes(pst, spans, later)
    moves = Counter((change["version"], change["nature"]) for change in changes)
    counted = [
        version
        | {"n_entrees": moves[version["version"], ENTERED]}
        | {"n_sorties": moves[version["version"], LEFT]}
        for version in versions
    ]
    threshold = method.similitude_remplacement
    return Revisions(
        versions=table_of(counted, _dtypes(pst.versions, _VERSION) | _COUNTED),
        changements=table_of(changes, _dtypes(pst.elements, CHANGES)),
        bilan=_balance(pst, spans, changes, later),
        remplacements=replacements(changes, pst.financements, threshold=threshold),
    )


def _dtypes(table: pd.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    return {name: table[name].dtype if name in table else "str" for name in names}


def _versions(pst: Pst, day: dt.date) -> list[Row]:
    """Give the versions dated up to a day, oldest first; which of them is the adoption is said."""
    moment = pd.Timestamp(day)
    known = [row for row in records(pst.versions, _VERSION) if row["date"] <= moment]
    known.sort(key=itemgetter("date"))
    return [
        row | {"initiale": rank == 0 and is_missing(row["motif"])} for rank, row in enumerate(known)
    ]


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
    spent = [row for row in records(by_objective, (*_VOTE, "type", *_VOTED)) if row["type"] == "D"]
    moved = [
        row | {"version": version["version"], "ecart": row["dernier_vote"] - row["initial"]}
        for version in records(versions)
        for row in ([] if version["initiale"] else spent)
        if row["exercice"] == version["date"].year
        and not any(is_missing(row[name]) for name in _VOTED)
        and row["dernier_vote"] != row["initial"]
    ]
    return table_of(moved, _dtypes(by_objective, VOTES) | {"ecart": AMOUNT})


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


def _changes(pst: Pst, spans: Mapping[str, Span], versions: Sequence[Row]) -> list[Row]:
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
    told = records(pst.elements, _KEPT)
    return [
        told[rank] | {"version": version, "nature": nature, "statut": status}
        for rank, version, nature, status in found
    ]


def _balance(
    pst: Pst, spans: Mapping[str, Span], changes: Sequence[Row], versions: Sequence[Row]
) -> pd.DataFrame:
    names = ("element_id", "niveau", "partage_de")
    own = zip(*(pst.elements[name].tolist() for name in names), strict=True)
    levels = [(level, spans[e]) for e, level, of in own if is_missing(of) and e in spans]
    own_moves = (change for change in changes if is_missing(change["partage_de"]))
    moves = Counter((move["version"], move["niveau"], move["nature"]) for move in own_moves)
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
