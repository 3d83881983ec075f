"""``pst importer``: source files into the folder of a PST, all of them or none."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pstlib.cli import options
from pstlib.cli.reading import level_counts
from pstlib.errors import UsageError

if TYPE_CHECKING:
    from pstlib.readers import Reading


@click.command(
    short_help="Lit des sources et les range dans le dossier d’un PST.",
    epilog=options.example(
        "pst importer programme.txt --vers celles-2019-2024 --date-situation 31/12/2019"
    ),
)
@click.argument(
    "fichiers",
    metavar="FICHIER...",
    nargs=-1,
    required=True,
    type=options.SOURCE,
    help="Sources à importer.",
)
@click.option("--vers", "slug", metavar="SLUG", required=True, help="Nom du dossier du PST.")
@click.option(
    "--date-situation",
    metavar="DATE",
    help="Date de la situation que les sources décrivent ; connue si elles sont déjà importées.",
)
@click.option("--sans-copie", is_flag=True, help="Ne copie pas les sources dans le dossier.")
@options.donnees
def importer(
    *,
    fichiers: tuple[Path, ...],
    slug: str,
    date_situation: str | None,
    sans_copie: bool,
    donnees: Path,
) -> None:
    """Lit des sources et les range dans le dossier d’un PST, créé s’il n’existe pas.

    Tout ou rien : si une source est refusée, rien n’est écrit. Importer deux fois la même source
    ne change rien. Les valeurs déjà encodées restent ; seules celles qui manquent sont complétées.
    """
    from pstlib.model.identity import is_slug
    from pstlib.readers import read
    from pstlib.text import parse_date

    if not is_slug(slug):
        raise UsageError(
            "Nom de dossier incorrect",
            where="--vers",
            found=f"« {slug} »",
            todo="Utilisez des minuscules, des chiffres et des tirets : celles-2019-2024.",
        )
    given = parse_date(date_situation) if date_situation else None
    readings = {path: read(path) for path in fichiers}
    dates = {
        path: given or _known_date(donnees / slug, path, reading)
        for path, reading in readings.items()
    }
    changed = _merge_all(readings, dates, donnees / slug, copy=not sans_copie)
    options.say(*(_outcome(path, reading) for path, reading in readings.items()))
    options.say(f"Écrit dans {donnees / slug} :" if changed else "Rien n’a changé.")
    options.say(*(f"  {name}" for name in changed))


def _outcome(path: Path, reading: "Reading") -> str:
    return (
        f"{path.name} : {level_counts(reading.elements)} ; "
        f"{options.count(len(reading.rejets), 'rejet')}, "
        f"{options.count(len(reading.avertissements), 'remarque')}"
    )


def _known_date(folder: Path, source: Path, reading: "Reading") -> dt.date | None:
    """Give the date said at an earlier import; statuses need one, a bare plan does not."""
    from pstlib.writers import situation_date

    known = situation_date(folder, source)
    if known or reading.observed.empty:
        return known
    raise UsageError(
        "La date de la situation n’est pas connue",
        where=source.name,
        todo="Donnez-la : --date-situation AAAA-MM-JJ.",
    )


def _merge_all(
    readings: "dict[Path, Reading]",
    dates: "dict[Path, dt.date | None]",
    folder: Path,
    *,
    copy: bool,
) -> list[str]:
    """Merge the readings into the PST of ``folder``; give the names of the files that changed.

    Everything is written into a copy first: a refusal, or a full disk, leaves the folder as is.
    """
    from pstlib.model import list_slugs, load
    from pstlib.readers import merge
    from pstlib.writers import write_pst, write_rejects, write_source

    slug = folder.name
    pst = load(slug, folder.parent) if slug in list_slugs(folder.parent) else None
    with tempfile.TemporaryDirectory(prefix="pst-") as temporary:
        stage = Path(temporary) / slug
        if folder.is_dir():
            shutil.copytree(folder, stage)
        changed: list[Path] = []
        for path, reading in readings.items():
            pst = merge(reading, pst, slug=slug, date_situation=dates[path])
            changed += write_source(stage, path, reading, copy=copy, date_situation=dates[path])
            changed += write_rejects(stage, reading)
        if pst is not None:
            changed += write_pst(pst, stage)
        names = sorted({path.relative_to(stage).as_posix() for path in changed})
        _replay(names, stage, folder)
    return names


def _replay(names: Sequence[str], stage: Path, folder: Path) -> None:
    from pstlib.paths import write_atomically

    for name in names:
        if (stage / name).is_file():
            write_atomically(folder / name, (stage / name).read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)
