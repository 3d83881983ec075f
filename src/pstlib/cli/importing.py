"""``pst importer``: source files into the folder of a PST, all of them or none."""

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options
from pstlib.cli.merging import Source, merge_all
from pstlib.cli.reading import reject_lines, remark_lines
from pstlib.cli.rejects import known_sources, rejects_of, resolved_lines
from pstlib.errors import UsageError
from pstlib.text import NBSP

if TYPE_CHECKING:
    import pandas as pd

    from pstlib.readers import Reading

_YES, _NO = ("o", "oui", "y", "yes"), ("n", "non", "no")


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
@click.option(
    "--lier",
    "liens",
    metavar="CODE=ID",
    multiple=True,
    help="Décide d’un doute : ce que dit la source, puis l’element_id du PST, « nouveau » (un "
    "élément du plan) ou « ignorer » (une ligne de suivi, de budget…).",
)
@click.option("--organisme", metavar="NOM", help="À qui est le PST, si la source ne le dit pas.")
@click.option(
    "--exercices", metavar="AAAA-AAAA", help="Années du PST, si la source ne les dit pas."
)
@click.option(
    "--corrige",
    "corriges",
    metavar="FICHIER",
    multiple=True,
    help="Nom d’une source importée avant, dont celle-ci est la version corrigée : ses rejets sont "
    "levés.",
)
@click.option("--remplacer", is_flag=True, help="Les valeurs de la source remplacent les connues.")
@click.option("--a-blanc", is_flag=True, help="Montre les différences et n’écrit rien.")
@click.option("--oui", is_flag=True, help="Écrit sans demander, même dans un PST connu.")
@options.donnees
def importer(
    *,
    fichiers: tuple[Path, ...],
    slug: str,
    date_situation: str | None,
    donnees: Path,
    **choices: Any,
) -> None:
    """Lit des sources et les range dans le dossier d’un PST, créé s’il n’existe pas.

    Tout ou rien : si une source est refusée, rien n’est écrit. Importer deux fois la même source
    ne change rien. Les valeurs déjà encodées restent ; seules celles qui manquent sont complétées.
    Les différences avec ce qui est connu sont montrées avant l’écriture. Dans un terminal, ce qui
    changerait un PST connu n’est écrit qu’après votre accord.
    """
    _check_slug(slug)
    said = _said(choices["organisme"], choices["exercices"])
    sources = _read(fichiers, donnees / slug, date_situation, said)
    decisions = {
        "links": _links(choices["liens"]),
        "replace_known": choices["remplacer"],
        "corrected": known_sources(choices["corriges"], donnees / slug),
    }
    with _writing(donnees, blank=choices["a_blanc"]) as temporary:
        stage = temporary / slug
        rejected = rejects_of(donnees / slug)
        changed, differences = merge_all(
            sources, stage, donnees / slug, copy=not choices["sans_copie"], **decisions
        )
        for path, reading, _ in sources:
            options.say(*_outcome(path, reading))
        options.say(*_told(differences, replaced=choices["remplacer"]))
        options.say(*resolved_lines(rejected, rejects_of(stage)))
        _conclude(changed, stage, donnees / slug, **choices)


@contextmanager
def _writing(donnees: Path, *, blank: bool) -> Iterator[Path]:
    """Give a folder to work in, while no other import changes the PST; none need wait to look."""
    from pstlib.paths import alone_in

    with (
        nullcontext() if blank else alone_in(donnees, waiting=_say_waiting),
        tempfile.TemporaryDirectory(prefix="pst-") as temporary,
    ):
        yield Path(temporary)


def _say_waiting() -> None:
    click.echo("Un autre import écrit dans ce dossier : attente de sa fin…", err=True)


def _conclude(changed: Sequence[str], stage: Path, folder: Path, **choices: Any) -> None:
    """Write what changed, unless the user doesn't want it."""
    from pstlib.writers.sources import REJECTS
    from pstlib.writers.staging import put_in_place

    if choices["a_blanc"]:
        options.say("Rien n’est écrit (--a-blanc).")
        return
    if not changed:
        options.say("Rien n’a changé.")
    elif (folder / "pst.yml").is_file() and not (choices["oui"] or _agreed()):
        options.say("Rien n’est écrit.")
        return
    else:
        put_in_place(changed, stage, folder)
        options.say(f"Écrit dans {folder} :", *(f"  {name}" for name in changed))
    if (folder / REJECTS).is_file():
        options.say(f"Tous les rejets, avec leur raison{NBSP}: {folder / REJECTS}")


def _agreed() -> bool:
    """Ask, where somebody can answer; click's own question knows no « oui »."""
    if not sys.stdin.isatty():
        return True
    question = f"Écrire ces changements{NBSP}? [o/N]"
    answer: bool = click.prompt(
        *(question, "n"), show_default=False, prompt_suffix=" ", value_proc=_yes_or_no, err=True
    )
    return answer


def _yes_or_no(text: str) -> bool:
    word = text.strip().lower()
    if word not in (*_YES, *_NO):
        raise click.UsageError("répondez o ou n")
    return word in _YES


def _check_slug(slug: str) -> None:
    from pstlib.model.identity import is_slug

    if not is_slug(slug):
        raise UsageError(
            "Nom de dossier incorrect",
            where="--vers",
            found=f"« {slug} »",
            todo="Utilisez des minuscules, des chiffres et des tirets : celles-2019-2024.",
        )


def _said(organisation: str | None, years: str | None) -> dict[str, Any]:
    """Give what the user says of the PST's identity, in the keys of ``pst.yml``."""
    from pstlib.reference import find_ins

    said: dict[str, Any] = {}
    if organisation:
        kind = "CPAS" if "cpas" in organisation.lower().replace(".", "") else "AC"
        said = {"organisme": organisation, "type_admin": kind, "ins": find_ins(organisation)}
    if years:
        first, _, last = years.replace("–", "-").partition("-")
        if not (first.isdigit() and last.isdigit()):
            raise UsageError(
                "Exercices illisibles",
                where="--exercices",
                found=f"« {years} »",
                todo="Écrivez les deux années : 2025-2030.",
            )
        said |= {"exercice_debut": int(first), "exercice_fin": int(last)}
    return said


def _read(
    files: Sequence[Path], folder: Path, date_situation: str | None, said: dict[str, Any]
) -> list[Source]:
    from pstlib.model.corrections import load_corrections
    from pstlib.readers import correct, read
    from pstlib.text import parse_date

    given = parse_date(date_situation) if date_situation else None
    corrections = load_corrections(folder)
    readings = {path: _completed(correct(read(path), corrections), said) for path in files}
    return [
        Source(path, reading, given or _known_date(folder, path, reading))
        for path, reading in readings.items()
    ]


def _links(given: Sequence[str]) -> dict[str, str]:
    wrong = [text for text in given if not all(text.partition("="))]
    if wrong:
        raise UsageError(
            "Lien illisible",
            where="--lier",
            found=", ".join(wrong),
            todo="Écrivez CODE=ID, par exemple OS1.OO2.A3=os1-oo2-a4.",
        )
    return {code.strip(): target.strip() for code, _, target in (t.partition("=") for t in given)}


def _told(differences: "pd.DataFrame", *, replaced: bool) -> list[str]:
    """Count the differences by kind, and show those that the user should look at."""
    lines = []
    for nature, rows in differences.groupby("nature", sort=False):
        lines.append(f"{str(nature).capitalize()} : {len(rows)}")
        shown = [
            f"  {row['table']} {row['objet']} {row['colonne']} : {row['avant']} → {row['apres']}"
            if row["colonne"]
            else f"  {row['table']} {row['objet']} {row['avant'] or row['apres']}"
            for row in rows.to_dict("records")
        ]
        lines += options.bounded([" ".join(line.split()) for line in shown])
        if nature == "différent" and not replaced:
            lines.append(f"  Les valeurs connues restent{NBSP}; --remplacer prend celles lues ici.")
    return lines


def _completed(reading: "Reading", said: dict[str, Any]) -> "Reading":
    """Add what the user says to what the source leaves open; the source's own word stays."""
    known = {key: value for key, value in reading.pst.items() if value is not None}
    return replace(reading, pst={**reading.pst, **said, **known})


def _outcome(path: Path, reading: "Reading") -> Iterator[str]:
    """Count what was read of a source; show what of it was not loaded, and what to look at."""
    from pstlib.model.counts import level_counts

    figures = len(reading.tables.get("contexte", ()))
    context = f"{NBSP}; {options.count(figures, 'ligne')} sur des communes, hors du PST"
    yield (
        f"{path.name}{NBSP}: {level_counts(reading.elements)}{NBSP}; "
        f"{options.count(len(reading.rejets), 'rejet')}, "
        f"{options.count(len(reading.avertissements), 'remarque')}{context if figures else ''}"
    )
    if len(reading.rejets):
        yield from ("  Rejets :", *reject_lines(reading))
    if len(reading.avertissements):
        yield from ("  Remarques :", *remark_lines(reading))


def _known_date(folder: Path, source: Path, reading: "Reading") -> dt.date | None:
    """Give the date said at an earlier import; statuses need one, a bare plan does not."""
    from pstlib.writers import situation_date

    known = situation_date(folder, source)
    undated = reading.observed
    if "date_suivi" in undated:
        undated = undated[undated["date_suivi"].isna()]
    if known or undated.empty:
        return known
    raise UsageError(
        "La date de la situation n’est pas connue",
        where=source.name,
        todo="Donnez-la : --date-situation AAAA-MM-JJ.",
    )
