"""A folder of plans published: files and descriptions put in place together."""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pstlib.errors import PstError, UsageError
from pstlib.model import load
from pstlib.model.slugs import folder_of
from pstlib.paths import LOCK, alone_in, sha256_of, write_atomically
from pstlib.writers.publication.catalogue import CATALOGUE, PACKAGE, catalogue
from pstlib.writers.publication.package import package
from pstlib.writers.publication.plans import LicenceError, Plan, Terms, plan_of
from pstlib.writers.publication.tables import PlanSet, SetWriter

_WORK = ".publication-"


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes:
        sets: The sets and their files.
        left: Why some plans are not there, by slug.
        unreadable: How many of them can't be read.
    """

    sets: tuple[PlanSet, ...]
    left: Mapping[str, PstError]

    @property
    def unreadable(self) -> int:
        """Count the plans whose data have errors; one without licence has none."""
        return sum(not isinstance(error, LicenceError) for error in self.left.values())


def publish(
    slugs: Sequence[str],
    donnees: Path,
    target: Path,
    terms: Terms,
    done: Callable[[], object] = lambda: None,
) -> Published:
    """Write the tables of plans, a Data Package and a DCAT-AP catalogue into ``target``.

    Plans are read one at a time. Nothing is put in place before all is written; the descriptions
    come last, so that they never speak of a file that isn't there.

    Args:
        slugs: The plans.
        donnees: Folder that holds one folder per PST.
        target: Folder to fill; what it held that isn't published any more goes away.
        terms: Who publishes, and how.
        done: Called after each plan.

    Raises:
        UsageError: If ``target`` holds something else.
        PstError: If no plan can be published.
    """
    _refuse_others(target)
    with alone_in(target):
        for unfinished in target.glob(f"{_WORK}*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(dir=target, prefix=_WORK))
        try:
            sets, left = _staged(slugs, donnees, stage, terms, done)
            if not sets:
                raise PstError(
                    "Aucun PST ne peut être publié",
                    where=f"dossier {donnees}",
                    details=[str(error) for error in left.values()],
                )
            _put_in_place(sets, stage, target, terms)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return Published(tuple(sets), left)


def _staged(
    slugs: Sequence[str],
    donnees: Path,
    stage: Path,
    terms: Terms,
    done: Callable[[], object],
) -> tuple[list[PlanSet], dict[str, PstError]]:
    """Write the files of each set, one set after the other."""
    plans, left = _chosen(slugs, donnees, terms)
    sets = []
    for name in sorted({plan.set_name for plan in plans}):
        writer = SetWriter(name, stage, persons=terms.personnes)
        for plan in plans:
            if plan.set_name == name:
                _add(writer, plan, left)
                done()
        made = writer.close()
        if made.plans:
            sets.append(made)
    return sets, left


def _chosen(
    slugs: Sequence[str], donnees: Path, terms: Terms
) -> tuple[list[Plan], dict[str, PstError]]:
    plans: list[Plan] = []
    left: dict[str, PstError] = {}
    for slug in slugs:
        try:
            plans.append(plan_of(folder_of(slug, donnees), terms.licence))
        except PstError as error:
            left[slug] = error
    return plans, left


def _add(writer: SetWriter, plan: Plan, left: dict[str, PstError]) -> None:
    slug = plan.dossier.name
    try:
        writer.add(plan, load(slug, plan.dossier.parent))
    except PstError as error:
        left[slug] = error


def _put_in_place(sets: Sequence[PlanSet], stage: Path, target: Path, terms: Terms) -> None:
    wanted = {file.path: file.digest.hexdigest() for one in sets for file in one.files}
    former = _paths(target / PACKAGE) - set(wanted)
    for path, digest in wanted.items():
        place = target / path
        if place.is_file() and sha256_of(place) == digest:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        (stage / path).chmod(0o644)
        (stage / path).replace(place)
    write_atomically(target / PACKAGE, _json(package(sets, terms)))
    write_atomically(target / CATALOGUE, _json(catalogue(sets, terms)))
    for path in former:
        (target / path).unlink(missing_ok=True)
        if not any((target / path).parent.iterdir()):
            (target / path).parent.rmdir()


def _paths(described: Path) -> set[str]:
    """Give the files of a former publication: none but those that this module names."""
    if not described.is_file():
        return set()
    resources = json.loads(described.read_text(encoding="utf-8")).get("resources", [])
    paths = {str(one.get("path")) for one in resources}
    return {path for path in paths if path.startswith("donnees/") and ".." not in path}


def _refuse_others(target: Path) -> None:
    """Refuse a folder that holds something and was never published into, such as the data."""
    held = [path.name for path in target.iterdir()] if target.is_dir() else []
    ours = CATALOGUE in held or all(name == LOCK or name.startswith(_WORK) for name in held)
    if not ours:
        raise UsageError(
            "Ce dossier contient autre chose qu’une publication",
            where=str(target),
            todo="Donnez avec --vers un dossier nouveau ou vide.",
        )


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
