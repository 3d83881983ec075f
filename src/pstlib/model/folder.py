"""The folder ``pst_data/<slug>/`` of a PST, read into memory."""

from pathlib import Path

import pandas as pd

from pstlib.errors import TableError, UnknownNameError
from pstlib.model.identity import Identity, read_identity
from pstlib.model.integrity import refuse_broken_links
from pstlib.model.pst import Pst
from pstlib.model.slugs import IDENTITY_FILE, folder_of, list_slugs
from pstlib.model.table_files import read_table, read_tables
from pstlib.model.tables import TABLES
from pstlib.paths import data_folder


def load(slug: str, donnees: Path | str | None = None) -> Pst:
    """Load a PST by the name of its folder.

    Args:
        slug: Name of the folder, e.g. ``"celles-2019-2024"``.
        donnees: Folder that holds one folder per PST; else ``PST_DONNEES``, else ``pst_data``.

    Raises:
        UnknownNameError: If no PST has this name; the message gives the nearest ones.
        TableError: If ``pst.yml`` or a table breaks its schema.

    >>> load("celles-2019-2024", "pst_data")
    Pst('celles-2019-2024', 68 éléments, 55 actions)
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

    >>> [pst.identite.organisme for pst in load_all("pst_data").values()][:2]
    ['CPAS de Celles', 'Commune de Valrive']
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

    >>> load_table("versions", "pst_data")["slug"].unique().tolist()[1:]
    ['valrive-2019-2024', 'valrive-2025-2030']
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
