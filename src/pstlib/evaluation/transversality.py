"""Who carries the plan, with whom, and what serves several objectives.

Names are taken as they are written: two are one only where they differ by case, accents, spaces
or the shape of an apostrophe. « DG » and « Directeur général » stay two, for nothing says that they
are the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from pstlib.evaluation.actions import written_for
from pstlib.model import memberships
from pstlib.model.statuses import OBJECTIVE_LEVELS, Level, Status
from pstlib.text import name_key, parts_of


class Role(StrEnum):
    """What a name stands for in the plan."""

    SERVICE = "SERVICE"
    PERSON = "RESPONSABLE"
    MANDATE = "MANDATAIRE"
    PARTNER = "PARTENAIRE"
    PLAN = "PLAN"
    GOAL = "ODD"


_COLUMNS = {
    Role.SERVICE: "departement",
    Role.PERSON: "responsable",
    Role.MANDATE: "mandataire",
    Role.PARTNER: "partenaires",
    Role.PLAN: "plans",
    Role.GOAL: "odd",
}
_LISTS = (Role.PARTNER, Role.PLAN, Role.GOAL)
_NOBODY: list[str | None] = [None]
_STATUSES = {f"n_{status}": str(status) for status in Status}
_COUNTS = ["n_evaluees", *_STATUSES, "n_en_retard", "n_sans_responsable"]
_LINKS = ["role", "nom", "element_id"]
NAMED = ["role", "nom", *_COUNTS, "n_os", "n_objectifs", "graphies"]
CROSSED = ["role", "nom", "os_id", "n_evaluees", *_STATUSES]
SHARED = ["element_id", "code", "libelle", "statut", "lieux", "n_objectifs", "n_os"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Transversality:
    """Who carries the plan, with whom, and what serves several objectives.

    Attributes:
        partagees: One row per action of the plan that shows under several objectives: ``lieux``
            are the codes of these, the original's first; ``statut`` is missing where its
            sub-actions are followed instead.
        noms: One row per role and name, the most charged first, the name missing where assessed
            actions have none: how many assessed actions, by status, late, without a person in
            charge; under how many OS; how many objectives bear the name themselves; what other
            spellings were taken for it: ``NAMED``.
        croisement: The same counts by role, name and OS: ``CROSSED``. An action shared between OS
            shows under each; ``os_id`` is missing outside them.
    """

    partagees: pd.DataFrame
    noms: pd.DataFrame
    croisement: pd.DataFrame

    def named(self, role: Role) -> pd.DataFrame:
        """Give the rows of ``noms`` of a role that bear a name."""
        return self.noms[self.noms["role"].eq(role) & self.noms["nom"].notna()]


def transversality(plan: pd.DataFrame, actions: pd.DataFrame) -> Transversality:
    """Say who carries which assessed actions, with whom, and which serve several objectives.

    Args:
        plan: The situation.
        actions: The facts of its counted leaves (``action_facts``).
    """
    assessed = actions[actions["evaluee"]]
    written = pd.concat([_written(plan, assessed, role) for role in Role], ignore_index=True)
    merged = _one_spelling(written)
    links = merged[merged["feuille"]].drop_duplicates(_LINKS)[_LINKS]
    strategic = _strategic(plan)
    return Transversality(
        partagees=_shared(plan),
        noms=_counted(links, merged, assessed, strategic),
        croisement=_crossed(links, assessed, strategic),
    )


def _written(plan: pd.DataFrame, assessed: pd.DataFrame, role: Role) -> pd.DataFrame:
    """List what is written of each assessed action (``feuille``) and of each objective."""
    column = _COLUMNS[role]
    objectives = plan[plan["niveau"].isin(OBJECTIVE_LEVELS)]
    own = written_for(plan, assessed, column, everywhere=role in _LISTS)
    cells = [
        *((key, text, True) for key, text in zip(assessed["element_id"], own, strict=True)),
        *((key, text, False) for key, text in objectives[["element_id", column]].to_numpy()),
    ]
    rows = [
        (str(role), name, key, leaf)
        for key, text, leaf in cells
        for name in _names(text, several=role in _LISTS) or _NOBODY[:leaf]
    ]
    return pd.DataFrame(rows, columns=[*_LINKS, "feuille"]).astype({"nom": "str", "feuille": bool})


def _names(text: object, *, several: bool) -> list[str | None]:
    return [*(parts_of(text) if several else parts_of(text, "\n"))]


def _one_spelling(written: pd.DataFrame) -> pd.DataFrame:
    """Give the names that differ by their typography the most frequent spelling among them."""
    names = written["nom"].map(name_key, na_action="ignore").astype("str")
    keys = written["role"].astype("str") + "|" + names
    counts = written.assign(cle=keys).groupby(["cle", "nom"], sort=False).size()
    ranked = counts.sort_values(ascending=False, kind="stable").reset_index()
    chosen = ranked.drop_duplicates("cle").set_index("cle")["nom"]
    others = ranked[ranked.duplicated("cle")].groupby("cle")["nom"].agg(" ; ".join)
    return written.assign(
        nom=keys.map(chosen).astype("str"),
        graphies=keys.map(others).astype("str"),
    )


def _strategic(plan: pd.DataFrame) -> pd.DataFrame:
    """Give each leaf with the OS that hold it: several for an action shared between them."""
    pairs = memberships(plan)
    levels = plan.set_index("element_id")["niveau"]
    held = pairs[pairs["element_id"].map(levels).eq(Level.OS)]
    return held.set_axis(["os_id", "element_id"], axis="columns")


def _facts(assessed: pd.DataFrame) -> pd.DataFrame:
    """Give what an action adds to each count."""
    statuses = {name: assessed["statut"].eq(status) for name, status in _STATUSES.items()}
    return pd.DataFrame(
        {
            "element_id": assessed["element_id"],
            "n_evaluees": True,
            **statuses,
            "n_en_retard": assessed["en_retard"],
            "n_sans_responsable": assessed["responsable"].isna(),
        }
    )


def _counted(
    links: pd.DataFrame, merged: pd.DataFrame, assessed: pd.DataFrame, strategic: pd.DataFrame
) -> pd.DataFrame:
    keys = ["role", "nom"]
    each = links.merge(_facts(assessed), on="element_id")
    sums = each.groupby(keys, sort=False, dropna=False)[_COUNTS].sum()
    spread = links.merge(strategic, on="element_id").groupby(keys, dropna=False)["os_id"].nunique()
    above = merged[~merged["feuille"]].drop_duplicates(_LINKS).groupby(keys).size()
    table = (
        sums.join(spread.rename("n_os"), how="outer")
        .join(above.rename("n_objectifs"), how="outer")
        .fillna(0)
        .astype("Int64")
        .reset_index()
    )
    spellings = merged.drop_duplicates(keys).set_index(keys)["graphies"]
    table = table.join(spellings, on=keys)
    order = {str(role): rank for rank, role in enumerate(Role)}
    ranked = table.assign(
        rang=table["role"].map(order),
        sans=table["nom"].isna(),
        charge=-table["n_evaluees"],
        tri=table["nom"].map(name_key, na_action="ignore").astype("str"),
    )
    ordered = ranked.sort_values(["rang", "sans", "charge", "tri"], kind="stable")
    return ordered[NAMED].reset_index(drop=True)


def _crossed(links: pd.DataFrame, assessed: pd.DataFrame, strategic: pd.DataFrame) -> pd.DataFrame:
    each = links.merge(_facts(assessed), on="element_id").merge(strategic, "left", on="element_id")
    counts = ["n_evaluees", *_STATUSES]
    sums = each.groupby(["role", "nom", "os_id"], sort=False, dropna=False)[counts].sum()
    return sums.astype("Int64").reset_index()[CROSSED]


def _shared(plan: pd.DataFrame) -> pd.DataFrame:
    """List the actions that show in several places, in the order of the plan."""
    actions = plan[plan["niveau"].isin([Level.ACTION, Level.SUB_ACTION])]
    repeated = actions[actions["original_id"].duplicated(keep=False)]
    rows = list(_places(repeated, dict(zip(plan["element_id"], plan["code"], strict=True))))
    table = pd.DataFrame(rows, columns=SHARED)
    kinds = dict.fromkeys(SHARED, "str") | dict.fromkeys(SHARED[-2:], "Int64")
    return table.astype(kinds)


def _places(
    repeated: pd.DataFrame, codes: dict[str, str]
) -> Iterator[tuple[object, object, object, object, str, int, int]]:
    for original, group in repeated.groupby("original_id", sort=False):
        first = group.sort_values("element_id", key=lambda ids: ids.ne(original), kind="stable")
        holders = _distinct(first["oo_id"].fillna(first["os_id"]).dropna().tolist())
        row = first.iloc[0]
        status = row["statut"] if group["feuille"].any() else None
        places = ", ".join(codes[holder] for holder in holders)
        strategic = len(_distinct(first["os_id"].dropna().tolist()))
        yield (row["element_id"], row["code"], row["libelle"], status, places, len(holders),
               strategic)  # fmt: skip


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))
