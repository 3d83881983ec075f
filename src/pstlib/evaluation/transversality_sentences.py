"""What is said of who carries the plan, with whom, and what serves several objectives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pstlib.evaluation.transversality import Role, Transversality
from pstlib.evaluation.wording import actions
from pstlib.grammar import capitalised, cut, listing, number, plural, quoted, shortened
from pstlib.text import NBSP, is_missing

_LEADERS = 3
"""How many names a sentence gives when several stand first together; beyond, none stands out."""
_NOTHING = (
    "Ni les services, ni les responsables, ni les mandataires, ni les partenaires des actions ne "
    f"sont connus{NBSP}: qui porte le plan, et avec qui, ne peut pas être montré."
)

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class _Words:
    noun: str
    several: str
    verb: tuple[str, str]
    lacking: str


_CARRIERS = {
    Role.SERVICE: _Words("service", "services", ("porte", "portent"), "service connu"),
    Role.PERSON: _Words("responsable", "responsables", ("suit", "suivent"), "responsable connu"),
    Role.MANDATE: _Words("mandataire", "mandataires", ("suit", "suivent"), "mandataire connu"),
}
_NOT_KNOWN = {
    Role.SERVICE: "Les services qui portent les actions ne sont pas connus.",
    Role.PERSON: "Les responsables des actions ne sont pas connus.",
    Role.MANDATE: "Les mandataires qui suivent les actions ne sont pas connus.",
}


def transversality_sentences(found: Transversality, n_assessed: int) -> list[str]:
    """Say who carries the assessed actions, with whom, and what serves several objectives.

    What nobody knows is said once; where nothing is known, one sentence says so.
    """
    told = [_shared(found)]
    if n_assessed == 0:
        return told
    roles = (*_CARRIERS, Role.PARTNER)
    if not any(found.named(role) for role in roles):
        return [_NOTHING, *told, *_contributions(found, n_assessed)]
    return [
        *(_carriers(found, role, n_assessed) for role in _CARRIERS),
        _partners(found.named(Role.PARTNER), _without(found, Role.PARTNER), n_assessed),
        *told,
        *_contributions(found, n_assessed),
    ]


def spellings(found: Transversality) -> list[str]:
    """Say which spellings were taken for one name."""
    merged = [
        f"{quoted(cut(row['nom']))} compte aussi "
        f"{listing([quoted(cut(other)) for other in row['graphies'].split(' ; ')])}"
        for row in found.lignes
        if not is_missing(row["graphies"])
    ]
    return [f"{capitalised(shortened(merged))}."] if merged else []


def _shared(found: Transversality) -> str:
    n = len(found.partagees)
    if n == 0:
        return "Aucune action n’est inscrite sous plusieurs objectifs."
    subject = f"{capitalised(actions(n))} {plural(n, 'sert', 'servent')} plusieurs objectifs"
    once = plural(n, "elle ne compte", "chacune ne compte")
    return f"{subject}{NBSP}; {once} qu’une fois dans les totaux."


def _without(found: Transversality, role: Role) -> int:
    rows = (row for row in found.lignes if row["role"] == role and is_missing(row["nom"]))
    return sum(row["n_evaluees"] for row in rows)


def _carriers(found: Transversality, role: Role, n_assessed: int) -> str:
    words, carriers = _CARRIERS[role], [row for row in found.named(role) if row["n_evaluees"]]
    if not carriers:
        return _NOT_KNOWN[role]
    n, without = len(carriers), _without(found, role)
    subject = f"{capitalised(number(n))} {plural(n, words.noun, words.several)}"
    said = f"{subject} {plural(n, *words.verb)} {_part(n_assessed - without, n_assessed)}"
    gap = f"{NBSP}; {actions(without)} {plural(without, 'est', 'sont')} sans {words.lacking}"
    return f"{said}{_leaders(carriers, n)}{gap if without else ''}."


def _part(n: int, total: int) -> str:
    """Write « 66 des 69 actions évaluées », « les 69 actions évaluées »."""
    if n == total:
        return "la seule action évaluée" if n == 1 else f"les {number(n)} actions évaluées"
    return f"{number(n, feminine=True)} des {number(total)} actions évaluées"


def _leaders(carriers: Rows, n: int) -> str:
    """Name those who carry most, with what is done, if they stand out."""
    most = max(row["n_evaluees"] for row in carriers)
    first = [row for row in carriers if row["n_evaluees"] == most]
    if n == 1 or len(first) > min(_LEADERS, n - 1):
        return ""
    names = listing([cut(row["nom"]) for row in first])
    if len(first) > 1:
        return f"{NBSP}; les plus chargés, {names}, en ont {number(most, feminine=True)} chacun"
    done, late = (first[0][name] or 0 for name in ("n_TERMINE", "n_en_retard"))
    facts = [
        f"{number(k, feminine=True)} {word}"
        for k, word in ((done, plural(done, "terminée")), (late, "en retard"))
        if k
    ]
    among = f", dont {listing(facts)}" if facts else ", dont aucune terminée"
    return f"{NBSP}; le plus chargé, {names}, en a {number(most, feminine=True)}{among}"


def _partners(rows: Rows, without: int, n_assessed: int) -> str:
    if not rows:
        return "Aucun partenaire n’est nommé."
    subject = f"{capitalised(number(len(rows)))} {plural(len(rows), 'partenaire')}"
    verb = plural(len(rows), "est nommé", "sont nommés")
    named = n_assessed - without
    if named == 0:
        return f"{subject} {verb}, pour des objectifs ou d’autres actions seulement."
    most = max(row["n_evaluees"] for row in rows)
    first = [row["nom"] for row in rows if row["n_evaluees"] == most]
    often = ""
    if len(first) == 1 < len(rows):
        often = f"{NBSP}; le plus souvent, {cut(first[0])} ({actions(most)})"
    return f"{subject} {verb}, pour {_part(named, n_assessed)}{often}."


def _contributions(found: Transversality, n_assessed: int) -> list[str]:
    plans, goals = (_pairs(found.named(role)) for role in (Role.PLAN, Role.GOAL))
    told = []
    if plans:
        n = n_assessed - _without(found, Role.PLAN)
        counts = [f"{name} ({actions(k)})" if len(plans) > 1 else name for name, k in plans]
        other = "à un autre plan" if len(plans) == 1 else "à d’autres plans"
        verb = plural(n, "contribue", "contribuent")
        whole = _part(n, n_assessed)
        told.append(f"{capitalised(whole)} {verb} {other}{NBSP}: {shortened(counts, 5)}.")
    if goals:
        n = n_assessed - _without(found, Role.GOAL)
        verb = plural(n, "vise", "visent")
        aim = "au moins un objectif de développement durable (ODD)"
        told.append(f"{capitalised(_part(n, n_assessed))} {verb} {aim}{_most_aimed_at(goals)}.")
    return told


def _most_aimed_at(goals: list[tuple[str, int]]) -> str:
    """Name the first goals, three at most, if they stand out from the next."""
    counts = [*(n for _, n in goals), 0]
    first = [k for k in range(1, min(_LEADERS, len(goals) - 1) + 1) if counts[k - 1] > counts[k]]
    named = [f"{_goal(name)} ({actions(n)})" for name, n in goals[: max(first, default=0)]]
    verb = plural(len(named), "le plus visé est", "les plus visés sont")
    return f"{NBSP}; {verb} {listing(named)}" if named else ""


def _goal(name: str) -> str:
    return f"l’ODD{NBSP}{name}" if name.isdigit() else quoted(name)


def _pairs(rows: Rows) -> list[tuple[str, int]]:
    """Give the names that assessed actions bear, each with their number."""
    return [(cut(row["nom"]), row["n_evaluees"]) for row in rows if row["n_evaluees"]]
