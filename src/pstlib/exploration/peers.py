"""The plans of the peers of an organisation: nothing is evaluated to know them."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from pstlib.comparison.gathering import identities
from pstlib.comparison.peer_models import peer_models, peer_sources
from pstlib.model import Identity


def peer_plans(
    slug: str, model: str, folder: Path, *, day: dt.date, among: Collection[str]
) -> tuple[list[str], str]:
    """Find the plans of the same years and type of the peers of an organisation.

    Args:
        slug: Its plan.
        model: A key of ``MODELS``.
        folder: The data folder.
        day: No context after its year is looked at.
        among: The plans that may be given.

    Returns:
        The slugs, and why there is none, in French, where the model itself has no peers.
    """
    known = {one.slug: one for one in identities(folder)[0]}
    own = known.get(slug)
    found = peer_models(peer_sources(folder, year=day.year))[model]
    if own is None:
        return [], found.absent
    mates = set(found.pairs.loc[found.pairs["ins_a"].eq(own.ins or ""), "ins_b"])
    same = (one for one in known.values() if one.ins in mates and _alike(one, own))
    return sorted(one.slug for one in same if one.slug in among), found.absent


def _alike(one: Identity, other: Identity) -> bool:
    what = ("type_admin", "exercice_debut", "exercice_fin")
    return all(getattr(one, name) == getattr(other, name) for name in what)
