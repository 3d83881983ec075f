"""Refusals that several kinds of files share."""

from pstlib.errors import SourceError


def damaged(where: str, found: str) -> SourceError:
    """Say that a file can't be opened as what it claims to be."""
    return SourceError(
        "Fichier abîmé, impossible à lire",
        where=where,
        found=found,
        todo="Ouvrez-le dans le programme qui l’a fait, enregistrez-le de nouveau, puis réessayez.",
    )


def protected(where: str) -> SourceError:
    """Say that a file is locked by a password."""
    return SourceError(
        "Fichier protégé par un mot de passe",
        where=where,
        found="un contenu chiffré",
        todo="Enregistrez-le sans mot de passe, puis réessayez.",
    )
