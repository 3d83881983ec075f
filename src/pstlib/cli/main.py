"""The group ``pst``: finds a command when it is asked for, and says every failure in French."""

import importlib
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from pstlib.cli.french import make_printable, speak_french
from pstlib.cli.options import example
from pstlib.errors import PstError
from pstlib.text import NBSP

_COMMANDS = {
    "lire": "reading",
    "importer": "importing",
    "verifier": "checking",
    "lister": "checking",
    "evaluer": "evaluating",
    "rapport": "reporting",
    "lot": "reporting",
    "comparer": "comparing",
    "synergies": "synergies",
    "chercher": "searching",
    "modele": "templates",
    "exporter": "exporting",
    "publier": "publishing",
    "exemple": "examples",
    "lab": "lab",
}
INTERRUPTED = 130
_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")


class PstGroup(click.Group):
    """A group whose commands load on first use and whose failures are French sentences."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run the command line in French, whatever the language of the machine."""
        speak_french()
        make_printable(sys.stdout, sys.stderr)
        return super().main(args, *rest, **options)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the commands in the order of the work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"pstlib.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the options of ``pst`` itself."""
        with _in_french_quotes():
            return super().make_context(*args, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, naming the nearest ones when there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=list(_COMMANDS), ctx=ctx
            ) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; give each failure its sentence and its exit code."""
        try:
            with _in_french_quotes():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except PstError as error:
            _fail(ctx, f"Erreur : {error}", error.exit_code)
        except KeyboardInterrupt:
            click.echo("\nInterrompu à votre demande.", err=True)
            ctx.exit(INTERRUPTED)
        except OSError as error:
            _fail(ctx, f"Erreur : {_inaccessible(error)}", 1)
        except Exception as error:
            _fail(ctx, _internal(error, shown=ctx.params["trace"]), 1)


@contextmanager
def _in_french_quotes() -> Iterator[None]:
    """Put what click quotes as Python does between the quotes of French."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        told = _QUOTED.sub(rf"«{NBSP}\1{NBSP}»", error.format_message())
        raise click.UsageError(told, ctx=error.ctx) from None


def _fail(ctx: click.Context, message: str, code: int) -> None:
    if ctx.params["trace"]:
        click.echo(traceback.format_exc(), err=True)
    click.echo(message, err=True)
    ctx.exit(code)


def _inaccessible(error: OSError) -> PstError:
    from pstlib.paths import reason

    return PstError(
        "Fichier inaccessible",
        where=str(error.filename) if error.filename else None,
        found=reason(error),
        todo="Vérifiez les droits du dossier et la place qui reste, puis recommencez.",
    )


def _internal(error: Exception, *, shown: bool) -> str:
    first = (str(error).splitlines() or [""])[0]
    message = f"Erreur interne : {type(error).__name__} – {first or 'sans message'}."
    return message if shown else f"{message} Relancez avec « pst --trace … » pour le détail."


@click.group(
    cls=PstGroup,
    name="pst",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("pst lire programme.txt", "pst COMMANDE --help"),
)
@click.version_option(
    None,
    "--version",
    package_name="pstlib",
    prog_name="pst",
    help="Affiche la version et quitte.",
)
@click.option("--trace", is_flag=True, help="En cas d’erreur, montre aussi la trace technique.")
def main(*, trace: bool) -> None:
    """Charge, vérifie et évalue les programmes stratégiques transversaux (PST)."""
    del trace  # read from the context when something fails
