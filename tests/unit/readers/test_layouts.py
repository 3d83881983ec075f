"""Layouts and traps of published plans, each written by hand with what it must give."""

import pytest

from pstlib.errors import SourceError

DONE, NOT_STARTED, IN_PROGRESS = "TERMINE", "NON_COMMENCE", "EN_COURS"


def test_words_and_dotted_numbers_with_attributes(read_text):
    reading = read_text(
        """PST 2025-2030 du CPAS de Tellinval
OS 1 - Un CPAS accessible
  OO 1.1 - Accueillir : un guichet pour tous
    Action 1.1.1 Rénover le guichet
      Responsable : DG
      Échéance : 31/12/2027
      Budget : 10.000 €
      État : en cours (25 %)
    Action 1.1.2 Former : deux agents par an
      Pilote : RH ; Échéance : 2e trim. 2027 ; État : À démarrer
"""
    )
    first, second = reading.to_json()["elements"][2:]
    assert first["libelle"] == "Rénover le guichet"
    assert (first["statut"], first["statut_source"]) == (IN_PROGRESS, "en cours (25 %)")
    assert (first["taux_avancement"], first["responsable"]) == (25, "DG")
    assert (first["date_fin"], first["description"]) == ("2027-12-31", "Budget : 10.000 €")
    assert second["libelle"] == "Former : deux agents par an"
    assert (second["responsable"], second["statut"]) == ("RH", NOT_STARTED)
    assert (second["date_fin"], second["description"]) == (None, "Échéance : 2e trim. 2027")


def test_states_at_the_end_of_titles(outline):
    text = """OS1 : Vivre
OO1 : Agir
A1 : Refaire le site – réalisé
A2 : Tenir un stand (en cours)
A3 : Envoyer une lettre – reporté à 2027
A4 : Isoler
les combles de la
maison de repos – 100 %
A5 : Prévoir un module (session en cours depuis mars)
A6 : Louer un local - permanent
A7 : Vendre - abandonnée par le Conseil du 09/02/22
A8 : Réaliser la moitié – réalisé à 50 %
"""
    assert [(title, status) for _, _, title, status in outline(text)[2:]] == [
        ("Refaire le site", DONE),
        ("Tenir un stand", IN_PROGRESS),
        ("Envoyer une lettre", "EN_ATTENTE"),
        ("Isoler les combles de la maison de repos", DONE),
        ("Prévoir un module (session en cours depuis mars)", None),
        ("Louer un local", None),
        ("Vendre", "ANNULE_ABANDONNE"),
        ("Réaliser la moitié", None),
    ]


def test_a_perennial_action_has_a_type_and_no_status(read_text):
    rows = read_text("OS1 : Vivre\nOO1 : Agir\nA1 : Louer - permanent").to_json()["elements"]
    assert (rows[2]["type_action"], rows[2]["statut_source"]) == ("PERENNE", "permanent")


def test_an_axis_with_title_on_the_next_line_numbers_and_bullets(outline):
    text = """Axe stratégique 1
Une commune où il fait bon vivre

1.1 Entretenir les voiries
• Refaire la rue Haute
• Refaire la rue Basse – annulé
   - enlever les pavés
1.2 Embellir les places
• Planter des arbres
Axe stratégique n°2: Une commune solidaire
2.1 Aider
✓ Ouvrir une épicerie
"""
    assert outline(text) == [
        ("OS1", "1", "Une commune où il fait bon vivre", None),
        ("OS1.OO1", "1.1", "Entretenir les voiries", None),
        ("OS1.OO1.A1", None, "Refaire la rue Haute", None),
        ("OS1.OO1.A2", None, "Refaire la rue Basse", "ANNULE_ABANDONNE"),
        ("OS1.OO2", "1.2", "Embellir les places", None),
        ("OS1.OO2.A1", None, "Planter des arbres", None),
        ("OS2", "2", "Une commune solidaire", None),
        ("OS2.OO1", "2.1", "Aider", None),
        ("OS2.OO1.A1", None, "Ouvrir une épicerie", None),
    ]


def test_an_axis_above_strategic_objectives_is_a_volet_and_lists_restart(outline):
    text = """Axe 1 : Le social
O.S.1. Lutter contre la pauvreté
O.O.1.1. Développer l'aide alimentaire
Actions réalisées :
1. Ouvrir une épicerie sociale
2. Acheter une camionnette
Actions en cours :
1. Distribuer des colis
O.O.1.2. Accompagner les familles
Actions à réaliser
a) Engager une éducatrice
b) Ouvrir une halte-garderie
Axe 2 : L'interne
O.S.2. Gérer mieux
O.O.2.1. Numériser
Actions :
Choisir un logiciel
Former les agents
"""
    assert outline(text) == [
        ("V1", "1", "Le social", None),
        ("V1.OS1", "O.S.1", "Lutter contre la pauvreté", None),
        ("V1.OS1.OO1", "O.O.1.1", "Développer l'aide alimentaire", None),
        ("V1.OS1.OO1.A1", "1", "Ouvrir une épicerie sociale", DONE),
        ("V1.OS1.OO1.A2", "2", "Acheter une camionnette", DONE),
        ("V1.OS1.OO1.A3", "1", "Distribuer des colis", IN_PROGRESS),
        ("V1.OS1.OO2", "O.O.1.2", "Accompagner les familles", None),
        ("V1.OS1.OO2.A1", None, "Engager une éducatrice", NOT_STARTED),
        ("V1.OS1.OO2.A2", None, "Ouvrir une halte-garderie", NOT_STARTED),
        ("V2", "2", "L'interne", None),
        ("V2.OS1", "O.S.2", "Gérer mieux", None),
        ("V2.OS1.OO1", "O.O.2.1", "Numériser", None),
        ("V2.OS1.OO1.A1", None, "Choisir un logiciel", None),
        ("V2.OS1.OO1.A2", None, "Former les agents", None),
    ]


def test_an_unknown_heading_word_is_kept_and_said_never_guessed(read_text):
    reading = read_text("OS1 : Vivre\nOO1 : Agir\nActions en veilleuse :\n- Dormir\n- Attendre")
    rows = reading.to_json()["elements"][2:]
    assert [(row["statut"], row["statut_source"]) for row in rows] == [
        (None, "Actions en veilleuse"),
        (None, "Actions en veilleuse"),
    ]
    message = "état « Actions en veilleuse » non reconnu pour 2 éléments"
    assert reading.avertissements["message"].str.startswith(message).sum() == 1


def test_indicators_are_no_actions_and_an_action_may_open_with_a_label(outline):
    text = """Objectif stratégique n°3: Être un CPAS moderne
Objectif opérationnel n° 1 : Être joignable
Indicateurs :
- taux de réponse
- délai de réponse
Actions :
- Installer un central téléphonique
- Budget : revoir la procédure d'achat
Responsable : Direction
- Publier les horaires
"""
    assert [title for _, _, title, _ in outline(text)] == [
        "Être un CPAS moderne",
        "Être joignable",
        "Installer un central téléphonique",
        "Budget : revoir la procédure d'achat",
        "Publier les horaires",
    ]


def test_prose_that_names_objectives_and_actions_counts_as_nothing(outline):
    text = """Un OS exprime ce que le CPAS veut devenir. OS : objectif stratégique.
Action : une tâche concrète
Exemple : A1 : acheter un véhicule ; A2 : former le chauffeur.
Objectif stratégique 1 est le plus ambitieux.
OS1 : Vivre
OO1 : Agir
Voir A3 : plan de 2018 et l'action 4.2 de l'ancien plan.
action 4.2 de l'ancien plan avait montré la voie.
A1 : Suivre la rue A4 : tronçon nord
A2 : Former deux agents d'ici 2023 A3: Évaluer
"""
    assert [(code, title) for code, _, title, _ in outline(text)] == [
        ("OS1", "Vivre"),
        ("OS1.OO1", "Agir"),
        ("OS1.OO1.A1", "Suivre la rue A4 : tronçon nord"),
        ("OS1.OO1.A2", "Former deux agents d'ici 2023"),
        ("OS1.OO1.A3", "Évaluer"),
    ]


def test_capitals_roman_numbers_and_sub_actions(outline):
    text = """OBJECTIF STRATÉGIQUE I : ÊTRE UN CPAS QUI DÉVELOPPE UNE POLITIQUE
ACTIVE EN MATIÈRE D'ÂGE

OBJECTIF OPÉRATIONNEL 1 :
CONSTRUIRE UNE RÉSIDENCE

ACTIONS

A.1. Acheter un terrain
A.2. Bâtir
    A.2 - SA.1 - Demander le permis – terminé
CONCLUSION
- Bâtir, c'est durer
"""
    assert outline(text) == [
        ("OS1", "I", "ÊTRE UN CPAS QUI DÉVELOPPE UNE POLITIQUE ACTIVE EN MATIÈRE D'ÂGE", None),
        ("OS1.OO1", "1", "CONSTRUIRE UNE RÉSIDENCE", None),
        ("OS1.OO1.A1", "A.1", "Acheter un terrain", None),
        ("OS1.OO1.A2", "A.2", "Bâtir", None),
        ("OS1.OO1.A2.SA1", "SA.1", "Demander le permis", DONE),
    ]


def test_bare_sentences_are_strategic_objectives_above_operational_ones(outline):
    text = (
        "Être un CPAS qui accueille\nOO1 : Recevoir\nA1 : Ouvrir\nDevenir un CPAS sain\nOO1 : Rire"
    )
    assert [(code, title) for code, _, title, _ in outline(text)] == [
        ("OS1", "Être un CPAS qui accueille"),
        ("OS1.OO1", "Recevoir"),
        ("OS1.OO1.A1", "Ouvrir"),
        ("OS2", "Devenir un CPAS sain"),
        ("OS2.OO1", "Rire"),
    ]


def test_levels_told_by_indent_and_mark_alone(outline):
    text = """PREALABLES
1. Déclaration de politique sociale
2. Etat des lieux
OBJECTIFS STRATEGIQUES & OPERATIONNELS
VOLET EXTERNE
1. Permettre à chacun de vieillir
    1. Adapter les repas
        • Acheter des chariots
        • Former les cuisiniers
    2. Soutenir le domicile
        • Recruter une ergothérapeute
2. Garantir un accueil
    1. Être joignable en tout temps
        • Louer une centrale téléphonique
VOLET INTERNE
1. Moderniser les services
    1. Numériser les dossiers
        • Acheter un scanner
"""
    assert [(code, title) for code, _, title, _ in outline(text)] == [
        ("V1", "VOLET EXTERNE"),
        ("V1.OS1", "Permettre à chacun de vieillir"),
        ("V1.OS1.OO1", "Adapter les repas"),
        ("V1.OS1.OO1.A1", "Acheter des chariots"),
        ("V1.OS1.OO1.A2", "Former les cuisiniers"),
        ("V1.OS1.OO2", "Soutenir le domicile"),
        ("V1.OS1.OO2.A1", "Recruter une ergothérapeute"),
        ("V1.OS2", "Garantir un accueil"),
        ("V1.OS2.OO1", "Être joignable en tout temps"),
        ("V1.OS2.OO1.A1", "Louer une centrale téléphonique"),
        ("V2", "VOLET INTERNE"),
        ("V2.OS1", "Moderniser les services"),
        ("V2.OS1.OO1", "Numériser les dossiers"),
        ("V2.OS1.OO1.A1", "Acheter un scanner"),
    ]


def test_numbered_objectives_under_their_rubric_with_prose_and_wrapped_states(outline):
    text = """Objectif stratégique 1
« Être un CPAS bâtisseur de logements et d'énergie
solidaire »
Motivation
Le parc locatif est insuffisant : 212 demandes étaient en attente.

Objectifs opérationnels
1. Renforcer l'accompagnement des agents sous contrat article
60 § 7
Il s’agit d’un objectif partagé.
• Désigner un référent – en
cours
– avis du service
• Mesurer le taux
– réalisé
2. Prévenir les expulsions
• Publier un dépliant
"""
    assert outline(text) == [
        ("OS1", "1", "Être un CPAS bâtisseur de logements et d'énergie solidaire", None),
        (
            "OS1.OO1",
            "1",
            "Renforcer l'accompagnement des agents sous contrat article 60 § 7",
            None,
        ),
        ("OS1.OO1.A1", None, "Désigner un référent", IN_PROGRESS),
        ("OS1.OO1.A2", None, "Mesurer le taux", DONE),
        ("OS1.OO2", "2", "Prévenir les expulsions", None),
        ("OS1.OO2.A1", None, "Publier un dépliant", None),
    ]


@pytest.mark.parametrize(
    "overview",
    [
        "SOMMAIRE\nOS1 : Vivre ........ 2\nOO1 : Manger ....... 2\nOS2 : Rire ....... 3\n\n",
        "Table des matières\nOS1 : Vivvre\t2\n\tOO1 : Maanger OO2 : Boire\t2 2\nOS2 : Rrire\t3\n\n",
        "OS1 : Vivre\nOO1 : Manger\nOO2 : Boire\nOS2 : Rire\n\nPlan détaillé\n\n",
    ],
)
def test_contents_and_overviews_are_not_counted(outline, overview: str):
    first = "OS1 : Vivre\nOO1 : Manger\nA1 : Cuire\nOO2 : Boire\nA1 : Verser\n"
    body = first + "OS2 : Rire\nOO1 : Fêter\nA1 : Jouer\n"
    assert [code for code, *_ in outline(overview + body)] == [
        "OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO2", "OS1.OO2.A1", "OS2", "OS2.OO1", "OS2.OO1.A1",
    ]  # fmt: skip


def test_the_objectives_of_one_strategic_objective_may_be_listed_before_their_actions(outline):
    listed = "OS1 : Vivre\nObjectifs opérationnels\nOO1 : Manger\nOO2 : Boire\n\n"
    text = listed + "OO1 : Manger\nA1 : Cuire\nOO2 : Boire\nA1 : Verser\n"
    assert [code for code, *_ in outline(text)] == [
        "OS1", "OS1.OO1", "OS1.OO1.A1", "OS1.OO2", "OS1.OO2.A1",
    ]  # fmt: skip


def test_colons_glued_missing_or_after_a_non_breaking_space(outline):
    text = "Objectif stratégique n°1: Vivre\nOO1\u00a0: Manger\n002 :Boire\nA1:Verser\nA2 Goûter\n"
    assert outline(text) == [
        ("OS1", "1", "Vivre", None),
        ("OS1.OO1", "OO1", "Manger", None),
        ("OS1.OO2", "002", "Boire", None),
        ("OS1.OO2.A1", "A1", "Verser", None),
        ("OS1.OO2.A2", "A2", "Goûter", None),
    ]


def test_numbers_of_the_text_are_no_elements(outline):
    text = """OS1 : Vivre
OO1 : Agir
- Placer la limite de 30 km/h aux abords des écoles
- Rénover 4 500 m² de trottoirs
  1.234,56 € sont prévus
  12.05.2021 : première réunion
"""
    assert [title for _, _, title, _ in outline(text)[2:]] == [
        "Placer la limite de 30 km/h aux abords des écoles",
        "Rénover 4 500 m² de trottoirs",
    ]


def test_a_list_that_says_it_is_empty_holds_no_action(outline):
    lists = "Actions réalisées :\nNéant\nActions en cours :\n- /\nActions à réaliser :\n- Rire\n"
    assert outline("OS1 : Vivre\nOO1 : Agir\n" + lists)[2:] == [
        ("OS1.OO1.A1", None, "Rire", NOT_STARTED)
    ]


def test_an_action_without_objective_is_rejected_with_its_place(read_text):
    reading = read_text("A1 : Rouler\nOS1 : Vivre\nOO1 : Agir\nA1 : Marcher\n")
    assert reading.to_json()["rejets"] == [
        {
            "lieu": "ligne 1",
            "contenu": "A1 : Rouler",
            "motif": "action sans objectif au-dessus d’elle",
        }
    ]


def test_totals_that_differ_from_the_reading_are_said(read_text):
    text = (
        "Ce PST compte 1 objectif stratégique et 3 actions.\nOS1 : Vivre\nOO1 : Agir\nA1 : Rire\n"
    )
    messages = read_text(text).avertissements["message"].tolist()
    assert "le document annonce 3 actions, la lecture en compte 1" in messages


def test_running_headers_and_page_numbers_are_left_out(read_text):
    pages = [
        "CPAS X — PST 2019-2024\nOS1 : Vivre\nOO1 : Agir\n- Marcher\n2",
        "CPAS X — PST 2019-2024\n- Rire\n3",
        "CPAS X — PST 2019-2024\n- Chanter\n4",
    ]
    elements = read_text("\n\f".join(pages)).to_json()["elements"]
    assert [(e["libelle"], e["lieu"]) for e in elements[2:]] == [
        ("Marcher", "page 1, ligne 4"),
        ("Rire", "page 2, ligne 7"),
        ("Chanter", "page 3, ligne 10"),
    ]


def test_a_column_of_states_is_read_unless_it_takes_its_word_back(read_text):
    reading = read_text(
        """OS1 : Vivre
OO1 : Agir
Action\tPilote\tÉchéance\tÉtat
Isoler le toit\tDG\t2028\tEn cours chez l'auteur de projet
Repeindre le hall\tRH\t30/06/2027\tRéalisé partiellement
Planter une haie\t\t2e trim. 2027\tPrévu en 2024
Total\t3 actions\t\t
"""
    )
    rows = reading.to_json()["elements"][2:]
    assert [(r["libelle"], r["statut"], r["responsable"], r["date_fin"]) for r in rows] == [
        ("Isoler le toit", IN_PROGRESS, "DG", None),
        ("Repeindre le hall", None, "RH", "2027-06-30"),
        ("Planter une haie", NOT_STARTED, None, None),
    ]
    assert list(reading.elements["echeance_source"].iloc[2:]) == [
        "2028",
        "30/06/2027",
        "2e trim. 2027",
    ]
    assert list(reading.rejets["contenu"]) == ["Total | 3 actions"]
    assert reading.rejets["lieu"].tolist() == ["ligne 7"]


def test_headings_in_capitals_that_group_objectives_are_volets(outline):
    text = """POUR UNE COMMUNE SOLIDAIRE
Objectif stratégique 1 : Aider
OO1.1 : Accueillir
A1 : Ouvrir un guichet
POUR UNE COMMUNE PROPRE
Objectif stratégique 2 : Nettoyer
OO2.1 : Trier
A1 : Placer des bulles
"""
    assert [code for code, *_ in outline(text)] == [
        *("V1", "V1.OS1", "V1.OS1.OO1", "V1.OS1.OO1.A1"),
        *("V2", "V2.OS1", "V2.OS1.OO1", "V2.OS1.OO1.A1"),
    ]


def test_an_element_without_number_goes_before_another_on_its_line(outline):
    text = """Objectif opérationnel : Loger Objectif opérationnel 1.1 : Bâtir
Action 1 : Isoler
"""
    assert [row[2] for row in outline(text)] == ["Loger", "Bâtir", "Isoler"]


def test_a_letter_may_end_a_number_and_a_count_a_heading_of_states(outline):
    text = """Axe 1. Vivre
Objectif 1.1 Agir
Action 1.1.a Ouvrir une salle
Objectif 1.2 Lire
Réalisées (2)
• Acheter des livres
• Former un agent
En cours (1)
• Peindre le hall
"""
    assert [row[2] for row in outline(text)] == [
        *("Vivre", "Agir", "Ouvrir une salle"),
        *("Lire", "Acheter des livres", "Former un agent", "Peindre le hall"),
    ]


def test_boxes_are_one_list_and_mean_what_the_legend_says(outline):
    text = """Lecture
☑ réalisé : c’est fait
◩ en cours : cela a débuté
OS 1 : Vivre
OO 1.1 : Agir
☑ Acheter
◩ Vendre
☐ Louer
"""
    assert [row[2:] for row in outline(text)][2:] == [
        *(("Acheter", DONE), ("Vendre", IN_PROGRESS), ("Louer", None)),
    ]


def test_bare_numbers_are_a_plan_where_the_deepest_bear_states(outline):
    text = """1. Vivre ensemble
1.1. Agir contre le froid
1.1.1. Acheter du bois (réalisé)
1.1.2. Vendre un local (en cours)
1.1.3. Louer un car (réalisé)
"""
    assert [row[0] for row in outline(text)][1:3] == ["OS1.OO1", "OS1.OO1.A1"]


def test_a_fiche_of_lines_may_name_its_objectives_after_its_action(outline):
    fiche = """Fiche n° {n}
Action : {title}
Objectif opérationnel : OO 1.1 : Agir
Objectif stratégique : OS 1 : Vivre
Pilote : la directrice
Statut : réalisé
"""
    text = fiche.format(n=1, title="Acheter") + fiche.format(n=2, title="Vendre")
    assert [(row[0], row[2], row[3]) for row in outline(text)] == [
        *(("OS1", "Vivre", None), ("OS1.OO1", "Agir", None)),
        *(("OS1.OO1.A1", "Acheter", DONE), ("OS1.OO1.A2", "Vendre", DONE)),
    ]


def test_states_in_capitals_at_the_end_of_titles_count_where_several_do(outline):
    text = """OS1 : Vivre
OO1 : Agir
- Acheter un bus EN COURS
- Ouvrir le hall RÉALISÉ
- Peindre la salle NON DÉMARRÉ
- Former les agents 100 %
- Adhérer au RÉSEAU
"""
    assert [row[2:] for row in outline(text)][2:] == [
        *(("Acheter un bus", IN_PROGRESS), ("Ouvrir le hall", DONE)),
        *(("Peindre la salle", NOT_STARTED), ("Former les agents", DONE)),
        ("Adhérer au RÉSEAU", None),
    ]


def test_columns_of_labels_need_no_sign_between_them(read_text):
    text = """O.S. 1  Loger
  O.O. 1.1  Agir
    ACT. 1.1.1   Former les chefs de
                 service
                 Pilote : Service logement     Délai : 30/11/2025
                 Budget : 18.000 €             Statut : Réalisé
"""
    action = read_text(text).to_json()["elements"][2]
    assert (action["libelle"], action["numero"]) == ("Former les chefs de service", "ACT. 1.1.1")
    assert (action["responsable"], action["date_fin"]) == ("Service logement", "2025-11-30")
    assert (action["description"], action["statut"]) == ("Budget : 18.000 €", DONE)


def test_a_summary_after_the_plan_opens_nothing(outline):
    text = """OS 1 : Vivre
OO 1.1 : Agir
Action 1 – En cours
Acheter un bus
Synthèse de l’état
OS 1
3
"""
    assert [row[2:] for row in outline(text)] == [
        *(("Vivre", None), ("Agir", None), ("Acheter un bus", IN_PROGRESS)),
    ]


def test_a_roman_number_after_its_sign(outline):
    assert outline("Axe n°III : Vivre\nOO1 : Agir\nA1 : Louer\nA2 : Vendre")[0] == (
        "OS1",
        "III",
        "Vivre",
        None,
    )


def test_a_title_that_opens_with_a_state_and_holds_a_rate_stays_a_title(outline):
    text = """OS1 : Vivre
OO1 : Agir
A1 : Réalisés par nos cuisines, 50 % des repas sont bio
A2 : Réalisé à 50 %
Isoler le toit
"""
    assert [title for _, _, title, _ in outline(text)[2:]] == [
        "Réalisés par nos cuisines, 50 % des repas sont bio",
        "Isoler le toit",
    ]


def test_a_deadline_after_words_with_a_curly_apostrophe(read_text):
    text = "OS1 : Vivre\nOO1 : Agir\nA1 : Louer\nÉchéance : jusqu’au 30/06/2027"
    assert read_text(text).to_json()["elements"][2]["date_fin"] == "2027-06-30"


@pytest.mark.parametrize(
    ("summit", "objective", "action"),
    [
        ("Défi {o} : ", "Chantier {o}.{p} : ", "Mesure {o}.{p}.{a} : "),
        ("Notre ambition n° {o} : ", "Engagement {o}.{p} : ", "- "),
        ("Grappe {o} : ", "Branche {o}.{p} : ", "- "),
        ("{o}. ", "{o}.{p}. ", "{o}.{p}.{a}. "),
        ("NOTRE CAP N° {o}\n", "{o}.{p} | ", "• "),
    ],
)
def test_a_series_has_a_level_whatever_its_word(outline, summit, objective, action):
    lines = ["Programme stratégique transversal 2025-2030 du CPAS de Vaux"]
    for o, title in enumerate(("Ouvrir nos portes", "Garantir un toit"), start=1):
        lines += [summit.format(o=o) + title]
        for p, aim in enumerate(("Accueillir chacun mieux", "Former les équipes"), start=1):
            lines += [objective.format(o=o, p=p) + f"{aim} ({o})"]
            lines += [
                action.format(o=o, p=p, a=a) + f"Acheter le lot {o}{p}{a}" for a in range(1, 4)
            ]
    rows = outline("\n".join(lines))
    assert [row[0] for row in rows if ".A" not in row[0]] == [
        *("OS1", "OS1.OO1", "OS1.OO2", "OS2", "OS2.OO1", "OS2.OO2")
    ]
    assert [row[2] for row in rows if row[0].startswith("OS2.OO1.A")] == [
        *("Acheter le lot 211", "Acheter le lot 212", "Acheter le lot 213")
    ]


@pytest.mark.parametrize(
    "form",
    [
        *("{s} – {t}", "[{s}] {t}", "{t} ({s})", "{t}\n   {s}", "{t}\n   Où en est-on ? {s}"),
        *("{t} – {s} – dans l’attente du subside", "{t}\n   État au 31/12/2026 : {s}"),
    ],
)
@pytest.mark.parametrize("mark", ["- ", "{a}. ", "Action 1.1.{a} : "])
def test_a_state_is_read_wherever_it_stands(outline, form, mark):
    said = {"Terminé": DONE, "En cours": IN_PROGRESS, "À démarrer": NOT_STARTED}
    lines = [
        mark.format(a=a) + form.format(t=f"Créer un guichet {a}", s=state)
        for a, state in enumerate(said, start=1)
    ]
    rows = outline("\n".join(["OS 1 : Être ouvert", "OO 1.1 : Accueillir", *lines]))
    assert [row[2:] for row in rows[2:]] == [
        (f"Créer un guichet {a}", status) for a, status in enumerate(said.values(), start=1)
    ]


@pytest.mark.parametrize(
    "legend", ["✔ achevé\n◐ en cours\n✕ abandonné", "Légende : achevé ✔, en cours ◐, abandonné ✕"]
)
def test_symbols_mean_what_the_legend_of_the_document_says(outline, legend):
    plan = "OS 1 : Être ouvert\nOO 1.1 : Accueillir\n◐ Créer un hall\n✔ Peindre\n✕ Louer"
    assert [row[3] for row in outline(f"{legend}\n{plan}")[2:]] == [
        *(IN_PROGRESS, DONE, "ANNULE_ABANDONNE")
    ]
    assert {row[3] for row in outline(plan)} == {None}


@pytest.mark.parametrize(
    "title",
    [
        *("Guide pour élaborer un PST", "Procès-verbal du Conseil du 12 mai 2025"),
        *("Rapport d’activités 2025", "Déclaration de politique sociale 2025-2030"),
    ],
)
def test_a_numbered_list_is_no_plan_under_another_title(read_text, title):
    text = f"""{title}
1. Préparer la démarche
1.1 Constituer une équipe
- Désigner un chef de projet
- Former les agents
2. Rédiger le programme
2.1 Définir les objectifs
- Organiser des ateliers
- Demander des devis
"""
    with pytest.raises(SourceError, match="Aucune liste d’objectifs"):
        read_text(text)


def test_a_number_that_a_word_processor_counts_before_the_word_for_a_level(outline):
    text = """1. Préambule
Le décret impose un plan.
2. Objectif stratégique : Aider les aînés
2.1. Objectif opérationnel : Rompre la solitude
2.1.1. Action : Ouvrir un café – réalisé
3. Objectif stratégique n°2 : Bien gérer
3.1. Objectif opérationnel : Maîtriser les coûts
3.1.1. Action : Revoir les contrats
"""
    assert outline(text) == [
        ("OS1", "2", "Aider les aînés", None),
        ("OS1.OO1", "2.1", "Rompre la solitude", None),
        ("OS1.OO1.A1", "2.1.1", "Ouvrir un café", DONE),
        ("OS2", "2", "Bien gérer", None),
        ("OS2.OO1", "3.1", "Maîtriser les coûts", None),
        ("OS2.OO1.A1", "3.1.1", "Revoir les contrats", None),
    ]


MARKDOWN = """# CPAS de Sart-Fontaine – Programme stratégique transversal 2019-2024

# OS 1 : Être un CPAS proche de ses usagers

Chacun trouve sa **porte**.

## OO 1.1 : Accueillir mieux

- [x] Action 1 : Ouvrir une permanence le **samedi**
- [ ] Action 2 : Refaire le [site](https://example.org/site)
* [X] Action 3 : Former le personnel de l’accueil
  et celui du guichet
"""


def test_a_task_list_of_markdown_is_a_list_whose_boxes_say_nothing_by_themselves(read_text):
    actions = read_text(MARKDOWN).to_json()["elements"][2:]

    assert [(action["numero"], action["libelle"]) for action in actions] == [
        ("1", "Ouvrir une permanence le samedi"),
        ("2", "Refaire le site"),
        ("3", "Former le personnel de l’accueil et celui du guichet"),
    ]
    assert {action["statut"] for action in actions} == {None}


@pytest.mark.parametrize(
    "legend", ["[x] = abandonné ; [ ] = en cours", "[ ] : en cours, [X] : abandonné"]
)
def test_the_legend_of_a_task_list_says_what_its_boxes_mean(outline, legend):
    text = MARKDOWN.replace("Chacun trouve", f"{legend}\n\nChacun trouve")

    assert [status for *_, status in outline(text)[2:]] == [
        "ANNULE_ABANDONNE", IN_PROGRESS, "ANNULE_ABANDONNE",
    ]  # fmt: skip


def test_a_number_that_lacks_between_two_actions_is_told(read_text):
    text = """OS 1 : Aider
OO 1.1 : Loger
Action 1.1.1 : Isoler un toit
Action 1.1.3 : Louer un local
Action 1.1.20 : Vendre un terrain
"""
    told = [m for m in read_text(text).avertissements["message"] if "numéros absents" in m]
    assert len(told) == 1
    assert "(1.1.2)" in told[0]


def test_numbers_counted_over_the_whole_plan_lack_nothing(read_text):
    text = """OS.1 - Aider
OO.2 - Loger
A.3 - Isoler un toit
A.7 - Louer un local
"""
    assert not any("absents" in m for m in read_text(text).avertissements["message"])
