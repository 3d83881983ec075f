"""Which PST a data folder holds, without reading any."""

from pathlib import Path

from pstlib.errors import UnknownNameError
from pstlib.paths import data_folder
from pstlib.text import nearest

IDENTITY_FILE = "pst.yml"


def list_slugs(donnees: Path | str | None = None) -> list[str]:
    """Give the names of the PST in the data folder, sorted; empty where there is no folder."""
    return sorted(path.parent.name for path in data_folder(donnees).glob(f"*/{IDENTITY_FILE}"))


def folder_of(slug: str, donnees: Path | str | None = None) -> Path:
    """Give the folder of a PST.

    Raises:
        UnknownNameError: If no PST has this name; the message gives the nearest ones.
    """
    folder = data_folder(donnees) / slug
    if folder.name == slug and (folder / IDENTITY_FILE).is_file():
        return folder
    slugs = list_slugs(donnees)
    near = nearest(slug, slugs)
    if near:
        todo = f"Noms proches : {', '.join(near)}."
    elif slugs:
        todo = "« pst lister » donne les PST chargés."
    else:
        todo = "Ce dossier ne contient aucun PST : importez-en un ou nommez un autre dossier."
    raise UnknownNameError(
        f"Aucun PST ne s’appelle « {slug} »", where=f"dossier {data_folder(donnees)}", todo=todo
    )
