"""The tables of synergies: what two organisations do together, what it gives, what is asked."""

from pstlib.model.columns import Table, amount, choice, date, key, note, person, schema, text, year

SYNERGY_DOMAINS = (
    "GRH",
    "INFORMATIQUE",
    "ASSURANCES",
    "MARCHES_PUBLICS",
    "FINANCES",
    "TECHNIQUE",
    "BATIMENT",
    "ARCHIVES",
    "COMMUNICATION",
    "BIEN_ETRE",
    "DPO",
    "PCS",
    "ACTION_SOCIALE",
    "AUTRE",
)
SYNERGY_STATES = ("EXISTANTE", "EN_COURS", "PROJETEE", "ABANDONNEE")
SERVICE_EFFECTS = ("MEILLEUR", "IDENTIQUE", "MOINDRE", "INCONNU")
ANSWERS = ("OUI", "NON", "EN_PARTIE", "SANS_OBJET", "INCONNU")
BALANCES = ("GAGNANT", "NEUTRE", "AFFAIBLI", "INCONNU")
CONTRACT_KINDS = ("TRAVAUX", "FOURNITURES", "SERVICES")
COOPERATION_DEGREES = (
    "AUCUN",
    "ECHANGE",
    "COORDINATION",
    "MOYENS_PARTAGES",
    "SERVICE_COMMUN",
)
DECISIONS = ("ACCEPTEE", "REJETEE")

SYNERGIES = schema(
    "Synergies entre commune et CPAS ou entre CPAS",
    {
        "synergie_id": key("Identifiant, si possible le même chez les partenaires", unique=True),
        "libelle": key("Intitulé"),
        "domaine": choice("Domaine", SYNERGY_DOMAINS),
        "forme": text("Forme de coopération"),
        "partenaires": text("Partenaires, séparés par « ; »"),
        "etat": choice("État, là où son suivi n’en dit rien", SYNERGY_STATES),
        "element_id": text("Élément du PST qui la porte"),
        "economie_estimee": amount("Économie estimée de cet organisme, en euros"),
        "economie_constatee": amount("Économie constatée de cet organisme, en euros"),
        "effet_service": choice("Effet sur le service au citoyen", SERVICE_EFFECTS),
        "date_debut": date("Début"),
        "convention": text("Convention"),
        "commentaire": note("Commentaire"),
    },
)
SYNERGY_LIFE = schema(
    "Suivi des synergies : l’état d’une synergie à partir d’une date",
    {
        "synergie_id": key("Synergie suivie"),
        "date": date("Date à partir de laquelle l’état vaut", needed=True),
        "etat": choice("État", SYNERGY_STATES, needed=True),
        "motif": note("Motif du changement ; à donner pour une synergie abandonnée"),
        "economie_constatee": amount(
            "Économie constatée à cette date, en euros : celle d’une année, ou le total à ce jour "
            "si elle ne se fait qu’une fois"
        ),
        "source": note("Document ou personne d’où vient le relevé"),
    },
)
SYNERGY_GAINS = schema(
    "Gains des synergies : ce que chaque partenaire y gagne, selon cet organisme",
    {
        "synergie_id": key("Synergie concernée"),
        "partenaire": key("Partenaire qui gagne ou qui perd, cet organisme compris"),
        "exercice": year("Exercice", needed=True),
        "economie_estimee": amount("Économie estimée de ce partenaire, en euros"),
        "economie_constatee": amount("Économie constatée de ce partenaire, en euros"),
        "bilan": choice("Bilan pour ce partenaire", BALANCES),
        "motif": note("Motivation du bilan"),
        "source": note("Document ou personne d’où vient le bilan"),
    },
)
JOINT_CONTRACTS = schema(
    "Marchés conjoints",
    {
        "contrat_id": key("Identifiant du marché", unique=True),
        "synergie_id": text("Synergie dont il fait partie"),
        "objet": key("Objet du marché"),
        "nature": choice("Nature du marché", CONTRACT_KINDS),
        "pilote": text("Pouvoir adjudicateur qui conduit la procédure"),
        "participants": text("Participants, séparés par « ; »"),
        "date_attribution": date("Date d’attribution"),
        "date_debut": date("Début du marché"),
        "date_fin": date("Fin du marché"),
        "montant_attribue": amount("Montant attribué pour tous les participants, en euros"),
        "part_propre": amount("Part de cet organisme, en euros"),
        "retrait": text("Conditions de retrait d’un participant"),
        "remarque": note("Remarque"),
    },
)
COOPERATION = schema(
    "Matrice de coopération : le degré de coopération par service de soutien",
    {
        "exercice": year("Exercice", needed=True),
        "service": key("Service de soutien, selon matrice_cooperation.yml"),
        "degre": choice("Degré de coopération", COOPERATION_DEGREES, needed=True),
        "synergies": text("Identifiants des synergies, séparés par « ; »"),
        "commentaire": note("Commentaire"),
    },
)
REPONSES = schema(
    "Réponses aux listes de questions sur les synergies",
    {
        "synergie_id": key("Synergie concernée"),
        "liste": key("Identifiant ou titre de la liste de questions"),
        "question": key("Identifiant de la question, ou son texte"),
        "reponse": choice("Réponse", ANSWERS, needed=True),
        "commentaire": note("Commentaire"),
        "date": date("Date de la réponse ; la dernière vaut"),
        "auteur": person("Personne qui répond"),
    },
    internal=True,
)
SUGGESTIONS = schema(
    "Suggestions de synergies : ce qui a été décidé des paires d’actions détectées",
    {
        "a_element_id": key("Élément de ce PST"),
        "slug": key("PST de l’autre organisme"),
        "element_id": key("Élément du PST de l’autre organisme"),
        "decision": choice("Décision", DECISIONS, needed=True),
        "date": date("Date de la décision"),
        "auteur": person("Personne ou organe qui décide"),
        "motif": note("Motif de la décision"),
    },
    internal=True,
)

SYNERGY_TABLES: dict[str, Table] = {
    "synergies": SYNERGIES,
    "suivi_synergies": SYNERGY_LIFE,
    "gains_synergies": SYNERGY_GAINS,
    "contrats_conjoints": JOINT_CONTRACTS,
    "matrice_cooperation": COOPERATION,
    "reponses": REPONSES,
    "suggestions": SUGGESTIONS,
}
SYNERGY_LINKS: tuple[tuple[str, str, str, str], ...] = (
    ("synergies", "element_id", "elements", "element_id"),
    ("suivi_synergies", "synergie_id", "synergies", "synergie_id"),
    ("gains_synergies", "synergie_id", "synergies", "synergie_id"),
    ("contrats_conjoints", "synergie_id", "synergies", "synergie_id"),
    ("reponses", "synergie_id", "synergies", "synergie_id"),
    ("suggestions", "a_element_id", "elements", "element_id"),
)
"""Links that may point to nothing: a plan changes without those who wrote of its synergies."""

SYNERGY_KEYS: dict[str, tuple[str, ...]] = {
    "synergies": ("synergie_id",),
    "suivi_synergies": ("synergie_id", "date", "source"),
    "gains_synergies": ("synergie_id", "partenaire", "exercice"),
    "contrats_conjoints": ("contrat_id",),
    "matrice_cooperation": ("exercice", "service"),
    "reponses": ("synergie_id", "liste", "question", "date"),
    "suggestions": ("a_element_id", "slug", "element_id", "date"),
}
"""Columns by which a row of a source is known to be in a table already."""
