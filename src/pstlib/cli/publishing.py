"""``pst publier``: the tables of all plans as open data, ready for any web server."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pstlib.cli import options

if TYPE_CHECKING:
    from pstlib.writers.publication import Published

_TARGET = click.Path(file_okay=False, path_type=Path)
_TARGET.name = "dossier"


@click.command(
    short_help="Publie les tables de tous les PST en données ouvertes.",
    epilog=options.example(
        'pst publier --editeur "Fédération des CPAS" --vers publication',
        'pst publier celles-2019-2024 --editeur "CPAS de Celles" --licence CC-BY-4.0 --vers celles',
    ),
)
@options.slugs
@click.option("--editeur", metavar="NOM", required=True, help="Qui publie.")
@click.option(
    "--vers",
    type=_TARGET,
    metavar="DIR",
    default="publication",
    show_default=True,
    help="Dossier à remplir.",
)
@click.option(
    "--licence",
    type=click.Choice(["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"]),
    help="Licence des PST dont les sources n’en nomment pas ; sans elle, ils restent de côté.",
)
@click.option(
    "--adresse",
    metavar="URL",
    help="Adresse où le dossier sera servi ; sinon les liens sont relatifs.",
)
@click.option("--contact", metavar="COURRIEL", help="À qui poser des questions sur ces données.")
@click.option(
    "--avec-personnes",
    "personnes",
    is_flag=True,
    help="Publie aussi les noms de personnes, les notes et les documents de travail.",
)
@options.donnees
@click.pass_context
def publier(ctx: click.Context, /, *, slugs: tuple[str, ...], donnees: Path, **asked: Any) -> None:
    """Publie les tables de tous les PST en données ouvertes.

    Le dossier se dépose tel quel sur n’importe quel serveur web : une table par fichier CSV,
    datapackage.json (Frictionless Data Package) et catalogue.jsonld (DCAT-AP, pour un portail).
    Les noms de personnes et les notes n’y sont pas. Les organismes fictifs sont à part, et le
    disent. Un PST sans licence connue n’est pas publié.
    """
    from pstlib.cli.waiting import Waiting
    from pstlib.writers.publication import Terms, publish

    target = asked.pop("vers")
    known = options.known_slugs(slugs, donnees)
    terms = Terms(**_checked(asked))
    with Waiting("PST", len(known)) as progress:
        done = publish(known, donnees, target, terms, progress.advance)
    options.say(*_told(done, target))
    ctx.exit(1 if done.unreadable else 0)


def _checked(asked: dict[str, Any]) -> dict[str, Any]:
    """Refuse what no portal could read.

    Raises:
        UsageError: If there is no publisher, the address is none of the web, or the contact no
            electronic address.
    """
    from pstlib.errors import UsageError

    if not asked["editeur"].strip():
        raise UsageError("Le nom de qui publie est vide", where="--editeur", todo="Donnez-le.")

    address, contact = asked["adresse"], asked["contact"]
    if address and not address.startswith(("https://", "http://")):
        raise UsageError(
            "Cette adresse n’est pas celle d’un site",
            where="--adresse",
            found=f"« {address} »",
            todo="Donnez-la entière, par exemple https://www.exemple.be/pst/.",
        )
    if contact and (contact.count("@") != 1 or any(c.isspace() for c in contact)):
        raise UsageError(
            "Ce contact n’est pas une adresse électronique",
            where="--contact",
            found=f"« {contact} »",
            todo="Par exemple pst@exemple.be.",
        )
    return asked


def _told(done: "Published", target: Path) -> list[str]:
    from pstlib.text import NBSP, fr_number

    lines = [f"Écrit : {target}"]
    for one in done.sets:
        size = fr_number(sum(file.nbytes for file in one.files) / 1_000, 0)
        files = options.count(len(one.files), "table")
        lines.append(f"  • {one.name} : {len(one.plans)} PST, {files}, {size}{NBSP}Ko")
    if done.left:
        reasons = [str(error).splitlines()[0] for error in done.left.values()]
        lines += ["Laissés de côté :", *options.bounded(reasons)]
    return lines
