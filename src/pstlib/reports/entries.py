"""What the journal says of a report: enough to skip it, to list it, or to tell why it failed."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pstlib.model import Identity
from pstlib.reference.communes import provinces
from pstlib.reports.jobs import EVALUATION_NAMES, SHORT, Job
from pstlib.reports.journal import Entry
from pstlib.reports.result import Cause, ReportResult

MADE, FAILED = "fait", "echec"
_FIGURES = (
    "n_actions",
    "taux_realisation",
    "avancement",
    "attendu",
    "n_en_retard",
    "n_sans_echeance",
)
COMPARISONS = "comparaison"
"""The folder of the reports that compare plans."""
_IDENTITY = ("organisme", "libelle", "type_admin", "ins", "fictif")

Hash = Callable[[Path], str]


def made_from(
    result: ReportResult,
    *,
    identity: Identity | None,
    fingerprint: Mapping[str, str],
    hash_of: Hash,
) -> Entry:
    """Write the entry of a report that was made or failed."""
    job = result.job
    made = result.error is None
    return {
        "rapport": job.name,
        "slug": job.slug,
        "evaluation": job.evaluation,
        "carnet": job.kind if job.carnet else None,
        "date_arrete": job.date_arrete.isoformat(),
        "court": job.court,
        "etat": MADE if made else FAILED,
        **{name: getattr(identity, name, None) for name in _IDENTITY},
        "province": provinces(job.donnees).get(identity.ins or "") if identity else None,
        "chiffres": _figures(job.file("json")) if made else None,
        "fichiers": {p.name: hash_of(p) for p in files_of(job)} if made else {},
        "empreinte": dict(fingerprint),
        "erreur": _without_folder(result.error, job.donnees),
        "cause": result.cause,
        "cellule": result.cell,
    }


def refused(slug: str, why: str, donnees: Path) -> Entry:
    """Write the entry of a PST whose ``pst.yml`` can't be read: no report could be planned."""
    unknown = ("evaluation", "date_arrete", *_IDENTITY, "province", "chiffres", "cellule")
    nothing = dict.fromkeys(unknown)
    return {
        "rapport": slug,
        "slug": slug,
        **nothing,
        "court": False,
        "etat": FAILED,
        "fichiers": {},
        "empreinte": {},
        "erreur": _without_folder(why, donnees),
        "cause": Cause.DATA,
    }


def files_of(job: Job) -> list[Path]:
    """List the files that a report has once it is made."""
    suffixes = ["html", "ipynb", "json", *(["pdf"] if job.navigateur else [])]
    return [job.file(suffix) for suffix in suffixes]


def is_current(entry: Entry, job: Job, fingerprint: Mapping[str, str], hash_of: Hash) -> bool:
    """Tell whether making a report again would change nothing.

    A report that failed for its data alone would fail again; any other failure is tried again.
    A PDF that nobody asks for this time is no reason to make its page again.
    """
    if entry["empreinte"] != fingerprint:
        return False
    if entry["etat"] == FAILED:
        return entry["cause"] == Cause.DATA and job.navigateur is None
    files = files_of(job)
    known = entry["fichiers"]
    return all(
        path.name in known and path.is_file() and hash_of(path) == known[path.name]
        for path in files
    )


def changes(entry: Entry | None, fingerprint: Mapping[str, str]) -> set[str]:
    """Name what changed since a report was made: keys of its fingerprint."""
    before = entry["empreinte"] if entry and entry["etat"] == MADE else fingerprint
    return {key for key in fingerprint if fingerprint[key] != before.get(key)}


def found_on_disk(sortie: Path, known: Mapping[str, Entry]) -> Iterator[Entry]:
    """Describe the reports of a folder that its journal doesn't know, from their own files."""
    for page in sorted(sortie.glob("*/*.html")):
        name = page.relative_to(sortie).with_suffix("").as_posix()
        figures, notebook = page.with_suffix(".json"), page.with_suffix(".ipynb")
        if name not in known and figures.is_file() and notebook.is_file():
            said = _read(figures)
            identity = _read(notebook)["metadata"].get("pst", {})
            if said.get("evaluation") in EVALUATION_NAMES:
                yield {
                    "rapport": name,
                    "slug": page.parent.name,
                    "evaluation": said["evaluation"],
                    "carnet": identity.get("carnet"),
                    "date_arrete": said["date_arrete"],
                    "court": page.stem.endswith(SHORT),
                    "etat": MADE,
                    **{key: identity.get(key) for key in _IDENTITY},
                    "chiffres": _figures(figures),
                }


def comparisons(sortie: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the comparisons of a folder: the path of each page, and what was asked."""
    for page in sorted((sortie / COMPARISONS).glob("*.html")):
        figures = page.with_suffix(".json")
        asked = _read(figures).get("comparaison") if figures.is_file() else None
        if asked:
            yield page.relative_to(sortie).as_posix(), asked


def synergy_reports(sortie: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the reports on synergies of a folder: the path of each page, and its figures."""
    for page in sorted(sortie.glob("*/synergies-*.html")):
        figures = page.with_suffix(".json")
        found = _read(figures) if figures.is_file() else {}
        if {"synergies_de", "organisme", "partenaire"} <= found.keys():
            yield page.relative_to(sortie).as_posix(), found


def _without_folder(error: str | None, donnees: Path) -> str | None:
    """Leave the folder of the machine out of what the list shows to everybody."""
    return error and error.replace(f"{donnees}{os.sep}", "").replace(f"{donnees}", "…")


def _figures(path: Path) -> dict[str, Any]:
    whole = _read(path)["ensemble"]
    return {name: whole.get(name) for name in _FIGURES}


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content
