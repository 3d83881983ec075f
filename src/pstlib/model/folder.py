"""The folder ``pst_data/<slug>/`` of a PST, read into memory."""

from pathlib import Path

import pandas as pd

from pstlib.errors import TableError, UnknownNameError
from pstlib.model.identity import Identity, read_identity
from pstlib.model.integrity import refuse_broken_links
from pstlib.model.pst import Pst
from pstlib.model.table_files import read_table, read_tables
from pstlib.model.tables import TABLES
from pstlib.paths import data_folder
from pstlib.text import nearest

IDENTITY_FILE = "pst.yml"


def list_slugs(donnees: Path | str | None = None) -> list[str]:
    """Give the names of the PST in the data folder, sorted; empty where there is no folder."""
    return sorted(path.parent.name for path in data_folder(donnees).glob(f"*/{IDENTITY_FILE}"))


def load(slug: str, donnees: Path | str | None = None) -> Pst:
    """Load a PST by the name of its folder.

    Args:
        slug: Name of the folder, e.g. ``"celles-2019-2024"``.
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.

    Raises:
        UnknownNameError: If no PST has this name; the message gives the nearest ones.
        TableError: If ``pst.yml`` or a table breaks its schema.
    """
    folder = folder_of(slug, donnees)
    identity = load_identity(folder)
    tables = _read_tables(folder / "tables")
    refuse_broken_links(tables, folder)
    return Pst.from_tables(identity, tables, dossier=folder)


def load_all(donnees: Path | str | None = None) -> dict[str, Pst]:
    """Load every PST of the data folder, by slug.

    Raises:
        TableError: At the first PST whose data break a schema.
    """
    return {slug: load(slug, donnees) for slug in list_slugs(donnees)}


def load_table(name: str, donnees: Path | str | None = None) -> pd.DataFrame:
    """Load one table of every PST of the data folder as one.

    Made for the budgets of a region (millions of rows): a table that did not change since it was
    last loaded comes from a Parquet copy in the user's cache. What binds the tables of one PST
    together isn't checked here; ``load`` does.

    Args:
        name: A key of ``TABLES``, e.g. ``"budget"``.
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.

    Returns:
        ``slug``, then the columns of the table; the PSTs in the order of their slugs.

    Raises:
        UnknownNameError: If no table has this name.
        TableError: At the first file that breaks its schema.
    """
    if name not in TABLES:
        raise UnknownNameError(
            f"Aucune table ne s’appelle « {name} »", todo=f"Tables : {', '.join(TABLES)}."
        )
    folder = data_folder(donnees)
    files = {slug: folder / slug / "tables" / f"{name}.csv" for slug in list_slugs(donnees)}
    return read_tables({slug: path for slug, path in files.items() if path.is_file()}, name)


def load_identity(folder: Path) -> Identity:
    """Read the ``pst.yml`` of a PST's folder.

    Raises:
        TableError: If it breaks its schema or bears another slug than its folder.
    """
    identity = read_identity(folder / IDENTITY_FILE)
    if identity.slug != folder.name:
        raise TableError(
            "Le slug n’est pas le nom du dossier",
            where=str(folder / IDENTITY_FILE),
            found=f"slug « {identity.slug} » dans le dossier « {folder.name} »",
            todo="Donnez le même nom aux deux.",
        )
    return identity


def folder_of(slug: str, donnees: Path | str | None = None) -> Path:
    """Give the folder of a PST.

    Raises:
        UnknownNameError: If no PST has this name; the message gives the nearest ones.
    """
    slugs = list_slugs(donnees)
    if slug in slugs:
        return data_folder(donnees) / slug
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


def _read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    unknown = [name for name in files if name not in TABLES]
    if unknown:
        raise TableError(
            "Table inconnue",
            where=str(folder),
            found=", ".join(f"{name}.csv" for name in unknown),
            todo=f"Tables connues : {', '.join(TABLES)}.",
        )
    return {name: read_table(path, name) for name, path in files.items()}
