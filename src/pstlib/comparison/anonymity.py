"""Organisations without their names: labels that only who holds the data could take away.

The order of the labels is drawn from what the plans say, never from who they are: exchange the
names of two organisations, and nothing of an anonymous comparison changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import pandas as pd

from pstlib.comparison.figures import PlanFigures

IDENTITY = ("slug", "ins", "organisme")
_HIDING = (*IDENTITY, "date_adoption", "mois_ecoules")
_KEPT = (
    *("slug", "theme", "statut", "evaluee", "poursuivie", "perimee", "en_retard", "terminee"),
    *("retard_jours", "sans_echeance"),
)
_COARSE_DAYS, _COARSE_DIGITS = 30, 2
FOCUS = "cpas-etudie"


def masks(
    plans: Sequence[PlanFigures], *, focus: str, peers: Collection[str], named: bool
) -> dict[str, tuple[str, str, str]]:
    """Give each plan the identity that it shows under.

    Args:
        plans: Those compared.
        focus: Slug of the plan among its peers, or nothing.
        peers: INS codes of its peers.
        named: Whether it keeps its own name.

    Returns:
        By slug: the slug, INS code and name shown. Peers are « Pair 1 » and so on, the others
        « CPAS 1 » and so on, in an order that is drawn from the figures alone.
    """
    digests = {plan.ligne["slug"]: _digest(plan) for plan in plans}
    salt = hashlib.sha256("".join(sorted(digests.values())).encode()).hexdigest()
    draw = {
        slug: hashlib.sha256(f"{salt}{digest}".encode()).hexdigest()
        for slug, digest in digests.items()
    }
    lines = sorted((plan.ligne for plan in plans), key=lambda line: draw[line["slug"]])
    shown: dict[str, tuple[str, str, str]] = {}
    counts = {"pair": 0, "cpas": 0}
    for line in lines:
        if line["slug"] == focus:
            own = (line["slug"], line["ins"], line["organisme"])
            shown[focus] = own if named else (FOCUS, FOCUS, "Le CPAS étudié")
            continue
        kind = "pair" if line["ins"] in peers else "cpas"
        counts[kind] += 1
        label = f"{kind}-{counts[kind]}"
        word = "Pair" if kind == "pair" else "CPAS"
        shown[line["slug"]] = (label, label, f"{word} {counts[kind]}")
    return shown


def disguised(plan: PlanFigures, mask: tuple[str, str, str]) -> PlanFigures:
    """Give a plan under another identity, without titles, dates nor amounts that would tell it.

    A delay is told in months and a share of credits in hundredths: exact ones would give a
    published deadline or budget back.
    """
    slug, ins, name = mask
    line = {
        **plan.ligne,
        **{"slug": slug, "ins": ins, "organisme": name},
        **{"date_adoption": None, "mois_ecoules": round(plan.ligne["mois_ecoules"])},
    }
    kept = [column for column in plan.actions if column in _KEPT]
    months = plan.actions["retard_jours"].astype("Float64") / _COARSE_DAYS
    return PlanFigures(
        ligne=line,
        actions=plan.actions[kept].assign(
            slug=slug, retard_jours=(months.round() * _COARSE_DAYS).astype("Int64")
        ),
        argent=plan.argent.iloc[:0],
        credits=plan.credits.assign(
            slug=slug,
            credits=None,
            part_credits=plan.credits["part_credits"].round(_COARSE_DIGITS),
        ),
        annees=plan.annees.assign(slug=slug),
        moyens=plan.moyens.iloc[:0],
    )


def masked_pairs(pairs: pd.DataFrame, codes: dict[str, str]) -> pd.DataFrame:
    """Name pairs by the codes shown; distance and position would give a neighbour back."""
    known = pairs["ins_a"].isin(list(codes)) & pairs["ins_b"].isin(list(codes))
    kept = pairs[known]
    renamed = kept.assign(ins_a=kept["ins_a"].map(codes), ins_b=kept["ins_b"].map(codes))
    blank = renamed.assign(distance=None, position=None)
    typed = blank.astype({"distance": "Float64", "position": "Int64"})
    return typed.sort_values(["ins_a", "ins_b"]).reset_index(drop=True)


def counted_only(coverage: pd.DataFrame) -> pd.DataFrame:
    """Keep of a coverage how many are in each state, not who."""
    blank = coverage.assign(**dict.fromkeys(("ins", "organisme", "slug")))
    return blank.sort_values("etat").reset_index(drop=True)


def unnamed(apart: pd.DataFrame, *, reason: str | None = None) -> pd.DataFrame:
    """Keep the reasons why plans are set apart, not which; a told ``reason`` takes their place."""
    names = [column for column in ("slug", "organisme") if column in apart]
    told = {} if reason is None else {"motif": reason}
    blank = apart.assign(**dict.fromkeys(names), **told)
    return blank.sort_values("motif").reset_index(drop=True)


def renamed(table: pd.DataFrame, shown: dict[str, tuple[str, str, str]]) -> pd.DataFrame:
    """Name the rows of a table by the slugs shown, in their order."""
    slugs = {slug: mask[0] for slug, mask in shown.items()}
    kept = table[table["slug"].isin(list(slugs))]
    return kept.assign(slug=kept["slug"].map(slugs)).sort_values("slug", kind="stable")


def in_drawn_order(plans: Sequence[PlanFigures]) -> list[PlanFigures]:
    """Put disguised plans in the order of what they show, so that none of theirs remains."""
    return sorted(plans, key=lambda plan: _natural(plan.ligne["slug"]))


def _natural(slug: str) -> tuple[str, int, str]:
    head, _, rank = slug.rpartition("-")
    return (head, int(rank), "") if rank.isdecimal() else ("", 0, slug)


def _digest(plan: PlanFigures) -> str:
    """Hash what a plan says and nothing of who says it."""
    line = {name: value for name, value in plan.ligne.items() if name not in _HIDING}
    columns = [column for column in plan.actions if column in _KEPT and column != "slug"]
    rows = sorted(map(str, plan.actions[columns].itertuples(index=False, name=None)))
    return hashlib.sha256(f"{sorted(line.items())}{rows}".encode()).hexdigest()
