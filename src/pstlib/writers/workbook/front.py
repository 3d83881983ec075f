"""The first sheets: how to fill the workbook in, and whose PST it is."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from pstlib.model import Identity, Pst
from pstlib.model.statuses import Status
from pstlib.reference.workbook import labels, layout, sheets
from pstlib.writers.workbook.cells import Cell
from pstlib.writers.workbook.formats import LATE, MISSING, STALE, STATUS_COLOURS, Formats
from pstlib.writers.workbook.sheets import PROTECTION, height, prepare_page

GUIDE, IDENTITY = "Mode d’emploi", "Organisme"
_CONTENT_WIDTH = 84
_WIDTH = 24 + 16 + _CONTENT_WIDTH
_KNOWN_PST = (
    "Ce classeur contient déjà votre PST. Pour une mise à jour, une seule feuille suffit : "
    "« {quick} ». Écrivez en haut la date de la situation, puis, en regard de chaque action, le "
    "nouveau statut et l’avancement. Laissez vide ce qui n’a pas changé.",
    "Pour ajouter une action, allez à la fin de la feuille « Éléments » et donnez-lui une "
    "référence qui n’existe pas encore. Ne changez pas les références existantes : c’est par elles "
    "que les feuilles se parlent.",
)
_NEW_PST = (
    "Commencez par la feuille « Organisme » : qui êtes-vous, et pour quelles années ?",
    "Puis « Éléments » : une ligne par objectif et par action, dans l’ordre du plan. Donnez à "
    "chaque ligne une référence courte (OS1, OO1.1, A1.1.1) et, dans « Parent », la référence de "
    "l’objectif qui la contient.",
    "Enfin « Suivi » : une ligne par relevé, c’est-à-dire où en est une action à une date.",
)
_RULES = (
    "Un titre suivi de * doit être rempli. Tout le reste peut rester vide : une case vide veut "
    "dire « inconnu », jamais zéro.",
    "Une case à liste montre une flèche : choisissez un mot de la liste. L’aide s’affiche quand "
    "vous cliquez dans une case.",
    "Dates : 31/12/2025. Avancement : 50 %. Montants : 1234,56, sans les points des milliers.",
    "La ligne grise « Exemple » montre comment remplir ; elle n’est pas lue. Ne faites pas de "
    "ligne de total : elle serait refusée.",
    "Les titres sont protégés, sans mot de passe. Vous pouvez ajouter des lignes et élargir des "
    "colonnes.",
    "Renvoyez le fichier tel quel, au format .xlsx. Ce qui n’aura pas été compris vous sera dit, "
    "case par case.",
)
_COLOURS = (
    (MISSING, "Case à remplir dans une ligne commencée"),
    (LATE, "Échéance dépassée"),
    (STALE, "Dernier relevé de plus de douze mois"),
)


def write_guide(page: Worksheet, formats: Formats, pst: Pst | None) -> None:
    """Write how to fill the workbook in."""
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 16)
    page.set_column(2, 2, _CONTENT_WIDTH)
    page.write_string(0, 0, "Classeur du programme stratégique transversal", formats.get("titre"))
    page.set_row(0, 28)
    row = 1
    if pst:
        page.write_string(row, 0, _owner(pst.identite), formats.get("sous_titre"))
        row += 1
    steps = [text.format(quick=layout()["suivi_rapide"]["feuille"]) for text in _KNOWN_PST]
    row = _paragraphs(page, formats, row + 1, "Que faire ?", steps if pst else _NEW_PST)
    row = _paragraphs(page, formats, row + 1, "Comment écrire", _RULES)
    row = _contents(page, formats, row + 1, quick=pst is not None)
    _legend(page, formats, row + 1)
    page.protect("", PROTECTION)
    page.hide_gridlines(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _owner(identity: Identity) -> str:
    known = f"{identity.organisme} – {identity.libelle}"
    return f"{known} (organisme fictif)" if identity.fictif else known


def _paragraphs(
    page: Worksheet, formats: Formats, row: int, title: str, texts: tuple[str, ...] | list[str]
) -> int:
    page.write_string(row, 0, title, formats.get("sous_titre"))
    for text in texts:
        row += 1
        page.merge_range(row, 0, row, 2, "", formats.get("texte"))
        page.write_string(row, 0, f"• {text}", formats.get("texte"))
        page.set_row(row, height([(text, _WIDTH)]))  # a merged cell doesn't grow with its text
    return row + 1


def _contents(page: Worksheet, formats: Formats, row: int, *, quick: bool) -> int:
    for rank, title in enumerate(("Feuille", "À remplir", "Ce qu’elle contient")):
        page.write_string(row, rank, title, formats.get("entete"))
    lines = [(IDENTITY, "indispensable", "Qui vous êtes, et les années du PST.")]
    if quick:
        name = layout()["suivi_rapide"]["feuille"]
        lines.append((name, "indispensable", "Une ligne par action : son nouveau statut."))
    lines += [(sheet.name, sheet.use, sheet.help) for sheet in sheets().values()]
    for name, use, text in lines:
        row += 1
        page.write_url(row, 0, f"internal:'{name}'!A1", formats.get("lien"), name)
        page.write_string(row, 1, use, formats.get("texte"))
        page.write_string(row, 2, text, formats.get("texte"))
        page.set_row(row, height([(text, _CONTENT_WIDTH)]))
    return row + 1


def _legend(page: Worksheet, formats: Formats, row: int) -> None:
    page.write_string(row, 0, "Les couleurs", formats.get("sous_titre"))
    statuses = [(STATUS_COLOURS[Status(value)], text) for value, text in labels("statut").items()]
    for offset, (colour, text) in enumerate((*_COLOURS, *statuses), 1):
        page.write_blank(row + offset, 0, None, formats.fill(colour))
        page.merge_range(row + offset, 1, row + offset, 2, "", formats.get("texte"))
        page.write_string(row + offset, 1, text, formats.get("texte"))


def write_identity(page: Worksheet, formats: Formats, identity: Identity | None) -> None:
    """Write the sheet of the identity: one key a row."""
    page.write_string(0, 0, "Organisme et PST", formats.get("titre"))
    page.write_string(1, 0, "Une réponse par ligne, dans la colonne jaune.", formats.get("aide"))
    page.set_row(0, 24)
    for rank, (title, width) in enumerate((("Champ", 36), ("Valeur", 52), ("Aide", 58))):
        page.set_column(rank, rank, width)
        page.write_string(2, rank, title, formats.get("entete"))
    for row, (key, title, value, note) in enumerate(_identity_rows(identity), 3):
        page.write_string(row, 0, title, formats.get("fixe"))
        page.write_string(row, 2, note, formats.get("aide"))
        _write_answer(page, formats, row, value)
        if key in ("delegation_bureau_permanent", "fictif"):
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": ["Oui", "Non"]})
        if key == "type_admin":
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": ["CPAS", "AC"]})
    prepare_page(page, first=3, header=2)


def _write_answer(page: Worksheet, formats: Formats, row: int, value: Any) -> None:
    kind = {bool: "texte", int: "entier", dt.date: "date"}.get(type(value), "texte")
    shown = {True: "Oui", False: "Non"}[value] if isinstance(value, bool) else value
    Cell(page, row, 1, formats.get("saisie", kind)).write(shown, "", kind)


def _identity_rows(identity: Identity | None) -> Iterator[tuple[str, str, Any, str]]:
    """Give key, title, value and help of each row."""
    content = layout()
    for key, told in content["organisme"].items():
        example = told["exemple"]
        example = f"{example:%d/%m/%Y}" if isinstance(example, dt.date) else example
        note = f"{told['aide']}. Exemple : {example}"
        yield key, told["titres"][0], getattr(identity, key, None), note
    planned = identity.evaluations if identity else ()
    for kind, titles in content["evaluations"].items():
        dates: list[dt.date | None] = [e.date_arrete for e in planned if e.evaluation == kind]
        for date in dates or [None]:
            yield kind, titles[0], date, "Date de la situation évaluée. Exemple : 31/12/2027"
