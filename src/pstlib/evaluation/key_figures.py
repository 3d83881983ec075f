"""The four figures that open a report, each with what it is made of."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import pandas as pd

from pstlib.evaluation.appreciation import APPRECIATION_LABELS
from pstlib.evaluation.evaluate import Evaluation
from pstlib.evaluation.wording import WEIGHTED
from pstlib.grammar import plural
from pstlib.model.statuses import Status
from pstlib.text import NBSP, NC, fr_number, fr_percent, fr_share, is_missing

_GOOD = {"mi-parcours": ("ATTEINT", "EN_BONNE_VOIE"), "finale": ("ATTEINT", "LARGEMENT_ATTEINT")}
_GOOD_LABEL = {
    "mi-parcours": ("objectif atteint ou en bonne voie", "objectifs atteints ou en bonne voie"),
    "finale": ("objectif atteint ou largement atteint", "objectifs atteints ou largement atteints"),
}


def key_figures(evaluation: Evaluation) -> pd.DataFrame:
    """Give completion, progress, delays and objectives.

    Returns:
        Four rows: ``valeur`` (``n. c.`` where it can't be known), ``libelle``, ``detail``, all
        French text.
    """
    figures = evaluation.chiffres
    rows = [
        _completion(figures),
        _progress(figures, evaluation.methode.ponderation),
        _delays(evaluation.lignes_a_terminer),
        _objectives(evaluation),
    ]
    return pd.DataFrame(rows, columns=["valeur", "libelle", "detail"], dtype="str")


def _completion(figures: dict[str, Any]) -> tuple[str, str, str]:
    label = "taux de réalisation"
    done, pursued = figures["n_TERMINE"], figures["n_poursuivies"]
    if pursued == 0:
        return NC, label, "aucune action poursuivie"
    if figures["n_INCONNU"] == pursued:
        among = f"{fr_number(pursued)} {plural(pursued, 'poursuivie')}"
        return NC, label, f"{fr_number(pursued)} au statut inconnu sur {among}"
    detail = (
        f"{fr_number(done)} {plural(done, 'terminée')} sur "
        f"{fr_number(pursued)} {plural(pursued, 'poursuivie')}"
    )
    if unknown := figures["n_INCONNU"]:
        detail += f"{NBSP}; {fr_number(unknown)} au statut inconnu"
    return fr_share(figures["taux_realisation"]), label, detail


def _progress(figures: dict[str, Any], weights: str) -> tuple[str, str, str]:
    label = f"avancement{WEIGHTED[weights]}"
    first, last = (fr_percent(figures[f"avancement_{end}"]) for end in ("min", "max"))
    value = first if first == last else f"{first.removesuffix(f'{NBSP}%')}–{last}"
    detail = f"attendu{NBSP}: {fr_percent(figures['attendu'])}"
    if unknown := figures["n_taux_inconnus"]:
        words = plural(unknown, "taux inconnu", "taux inconnus")
        detail += f"{NBSP}; {fr_number(unknown)} {words}"
    if stale := figures["n_perimees"]:
        detail += f"{NBSP}; {fr_number(stale)} {plural(stale, 'relevé périmé', 'relevés périmés')}"
    return value, label, detail


def _delays(left: Sequence[dict[str, Any]]) -> tuple[str, str, str]:
    late = [row["retard_jours"] for row in left if row["en_retard"]]
    undated = sum(is_missing(row["date_fin"]) for row in left)
    unknown = [row["en_retard"] for row in left if row["statut"] == Status.UNKNOWN]
    parts = []
    if len(set(late)) == 1:
        parts.append(_days(late[0]) + (" chacune" if len(late) > 1 else ""))
    elif late:
        parts += [f"médiane {_days(median(late))}", f"maximum {_days(max(late))}"]
    if any(unknown):
        parts.append(f"dont {fr_number(sum(unknown))} au statut inconnu")
    if undated:
        parts.append(f"échéance inconnue pour {fr_number(undated)} {plural(undated, 'action')}")
    elif not late:
        n = len(left)
        doubt = " ou au statut inconnu" if unknown else ""
        many = f"sur {fr_number(n)} {plural(n, 'action')} à terminer{doubt}"
        parts.append(many if n else "aucune action à terminer")
    if left and undated == len(left):
        return NC, "actions en retard", ", ".join(parts)
    label = plural(len(late), "action en retard", "actions en retard")
    return fr_number(len(late)), label, ", ".join(parts)


def _objectives(evaluation: Evaluation) -> tuple[str, str, str]:
    words = [row["appreciation"] for row in evaluation.lignes_objectifs]
    counts, best = Counter(words), _GOOD[evaluation.evaluation]
    good, total = (sum(counts[word] for word in some) for some in (best, APPRECIATION_LABELS))
    others = [
        f"{fr_number(counts[word])} {_inside(label, counts[word])}"
        for word, label in APPRECIATION_LABELS.items()
        if counts[word] and word not in best
    ]
    label = plural(good, *_GOOD_LABEL[evaluation.evaluation])
    assessable = total > counts["NON_EVALUABLE"]
    value = f"{fr_number(good)} sur {fr_number(total)}" if assessable else NC
    return value, label, ", ".join(others)


def _inside(label: str, n: int) -> str:
    """Write an appreciation inside a sentence, agreeing with a number of objectives."""
    text = label[0].lower() + label[1:]
    invariable = text.startswith(("en ", "à "))
    return text if invariable or n < 2 else f"{text}s"


def _days(n: float) -> str:
    return f"{fr_number(n)} {plural(n, 'jour')}"
