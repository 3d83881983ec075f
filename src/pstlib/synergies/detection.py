"""Actions of two plans that could be done together: a commune's and its CPAS's, or two CPAS's.

What is proposed is a question for both organisations, never a decision: it says what could be
shared, by which words that was seen, when both do it and what it costs each.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.budgets.lines import amounts_by_version, read_budget, until
from pstlib.budgets.links import attach
from pstlib.comparison.similar import Reader
from pstlib.model import Pst
from pstlib.model.columns import AMOUNT
from pstlib.model.statuses import Level
from pstlib.reference.concepts import load_thesaurus
from pstlib.reference.nomenclature import load_nomenclature
from pstlib.reference.sharing import load_sharing_rules
from pstlib.synergies.both_sides import paired
from pstlib.synergies.partners import names_partner
from pstlib.synergies.sharing import Match, Reading, SharingReader
from pstlib.synergies.suggestions import ACCEPTED, PROPOSED, REJECTED, decided
from pstlib.text import parse_date

TOGETHER, APART, UNKNOWN = "ENSEMBLE", "SEPARES", "INCONNU"
TIMETABLE_LABELS = {
    TOGETHER: "Se recoupent",
    APART: "Ne se recoupent pas",
    UNKNOWN: "Non connu",
}
_SIDE = ["element_id", "code", "libelle", "statut", "debut", "fin", "budget"]
_THING = ["domaine", "theme", "nature", "pourquoi"]
_WHY = ["objet", *_THING, "a_indices", "b_indices", "mots", "score"]
DETECTED = [
    *(f"a_{name}" for name in _SIDE), *(f"b_{name}" for name in _SIDE), *_WHY,
    "calendrier", "mois_communs", "synergie_a", "synergie_b", "liee",
    "decision", "decision_date", "decision_par", "decision_auteur", "decision_motif",
]  # fmt: skip
_SPENDING = "D"


def detect_pairs(a: Pst, b: Pst, *, date_arrete: str | dt.date) -> pd.DataFrame:
    """Find the actions of two plans that could be shared.

    Args:
        a: A PST, of a commune or of a CPAS.
        b: Another one.
        date_arrete: The day; actions out of the plan, and what was decided later, don't count.

    Returns:
        One row per pair, the proposed ones first, then the accepted and the rejected ones, the
        best score first: ``DETECTED``. ``a_…`` and ``b_…``: the action on each side, its
        timetable and the expenses last voted on the articles that are linked to it, missing
        where no link says. ``objet``: what could be shared, missing where only the words are
        alike; ``a_indices``, ``b_indices``: the words of each title that tell it; ``mots``: those
        that both have. ``calendrier``: whether the
        timetables overlap (``TIMETABLE_LABELS``), ``mois_communs`` in how many months.
        ``synergie_a``, ``synergie_b``: recorded synergies of each side on its action with the
        other; ``liee``: both write of the same one. ``decision``: PROPOSEE, ACCEPTEE or REJETEE.

    Raises:
        DateError: If ``date_arrete`` is no date.
        TableError: If a reference file of the data folder is refused.
    """
    day = parse_date(date_arrete)
    folder: Path | None = a.dossier.parent if a.dossier else None
    rules = load_sharing_rules(folder)
    reader = SharingReader(rules, Reader(load_thesaurus(folder)))
    ours, theirs = _actions(a, day), _actions(b, day)
    both = a.identite.type_admin == b.identite.type_admin == "CPAS"
    found = _matched(reader, _read(reader, a, ours), _read(reader, b, theirs), both_cpas=both)
    table = found.assign(
        a_element_id=found["i"].map(ours["element_id"]),
        b_element_id=found["j"].map(theirs["element_id"]),
    )
    choices = decided(a, b, day).rename(
        columns={name: f"decision_{name}" for name in ("date", "par", "auteur", "motif")}
    )
    joined = table.merge(choices, how="outer", on=["a_element_id", "b_element_id"])
    full = _with_sides(joined, _facts(a, ours, day, folder), _facts(b, theirs, day, folder))
    full = _with_synergies(_with_timetables(full), a, b)
    return _ordered(full.assign(decision=full["decision"].fillna(PROPOSED)))


def _actions(pst: Pst, day: dt.date) -> pd.DataFrame:
    """Give the actions in the plan at a day, each once, with the title of their OO."""
    plan = pst.situation(day)
    titles = plan.set_index("element_id")["libelle"]
    own = plan["niveau"].eq(Level.ACTION) & plan["element_id"].eq(plan["original_id"])
    rows = plan[own].assign(oo=plan["oo_id"].map(titles))
    return rows.reset_index(drop=True)


def _read(reader: SharingReader, pst: Pst, actions: pd.DataFrame) -> list[Reading]:
    kind = pst.identite.type_admin
    titles = zip(actions["libelle"], actions["oo"], strict=True)
    return [reader.read(title, above, kind=kind) for title, above in titles]


def _matched(
    reader: SharingReader, ones: Sequence[Reading], others: Sequence[Reading], *, both_cpas: bool
) -> pd.DataFrame:
    """Match the readings; of each action the best pairs stay, as long as both sides are so."""
    limits = reader.rules.seuils
    rows = [
        {"i": i, "j": j, **_evidence(match)}
        for i, j in reader.candidates(ones, others)
        if (match := reader.match(ones[i], others[j], both_cpas=both_cpas))
        and match.score >= limits["proposition"]
    ]
    table = pd.DataFrame(rows, columns=["i", "j", *_WHY, "direct"])
    kept = pd.Series(True, index=table.index)  # noqa: FBT003 - a column of true
    for side in ("i", "j"):
        best = table.groupby(side)["score"].transform("max")
        rank = table.groupby(side)["score"].rank(method="first", ascending=False)
        # An answer to another object is only worth a word where nothing says the same.
        direct = table.groupby(side)["direct"].transform("any")
        near = table["score"].ge(limits["voisines"] * best) & (table["direct"] | ~direct)
        kept &= near & rank.le(limits["par_action"])
    return table[kept].drop(columns="direct")


def _evidence(match: Match) -> dict[str, Any]:
    thing, answer = match.objet, match.reponse
    return {
        "objet": f"{thing.nom}, {answer.nom}" if thing and answer else thing and thing.nom,
        **{name: thing and getattr(thing, name) for name in _THING},
        "a_indices": " ".join(match.indices[0]),
        "b_indices": " ".join(match.indices[1]),
        "mots": " ; ".join(match.mots),
        "score": match.score,
        "direct": answer is None,
    }


def _facts(pst: Pst, actions: pd.DataFrame, day: dt.date, folder: Path | None) -> pd.DataFrame:
    """Give what is said of each action; one that was decided of may have left the plan."""
    known = actions.assign(
        debut=actions["date_debut_effective"].fillna(actions["date_debut"]),
        fin=actions["date_fin_effective"].fillna(actions["date_fin"]),
        budget=actions["element_id"].map(_budgets(pst, day, folder)),
    )[_SIDE]
    gone = pst.elements[~pst.elements["element_id"].isin(known["element_id"])]
    left = gone[["element_id", "code", "libelle"]].reindex(columns=_SIDE)
    return pd.concat([known, left.astype(known.dtypes.to_dict())], ignore_index=True)


def _budgets(pst: Pst, day: dt.date, folder: Path | None) -> dict[str, Any]:
    """Sum the expenses last voted on the articles linked to each action, all years up to now."""
    links = until(pst.liens_budget, day)
    if links.empty or pst.budget.empty:
        return {}
    lines = read_budget(until(pst.budget, day), nomenclature=load_nomenclature(folder))
    paid = attach(amounts_by_version(lines), links, pst.situation(day)).lignes
    spent = paid[paid["type"].eq(_SPENDING) & paid["element_id"].notna()]
    known = spent.dropna(subset=["dernier_vote"])
    return dict(known.groupby("element_id")["dernier_vote"].sum())


def _with_sides(table: pd.DataFrame, ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    for side, facts in (("a", ours), ("b", theirs)):
        table = table.merge(facts.add_prefix(f"{side}_"), how="left", on=f"{side}_element_id")
    return table


def _with_timetables(table: pd.DataFrame) -> pd.DataFrame:
    """Say whether the timetables overlap, and in how many calendar months."""
    start = table[["a_debut", "b_debut"]].max(axis=1, skipna=False)
    end = table[["a_fin", "b_fin"]].min(axis=1, skipna=False)
    months = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month + 1
    known = start.notna() & end.notna()
    # One date on each side may be enough to know that one ends before the other begins.
    apart = table["a_fin"].lt(table["b_debut"]) | table["b_fin"].lt(table["a_debut"])
    state = pd.Series(UNKNOWN, index=table.index, dtype="str").mask(known, TOGETHER)
    return table.assign(
        calendrier=state.mask(apart, APART),
        mois_communs=months.mask(~known).mask(apart, 0).astype("Int64"),
    )


def _with_synergies(table: pd.DataFrame, a: Pst, b: Pst) -> pd.DataFrame:
    """Name the recorded synergies of both sides on the actions of each pair."""
    ours = a.synergies[names_partner(a.synergies, a.identite, b.identite)]
    theirs = b.synergies[names_partner(b.synergies, b.identite, a.identite)]
    same = paired(ours, theirs)
    twins = set(zip(same["synergie_id"], same["synergie_id_partenaire"], strict=True))
    own, other = _by_action(a, ours), _by_action(b, theirs)
    sides = [
        (own.get(one, []), other.get(two, []))
        for one, two in zip(table["a_element_id"], table["b_element_id"], strict=True)
    ]
    linked = [any((x, y) in twins for x in one for y in two) for one, two in sides]
    return table.assign(
        synergie_a=pd.Series([" ; ".join(one) or None for one, _ in sides], dtype="str"),
        synergie_b=pd.Series([" ; ".join(two) or None for _, two in sides], dtype="str"),
        liee=pd.Series(linked, index=table.index, dtype=bool),
    )


def _by_action(pst: Pst, synergies: pd.DataFrame) -> dict[str, list[str]]:
    """Give the synergies of each action: those of itself, of its OO, of what is below it."""
    parents = dict(zip(pst.elements["element_id"], pst.elements["parent_id"], strict=True))
    levels = dict(zip(pst.elements["element_id"], pst.elements["niveau"], strict=True))
    found: dict[str, list[str]] = {}
    linked = synergies.dropna(subset=["element_id"])
    for element, synergy in zip(linked["element_id"], linked["synergie_id"], strict=True):
        level = levels.get(element)
        action = parents[element] if level == Level.SUB_ACTION else element
        held = (
            [one for one, parent in parents.items() if parent == element]
            if level == Level.OO
            else [action]
        )
        for one in held:
            found.setdefault(one, []).append(synergy)
    return found


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    order = {PROPOSED: 0, ACCEPTED: 1, REJECTED: 2}
    rows = table.assign(rang=table["decision"].map(order)).sort_values(
        ["rang", "score", "a_code", "b_code"], ascending=[True, False, True, True], kind="stable"
    )
    kinds: dict[str, Any] = dict.fromkeys(
        [name for name in DETECTED if name.endswith(("debut", "fin", "_date"))], "datetime64[us]"
    )
    kinds |= {"score": "Float64", "mois_communs": "Int64", "liee": bool}
    kinds |= {"a_budget": AMOUNT, "b_budget": AMOUNT}
    kinds = {name: kinds.get(name, "str") for name in DETECTED}
    return rows[DETECTED].astype(kinds).reset_index(drop=True)
