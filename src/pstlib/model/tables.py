"""The tables of a PST as data: names, columns, kinds, meanings, links."""

from pstlib.model.columns import (
    Table,
    amount,
    choice,
    date,
    integer,
    key,
    note,
    number,
    pattern,
    person,
    schema,
    text,
    year,
)
from pstlib.model.statuses import OBSERVED_STATUSES, ActionType, Level
from pstlib.model.synergy_tables import SYNERGY_KEYS, SYNERGY_LINKS, SYNERGY_TABLES

SERVICES = ("O", "E")
BUDGET_TYPES = ("R", "D")
REVISION_REASONS = (
    "EVALUATION",
    "EVENEMENT_EXTERIEUR",
    "OPPORTUNITE",
    "BUDGET",
    "RESSOURCES_HUMAINES",
    "AUTRE",
)
DIRECTIONS = ("HAUSSE", "BAISSE", "MAINTIEN")
STAFF_STATUSES = ("STATUTAIRE", "CONTRACTUEL", "APE", "ART60", "ART61", "AUTRE")
APPRECIATIONS = (
    "ATTEINT",
    "EN_BONNE_VOIE",
    "A_SURVEILLER",
    "EN_DIFFICULTE",
    "LARGEMENT_ATTEINT",
    "PARTIELLEMENT_ATTEINT",
    "NON_ATTEINT",
    "ABANDONNE",
    "NON_EVALUABLE",
)
_BUDGET_VERSION = r"INITIAL|MB[1-9]\d?|ENGAGEMENTS|IMPUTATIONS|DROITS_NETS|COMPTE"


ELEMENTS = schema(
    "Éléments du plan : volets, objectifs, actions et sous-actions",
    {
        "element_id": key("Identifiant stable de l’élément", unique=True),
        "parent_id": text("Identifiant de l’élément qui le contient"),
        "niveau": choice("Niveau dans l’arbre", Level, needed=True),
        "numero": text("Numéro tel qu’il est imprimé dans la source"),
        "position": integer("Rang parmi les éléments de même parent"),
        "code": key("Chemin dérivé des rangs, unique (OS1.OO2.A3)", unique=True),
        "libelle": key("Intitulé de l’élément"),
        "description": text("Description, détails"),
        "type_action": choice("Type d’action ; vide = PST", ActionType),
        "priorite": text("Priorité donnée par le CPAS"),
        "theme": text("Thème"),
        "odd": text("Objectifs de développement durable, séparés par « ; »"),
        "plans": text("Autres plans auxquels l’élément contribue"),
        "partenaires": text("Partenaires, séparés par « ; »"),
        "responsable": person("Responsable administratif"),
        "mandataire": person("Mandataire"),
        "departement": text("Service ou département"),
        "date_debut": date("Début prévu"),
        "date_fin": date("Échéance prévue"),
        "date_debut_effective": date("Début effectif"),
        "date_fin_effective": date("Fin effective"),
        "etp": number("Moyens humains, en équivalents temps plein", 0),
        "synergie": text("Synergie avec la commune ou un autre CPAS"),
        "partage_de": text("Identifiant de l’action dont celle-ci est le rappel sous un autre OO"),
        "part": number("Part de l’action partagée portée ici, de 0 à 1", 0, 1),
        "version_entree": text("Version du PST par laquelle l’élément entre au plan"),
        "version_sortie": text("Version du PST par laquelle l’élément quitte le plan"),
        "lieu": text("Place dans la source : page, ligne ou cellule"),
    },
)
SUIVI = schema(
    "Suivi : l’état d’un élément relevé à une date",
    {
        "element_id": key("Élément observé"),
        "date_suivi": date("Date du relevé", needed=True),
        "statut": choice("Statut, un des six du SPW", OBSERVED_STATUSES),
        "statut_source": text("Mot écrit dans la source"),
        "taux_avancement": number("Taux d’avancement, en pour cent", 0, 100),
        "sante": text("Indice de santé donné par l’outil de suivi"),
        "commentaire": note("Commentaire"),
        "source": note("Fichier ou personne d’où vient le relevé"),
    },
)
VERSIONS = schema(
    "Versions : adoption et actualisations du PST",
    {
        "version": key("Nom de la version", unique=True),
        "date": date("Date de la décision", needed=True),
        "motif": choice("Motif de l’actualisation", REVISION_REASONS),
        "decision": text("Référence de la décision"),
        "commentaire": note("Commentaire"),
    },
)
INDICATEURS = schema(
    "Indicateurs",
    {
        "indicateur_id": key("Identifiant de l’indicateur", unique=True),
        "element_id": key("Élément mesuré"),
        "libelle": key("Intitulé de l’indicateur"),
        "unite": text("Unité"),
        "sens": choice("Sens souhaité", DIRECTIONS),
        "valeur_reference": number("Valeur de départ"),
        "annee_reference": year("Année de la valeur de départ"),
        "valeur_cible": number("Valeur visée"),
        "annee_cible": year("Année visée"),
    },
)
MESURES = schema(
    "Mesures des indicateurs",
    {
        "indicateur_id": key("Indicateur mesuré"),
        "date": date("Date de la mesure", needed=True),
        "valeur": number("Valeur mesurée"),
    },
)
BUDGET = schema(
    "Budget : un montant sur un article, dans une version",
    {
        "exercice": year("Exercice", needed=True),
        "version": pattern(
            "Version budgétaire",
            _BUDGET_VERSION,
            "INITIAL, MB1, MB2…, ENGAGEMENTS, IMPUTATIONS, DROITS_NETS ou COMPTE",
            needed=True,
        ),
        "service": choice("Service ordinaire (O) ou extraordinaire (E)", SERVICES, needed=True),
        "type": choice("Recette (R) ou dépense (D)", BUDGET_TYPES, needed=True),
        "article": key("Article tel qu’il est écrit dans la source"),
        "fonction": text("Fonction"),
        "code_economique": text("Code économique"),
        "numero": text("Numéro d’ordre"),
        "groupe_economique": text("Groupe économique"),
        "projet": text("Numéro de projet extraordinaire"),
        "libelle": text("Intitulé de l’article"),
        "montant": amount("Montant en euros, au cent près"),
    },
)
LIENS_BUDGET = schema(
    "Liens entre le budget et les éléments",
    {
        "element_id": key("Élément financé"),
        "exercice": year("Exercice"),
        "article": text("Article budgétaire"),
        "fonction": text("Fonction entière"),
        "projet": text("Projet extraordinaire"),
        "part": number("Part attribuée à l’élément, de 0 à 1", 0, 1),
    },
)
FINANCEMENTS = schema(
    "Sources de financement déclarées",
    {
        "element_id": key("Élément financé"),
        "source": key("Pouvoir ou organisme qui finance"),
        "exercice": year("Exercice"),
        "montant": amount("Montant en euros"),
        "commentaire": note("Commentaire"),
    },
)
PROJECTIONS = schema(
    "Projections pluriannuelles",
    {
        "element_id": key("Élément projeté"),
        "service": choice("Service ordinaire (O) ou extraordinaire (E)", SERVICES),
        "type": choice("Recette (R) ou dépense (D)", BUDGET_TYPES),
        "groupe_economique": text("Groupe économique"),
        "exercice": year("Exercice", needed=True),
        "montant": amount("Montant projeté en euros"),
    },
)
EFFECTIFS = schema(
    "Effectifs : moyens humains",
    {
        "exercice": year("Exercice", needed=True),
        "element_id": text("Élément auquel ces moyens sont affectés"),
        # One person may be a whole service, and be there under article 60 or 61.
        "service": note("Service de l’organisme"),
        "statut": choice("Statut du personnel", STAFF_STATUSES),
        "etp": number("Équivalents temps plein", 0),
    },
)
DEMARCHES = schema(
    "Démarches légales accomplies",
    {
        "demarche": key("Démarche, selon le calendrier légal"),
        "exercice": year("Exercice d’une démarche à refaire chaque année ; vide pour les autres"),
        "date": date("Date de la démarche"),
        "autorite": text("Organe qui décide"),
        "decision": text("Référence de la décision"),
        "remarque": note("Remarque"),
    },
)
DPS = schema(
    "Projets de la déclaration de politique sociale",
    {
        "projet_id": key("Identifiant du projet", unique=True),
        "libelle": key("Intitulé"),
        "axe": text("Axe de la déclaration"),
        "montant_annonce": amount("Montant annoncé en euros"),
        "element_id": text("Élément du PST qui le traduit"),
    },
)
COUNCIL_APPRECIATIONS = schema(
    "Appréciations données par le conseil",
    {
        "element_id": key("Objectif apprécié"),
        "appreciation": choice("Appréciation", APPRECIATIONS, needed=True),
        "motif": note("Motivation"),
        "date": date("Date de la décision", needed=True),
        "autorite": text("Organe qui apprécie"),
    },
)

TABLES: dict[str, Table] = {
    "elements": ELEMENTS,
    "suivi": SUIVI,
    "versions": VERSIONS,
    "indicateurs": INDICATEURS,
    "mesures": MESURES,
    "budget": BUDGET,
    "liens_budget": LIENS_BUDGET,
    "financements": FINANCEMENTS,
    "projections": PROJECTIONS,
    "effectifs": EFFECTIFS,
    **SYNERGY_TABLES,
    "demarches": DEMARCHES,
    "dps": DPS,
    "appreciations": COUNCIL_APPRECIATIONS,
}
"""Schema of each table, by the name of its file."""

FOREIGN_KEYS: tuple[tuple[str, str, str, str], ...] = (
    ("elements", "parent_id", "elements", "element_id"),
    ("elements", "partage_de", "elements", "element_id"),
    ("elements", "version_entree", "versions", "version"),
    ("elements", "version_sortie", "versions", "version"),
    ("suivi", "element_id", "elements", "element_id"),
    ("indicateurs", "element_id", "elements", "element_id"),
    ("mesures", "indicateur_id", "indicateurs", "indicateur_id"),
    ("liens_budget", "element_id", "elements", "element_id"),
    ("financements", "element_id", "elements", "element_id"),
    ("projections", "element_id", "elements", "element_id"),
    ("effectifs", "element_id", "elements", "element_id"),
    ("dps", "element_id", "elements", "element_id"),
    ("appreciations", "element_id", "elements", "element_id"),
)
"""Links that must hold: table, column, table it points to, column it points to."""

REPEATED_STEPS = ("ACTUALISATION",)
"""Steps that a PST may take as often as it wants: their date tells one from another."""

LINKS: tuple[tuple[str, str, str, str], ...] = (*FOREIGN_KEYS, *SYNERGY_LINKS)
"""All links, with those that may point to nothing: the row is kept, and told as doubtful."""

ROW_KEYS: dict[str, tuple[str, ...]] = {
    "elements": ("element_id",),
    "suivi": ("element_id", "date_suivi", "source"),
    "versions": ("version",),
    "indicateurs": ("indicateur_id",),
    "mesures": ("indicateur_id", "date"),
    "budget": ("exercice", "version", "service", "type", "article", "projet"),
    "liens_budget": ("element_id", "exercice", "article", "fonction", "projet"),
    "financements": ("element_id", "source", "exercice"),
    "projections": ("element_id", "service", "type", "groupe_economique", "exercice"),
    "effectifs": ("exercice", "element_id", "service", "statut"),
    **SYNERGY_KEYS,
    "demarches": ("demarche", "exercice", "date"),
    "dps": ("projet_id",),
    "appreciations": ("element_id", "date", "autorite"),
}
"""Columns by which a row of a source is known to be in a table already."""
