"""Lists of actions: the late ones, those to adjust, and all of them."""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.cells import in_words
from pstlib.charts.theme import status_css
from pstlib.charts.wording import clean, tidy
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, plural
from pstlib.model.records import records
from pstlib.model.statuses import STATUS_LABELS, ActionType, Status
from pstlib.text import NBSP, fr_percent, is_missing

LEFT_TO_DO = "actions-a-reporter"
"""Address of the list of what the next plan may take up, with delays, owners and reasons."""
_TYPES = {ActionType.PERENNIAL: "action pérenne", ActionType.OUT_OF_SCOPE: "hors champ du PST"}


def late_actions(ev: Evaluation) -> Block:
    """List the late actions, the longest delay first, with what the record says of them.

    At the end of the term, the list of what is left to do names them already, and is pointed at.
    """
    late = [row for row in ev.lignes_a_terminer if row["en_retard"]]
    late.sort(key=itemgetter("retard_jours"), reverse=True)
    if not late:
        # Without any deadline the timeline has said it already.
        assessed = [row["date_fin"] for row in ev.lignes_actions if row["evaluee"]]
        text = _none_late(sum(not is_missing(end) for end in assessed))
        return block("note.html.j2", text, phrases=[text] if text else [])
    if ev.evaluation == "finale":
        return _pointed_at(late)
    return block(
        "retards.html.j2",
        counted(len(late), "action en retard", "actions en retard"),
        lignes=[_action(row) for row in late],
        titre=f"{counted(len(late), 'action')} en retard"
        + (", du plus long retard au plus court" if len(late) > 1 else ""),
    )


def _none_late(dated: int) -> str:
    if dated == 1:
        return "La seule action avec échéance n’est pas en retard."
    return f"Aucune des {counted(dated, 'action')} avec échéance n’est en retard." if dated else ""


def _pointed_at(late: Sequence[Mapping[str, Any]]) -> Block:
    n, most = len(late), counted(late[0]["retard_jours"], "jour")
    said = f"{counted(n, 'action est', 'actions sont')} en retard, de {most}"
    their, at_most = plural(n, "Son", "Leur"), plural(n, "", " au plus")
    text = (
        f"{said}{at_most}. {their} échéance, {their.lower()} responsable et ce que le suivi en "
        "dit se lisent dans la"
    )
    name = "liste des actions à reporter"
    return block("renvoi.html.j2", f"{text} {name}.", phrase=text, ancre=LEFT_TO_DO, nom=name)


def to_adjust(ev: Evaluation) -> Block:
    """List the open actions that lack something, for the update of the plan.

    What all of them lack is said once, in a sentence, and not on each line.
    """
    open_ = ev.actions[ev.actions["poursuivie"] & ev.actions["statut"].ne(Status.DONE)]
    flags = _flags(open_, ev)
    common = {text: words for text, (words, flag) in flags.items() if len(open_) > 1 and flag.all()}
    lines = []
    for place, row in enumerate(records(open_)):
        reasons = [
            text for text, (_, flag) in flags.items() if flag.iloc[place] and text not in common
        ]
        if reasons:
            lines.append(_action(row) | {"motifs": _detailed(reasons, row)})
    return block(
        "ajuster.html.j2",
        counted(len(lines), "action à ajuster", "actions à ajuster"),
        lignes=lines,
        n=len(open_),
        evaluees=int(ev.chiffres["n_evaluees"]),
        comptes=[
            *((text, _count(text, flag, open_)) for text, (_, flag) in flags.items()),
            *([] if ev.argent.connu else [(_UNFUNDED, None)]),
        ],
        communs=[
            *(f"Aucune des {len(open_)} actions à poursuivre {w}." for w in common.values()),
            *([] if ev.argent.connu else [_NO_MONEY]),
        ],
    )


def _count(text: str, flag: "pd.Series[bool]", open_: pd.DataFrame) -> int | None:
    """Count the actions of a kind; delays are unknown, not zero, where no deadline is known."""
    undated = len(open_) and open_["date_fin"].isna().all()
    return None if text == "en retard" and undated else int(flag.sum())


_UNFUNDED = "sans budget propre"
_NO_MONEY = "Les actions sans budget propre ne sont pas connues, faute de données budgétaires."
_FLAG = tuple[str, "pd.Series[bool]"]


def _flags(open_: pd.DataFrame, ev: Evaluation) -> dict[str, _FLAG]:
    """Flag what each action lacks; its money only if the data speak of money at all."""
    months = ev.methode.peremption_mois
    costed = ev.argent.actions.loc[ev.argent.actions["chiffree"], "element_id"]
    unfunded = ("n’est chiffrée", ~open_["element_id"].isin(costed))
    return {
        "en retard": ("n’est dans les temps", open_["en_retard"]),
        f"au relevé de plus de {months} mois": (
            f"n’a de relevé de moins de {months} mois", open_["perimee"]
        ),
        "au statut inconnu": ("n’a de statut connu", open_["statut"].eq(Status.UNKNOWN)),
        "sans responsable": ("n’a de responsable connu", open_["responsable"].isna()),
        "sans échéance": ("n’a d’échéance connue", open_["date_fin"].isna()),
        **({_UNFUNDED: unfunded} if ev.argent.connu else {}),
    }  # fmt: skip


def _detailed(reasons: list[str], row: Mapping[Any, Any]) -> list[str]:
    late = f"en retard de {counted(int(row['retard_jours']), 'jour')}" if row["en_retard"] else ""
    return [late if reason == "en retard" else reason for reason in reasons]


def all_actions(ev: Evaluation) -> Block:
    """List every counted action, with a stable address in the page."""
    rows = ev.lignes_actions
    n = counted(len(rows), "action")
    return block(
        "annexe.html.j2",
        n,
        lignes=[_action(row) for row in rows],
        compte=n,
        table=_table(ev.actions),
    )


def anchor(element_id: object) -> str:
    """Give the address of an action in the page: its own, and the same in each report.

    >>> anchor("os1-oo1-a1"), anchor("été 1")
    ('action-os1-oo1-a1', 'action-~e9~t~e9~~20~1')
    """
    kept = r"[^A-Za-z0-9_.-]"
    return "action-" + re.sub(kept, lambda other: f"~{ord(other[0]):x}~", clean(element_id))


def _action(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give what the lists show of an action, in words."""
    others = clean(row["partages"])
    kind = _TYPES.get(row["type_effectif"], "")
    notes = [kind, f"partagée avec {others}" if others else ""]
    return {
        "ancre": anchor(row["element_id"]),
        "code": clean(row["code"]),
        "libelle": tidy(row["libelle"]),
        "precision": f"{NBSP}; ".join(note for note in notes if note),
        "statut": STATUS_LABELS[row["statut"]],
        "css": status_css(row["statut"]),
        "taux": _rate(row),
        "echeance": row["date_fin"],
        "retard": None if is_missing(row["retard_jours"]) else int(row["retard_jours"]),
        "responsable": clean(row["responsable"]),
        "releve": row["date_suivi"],
        "perimee": bool(row["perimee"]),
        "commentaire": clean(row["commentaire"]),
    }


def _rate(row: Mapping[Any, Any]) -> str:
    low, high = row["avancement_min"], row["avancement_max"]
    if is_missing(low) or low != high:
        return fr_percent(row["taux_avancement"], 0)
    return fr_percent(low, 0)


def _table(actions: pd.DataFrame) -> pd.DataFrame:
    names = {
        "code": "Code", "libelle": "Action", "statut": "Statut", "taux_avancement": "Taux (%)",
        "avancement_min": "Avancement minimal (%)", "avancement_max": "Avancement maximal (%)",
        "date_debut": "Début", "date_fin": "Échéance", "retard_jours": "Retard (jours)",
        "responsable": "Responsable", "date_suivi": "Relevé du", "commentaire": "Commentaire",
    }  # fmt: skip
    said = actions[list(names)].assign(statut=in_words(actions["statut"], STATUS_LABELS))
    return said.rename(columns=names)
