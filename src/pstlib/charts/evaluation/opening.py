"""The first parts of a report: who, when, on what ground; what is found; what is known."""

import re
from dataclasses import replace
from typing import Any

from pstlib.charts.block import FICTITIOUS, Block, block, notebook_style
from pstlib.charts.wording import clean
from pstlib.evaluation import Evaluation, key_figures, summary
from pstlib.model.records import records
from pstlib.text import NBSP, NC, fr_date, fr_long_date

_NAMES = {"mi-parcours": "évaluation à mi-parcours", "finale": "évaluation finale"}
_STEPS = {"mi-parcours": "EVALUATION_MI_PARCOURS", "finale": "EVALUATION_FINALE"}
_LEVELS = {"erreur": "Erreur", "avertissement": "Attention", "info": "À savoir"}
_LEGAL = ("Évaluation par", "Base légale")


def header(ev: Evaluation, *, titre: str = "") -> Block:
    """Say whose plan is evaluated, at which date, by whom and on what legal ground.

    The block brings the style of all the others, which JupyterLab needs; the report takes it out,
    as it has it already.

    Args:
        ev: The evaluation.
        titre: What a notebook of one's own is about: no law asks for that one.
    """
    who, name = ev.identite, titre or _NAMES[ev.evaluation]
    years = f"{who.exercice_debut}-{who.exercice_fin}"
    title = f"Programme stratégique transversal {years}{NBSP}: {name}"
    situation = f"{name} au {fr_date(ev.date_arrete)}"
    page = {"entete": f"{who.organisme} – PST {years}{NBSP}: {situation}"}
    if who.fictif:
        page["fictif"] = f"{FICTITIOUS}{NBSP}: données d’exemple"
    made = block(
        "entete.html.j2",
        f"{who.organisme}, {title}, situation au {fr_long_date(ev.date_arrete)}",
        organisme=who.organisme,
        titre=title,
        identite=[row for row in _identity(ev) if not (titre and row[0] in _LEGAL)],
        fictif=FICTITIOUS if who.fictif else None,
        style=notebook_style(),
    )
    return replace(made, page=page)


def _identity(ev: Evaluation) -> list[tuple[str, str]]:
    wanted = _STEPS[ev.evaluation]
    step = next((row for row in records(ev.calendrier) if row["demarche"] == wanted), {})
    law = re.sub(r", art\..*", "", ev.loi.texte)
    unknown = f"{NC} (hors du calendrier légal des CPAS)"
    return [
        ("Situation au", fr_long_date(ev.date_arrete)),
        ("Évaluation par", _evaluators(ev, step)),
        ("Base légale", f"{step['reference']}, {law}" if step else unknown),
        ("Code INS", ev.identite.ins or NC),
    ]


def _evaluators(ev: Evaluation, step: dict[Any, Any]) -> str:
    """Say who carries out the evaluation and who takes note of it, as the delegation rules."""
    delegated = ev.identite.delegation_bureau_permanent
    if not step:
        return f"{NC} (hors du calendrier légal des CPAS)"
    if delegated is None:
        return f"{NC} (la délégation de la programmation au bureau permanent n’est pas connue)"
    if delegated:
        return (
            f"le bureau permanent, par délégation, réalise l’évaluation{NBSP}; "
            "le conseil de l’action sociale en prend acte"
        )
    return "le conseil de l’action sociale réalise l’évaluation (programmation non déléguée)"


def results(ev: Evaluation) -> Block:
    """Sum the evaluation up: sentences with their figures, then the key figures."""
    sentences = summary(ev)
    return block(
        "synthese.html.j2",
        " ".join(sentences),
        phrases=sentences,
        cles=records(key_figures(ev)),
    )


def quality(ev: Evaluation) -> Block:
    """Say what is known and what is not, and what the reader must be warned of."""
    notices = [
        {"niveau": row["niveau"], "mot": _LEVELS[row["niveau"]], "message": clean(row["message"])}
        for row in records(ev.avertissements)
    ]
    return block("qualite.html.j2", "", champs=records(ev.qualite), avis=notices)
