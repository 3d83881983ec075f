"""What is said of synergies: how many, what they do to the service, what they save."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.grammar import (
    capitalised,
    cut,
    listing,
    number,
    of,
    plural,
    quoted,
    shortened,
    some,
    the,
)
from pstlib.model.records import records
from pstlib.synergies.review import BOTH_KNOWN, COST, FORCE, IN_PLAN, SERVICE, SynergyReview
from pstlib.synergies.words import (
    AHEAD,
    BETTER,
    DROPPED,
    EXISTING,
    PLANNED,
    SAME,
    UNDER_WAY,
    UNKNOWN,
    WORSE,
)
from pstlib.text import NBSP, fr_euro, fr_long_date, is_missing

_STATES = {
    EXISTING: ("existante", "existantes"),
    UNDER_WAY: ("en cours", "en cours"),
    PLANNED: ("projetée", "projetées"),
    AHEAD: ("à venir", "à venir"),
    DROPPED: ("abandonnée", "abandonnées"),
    UNKNOWN: ("dont l’état n’est pas connu", "dont l’état n’est pas connu"),
}
_EFFECTS = {
    BETTER: ("améliore", "améliorent"),
    SAME: ("laisse identique", "laissent identique"),
    WORSE: ("affaiblit", "affaiblissent"),
}
_SERVICE = "le service au citoyen"
_WHY = {
    SERVICE: ("le service au citoyen y perd", "le service au citoyen y perd"),
    COST: ("elle coûte plus qu’elle ne rapporte", "elles coûtent plus qu’elles ne rapportent"),
}
_RUNNING = "synergies existantes ou en cours"
Rows = Sequence[Mapping[str, Any]]


def synergy_sentences(review: SynergyReview) -> list[str]:
    """Say the synergies in French: states, effect on the service first, savings, links.

    What isn't known is said; where no synergy is recorded, one sentence says so.
    """
    if review.synergies.empty:
        return ["Aucune synergie avec la commune ou un autre CPAS n’est connue.", *_marked(review)]
    told = [
        *state_sentences(review),
        *effect_sentences(review),
        *saving_sentences(review),
        _links(review.lignes),
        *_marked(review),
    ]
    return [sentence for sentence in told if sentence]


def state_sentences(review: SynergyReview) -> list[str]:
    """Say how many synergies are in each state, and take each form."""
    return [text for text in (_states(review), _forms(review.formes)) if text]


def effect_sentences(review: SynergyReview) -> list[str]:
    """Say what the synergies in force do to the service, and which are to be reviewed."""
    running = [row["effet"] for row in review.lignes if row["en_vigueur"]]
    return [_effects(running), *_weakened(review.lignes)]


def _states(review: SynergyReview) -> str:
    rows, day = review.lignes, fr_long_date(review.jour)
    counts = Counter(row["etat"] for row in rows)
    found = [(state, counts[state]) for state in _STATES if counts[state]]
    if len(rows) == 1:
        return f"Au {day}, une seule synergie est connue, {_STATES[found[0][0]][0]}."
    parts = [f"{number(n, feminine=True)} {plural(n, *_STATES[state])}" for state, n in found]
    return f"Au {day}, {number(len(rows))} synergies sont connues{NBSP}: {listing(parts)}."


def _effects(running: Sequence[str]) -> str:
    """Say what the synergies in force do to the service; an effect that isn't known is said."""
    if not running:
        return "Aucune synergie n’est encore existante ou en cours."
    counts = Counter(running)
    unknown, total = counts[UNKNOWN], len(running)
    if unknown == total:
        which = "de la seule synergie existante ou en cours"
        return f"L’effet sur le service {_of_all(total, which)} n’est pas connu."
    known = [(effect, counts[effect]) for effect in _EFFECTS if effect in counts]
    if total == 1:
        return f"La seule synergie existante ou en cours {_EFFECTS[known[0][0]][0]} {_SERVICE}."
    told = [
        f"{number(n, feminine=True)} {_verb(effect, n, again=rank > 0)}"
        for rank, (effect, n) in enumerate(known)
    ]
    rest = f"{number(unknown, feminine=True)} {plural(unknown, 'autre')}"
    gap = f"{NBSP}; l’effet {of(rest)} n’est pas connu" if unknown else ""
    return f"Des {number(total)} {_RUNNING}, {listing(told)}{gap}."


def _verb(effect: str, n: int, *, again: bool) -> str:
    """Name the service with the first verb; a pronoun stands for it before the next ones."""
    verb = plural(n, *_EFFECTS[effect])
    return the(verb) if again else f"{verb} {_SERVICE}"


def _forms(forms: pd.DataFrame) -> str:
    """Name the forms of the synergies, the most frequent first, and count those without one."""
    rows = records(forms)
    named = [row for row in rows if not is_missing(row["forme"])]
    unknown = sum(row["n"] for row in rows if is_missing(row["forme"]))
    if len(named) < 2:
        return ""
    counts = [f"{cut(row['forme'])} ({number(row['n'], feminine=True)})" for row in named]
    told = shortened(counts, shown=6)
    gap = f"{NBSP}; la forme {of(number(unknown, feminine=True))} d’entre elles n’est pas connue"
    return f"Leurs formes, par nombre de synergies{NBSP}: {told}{gap if unknown else ''}."


def _of_all(total: int, alone: str) -> str:
    return alone if total == 1 else f"des {number(total)} {_RUNNING}"


def _weakened(rows: Rows) -> list[str]:
    """Flag what weakens the service or this partner, and what was given up because it would."""
    told = []
    for alarm, why in _WHY.items():
        flagged = [row for row in rows if row["alerte"] == alarm]
        if n := len(flagged):
            subject = f"{capitalised(some(n, 'synergie', feminine=True))} à revoir"
            told.append(f"{subject}{NBSP}: {_names(flagged)}{NBSP}; {plural(n, *why)}.")
    dropped = [row for row in rows if row["effet"] == WORSE and row["etat"] == DROPPED]
    if n := len(dropped):
        subject = capitalised(some(n, "synergie", feminine=True))
        verb = plural(n, "a été abandonnée", "ont été abandonnées")
        would = plural(n, "elle aurait", "elles auraient")
        told.append(f"{subject} {verb}{NBSP}: {would} affaibli le service ({_names(dropped)}).")
    return told


def _names(rows: Rows) -> str:
    return shortened([quoted(cut(row["libelle"])) for row in rows], shown=3)


def saving_sentences(review: SynergyReview) -> list[str]:
    """Say the savings estimated and observed apart, each over what is known."""
    scopes = {row["perimetre"]: row for row in records(review.economies)}
    running, both = scopes[FORCE], scopes[BOTH_KNOWN]
    same = both["n"] == running["n_estimees"] == running["n_constatees"] > 0
    told = [_compared(running) if same else _saved(running)] if running["n"] else []
    if both["n"] and not same:
        n = int(both["n"])
        which = "la seule synergie" if n == 1 else f"les {number(n)} synergies"
        told.append(
            f"Pour {which} dont les deux montants sont connus, l’économie estimée était de "
            f"{fr_euro(both['estimee'])} et l’économie constatée est de "
            f"{fr_euro(both['constatee'])}."
        )
    coming = [scopes[state] for state in (PLANNED, AHEAD) if state in scopes]
    if known := sum(int(row["n_estimees"]) for row in coming):
        amount = sum(row["estimee"] for row in coming if row["n_estimees"])
        which = some(known, "synergie", feminine=True)
        state = plural(known, "projetée ou à venir", "projetées ou à venir")
        told.append(
            f"S’y ajouterait, pour {which} {state}, une économie estimée à {fr_euro(amount)}."
        )
    return told


def _compared(running: Mapping[Any, Any]) -> str:
    """Say both amounts at once, where they are known of the same synergies."""
    known, total = int(running["n_estimees"]), int(running["n"])
    both = f"L’économie estimée et l’économie constatée sont connues pour {_part(known, total)}"
    return (
        f"{both}{NBSP}: {fr_euro(running['estimee'])} d’une part, "
        f"{fr_euro(running['constatee'])} de l’autre."
    )


def _saved(running: Mapping[Any, Any]) -> str:
    total = int(running["n"])
    estimated, observed = int(running["n_estimees"]), int(running["n_constatees"])
    whole = _of_all(total, "de la seule synergie existante ou en cours")
    if not estimated and not observed:
        return f"L’économie estimée ou constatée {whole} n’est pas connue."
    told = [
        _amount("estimée", estimated, total, running["estimee"]),
        _amount("constatée", observed, total, running["constatee"]),
    ]
    return f"{capitalised(f'{NBSP}; '.join(told))}."


def _amount(kind: str, known: int, total: int, amount: Any) -> str:
    if not known:
        return f"l’économie {kind} n’est connue pour aucune"
    return f"l’économie {kind} est connue pour {_part(known, total)}{NBSP}: {fr_euro(amount)}"


def _part(known: int, total: int) -> str:
    if total == 1:
        return "la seule synergie existante ou en cours"
    if known == total:
        return f"les {number(total)} {_RUNNING}"
    return f"{number(known, feminine=True)} des {number(total)} {_RUNNING}"


def _links(rows: Rows) -> str:
    n, total = sum(row["lien"] == IN_PLAN for row in rows), len(rows)
    if total == 1:
        return f"Cette synergie {'est' if n else 'n’est pas'} rattachée à un élément du plan."
    if n == 0:
        return f"Aucune de ces {number(total)} synergies n’est rattachée à un élément du plan."
    some_of_them = f"{capitalised(number(n, feminine=True))} de ces {number(total)} synergies"
    subject = "Toutes les synergies connues" if n == total else some_of_them
    return f"{subject} {plural(n, 'est rattachée', 'sont rattachées')} à un élément du plan."


def _marked(review: SynergyReview) -> list[str]:
    n = len(review.marquees)
    if n == 0:
        return []
    subject = capitalised(some(n, "action", feminine=True))
    verb = plural(n, "est marquée", "sont marquées")
    return [
        f"{subject} du plan {verb} comme {plural(n, 'synergie')} sans fiche dans la table des "
        "synergies."
    ]
