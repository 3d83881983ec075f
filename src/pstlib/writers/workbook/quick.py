"""The quick follow-up: one row per action, what is known of it and where to say what is new."""

import datetime as dt

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pstlib.model import Pst
from pstlib.model.statuses import FINAL_STATUSES, STATUS_LABELS, Status
from pstlib.reference.workbook import labels, layout
from pstlib.text import is_missing
from pstlib.writers.workbook.cells import Cell
from pstlib.writers.workbook.formats import LATE, STALE, Formats
from pstlib.writers.workbook.sheets import cell_in_row, colour_statuses, height, prepare_page

_DAY, _HEADER, _FIRST = (2, 3), 4, 5
_KINDS = {
    "date_fin": "date", "dernier_taux": "taux", "dernier_releve": "date",
    "taux_avancement": "taux", "date_suivi": "date",
}  # fmt: skip
_WIDTHS = {
    "element_id": 16, "code": 16, "objectif": 30, "libelle": 44, "responsable": 20, "date_fin": 12,
    "dernier_statut": 16, "dernier_taux": 11, "dernier_releve": 12, "statut": 18,
    "taux_avancement": 12, "date_suivi": 13, "commentaire": 36,
}  # fmt: skip


def write_quick(page: Worksheet, formats: Formats, pst: Pst) -> None:
    """Write the sheet with which a CPAS only updates its statuses."""
    told, plan = layout()["suivi_rapide"], quick_rows(pst)
    new = {name: titles[0] for name, titles in told["colonnes"].items()}
    titles = {"element_id": new.pop("element_id"), **told["connus"], **new}
    _write_head(page, formats, told["date"])
    for rank, (name, title) in enumerate(titles.items()):
        kind = _KINDS.get(name, "texte")
        page.set_column(rank, rank, _WIDTHS[name])
        style = "entete" if name in new else "entete_libre"
        page.write_string(_HEADER, rank, title, formats.get(style))
        known = plan[name] if name in plan else [None] * len(plan)
        form = formats.get("saisie" if name in new else "fixe", kind)
        # What is known is stored as the observation it is, a rate as a percentage.
        column = "taux_avancement" if kind == "taux" else name
        for row, value in enumerate(known, _FIRST):
            Cell(page, row, rank, form).write(value, column, "nombre" if kind == "taux" else kind)
    texts = ["objectif", "libelle", "responsable"]
    for row, record in enumerate(plan[texts].fillna("").to_dict("records"), _FIRST):
        page.set_row(row, height((str(record[name]), _WIDTHS[name]) for name in texts))
    if len(plan):
        last = _FIRST + len(plan) - 1
        _help(page, list(titles), last)
        _colour(page, formats, list(titles), last)
    prepare_page(page, first=_FIRST, header=_HEADER)


def quick_rows(pst: Pst) -> pd.DataFrame:
    """Give the actions in the plan with their last observation, one a row, in plan order."""
    last = pst.suivi["date_suivi"].max()
    end = dt.date(pst.identite.exercice_fin, 12, 31)
    plan = pst.situation(end if is_missing(last) else max(end, last.date()))
    titles = dict(zip(plan["element_id"], plan["libelle"], strict=True))
    leaves = plan[plan["feuille"]]
    words = {**labels("statut"), str(Status.UNKNOWN): STATUS_LABELS[Status.UNKNOWN]}
    columns = ["element_id", "code", "libelle", "responsable", "date_fin"]
    return leaves[columns].assign(
        objectif=leaves["parent_id"].map(titles),
        dernier_statut=leaves["statut"].map(words),
        dernier_taux=leaves["taux_avancement"],
        dernier_releve=leaves["date_suivi"],
    )


def _write_head(page: Worksheet, formats: Formats, date: str) -> None:
    page.write_string(0, 0, "Suivi rapide : où en est chaque action ?", formats.get("titre"))
    advice = (
        "En gris, ce qui est connu ; en jaune, ce que vous savez. "
        "Laissez vide ce qui n’a pas changé."
    )
    page.write_string(1, 0, advice, formats.get("aide"))
    page.write_string(_DAY[0], 0, f"{date} :", formats.get("sous_titre"))
    page.write_blank(*_DAY, None, formats.get("saisie", "date"))
    told = {"input_title": date, "input_message": "Vaut pour chaque ligne sans autre date."}
    page.data_validation(*_DAY, *_DAY, {"validate": "any", **told})
    page.set_row(0, 24)
    page.set_row(_HEADER, 32)


def _help(page: Worksheet, names: list[str], last: int) -> None:
    told = {
        "statut": "Choisissez un mot de la liste. Vide : rien n’a changé.",
        "taux_avancement": "Un pourcentage : 50 %. Vide : inconnu.",
        "date_suivi": "Seulement si elle diffère de la date écrite en haut.",
        "commentaire": "Ce que le conseil doit savoir.",
    }
    for name, message in told.items():
        rank = names.index(name)
        list_of = {"validate": "list", "source": "=liste_statut"}
        rule = list_of if name == "statut" else {"validate": "any"}
        page.data_validation(_FIRST, rank, last, rank, {**rule, "input_message": message})


def _colour(page: Worksheet, formats: Formats, names: list[str], last: int) -> None:
    due, known, seen, new = (
        cell_in_row(names.index(name), _FIRST)
        for name in ("date_fin", "dernier_statut", "dernier_releve", "statut")
    )
    status = f'IF({new}="",{known},{new})'
    final = ",".join(f'{status}="{labels("statut")[value]}"' for value in FINAL_STATUSES)
    day = xl_rowcol_to_cell(*_DAY, row_abs=True, col_abs=True)
    today = f"IF(ISNUMBER({day}),{day},TODAY())"
    late = f"=AND(ISNUMBER({due}),{due}<{today},NOT(OR({final})))"
    stale = f'=AND(ISNUMBER({seen}),{seen}<EDATE({today},-12),{new}="",NOT(OR({final})))'
    for name, formula, colour in (("date_fin", late, LATE), ("dernier_releve", stale, STALE)):
        rank = names.index(name)
        rule = {"type": "formula", "criteria": formula, "format": formats.fill(colour)}
        page.conditional_format(_FIRST, rank, last, rank, rule)
    for name in ("dernier_statut", "statut"):
        rank = names.index(name)
        colour_statuses(page, formats, (_FIRST, rank, last, rank))
