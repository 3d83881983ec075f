"""Links of the tables of synergies to what isn't there: kept, and said."""

import pandas as pd

from pstlib.model import Pst
from pstlib.model.tables import TABLES
from pstlib.synergies.review import NOT_FOUND, SynergyReview

DEAD = ["cote", "table", "ligne", "champ", "vers"]
_POINTING = ("suivi_synergies", "gains_synergies", "contrats_conjoints", "reponses")


def dead_links(pst: Pst, review: SynergyReview) -> pd.DataFrame:
    """List the links of a side's synergies to an element or a synergy that isn't there.

    Returns:
        One row per link: ``DEAD``; ``cote`` names the organisation, ``table`` and ``ligne`` the row
        that points (its synergy, or its own identifier), ``champ`` and ``vers`` where to.
    """
    lost = review.synergies[review.synergies["lien"].eq(NOT_FOUND)]
    frames = [_frame("synergies", lost["synergie_id"], "element_id", lost["element_id"])]
    for name in _POINTING:
        rows = pst.tables[name]
        named = rows["synergie_id"]
        dead = rows[named.notna() & ~named.isin(pst.synergies["synergie_id"])]
        first = dead[next(iter(TABLES[name].columns))]
        frames.append(_frame(name, first, "synergie_id", dead["synergie_id"]))
    found = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)
    return found.assign(cote=pst.identite.organisme)[DEAD].astype("str")


def _frame(table: str, row: "pd.Series[str]", field: str, to: "pd.Series[str]") -> pd.DataFrame:
    return pd.DataFrame({"ligne": row, "vers": to}).assign(table=table, champ=field)
