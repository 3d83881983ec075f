"""The summary of an evaluation: French sentences computed from its tables."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from pstlib.evaluation.actions import default_calendar
from pstlib.evaluation.appreciation import APPRECIATION_LABELS
from pstlib.evaluation.evaluate import Evaluation
from pstlib.evaluation.money_sentences import means_summary
from pstlib.evaluation.wording import NO_WEIGHT, WEIGHTED, actions, between, expected
from pstlib.grammar import capitalised, listing, number, of, plural
from pstlib.model.statuses import Level, Status
from pstlib.text import NBSP, fr_long_date, fr_number, fr_share, is_missing

_VERDICTS = {
    "ATTEINT": ("est atteint", "sont atteints"),
    "LARGEMENT_ATTEINT": ("est largement atteint", "sont largement atteints"),
    "EN_BONNE_VOIE": ("est en bonne voie", "sont en bonne voie"),
    "PARTIELLEMENT_ATTEINT": ("est partiellement atteint", "sont partiellement atteints"),
    "A_SURVEILLER": ("est à surveiller", "sont à surveiller"),
    "EN_DIFFICULTE": ("est en difficulté", "sont en difficulté"),
    "NON_ATTEINT": ("n’est pas atteint", "ne sont pas atteints"),
    "ABANDONNE": ("est abandonné", "sont abandonnés"),
    "NON_EVALUABLE": ("n’est pas évaluable", "ne sont pas évaluables"),
}
_NEGATIVE = {"NON_ATTEINT": "n’est atteint", "NON_EVALUABLE": "n’est évaluable"}
Rows = Sequence[dict[str, Any]]


def summary(evaluation: Evaluation) -> list[str]:
    """Sum up an evaluation in French sentences, each with its figure.

    Returns:
        The sentences in reading order: completion, what it leaves out and what is old, progress
        against what was expected, delays, objectives, actions listed apart, money and means. A
        sentence that has nothing to say is left out; what is unknown is said.
    """
    figures = evaluation.chiffres
    sentences = [_completion(figures, fr_long_date(evaluation.date_arrete))]
    if figures["n_poursuivies"]:
        sentences += [
            _dropped(figures),
            _unknown(figures),
            _stale(figures, evaluation),
            _progress(figures, evaluation.methode.ponderation),
            _default_calendar(figures, evaluation),
            _problems(figures),
            _delays(evaluation.lignes_a_terminer),
        ]
    sentences += [_objectives(evaluation.lignes_objectifs), _apart(figures)]
    sentences += means_summary(evaluation)
    return [sentence for sentence in sentences if sentence]


def _completion(figures: dict[str, Any], day: str) -> str:
    total, assessed = figures["n_actions"], figures["n_evaluees"]
    if total == 0:
        return f"Au {day}, le plan ne compte aucune action."
    if assessed == 0:
        if total == 1:
            return f"Au {day}, la seule action du plan, pérenne ou hors champ, n’est pas évaluée."
        return (
            f"Au {day}, aucune des {number(total)} actions du plan n’est évaluée{NBSP}: "
            "elles sont pérennes ou hors champ."
        )
    if figures["n_poursuivies"] == 0:
        many = f"aucune des {number(assessed)} actions évaluées n’est poursuivie"
        one = "la seule action évaluée est annulée ou abandonnée"
        subject = one if assessed == 1 else many
        return f"Au {day}, {subject}{NBSP}: le taux de réalisation n’est pas calculable."
    if _nothing_known(figures):
        pursued = figures["n_poursuivies"]
        which = "de la seule action poursuivie"
        which = which if pursued == 1 else f"des {number(pursued)} actions poursuivies"
        return (
            f"Au {day}, le statut {which} est inconnu{NBSP}: "
            "le taux de réalisation n’est pas connu."
        )
    return f"Au {day}, {_done(figures)} ({fr_share(figures['taux_realisation'])})."


def _done(figures: dict[str, Any]) -> str:
    done, pursued = figures["n_TERMINE"], figures["n_poursuivies"]
    # Unknown isn't undone: where statuses are missing, only what is recorded is denied.
    word = "renseignée comme terminée" if figures["n_INCONNU"] else "terminée"
    if pursued == 1:
        return f"la seule action poursuivie {'est' if done else 'n’est pas'} {word}"
    if done == 0:
        return f"aucune des {number(pursued)} actions poursuivies n’est {word}"
    if done == pursued:
        return f"les {number(pursued)} actions poursuivies sont toutes terminées"
    verb = plural(done, "est terminée", "sont terminées")
    return f"{number(done, feminine=True)} des {number(pursued)} actions poursuivies {verb}"


def _dropped(figures: dict[str, Any]) -> str:
    n = figures["n_ANNULE_ABANDONNE"]
    if n == 0:
        return ""
    if _nothing_known(figures):
        return f"{_subject(n)} {plural(n, 'est', 'sont')} {_dropped_words(n)}."
    verb = plural(n, "ne compte", "ne comptent")
    return f"{_subject(n)} {_dropped_words(n)} {verb} pas dans ce taux."


def _dropped_words(n: int) -> str:
    return plural(n, "annulée ou abandonnée", "annulées ou abandonnées")


def _nothing_known(figures: dict[str, Any]) -> bool:
    """Tell that no pursued action has a status: a rate of zero would be read as nothing done."""
    return bool(figures["n_INCONNU"] == figures["n_poursuivies"])


def _unknown(figures: dict[str, Any]) -> str:
    n = figures["n_INCONNU"]
    told = n == 0 or _nothing_known(figures)
    return "" if told else f"Le statut {of(actions(n))} est inconnu."


def _progress(figures: dict[str, Any], weights: str) -> str:
    low, high, due = (figures[key] for key in ("avancement_min", "avancement_max", "attendu"))
    weighted = WEIGHTED[weights]
    if is_missing(low):
        return (
            f"L’avancement moyen{weighted} n’est pas calculable{NBSP}: "
            f"{NO_WEIGHT[weights]} pour {actions(figures['n_poursuivies'])} à pondérer."
        )
    unknown = figures["n_taux_inconnus"]
    if low == 0 and high == 100:
        return (
            f"L’avancement moyen{weighted} n’est pas connu, pour {expected(due)} à cette date"
            f"{NBSP}: le taux {of(actions(unknown))} est inconnu."
        )
    shown = between(low, high)
    verb = "est" if shown.startswith("de ") else "se situe"
    why = f"{NBSP}: le taux {of(actions(unknown))} est inconnu" if unknown else ""
    known = f"L’avancement moyen{weighted} {verb} {shown}"
    return f"{known}, pour {expected(due)} à cette date{why}."


def _default_calendar(figures: dict[str, Any], evaluation: Evaluation) -> str:
    n = figures["n_calendrier_defaut"]
    if n == 0:
        return ""
    first, last = map(fr_long_date, default_calendar(evaluation.identite))
    return (
        f"L’attendu suit le calendrier par défaut (du {first} au {last}) pour {actions(n)}, "
        "faute de date de début ou d’échéance."
    )


def _problems(figures: dict[str, Any]) -> str:
    n = figures["n_PROBLEME"]
    return f"{_subject(n)} {plural(n, 'rencontre', 'rencontrent')} un problème." if n else ""


def _delays(left: Rows) -> str:
    late = [row for row in left if row["en_retard"]]
    undated = sum(is_missing(row["date_fin"]) for row in left)
    if not left:
        return ""
    if not late:
        return _no_delay(left, undated)
    days = [row["retard_jours"] for row in late]
    if len(late) == 1:
        known = f"Une action est en retard, {of(_day_count(days[0]))}"
    elif min(days) == max(days):
        known = f"{_subject(len(late))} sont en retard, {of(_day_count(days[0]))} chacune"
    else:
        known = (
            f"{_subject(len(late))} sont en retard, {of(_day_count(median(days)))} en médiane "
            f"(au plus {_day_count(max(days))})"
        )
    return f"{known}{_unknown_late(late)}{_undated(undated)}."


def _unknown_late(late: Rows) -> str:
    """Say which of the late actions may be done for all that is known."""
    n = sum(row["statut"] == Status.UNKNOWN for row in late)
    if n == 0:
        return ""
    if n == len(late):
        return f"{NBSP}; {plural(n, 'son', 'leur')} statut est inconnu"
    return f"{NBSP}; le statut {of(number(n, feminine=True))} d’entre elles est inconnu"


def _no_delay(left: Rows, undated: int) -> str:
    n, (one, several) = len(left), _left_words(left)
    if undated == n:
        which = f"des {number(n)} actions {several}" if n > 1 else f"de la seule action {one}"
        return f"Aucun retard n’est calculable{NBSP}: l’échéance {which} est inconnue."
    due = " et dont l’échéance est connue" if undated else ""
    if n - undated == 1:
        return f"La seule action {one}{due} n’est pas en retard{_undated(undated)}."
    subject = f"Aucune des {number(n - undated)} actions {several}{due}"
    return f"{subject} n’est en retard{_undated(undated)}."


def _left_words(left: Rows) -> tuple[str, str]:
    """Name the actions left, of which nobody can say that they are undone if one is unknown."""
    if any(row["statut"] == Status.UNKNOWN for row in left):
        return (
            "qui n’est pas renseignée comme terminée",
            "qui ne sont pas renseignées comme terminées",
        )
    return "qui reste à terminer", "qui restent à terminer"


def _undated(n: int) -> str:
    if n == 0:
        return ""
    others = f"{number(n, feminine=True)} {plural(n, 'autre')}"
    return f"{NBSP}; l’échéance {of(others)} est inconnue"


def _stale(figures: dict[str, Any], evaluation: Evaluation) -> str:
    stale, assessed = figures["n_perimees"], figures["n_evaluees"]
    if stale == 0:
        return ""
    age = f"a plus de {evaluation.methode.peremption_mois} mois"
    if assessed == 1:
        return f"Le dernier relevé de la seule action évaluée {age}."
    which = f"{number(stale, feminine=True)} des {number(assessed)} actions évaluées"
    if stale == assessed:
        which = f"chacune des {number(assessed)} actions évaluées"
    return f"Le dernier relevé {of(which)} {age}."


def _objectives(objectives: Rows) -> str:
    rated = [row for row in objectives if not is_missing(row["appreciation"])]
    counts = Counter(row["appreciation"] for row in rated)
    found = [(word, counts[word]) for word in APPRECIATION_LABELS if counts[word]]
    operational = all(row["niveau"] == Level.OO for row in rated)
    noun = "objectif opérationnel" if operational else "objectif apprécié"
    several = "objectifs opérationnels" if operational else "objectifs appréciés"
    if not found:
        return ""
    if len(found) == 1:
        return _unanimous(found[0][0], len(rated), noun, several)
    parts = [f"{number(n)} {plural(n, *_VERDICTS[word])}" for word, n in found]
    return f"Sur {number(len(rated))} {several}, {listing(parts)}."


def _unanimous(word: str, n: int, noun: str, several: str) -> str:
    singular, many = _VERDICTS[word]
    if n == 1:
        return f"Le seul {noun} {singular}."
    if word in _NEGATIVE:
        return f"Aucun des {number(n)} {several} {_NEGATIVE[word]}."
    verb, state = many.split(" ", 1)
    return f"Les {number(n)} {several} {verb} tous {state}."


def _apart(figures: dict[str, Any]) -> str:
    lasting, outside = figures["n_perennes"], figures["n_hors_champ"]
    parts = []
    if lasting:
        parts.append(f"{actions(lasting)} {plural(lasting, 'pérenne')}")
    if outside:
        parts.append(f"{actions(outside)} hors champ")
    if not parts or not figures["n_evaluees"]:
        return ""
    verb = plural(lasting + outside, "est suivie", "sont suivies")
    return f"{capitalised(listing(parts))} {verb} à part."


def _subject(n: int) -> str:
    return capitalised(actions(n))


def _day_count(n: float) -> str:
    shown = number(int(n)) if n == int(n) else fr_number(n, 1)
    return f"{shown} {plural(n, 'jour')}"
