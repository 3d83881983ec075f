"""The words of the codes of the table ``synergies``, and what is derived from them."""

AHEAD, UNKNOWN = "A_VENIR", "INCONNU"
EXISTING, UNDER_WAY, PLANNED, DROPPED = "EXISTANTE", "EN_COURS", "PROJETEE", "ABANDONNEE"
BETTER, SAME, WORSE = "MEILLEUR", "IDENTIQUE", "MOINDRE"
IN_FORCE = (EXISTING, UNDER_WAY)
"""The states of what citizens and agents already meet."""

DOMAIN_LABELS = {
    "ACTION_SOCIALE": "Action sociale",
    "PCS": "Plan de cohésion sociale",
    "GRH": "Gestion des ressources humaines",
    "INFORMATIQUE": "Informatique",
    "ASSURANCES": "Assurances",
    "MARCHES_PUBLICS": "Marchés publics",
    "FINANCES": "Finances",
    "TECHNIQUE": "Services techniques",
    "BATIMENT": "Bâtiments",
    "ARCHIVES": "Archives",
    "COMMUNICATION": "Communication",
    "BIEN_ETRE": "Bien-être au travail",
    "DPO": "Protection des données",
    "AUTRE": "Autre",
    UNKNOWN: "Domaine non connu",
}
"""French label of each domain: what touches citizens first, then the support services."""
STATE_LABELS = {
    EXISTING: "Existante",
    UNDER_WAY: "En cours",
    PLANNED: "Projetée",
    AHEAD: "À venir",
    DROPPED: "Abandonnée",
    UNKNOWN: "État non connu",
}
EFFECT_LABELS = {
    BETTER: "Meilleur",
    SAME: "Identique",
    WORSE: "Moindre",
    UNKNOWN: "Non connu",
}
"""Effect on the service to citizens."""

BALANCE_LABELS = {
    "GAGNANT": "Gagnant",
    "NEUTRE": "Neutre",
    "AFFAIBLI": "Affaibli",
    UNKNOWN: "Non connu",
}
"""What a synergy does to one partner."""
VERDICT_LABELS = {
    "AFFAIBLI": "Un partenaire affaibli",
    "INCOMPLET": "Bilan incomplet",
    "AUCUN_AFFAIBLI": "Aucun affaibli",
    "TOUS": "Tous gagnent",
}
"""What a synergy does to all its partners, what needs a look first."""
STEP_LABELS = {
    "FAIT": "fait",
    "FAIT_EN_RETARD": "fait en retard",
    "MANQUANT": "manquant",
    "A_FAIRE": "à faire",
    "NON_DOCUMENTE": "non documenté",
}
"""How a step of the report of a year stands."""
CONTRACT_LABELS = {
    "EN_COURS": "En cours",
    "A_VENIR": "À venir",
    "ECHU": "Échu",
    "SANS_DATE": "Dates non connues",
}
CONTRADICTION_LABELS = {
    "ETAT": "État",
    "BILAN": "Bilan",
    "ECONOMIE_ESTIMEE": "Économie estimée",
    "ECONOMIE_CONSTATEE": "Économie constatée",
}
"""What two partners contradict each other on."""
