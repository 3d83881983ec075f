"""A study made again under labels, so that no name can be left in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pstlib.comparison import anonymity
from pstlib.comparison.figures import PlanFigures
from pstlib.comparison.peer_models import PeerModel
from pstlib.comparison.region import Comparison
from pstlib.comparison.region import compare as put_side_by_side

if TYPE_CHECKING:
    from pstlib.comparison.study import Study, Term


def without_names(
    study: Study, plans: Sequence[PlanFigures], earlier: Sequence[PlanFigures]
) -> Study:
    """Make the study again from plans that bear no name, so that none can be left in it."""
    focus = study.question.slug
    own, pairs = study.cpas, study.modele.pairs
    peers = set(pairs.loc[pairs["ins_a"].eq(own["ins"]), "ins_b"]) if own else set()
    shown = anonymity.masks(plans, focus=focus, peers=peers, named=study.question.nommer)
    disguises = [anonymity.disguised(plan, shown[plan.ligne["slug"]]) for plan in plans]
    hidden = anonymity.in_drawn_order(disguises)
    kind = study.question.type_admin
    compared = replace(
        put_side_by_side(hidden, term=study.legislature, type_admin=kind),
        couverture=anonymity.counted_only(study.comparaison.couverture),
        ecartes=anonymity.unnamed(study.comparaison.ecartes),
    )
    codes = {plan.ligne["ins"]: shown[plan.ligne["slug"]][1] for plan in plans if plan.ligne["ins"]}
    return replace(
        study,
        question=replace(study.question, slug=shown[focus][0] if focus else "", parmi=""),
        comparaison=compared,
        slug=shown[focus][0] if focus else None,
        modeles={n: _masked(model, codes) for n, model in study.modeles.items()},
        pourquoi=None,
        annees=anonymity.renamed(study.annees, shown),
        moyens=anonymity.renamed(study.moyens, shown),
        illisibles=anonymity.unnamed(study.illisibles, reason="fichiers refusés"),
        inconnus=(),
        dossier=None,
        avant=_anonymous_before(study, plans, earlier, shown),
    )


def _masked(model: PeerModel, codes: dict[str, str]) -> PeerModel:
    return replace(model, pairs=anonymity.masked_pairs(model.pairs, codes), groupes=None)


def _anonymous_before(
    study: Study,
    plans: Sequence[PlanFigures],
    earlier: Sequence[PlanFigures],
    shown: dict[str, tuple[str, str, str]],
) -> tuple[Term, dt.date, Comparison] | None:
    """Give the term before under the labels of this one; who has no plan now is left out."""
    if study.avant is None:
        return None
    term, day, _ = study.avant
    masks = {plan.ligne["ins"]: shown[plan.ligne["slug"]] for plan in plans if plan.ligne["ins"]}
    known = [plan for plan in earlier if plan.ligne["ins"] in masks]
    hidden = [anonymity.disguised(plan, masks[plan.ligne["ins"]]) for plan in known]
    ordered = anonymity.in_drawn_order(hidden)
    kind = study.question.type_admin
    return term, day, put_side_by_side(ordered, term=term, type_admin=kind)
