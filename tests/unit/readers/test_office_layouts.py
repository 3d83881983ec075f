"""Word, OpenDocument and web pages, each made by hand for one rule of their own."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pstlib.errors import SourceError
from pstlib.readers import read
from pstlib.readers.documents.files import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DONE, IN_PROGRESS = "TERMINE", "EN_COURS"
Told = list[tuple[str, str | None, str, str | None]]


def zipped(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def told(data: bytes, kind: str) -> Told:
    """Give (level, title of the parent, title, status) of each element."""
    elements = read_document(Path("pst"), data, kind).to_json()["elements"]
    return [(e["niveau"], e["parent_libelle"], e["libelle"], e["statut"]) for e in elements]


def word(body: str, styles: str = "") -> Told:
    spaces = f'xmlns:w="{W}" xmlns:mc="{MC}"'
    document = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    common = f"<w:styles {spaces}>{styles}</w:styles>"
    return told(zipped({"word/document.xml": document, "word/styles.xml": common}), "docx")


def p(*texts: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in texts)}</w:p>"


def web(body: str) -> Told:
    return told(f"<html><body>{body}</body></html>".encode(), "html")


def test_a_heading_that_a_fiche_repeats_is_one_action():
    def fiche(title: str, state: str) -> str:
        rows = (("Intitulé de l’action", title), ("Pilote", "DG"), ("État", state))
        cells = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
        return f"<h3>1.1.1. {title}</h3><table>{cells}</table>"

    body = "<h1>OS 1 : Aider</h1><h2>OO 1.1 : Loger</h2>"
    assert web(body + fiche("Isoler un toit", "En cours") + fiche("Louer", "Terminé"))[2:] == [
        ("ACTION", "Loger", "Isoler un toit", IN_PROGRESS),
        ("ACTION", "Loger", "Louer", DONE),
    ]


def test_yes_or_no_under_one_state_is_no_more_than_an_answer():
    rows = (
        ("Action", "Réalisée ?", "Commentaire"),
        ("Rénover la salle", "Oui", ""),
        ("Créer un conseil", "Non", "Dès 2025"),
        ("Ouvrir un espace", "Non", "Abandonné faute de subside"),
        ("Installer le wifi", "Partiellement", "Une aile sur deux"),
        ("Créer une filière", "En cours", ""),
    )
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    found = web(f"<h1>OS 1 : Aider</h1><h2>OO 1.1 : Loger</h2><table>{cells}</table>")
    assert [status for *_, status in found[2:]] == [
        DONE,
        None,
        "ANNULE_ABANDONNE",
        None,
        IN_PROGRESS,
    ]


# Word ---------------------------------------------------------------------------------------------


def test_hidden_words_of_a_word_file_are_not_read():
    styles = (
        '<w:style w:type="character" w:styleId="Cache"><w:name w:val="Caché"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
    )
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> – voir la note du 3 mai</w:t></w:r>"
    by_style = '<w:r><w:rPr><w:rStyle w:val="Cache"/></w:rPr><w:t>A2 : Vendre le site</w:t></w:r>'
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>A3 : Isoler le toit</w:t></w:r>'
    action = f"<w:p><w:r><w:t>A1 : Refaire le guichet</w:t></w:r>{hidden}</w:p>"
    rest = f"<w:p>{by_style}</w:p><w:p>{shown}</w:p>"

    found = word(p("OS 1 : Accueillir") + p("OO 1 : Rénover") + action + rest, styles)

    assert [title for level, _, title, _ in found if level == "ACTION"] == [
        "Refaire le guichet",
        "Isoler le toit",
    ]


@pytest.mark.parametrize("older", [True, False])
def test_each_paragraph_of_a_text_box_is_a_line_of_its_own_read_once(older):
    def box(*lines: str) -> str:
        inner = f"<w:txbxContent>{''.join(map(p, lines))}</w:txbxContent>"
        if older:
            return f"<w:p><w:r><w:pict>{inner}</w:pict></w:r></w:p>"
        both = f"<mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
        return f"<w:p><w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r></w:p>"

    first = box("AXE 1", "Loger chacun") + p("OO1 : Rénover") + p("A1 : Isoler le toit")
    second = box("AXE 2", "Mieux accueillir") + p("OO1 : Former") + p("A1 : Payer un cours")

    assert [found[:3] for found in word(first + second)] == [
        ("OS", None, "Loger chacun"),
        ("OO", "Loger chacun", "Rénover"),
        ("ACTION", "Rénover", "Isoler le toit"),
        ("OS", None, "Mieux accueillir"),
        ("OO", "Mieux accueillir", "Former"),
        ("ACTION", "Former", "Payer un cours"),
    ]


def test_a_row_struck_out_by_tracked_changes_is_not_read():
    def row(*texts: str, struck: bool = False) -> str:
        mark = "<w:trPr><w:del/></w:trPr>" if struck else ""
        return f"<w:tr>{mark}{''.join(f'<w:tc>{p(text)}</w:tc>' for text in texts)}</w:tr>"

    rows = row("Action", "État") + row("Isoler le toit", "En cours")
    rows += row("Vendre le site", "En cours", struck=True) + row("Former les agents", "Réalisé")
    found = word(p("OS 1 : Loger") + p("OO 1.1 : Rénover") + f"<w:tbl>{rows}</w:tbl>")

    assert [title for level, _, title, _ in found if level == "ACTION"] == [
        "Isoler le toit",
        "Former les agents",
    ]


def test_a_merged_row_that_announces_actions_is_no_objective():
    def row(*texts: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{p(text)}</w:tc>' for text in texts)}</w:tr>"

    merged = (
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{p("Actions reprises")}</w:tc></w:tr>'
    )
    rows = row("Actions", "Pilote", "État") + row("Isoler le toit", "DG", "En cours") + merged
    rows += row("Former les agents", "RH", "Réalisé")

    found = word(p("OS 1 : Loger") + p("OO 1.1 : Rénover") + f"<w:tbl>{rows}</w:tbl>")

    assert [found[:3] for found in found[1:]] == [
        ("OO", "Loger", "Rénover"),
        ("ACTION", "Rénover", "Isoler le toit"),
        ("ACTION", "Rénover", "Former les agents"),
    ]


# Web pages ----------------------------------------------------------------------------------------

MARK = "<span><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span></span>"


def item(mark: str, title: str, left: int) -> str:
    style = f"margin-left:{left}.0pt;text-indent:-18.0pt;mso-list:l3 level2 lfo2"
    words = f"<b><u><span>{title}<o:p></o:p></span></u></b>"
    return f"<p class=MsoListParagraph style='{style}'>{MARK.format(mark)}{words}</p>"


def test_a_page_saved_by_word_keeps_the_numbers_and_bullets_of_its_lists():
    body = "<h1>Objectif stratégique n° 1 : Bien vieillir</h1>" + item("1.1.", "Aider chez soi", 18)
    body += item("·", "Étendre les repas", 54) + item("o", "Indicateur : nombre", 90)
    body += item("·", "Engager deux aides", 54) + item("1.2.", "Rompre la solitude", 18)
    body += item("§", "Ouvrir un café", 54)

    assert [found[:3] for found in web(body)] == [
        ("OS", None, "Bien vieillir"),
        ("OO", "Bien vieillir", "Aider chez soi"),
        ("ACTION", "Aider chez soi", "Étendre les repas"),
        ("ACTION", "Aider chez soi", "Engager deux aides"),
        ("OO", "Bien vieillir", "Rompre la solitude"),
        ("ACTION", "Rompre la solitude", "Ouvrir un café"),
    ]


def test_a_page_saved_by_word_may_be_called_htm(tmp_path):
    path = tmp_path / "pst.htm"
    path.write_text("<html><body><h1>OS 1 : Loger</h1><h2>OO 1 : Rénover</h2></body></html>")

    assert len(read(path).elements) == 2


def card(title: str, manager: str, tag: str) -> str:
    said = f"<p><b>Porteur</b> {manager} · <b>Échéance</b> 31/12/2028</p><p class=tag>{tag}</p>"
    return f"<article><h5>{title}</h5>{said}</article>"


def test_numbers_and_labels_that_a_page_only_parts_by_their_look():
    number = "<span class=num>{}.1</span><span class=ttl>{}</span>"
    body = ""
    for rank, title in ((1, "Encourager la culture"), (2, "Favoriser le sport")):
        body += f"<p>Objectif stratégique {rank}</p><h2>S’épanouir</h2>"
        cards = card("Organiser une fête", "Insertion", "En pause")
        cards += card("Financer les stages", "Énergie", "En attente de subside")
        body += f"<details><summary>{number.format(rank, title)}</summary>{cards}</details>"

    reading = read_document(Path("pst"), f"<html><body>{body}</body></html>".encode(), "html")
    rows = reading.elements
    actions = rows[rows["niveau"] == "ACTION"]

    assert list(rows.loc[rows["niveau"] == "OO", "libelle"]) == [
        "Encourager la culture",
        "Favoriser le sport",
    ]
    assert list(actions["responsable"]) == ["Insertion", "Énergie"] * 2
    assert list(actions["statut"]) == ["PROBLEME", "EN_ATTENTE"] * 2
    assert [str(day)[:10] for day in actions["date_fin"]] == ["2028-12-31"] * 4


def test_the_sign_of_a_note_is_no_part_of_a_title():
    body = (
        "<h2>OS 1 : Rester propre</h2><h3>OO 1 : Trier</h3><p>A1 : Créer un parc<sup>(1)</sup></p>"
    )
    body += "<p>A2 : Planter 30 m<sup>2</sup> de haies</p>"

    assert [title for _, _, title, _ in web(body)[2:]] == [
        "Créer un parc",
        "Planter 30 m2 de haies",
    ]


def objective(title: str, *parts: str) -> str:
    return f"<p>Objectif stratégique</p><h2>{title}</h2>{''.join(parts)}"


def group(title: str, *actions: str) -> str:
    return f"<h3>{title}</h3><ul>{''.join(f'<li>{action}</li>' for action in actions)}</ul>"


def test_a_heading_without_the_word_that_the_others_bear_is_none_of_them():
    jobs = group("Lever les freins", "Financer le permis", "Prêter des vélos", "Ouvrir un module")
    care = group("Faciliter les soins", "Créer une maison médicale", "Rembourser les trajets")
    food = group("Bien manger", "Agrandir l’épicerie", "Cultiver un potager", "Donner un cours")
    beside = "<h2>Ils en parlent</h2>" + group("Samira, 24 ans", "12 participants", "Fini en juin")
    title = "<h1>Programme stratégique transversal</h1>"
    page = objective("Vivre de son travail", jobs) + objective("Rester en forme", care, food)

    found = web(title + page + beside)

    assert [title for level, _, title, _ in found if level == "OS"] == [
        "Vivre de son travail",
        "Rester en forme",
    ]
    assert not {"Samira, 24 ans", "12 participants"} & {title for _, _, title, _ in found}


def test_minutes_that_only_count_objectives_are_refused():
    rows = "".join(f"<tr><td>OS {n}</td><td>{n + 2}</td><td>{n + 9}</td></tr>" for n in range(1, 5))
    head = "<tr><th>Objectif stratégique</th><th>OO</th><th>Actions</th></tr>"
    page = (
        f"<p><b>SÉANCE PUBLIQUE</b></p><table>{head}{rows}</table><ul><li>Marché conclu</li></ul>"
    )

    with pytest.raises(SourceError, match="Aucune liste d’objectifs"):
        web(page)


# Text ---------------------------------------------------------------------------------------------


def test_what_somebody_said_under_an_objective_is_no_part_of_its_title(
    outline: Callable[[str], list[tuple[Any, ...]]],
):
    text = """OS1 Donner à chacun sa chance
« Mes enfants ont leur chambre. » (Karim)
1.1 Accueillir les familles
- Ouvrir une crèche
"""
    assert [title for _, _, title, _ in outline(text)] == [
        "Donner à chacun sa chance",
        "Accueillir les familles",
        "Ouvrir une crèche",
    ]


# Marks and tables ---------------------------------------------------------------------------------


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def test_roman_numbers_and_letters_count_before_a_point():
    body = "<h2>Objectif stratégique II – Loger</h2><h3>OO II.1 – Rénover</h3><p>A1 : Isoler</p>"
    body += "<h3>Objectif opérationnel II.2 : Bâtir</h3><p>A2 : Acheter</p><p>A2a Choisir</p>"

    assert [found[:3] for found in web(body)] == [
        ("OS", None, "Loger"),
        ("OO", "Loger", "Rénover"),
        ("ACTION", "Rénover", "Isoler"),
        ("OO", "Loger", "Bâtir"),
        ("ACTION", "Bâtir", "Acheter"),
        ("SOUS_ACTION", "Acheter", "Choisir"),
    ]


def test_years_and_a_band_over_a_header_hide_no_objective_and_give_no_deadline():
    band = "<tr><td colspan=6>Objectif stratégique 1. Rester propre</td></tr>"
    head = "<tr><td rowspan=2>OO</td><td rowspan=2>Action</td><td rowspan=2>Échéance</td>"
    head += "<td colspan=2>Planning</td><td rowspan=2>Appréciation</td></tr>"
    years = "<tr><td>25</td><td>26-27</td></tr>"
    rows = table(
        ("1.1. Trier", "Poser des bulles", "2026", "X", "", "Action finalisée en mars 2026."),
        ("1.2. Planter", "Semer des prés", "—", "", "X", "En cours, la moitié est semée."),
    )
    page = f"<h1>PST</h1><table>{band}{head}{years}{rows.removeprefix('<table>')}"

    elements = read_document(Path("pst"), page.encode(), "html").to_json()["elements"]

    assert [(e["libelle"], e["statut"], e["echeance_source"]) for e in elements] == [
        ("Rester propre", None, None),
        ("Trier", None, None),
        ("Poser des bulles", DONE, "2026"),
        ("Planter", None, None),
        ("Semer des prés", IN_PROGRESS, None),
    ]


def test_labels_in_two_columns_make_a_fiche_not_a_turned_table():
    page = "<h1>PST</h1>" + "".join(
        table(
            ("Objectif stratégique", "OS 1 : Loger", "", ""),
            ("Objectif opérationnel", "OO 1.1 : Rénover", "", ""),
            ("Intitulé de l’action", title, "", ""),
            ("Pilote", "RH", "Échéance", "31/12/2028"),
            ("État d’avancement", "En cours", "Partenaires", "Commune"),
        )
        for title in ("1.1.1. Isoler le toit", "1.1.2. Peindre la salle")
    )
    rows = read_document(Path("pst"), page.encode(), "html").elements
    actions = rows[rows["niveau"] == "ACTION"]

    assert list(actions["libelle"]) == ["Isoler le toit", "Peindre la salle"]
    assert list(actions["partenaires"]) == ["Commune"] * 2
    assert [str(day)[:10] for day in actions["date_fin"]] == ["2028-12-31"] * 2


def test_the_fiche_of_an_objective_lists_its_actions_and_keeps_its_attributes():
    def fiche(number: str, title: str, *actions: str) -> str:
        items = "".join(f"<p>a) {action}</p>" for action in actions)
        rows = (
            ("Objectif stratégique", "1. Loger"),
            ("Objectif opérationnel", f"{number} {title}"),
        )
        return table(*rows, ("Actions", items), ("Responsable", "RH"), ("Échéance", "31/12/2028"))

    model = table(
        ("Rubrique", "Ce qu’on y écrit"),
        ("Objectif stratégique", "Ce que le CPAS veut être"),
        ("Objectif opérationnel", "Le résultat attendu"),
        ("Actions", "Ce qu’on va faire"),
    )
    page = model + fiche("1.1.", "Rénover", "Isoler le toit", "Peindre la salle")
    page += fiche("1.2.", "Acheter", "Vendre le terrain", "Visiter les maisons")
    reading = read_document(Path("pst"), f"<h1>PST</h1>{page}".encode(), "html").to_json()

    assert [(e["niveau"], e["libelle"], e["responsable"]) for e in reading["elements"]] == [
        ("OS", "Loger", None),
        ("OO", "Rénover", "RH"),
        ("ACTION", "Isoler le toit", None),
        ("ACTION", "Peindre la salle", None),
        ("OO", "Acheter", "RH"),
        ("ACTION", "Vendre le terrain", None),
        ("ACTION", "Visiter les maisons", None),
    ]


def test_projects_beside_their_grants_are_no_actions():
    plan = "<h2>OS 1 : Rouler</h2><h3>OO 1 : Bâtir</h3>" + table(
        ("Action", "Pilote", "État"), ("Poser des ralentisseurs", "DG", "En cours")
    )
    grants = "<p>Subsides obtenus</p>" + table(
        ("Projet", "Pouvoir subsidiant", "Montant"),
        ("Liaison cyclable", "Wallonie", "214.000 €"),
        ("Parcours de santé", "Infrasports", "48.500 €"),
    )

    assert [title for _, _, title, _ in web(plan + grants)][2:] == ["Poser des ralentisseurs"]


def test_a_remark_says_a_state_only_where_nothing_else_does():
    def states(label: str, *values: str) -> list[str | None]:
        rows = table(
            ("Action", "Commentaire", label),
            ("Isoler le toit", "En cours : cahier rédigé", values[0]),
            ("Peindre la salle", "Achat effectué", values[1]),
        )
        return [state for *_, state in web(f"<h2>OS 1 : Loger</h2><h3>OO 1 : Bâtir</h3>{rows}")[2:]]

    assert states("Pilote", "RH", "DG") == [IN_PROGRESS, None]
    assert states("État", "Réalisé", "À démarrer") == [DONE, "NON_COMMENCE"]


def test_a_legend_may_have_a_line_for_each_code():
    legend = "<ul><li>R : réalisé</li><li>EC : en cours</li></ul>"
    rows = table(("Action", "État"), ("Isoler le toit", "EC"), ("Peindre la salle", "R"))

    found = web(f"<h1>PST</h1>{legend}<h2>OS 1 : Loger</h2><h3>OO 1 : Bâtir</h3>{rows}")

    assert [state for *_, state in found[2:]] == [IN_PROGRESS, DONE]
