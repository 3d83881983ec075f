"""Who already does it: each action of a plan with those of others that resemble it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.comparison.marks import focus_words
from pstlib.charts.element_lists import Cell, status_cell
from pstlib.charts.theme import status_css
from pstlib.charts.wording import clean, tidy
from pstlib.comparison.similar_words import facts, others_words
from pstlib.comparison.study import Study
from pstlib.grammar import counted
from pstlib.model.statuses import STATUS_LABELS, Status
from pstlib.text import NBSP, fr_date, fr_number, is_missing

_FIRST = 20
_HIDDEN = (
    "Les actions semblables des autres ne sont pas montrées dans un rapport anonyme\u00a0: un "
    "intitulé porte souvent un nom de lieu ou de service."
)
_OF_ALL = f"sous-action{NBSP}: ce qui ressemble à toute l’action"
_GUIDE = (
    "Une action n’est citée que si son intitulé ressemble assez à celui du plan\u00a0; lisez-la "
    "avant d’en tirer une idée. La ressemblance va de 0 à 1\u00a0; les actions presque identiques "
    "sont rassemblées."
)


def similar_actions(study: Study) -> Block:
    """List the late or difficult actions first, then all, with who already does the same."""
    found = study.semblables
    if found is None:
        text = _HIDDEN if study.question.anonyme and study.slug else ""
        return block("note.html.j2", text, phrases=[text] if text else [])
    own = _own(study)
    if own.empty:
        return block("note.html.j2", "", phrases=[])
    mates = {str(key): rows.to_dict("records") for key, rows in found.groupby("propre")}
    if not mates:
        text = _summary(study, own, mates)
        return block("note.html.j2", text, phrases=[text])
    hard = own[own["dur"]].head(_FIRST)
    said = [_summary(study, own, mates), _GUIDE]
    first = hard if len(hard) else own.head(_FIRST)
    return block(
        "semblables.html.j2",
        " ".join(said),
        phrases=said,
        titre=_caption(hard, own),
        premieres=[_line(row, mates) for row in first.to_dict("records")],
        toutes=[_line(row, mates) for row in own.to_dict("records")]
        if len(first) < len(own)
        else [],
        titre_toutes=f"Les {len(own)} actions du plan, à chercher par un mot",
        table=_table(own, mates),
    )


def _own(study: Study) -> pd.DataFrame:
    """Give the pursued actions of the plan, the late or difficult ones first (``dur``)."""
    table = study.comparaison.actions
    own = table[table["slug"].eq(study.slug or "") & table["poursuivie"]]
    late = own["retard_jours"].astype("Float64").fillna(0)
    trouble = own["statut"].eq(Status.PROBLEM)
    ranked = own.assign(dur=late.gt(0) | trouble, _trouble=trouble, _late=late)
    return ranked.sort_values(["dur", "_trouble", "_late"], ascending=False, kind="stable")


def _summary(study: Study, own: pd.DataFrame, mates: Mapping[str, Any]) -> str:
    known = int(own["action_id"].isin(list(mates)).sum())
    who = focus_words(study)
    if not known:
        return f"Aucune action des autres PST chargés ne ressemble à celles que poursuit {who}."
    total = counted(len(own), "action poursuivie", "actions poursuivies")
    return f"Pour {known} de ses {total}, {who} trouve ailleurs une action ressemblante."


def _caption(hard: pd.DataFrame, own: pd.DataFrame) -> str:
    if not len(hard):
        return "Les premières actions du plan\u00a0: aucune n’est en retard ni en difficulté"
    total = int(own["dur"].sum())
    if total > len(hard):
        return f"Les {len(hard)} premières des {total} actions en retard ou en difficulté"
    return f"{counted(total, 'action')} en retard ou en difficulté"


def _line(row: Mapping[Any, Any], mates: Mapping[str, Any]) -> dict[str, Any]:
    days = row["retard_jours"]
    late = "" if is_missing(days) else f"retard de {fr_number(int(days))} jours"
    elsewhere = [_mate(one) for one in mates.get(str(row["action_id"]), ())]
    of_all = _OF_ALL if elsewhere and row["action_id"] != row["element_id"] else ""
    return {
        "action": Cell(tidy(row["libelle"]), clean(row["code"]), note=of_all),
        "situation": status_cell(row, late),
        "ailleurs": elsewhere,
    }


def _mate(row: Mapping[Any, Any]) -> dict[str, Any]:
    status = Status(row["statut"])
    said = [
        f"ressemblance {fr_number(row['score'], 2)}",
        *([f"en commun{NBSP}: {', '.join(row['mots'])}"] if row["mots"] else []),
        *facts(row),
        *([others_words(row["autres"])] if row["autres"] else []),
    ]
    return {
        "qui": tidy(row["organisme"]),
        "fictif": bool(row["fictif"]),
        "css": status_css(status),
        "statut": STATUS_LABELS[status].lower(),
        "date": "" if is_missing(row["date_suivi"]) else fr_date(row["date_suivi"]),
        "titre": tidy(row["libelle"]),
        "faits": f"{NBSP}; ".join(said),
    }


def _table(own: pd.DataFrame, mates: Mapping[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "Code": clean(row["code"]),
            "Action du plan": clean(row["libelle"]),
            "Ailleurs": clean(mate["organisme"]),
            "Action": clean(mate["libelle"]),
            "PST": mate["slug"],
            "Statut": STATUS_LABELS[Status(mate["statut"])],
            "Ressemblance": mate["score"],
            "En commun": ", ".join(mate["mots"]),
            "Précisions": " ; ".join(facts(mate)),
            "Presque la même": ", ".join(mate["autres"]),
        }
        for row in own.to_dict("records")
        for mate in mates.get(str(row["action_id"]), ())
    ]
    return pd.DataFrame(rows)
