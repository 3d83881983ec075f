"""Where every figure of a report comes from, and how to make it again."""

import hashlib
import shlex
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean
from pstlib.evaluation import Evaluation
from pstlib.paths import sha256_of
from pstlib.text import NC, fr_date

_SOURCE_FACTS = {
    "producteur": "Producteur",
    "adresse": "Adresse",
    "date_situation": "Situation décrite",
    "date_lecture": "Lu le",
    "licence": "Licence",
    "sha256": "Empreinte SHA-256",
    "remarque": "Remarque",
}


def provenance(ev: Evaluation, *, court: bool = False, carnet: str = "") -> Block:
    """List sources, tables with their hashes, version and parameters, and the command.

    Args:
        ev: The evaluation.
        court: Name the sources, and give one hash for all the tables.
        carnet: The notebook of one's own that makes the report, if one does.
    """
    day = ev.date_arrete.isoformat()
    slug, kind = ev.identite.slug, ev.evaluation
    files = files_read(ev.pst.dossier)
    command = ["pst", "rapport", slug, "--evaluation", kind, "--date-arrete", day]
    command += [*(["--carnet", carnet] if carnet else []), *(["--court"] if court else [])]
    return block(
        "provenance.html.j2",
        "Sources et provenance",
        sources=_sources(ev.pst.dossier, court=court),
        tables=[] if court else files,
        commune=hash_of_all(files) if court and files else None,
        n_tables=len(files),
        version=version("pstlib"),
        parametres=[
            ("slug", ev.identite.slug),
            ("évaluation", ev.evaluation),
            ("date_arrete", day),
        ],
        commande=shlex.join(command),
    )


def files_read(folder: Path | None) -> list[tuple[str, str]]:
    """Name each file that the figures come from, with its hash."""
    if folder is None:
        return []
    files = [folder / "pst.yml", *sorted(folder.glob("tables/*.csv"))]
    return [(path.relative_to(folder).as_posix(), sha256_of(path)) for path in files]


def hash_of_all(files: list[tuple[str, str]]) -> str:
    """Give one hash of many: that of the list that ``sha256sum`` prints."""
    listed = "".join(f"{digest}  {name}\n" for name, digest in files)
    return hashlib.sha256(listed.encode()).hexdigest()


def _sources(folder: Path | None, *, court: bool) -> list[dict[str, Any]]:
    """Read what is said of each source, in the words of its ``.source.yml``."""
    found = []
    for path in sorted(folder.glob("sources/*.source.yml")) if folder else []:
        facts = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        shown = [
            (label, _fact(facts[key]))
            for key, label in _SOURCE_FACTS.items()
            if facts.get(key) and not court
        ]
        found.append({"titre": clean(facts.get("titre")) or NC, "faits": shown})
    return found


def _fact(value: Any) -> str:
    return fr_date(value) if hasattr(value, "isoformat") else clean(value)
