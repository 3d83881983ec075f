"""The closed vocabularies of the Walloon PST standard (eComptes schema 201805V1)."""

from enum import StrEnum


class Status(StrEnum):
    """The six statuses of the SPW, and the absence of any observation."""

    NOT_STARTED = "NON_COMMENCE"
    IN_PROGRESS = "EN_COURS"
    WAITING = "EN_ATTENTE"
    PROBLEM = "PROBLEME"
    DONE = "TERMINE"
    DROPPED = "ANNULE_ABANDONNE"
    UNKNOWN = "INCONNU"


STATUS_LABELS = {
    Status.DONE: "Terminé",
    Status.IN_PROGRESS: "En cours",
    Status.WAITING: "En attente",
    Status.NOT_STARTED: "Non commencé",
    Status.PROBLEM: "Problème",
    Status.DROPPED: "Annulé ou abandonné",
    Status.UNKNOWN: "Inconnu",
}
"""French label of each status, in the order in which charts and tables show them."""

OBSERVED_STATUSES = tuple(status for status in Status if status is not Status.UNKNOWN)
FINAL_STATUSES = (Status.DONE, Status.DROPPED)


class Level(StrEnum):
    """The levels of the tree, from the root to the leaves."""

    VOLET = "VOLET"
    OS = "OS"
    OO = "OO"
    ACTION = "ACTION"
    SUB_ACTION = "SOUS_ACTION"


OBJECTIVE_LEVELS = (Level.VOLET, Level.OS, Level.OO)


class ActionType(StrEnum):
    """Whether an action is assessed with the plan, runs for ever, or lies outside it."""

    PST = "PST"
    PERENNIAL = "PERENNE"
    OUT_OF_SCOPE = "HORS_CHAMP"
