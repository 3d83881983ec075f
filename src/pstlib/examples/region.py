"""A region of fictitious organisations, written one at a time; an interrupted one can go on."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pstlib.errors import UsageError
from pstlib.examples.folders import STAGE, pst_of, write_folder
from pstlib.examples.organisations import NORMAL, NOT_RECEIVED, Organisation
from pstlib.examples.plans import Plan, make_communal_plan, make_plan
from pstlib.paths import write_atomically

MARK = "region.json"
TRUTH = "verite"
_FORM = "pstlib-region 1"
_FIRST, _SECOND = (2019, 2024), (2025, 2030)
_SOURCE = "fictif (pst exemple)"
_HOSTILE = (
    '<script>alert("pst")</script> Organiser un atelier',
    '=HYPERLINK("exemple.invalid";"Rédiger un guide")',
    "@SOMME(A1:A9) Actualiser le plan de formation",
    'Créer une épicerie sociale "><img src=x onerror=alert(1)> & <b>vite</b>',
)
_FAMILIES = ("communes rurales", "bourgs", "petites villes", "villes")
_CONTEXT = (  # as in variables_contexte.yml: name, unit, quantiles
    ("densite", "habitants/km²", ((0, 24), (0.5, 220), (0.9, 900), (1, 3_200))),
    ("part_65_plus", "%", ((0, 13), (0.5, 19.2), (1, 28))),
    ("revenu_median", "€", ((0, 18_500), (0.5, 24_800), (1, 34_000))),
    ("faible_instruction", "%", ((0, 18), (0.5, 31), (1, 49))),
    ("part_ris", "%", ((0, 0.4), (0.5, 1.9), (0.9, 4.5), (1, 8.5))),
)


@dataclass(frozen=True)
class Region:
    """What is asked: how many CPAS, of which seed, with how many budget lines an exercice."""

    organismes: int
    graine: int
    lignes_budget: int = 1_500

    def __iter__(self) -> Iterator[Organisation]:
        return (Organisation(self.graine, rank) for rank in range(self.organismes))


def write_region(region: Region, folder: Path, done: Callable[[str], object]) -> int:
    """Write a region into ``folder``, leaving what of it is there already.

    An organisation doesn't depend on how many there are: a region of 261 is the start of one of
    2,610, and a folder can grow.

    Args:
        region: What is asked.
        folder: An empty folder, or one that holds the same region or its start.
        done: Called with the name of each organisation whose PST are there.

    Returns:
        The number of PST of the region.

    Raises:
        UsageError: If the folder holds anything else.
    """
    _ = Organisation(region.graine, region.organismes - 1).commune  # too many: said at once
    _claim(region, folder)
    for left in folder.glob(f"{STAGE}*"):
        shutil.rmtree(left)
    _write_context(region, folder / "referentiel")
    number = 0
    for owner in region:
        slugs = slugs_of(owner)
        if not all((folder / slug).is_dir() for slug in slugs):
            write_organisation(owner, folder, lines=region.lignes_budget)
        number += len(slugs)
        done(owner.name)
    _write_truth(region, folder / TRUTH)
    return number


def slugs_of(owner: Organisation) -> list[str]:
    """Name the PST of an organisation and of its commune."""
    if owner.state != NORMAL:
        return []
    slugs = [f"{owner.stem}-2019-2024"]
    if owner.is_one("second PST", 0.16):
        slugs.append(f"{owner.stem}-2025-2030")
    if owner.is_one("PST communal", 0.12):
        slugs.append(f"commune-{owner.stem}-2019-2024")
    return slugs


def _claim(region: Region, folder: Path) -> None:
    mark, wanted = folder / MARK, {"format": _FORM, **asdict(region)}
    if mark.is_file():
        known = json.loads(mark.read_text(encoding="utf-8"))
        same = {**known, "organismes": region.organismes} == wanted
        if not same or known["organismes"] > region.organismes:
            raise UsageError(
                "Ce dossier contient une autre région",
                where=str(folder),
                found=f"{known.get('organismes')} organismes, graine {known.get('graine')}",
                todo="Redemandez celle-là, aussi grande ou plus, ou nommez un autre dossier.",
            )
    elif folder.is_dir() and any(folder.iterdir()):
        raise UsageError(
            "Ce dossier n’est pas vide",
            where=str(folder),
            todo="Nommez un dossier vide ou qui n’existe pas : rien n’y est mélangé.",
        )
    write_atomically(mark, json.dumps(wanted, indent=2) + "\n")


def write_organisation(owner: Organisation, folder: Path, *, lines: int) -> None:
    """Write the PST of an organisation that are not there yet, and the truth on each."""
    first = make_plan(owner, _FIRST)
    if owner.is_hostile:
        for row, title in zip(first.actions, _HOSTILE, strict=False):
            row["libelle"] = title
    slugs = slugs_of(owner)
    _write_plan(first, slugs[0], folder, lines=lines)
    for slug in slugs[1:]:
        if slug.startswith("commune-"):
            _write_plan(make_communal_plan(owner, _FIRST), slug, folder, lines=0)
        else:
            _write_plan(make_plan(owner, _SECOND, carried_over(first)), slug, folder, lines=lines)


def _write_plan(plan: Plan, slug: str, folder: Path, *, lines: int) -> None:
    pst = pst_of(plan, slug, lines=lines)
    if (folder / slug).is_dir():
        return
    rows = ([slug, key, theme] for key, theme in plan.themes.items())
    _write_csv(folder / TRUTH / "themes" / f"{slug}.csv", "slug,element_id,theme", rows)
    write_folder(
        pst,
        folder / slug,
        plan.owner.damage if slug.endswith("2024") and not slug.startswith("commune-") else None,
    )


def carried_over(plan: Plan) -> list[dict[str, Any]]:
    """Choose the actions that the next plan takes over."""
    draw = plan.owner.draw("reports")
    return [
        {"libelle": row["libelle"], "vrai_theme": plan.themes[row["element_id"]]}
        for row in plan.actions
        if not row.get("partage_de") and draw.chance(0.25)
    ]


def _write_context(region: Region, folder: Path) -> None:
    """Write what is known of the communes, in the files that the reference data read."""
    for name, (titles, rows_of) in _FILES.items():
        _write_csv(folder / name, titles, (row for owner in region for row in rows_of(owner)))


def _commune(owner: Organisation) -> Iterator[list[Any]]:
    yield [owner.ins, owner.commune, owner.name, *owner.place.values(), 0, ""]


def _people(owner: Organisation) -> Iterator[list[Any]]:
    growth = owner.draw("croissance").whole(-4, 12)
    for year in range(2013, 2027):
        yield [
            owner.ins,
            year,
            owner.population * (1_000 + (year - 2019) * growth) // 1_000,
            _SOURCE,
        ]


def _figures(owner: Organisation) -> Iterator[list[Any]]:
    draw = owner.draw("contexte")
    for name, unit, points in _CONTEXT:
        yield [owner.ins, 2021, name, round(draw.quantile(points), 1), unit, _SOURCE]


def _coverage(owner: Organisation) -> Iterator[list[Any]]:
    yield [owner.ins, owner.name, *_FIRST, owner.state]
    sent = any(slug.endswith("2030") for slug in slugs_of(owner))
    yield [owner.ins, owner.name, *_SECOND, NORMAL if sent else NOT_RECEIVED]


def _family(owner: Organisation) -> Iterator[list[Any]]:
    size = sum(owner.population > limit for limit in (5_000, 12_000, 30_000))
    yield [owner.ins, _FAMILIES[size], _SOURCE]


_FILES: dict[str, tuple[str, Callable[[Organisation], Iterator[list[Any]]]]] = {
    "communes.csv": (
        "ins,commune,cpas,province,province_ins,arrondissement,arrondissement_ins,"
        "communaute_germanophone,codes_postaux",
        _commune,
    ),
    "population.csv": ("ins,annee,population,source", _people),
    "contexte.csv": ("ins,annee,variable,valeur,unite,source", _figures),
    "familles.csv": ("ins,famille,source", _family),
    "couverture.csv": ("ins,organisme,exercice_debut,exercice_fin,etat", _coverage),
}


def _write_truth(region: Region, folder: Path) -> None:
    """Write what a test must know, which no PST says."""
    known = [
        {
            "rang": o.rank, "ins": o.ins, "organisme": o.name, "etat": o.state,
            "dommage": o.damage, "pst": slugs_of(o), "lacunes": sorted(o.gaps),
            "intitules_hostiles": o.is_hostile, "population": o.population,
        }
        for o in region
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in known)
    text = f'{{"graine": {region.graine}, "organismes": [\n{lines}\n]}}\n'
    write_atomically(folder / "verite.json", text)


def _write_csv(path: Path, titles: str, rows: Iterable[list[Any]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(titles.split(","))
    writer.writerows(rows)
    write_atomically(path, stream.getvalue())
