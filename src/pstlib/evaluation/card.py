"""What a notebook shows of an evaluation: its main figures, what is missing, the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from pstlib.evaluation.appreciation import APPRECIATION_LABELS
from pstlib.evaluation.wording import between
from pstlib.grammar import counted
from pstlib.model.card import card
from pstlib.model.counts import gravity_counts
from pstlib.text import NBSP, NC, fr_date, fr_share, is_missing

if TYPE_CHECKING:
    from pstlib.evaluation.evaluate import Evaluation

_NAMES = {"mi-parcours": "évaluation à mi-parcours", "finale": "évaluation finale"}
_MISSING = {
    "n_INCONNU": "sans statut connu",
    "n_perimees": "au relevé périmé",
    "n_taux_inconnus": "sans avancement connu",
    "n_sans_echeance": "sans échéance",
}


def evaluation_card(ev: Evaluation) -> Markup:
    """Show what is evaluated, at which date, with what result, and what isn't known."""
    who = ev.identite
    facts = [
        ("Situation au", fr_date(ev.date_arrete)),
        ("Actions", _actions(ev)),
        ("Réalisation", _completion(ev)),
        ("Avancement", _progress(ev)),
        ("Objectifs", _appreciations(ev)),
        ("Manque (n. c.)", _missing(ev)),
        ("Avertissements", gravity_counts(ev.avertissements["niveau"])),
    ]
    title = f"{who.organisme} – PST {who.exercice_debut}-{who.exercice_fin}"
    return card(
        f"{title}, {_NAMES[ev.evaluation]}",
        facts,
        fictitious=who.fictif,
        todo="pstlib.charts.parts.results(ev)",
    )


def _actions(ev: Evaluation) -> str:
    figures = ev.chiffres
    late = counted(figures["n_en_retard"], "action en retard", "actions en retard")
    assessed = counted(figures["n_evaluees"], "action évaluée", "actions évaluées")
    return (
        f"{assessed}, dont {late}" if figures["n_en_retard"] else f"{assessed}, sans retard connu"
    )


def _completion(ev: Evaluation) -> str:
    figures = ev.chiffres
    done, pursued = figures["n_TERMINE"], figures["n_poursuivies"]
    rate = fr_share(figures["taux_realisation"])
    return f"{rate} ({done} sur {counted(pursued, 'action poursuivie', 'actions poursuivies')})"


def _progress(ev: Evaluation) -> str:
    low, high = ev.chiffres["avancement_min"], ev.chiffres["avancement_max"]
    return NC if is_missing(low) else between(low, high)


def _appreciations(ev: Evaluation) -> str:
    counts = ev.objectifs["appreciation"].value_counts()
    return (
        ", ".join(
            f"{label.lower()}{NBSP}: {counts[code]}"
            for code, label in APPRECIATION_LABELS.items()
            if code in counts
        )
        or NC
    )


def _missing(ev: Evaluation) -> str:
    found = {words: int(ev.chiffres[name]) for name, words in _MISSING.items()}
    said = [f"{counted(n, 'action')} {words}" for words, n in found.items() if n]
    return ", ".join(said) or "rien pour les actions"
