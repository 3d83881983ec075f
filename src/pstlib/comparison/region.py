"""Many plans side by side: who is counted, who is not and why, rates with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.comparison.euros import CREDITS
from pstlib.comparison.figures import LINE, PlanFigures
from pstlib.comparison.funnel import Funnel, funnel
from pstlib.comparison.intervals import median_interval, wilson_interval
from pstlib.comparison.standardisation import shrunken_rates
from pstlib.model.columns import AMOUNT

HIDDEN_BELOW, FRAGILE_BELOW = 5, 10
"""Under 5 actions a rate isn't shown, under 10 it is said to be fragile."""
NO_PLAN, NOT_RECEIVED, NO_DATA = "SANS_PST", "NON_RECU", "SANS_DONNEE"
NOT_APPLICABLE, HIDDEN, SHOWN = "NON_APPLICABLE", "MASQUE", "AFFICHE"
MISSING_STATES = {
    NO_PLAN: "pas de PST",
    NOT_RECEIVED: "PST non reçu",
    NO_DATA: "pas de donnée à ce sujet",
    NOT_APPLICABLE: "sans objet",
    HIDDEN: f"masqué (moins de {HIDDEN_BELOW} actions)",
}
"""Why a figure is not there; never merged, never zero."""
RATES = {
    "realisation": ("n_terminees", "n_poursuivies"),
    "retard": ("n_en_retard", "n_poursuivies"),
    "suivi_recent": ("n_statut_recent", "n_evaluees"),
    "echeance": ("n_avec_echeance", "n_evaluees"),
    "responsable": ("n_avec_responsable", "n_evaluees"),
}
_NEEDS = {"realisation": "n_statut_connu", "retard": "n_avec_echeance"}
"""What must be known of a plan for a rate to say anything: else nil would stand for unknown."""


@dataclass(frozen=True)
class Comparison:
    """Plans of one term and one type of organisation, at their dates.

    ``organismes``: one row per plan: its figures, and for each rate ``<taux>``,
    ``<taux>_bas``, ``<taux>_haut`` (95 %, fractions) and ``<taux>_etat`` (``AFFICHE`` or why the
    rate is not there). ``themes``: one row per plan and theme, with the same for its rate of
    completion, its share of the plan, ``taux_lisse``, and ``n_actions_liees, credits,
    part_credits`` (see ``euros``; NA where no budget line is linked). ``ensemble``: one row per
    rate: numerator and denominator of all (sum over sum), ``taux``, ``mediane`` of the plans with
    its interval, ``n`` plans counted. ``couverture``: one row per organisation awaited, and its
    state. ``entonnoir``: of the rate of completion. ``ecartes``: plans set apart, and why.
    """

    organismes: pd.DataFrame
    themes: pd.DataFrame
    ensemble: pd.DataFrame
    couverture: pd.DataFrame
    entonnoir: Funnel
    actions: pd.DataFrame
    argent: pd.DataFrame
    ecartes: pd.DataFrame


def compare(
    figures: Sequence[PlanFigures],
    *,
    term: tuple[int, int],
    awaited: pd.DataFrame | None = None,
    type_admin: str = "CPAS",
) -> Comparison:
    """Put plans side by side.

    Args:
        figures: What each evaluated plan gave.
        term: First and last exercice of the term compared.
        awaited: ``ins, organisme`` and, where it is known, ``etat`` (``SANS_PST``) of every
            organisation that should be there; those without a plan are « non reçu ».
        type_admin: ``CPAS`` or ``AC``: the two are never mixed.

    Returns:
        The comparison; plans of another term or type are set apart, with the reason.
    """
    lines = pd.DataFrame([plan.ligne for plan in figures], columns=list(LINE))
    reasons = reasons_apart(lines, term, type_admin)
    kept = reasons.isna()
    slugs = set(lines.loc[kept, "slug"])
    actions = _stack([p.actions for p in figures if p.ligne["slug"] in slugs])
    table = lines[kept].reset_index(drop=True)
    for rate, (count, total) in RATES.items():
        table = table.assign(**_rate_columns(table, rate, count, total))
    apart = lines[~kept].assign(motif=reasons[~kept])
    return Comparison(
        organismes=table,
        themes=_by_theme(actions, _stack([p.credits for p in figures if p.ligne["slug"] in slugs])),
        ensemble=_whole(table),
        couverture=_coverage(table, awaited),
        entonnoir=funnel(_countable(table), count="n_terminees", total="n_poursuivies"),
        actions=actions,
        argent=_stack([p.argent for p in figures if p.ligne["slug"] in slugs]),
        ecartes=apart[["slug", "organisme", "motif"]].reset_index(drop=True),
    )


def rate_state(counts: pd.Series[Any], totals: pd.Series[Any]) -> pd.Series[Any]:
    """Tell whether a rate can be shown, and else why not."""
    state = pd.Series(SHOWN, index=totals.index, dtype="str")
    state = state.mask(totals.lt(HIDDEN_BELOW).fillna(value=False), HIDDEN)
    state = state.mask(totals.eq(0).fillna(value=False), NOT_APPLICABLE)
    return state.mask(totals.isna() | counts.isna(), NO_DATA)


def reasons_apart(lines: pd.DataFrame, term: tuple[int, int], type_admin: str) -> pd.Series[Any]:
    """Say why a plan isn't compared with the others, NA where it is."""
    reasons = pd.Series(None, index=lines.index, dtype="str")
    years = lines["exercice_debut"].ne(term[0]) | lines["exercice_fin"].ne(term[1])
    told = lines["exercice_debut"].astype("str") + "-" + lines["exercice_fin"].astype("str")
    reasons = reasons.mask(years, "autre législature : " + told)
    return reasons.mask(lines["type_admin"].ne(type_admin), "PST d’un autre type d’organisme")


def _rate_columns(
    table: pd.DataFrame, rate: str, count: str, total: str
) -> dict[str, pd.Series[Any]]:
    """Give a rate, its interval and whether it can be shown.

    A plan whose statuses are all unknown has done nothing that anyone knows of, and one without
    deadlines is late in nothing that anyone knows of: a rate would be a zero for an unknown.
    """
    counts = table[count].astype("Int64")
    if rate in _NEEDS and _NEEDS[rate] in table:
        counts = counts.where(table[_NEEDS[rate]].gt(0))
    totals = table[total].astype("Int64")
    state = rate_state(counts, totals)
    found = wilson_interval(counts, totals).where(state.eq(SHOWN))
    ends = found.rename(
        columns={"taux": rate, "borne_basse": f"{rate}_bas", "borne_haute": f"{rate}_haut"}
    )
    return {**{str(name): ends[name] for name in ends}, f"{rate}_etat": state}


def _countable(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the plans whose rate can be shown: the others have nothing to put in a funnel."""
    return table[table["realisation_etat"].eq(SHOWN)][
        ["slug", "ins", "organisme", "n_terminees", "n_poursuivies"]
    ].astype({"n_terminees": "Int64", "n_poursuivies": "Int64"})


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Give the region (sum over sum) and the median plan: two figures, never a mean of rates."""
    rows = []
    for rate, (count, total) in RATES.items():
        counted = table[table[f"{rate}_etat"].isin([SHOWN, HIDDEN])]
        median = median_interval(table[rate])
        done, of = int(counted[count].sum()), int(counted[total].sum())
        rows.append(
            {
                "mesure": rate,
                "numerateur": done,
                "denominateur": of,
                "taux": done / of if of else None,
                "mediane": median[0] if median else None,
                "mediane_bas": median[1] if median else None,
                "mediane_haut": median[2] if median else None,
                "q1": _quantile(table[rate], 0.25),
                "q3": _quantile(table[rate], 0.75),
                "n": int(table[rate].notna().sum()),
            }
        )
    numbers = ["taux", "mediane", "mediane_bas", "mediane_haut", "q1", "q3"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, "Float64"))


def _quantile(values: pd.Series[Any], share: float) -> float | None:
    known = values.dropna()
    return None if known.empty else float(known.quantile(share))


def _coverage(table: pd.DataFrame, awaited: pd.DataFrame | None) -> pd.DataFrame:
    """Say of each organisation awaited whether its plan is here and says anything."""
    columns = ["ins", "organisme", "slug", "etat"]
    here = table.reindex(columns=["ins", "organisme", "slug", "realisation_etat"]).rename(
        columns={"realisation_etat": "etat"}
    )
    if awaited is None:
        return here[columns]
    told = awaited["etat"] if "etat" in awaited else pd.Series(None, index=awaited.index)
    others = awaited[~awaited["ins"].isin(here["ins"])]
    missing = told.reindex(others.index).where(lambda state: state.eq(NO_PLAN), NOT_RECEIVED)
    rows = pd.concat([here, others[["ins", "organisme"]].assign(etat=missing)])
    return rows[columns].sort_values("ins", na_position="last").reset_index(drop=True)


def _by_theme(actions: pd.DataFrame, euros: pd.DataFrame) -> pd.DataFrame:
    """Count the assessed actions of each plan by theme, with rates and the credits linked."""
    if actions.empty:
        return pd.DataFrame(columns=["slug", "theme"])
    counted = actions[actions["evaluee"]]
    groups = counted.assign(
        n_evaluees=1,
        n_poursuivies=counted["poursuivie"].astype("int64"),
        n_terminees=counted["terminee"].astype("int64"),
        n_statut_connu=counted["statut"].ne("INCONNU").astype("int64"),
    ).groupby(["slug", "theme"], sort=True)
    names = ["n_evaluees", "n_poursuivies", "n_terminees", "n_statut_connu"]
    table = groups[names].sum().reset_index()
    table = table.assign(
        part=table["n_evaluees"] / table.groupby("slug")["n_evaluees"].transform("sum"),
        **_rate_columns(table, "realisation", "n_terminees", "n_poursuivies"),
    )
    known = table["n_statut_connu"].gt(0)
    done = table["n_terminees"].astype("Int64").where(known)
    smoothed = [
        shrunken_rates(done[rows.index], rows["n_poursuivies"])
        for _theme, rows in table.groupby("theme")
    ]
    table = table.assign(taux_lisse=pd.concat(smoothed).reindex(table.index))
    return table.merge(
        euros.reindex(columns=["slug", *CREDITS]), how="left", on=["slug", "theme"]
    ).astype({"n_actions_liees": "Int64", "credits": AMOUNT, "part_credits": "Float64"})


def _stack(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    full = [table for table in tables if not table.empty]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame()
