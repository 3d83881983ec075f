"""Where a PST's data come from: ``sources/`` and the rows that were not loaded."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import yaml

from pstlib.errors import SourceError, TableError
from pstlib.model import Pst
from pstlib.model.rejects import REJECT_COLUMNS, settled
from pstlib.paths import write_atomically
from pstlib.text import parse_date, safe_cell
from pstlib.writers.yaml_keys import dump, set_keys

REJECTS = "rejets.csv"
_SHEET = ".source.yml"


class Read(Protocol):
    """What a reading gives to the writers, which don't know the readers."""

    @property
    def source(self) -> Any:
        """Name, format and hash of the source."""

    @property
    def pst(self) -> Any:
        """What it says of the PST's identity."""

    @property
    def rejets(self) -> pd.DataFrame:
        """What of it was not loaded."""


def write_source(
    folder: Path,
    path: Path,
    reading: Read,
    *,
    copy: bool,
    date_situation: dt.date | None,
    date_lecture: dt.date | None = None,
) -> list[Path]:
    """Write the provenance of a source, and the source itself unless ``copy`` is false.

    What a ``.source.yml`` already says is kept: only empty keys are filled.

    Args:
        folder: Folder of the PST.
        path: The source.
        reading: What was read of it.
        copy: Whether the file itself goes into ``sources/``.
        date_situation: Date of the situation that it describes, None if unknown.
        date_lecture: Day of the reading; today by default.

    Returns:
        The files written.

    Raises:
        SourceError: If another file of the same name was imported before; nothing is written.
    """
    sheet = _sheet(folder, path)
    values = {
        "titre": _title(reading),
        "producteur": reading.pst.get("organisme"),
        "adresse": None,
        "date_lecture": date_lecture or dt.date.today(),
        "licence": None,
        "sha256": reading.source["sha256"],
        "date_situation": date_situation,
        "remarque": None,
    }
    written = [sheet] if write_atomically(sheet, _filled_sheet(sheet, values)) else []
    target = folder / "sources" / path.name
    if copy and path.resolve() != target.resolve() and write_atomically(target, path.read_bytes()):
        written.append(target)
    return written


def write_rejects(
    folder: Path, reading: Read, manque: Mapping[int, str] | None = None
) -> list[Path]:
    """Write into ``rejets.csv`` what of a source was not loaded; other sources' rows stay.

    Args:
        folder: Folder of the PST.
        reading: What was read of the source.
        manque: What the rows rejected would have given, by their rank, where they tell.

    Returns:
        The file, where it changed or went away since nothing is rejected any more.
    """
    path, name = folder / REJECTS, reading.source["fichier"]
    known = known_rejects(path)
    told = [(manque or {}).get(rank, "") for rank in range(len(reading.rejets))]
    added = reading.rejets.assign(fichier=name, manque=told)
    added = added.reindex(columns=REJECT_COLUMNS).fillna("")
    # Raw text opened in a spreadsheet must not run as a formula.
    added = added.assign(contenu=added["contenu"].map(safe_cell))
    return _rewritten(path, pd.concat([known[known["fichier"].ne(name)], added]))


def settle_rejects(
    folder: Path, pst: Pst, *, fresh: Collection[str], corrected: Collection[str] = ()
) -> list[Path]:
    """Take out of ``rejets.csv`` the rows that are in the tables by now, or that are corrected.

    Args:
        folder: Folder of the PST.
        pst: What its tables hold now.
        fresh: The sources whose rows were rejected by this very import: they stay.
        corrected: The sources of which a corrected version was imported.

    Returns:
        The file, where it changed or went away.
    """
    path = folder / REJECTS
    known = known_rejects(path)
    gone = settled(known, pst) | known["fichier"].isin(corrected)
    gone &= ~known["fichier"].isin(fresh)
    return _rewritten(path, known[~gone]) if gone.any() else []


def _rewritten(path: Path, rows: pd.DataFrame) -> list[Path]:
    """Write the rejects, or remove the file where none is left; give it where it changed."""
    if rows.empty:
        existed = path.is_file()
        path.unlink(missing_ok=True)
        return [path] if existed else []
    # By source, so that importing one again leaves the file as it was.
    rows = rows.sort_values("fichier", kind="stable")
    told = rows if rows["manque"].ne("").any() else rows.drop(columns="manque")
    return [path] if write_atomically(path, told.to_csv(index=False, lineterminator="\n")) else []


def source_names(folder: Path) -> list[str]:
    """List the sources that were imported, by their names."""
    sheets = (folder / "sources").glob(f"*{_SHEET}")
    return sorted(sheet.name.removesuffix(_SHEET) for sheet in sheets)


def situation_date(folder: Path, path: Path) -> dt.date | None:
    """Give the date of the situation that a source describes, where it was imported before."""
    sheet = _sheet(folder, path)
    known = yaml.safe_load(sheet.read_text(encoding="utf-8")) if sheet.is_file() else None
    date = (known or {}).get("date_situation")
    return parse_date(date) if date else None


def _sheet(folder: Path, path: Path) -> Path:
    return folder / "sources" / f"{path.name}{_SHEET}"


def known_rejects(path: Path) -> pd.DataFrame:
    """Read ``rejets.csv``, without rows where there is none.

    Raises:
        TableError: If somebody changed it into what isn't its CSV any more.
    """
    if not path.is_file():
        return pd.DataFrame(columns=REJECT_COLUMNS, dtype="str")
    try:
        known = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except ValueError:  # of pandas' parser too
        known = pd.DataFrame()
    if not {"fichier", "lieu", "contenu", "motif"} <= set(known):
        raise TableError(
            "Liste des rejets illisible",
            where=str(path),
            todo="Enregistrez-la en CSV UTF-8, séparé par des virgules, avec sa ligne de titres ; "
            "ou ôtez ce fichier et importez de nouveau les sources.",
        )
    return known.reindex(columns=REJECT_COLUMNS, fill_value="")


def _title(reading: Read) -> str | None:
    known = [reading.pst.get("libelle"), reading.pst.get("organisme")]
    return " – ".join(str(part) for part in known if part) or None


def _filled_sheet(sheet: Path, values: dict[str, Any]) -> str:
    if not sheet.is_file():
        return dump(values)
    text = sheet.read_text(encoding="utf-8")
    known = yaml.safe_load(text) or {}
    if known.get("sha256") not in (None, values["sha256"]):
        raise SourceError(
            "Un autre fichier du même nom est déjà importé",
            where=sheet.name.removesuffix(_SHEET),
            found=f"empreinte {str(known['sha256'])[:12]}… au lieu de {values['sha256'][:12]}…",
            todo="Donnez un autre nom au nouveau fichier, par exemple avec sa date, et ajoutez "
            "--corrige avec le nom de l’ancien s’il le corrige.",
        )
    gaps = {k: v for k, v in values.items() if v is not None and known.get(k) is None}
    return set_keys(text, gaps) if gaps else text
