"""What a command writes down of a pair of actions proposed: accepted, or rejected and why."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

_PAIR = "CODE+CODE"


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which a proposed pair is accepted or rejected."""
    for option in (
        click.option("--auteur", metavar="TEXTE", help="Qui décide de la paire proposée."),
        click.option("--motif", metavar="TEXTE", help="Motif de la décision."),
        click.option(
            "--rejeter", metavar=_PAIR, help="Note qu’une paire proposée est rejetée, avec --motif."
        ),
        click.option(
            "--accepter",
            metavar=_PAIR,
            help="Note qu’une paire proposée est acceptée : codes de l’action de chacun.",
        ),
    ):
        command = option(command)
    return command


def taken(form: dict[str, Any]) -> dict[str, Any] | None:
    """Take the options of a decision out of a form; None where nothing is to be decided.

    Raises:
        click.UsageError: If they don’t go together.
    """
    told = {name: form.pop(name) for name in ("accepter", "rejeter", "motif", "auteur")}
    if told["accepter"] and told["rejeter"]:
        raise click.UsageError("--accepter et --rejeter ne vont pas ensemble.")
    if not told["accepter"] and not told["rejeter"]:
        if told["motif"] or told["auteur"]:
            raise click.UsageError("--motif et --auteur vont avec --accepter ou --rejeter.")
        return None
    if not form["avec"]:
        raise click.UsageError("Nommez avec --avec le PST de l’autre organisme.")
    if told["rejeter"] and not told["motif"]:
        raise click.UsageError("Donnez le motif du rejet avec --motif : il sera rappelé.")
    return told


def decide(told: Mapping[str, Any], form: Mapping[str, Any]) -> list[Path]:
    """Write a decision into the table ``suggestions`` of a PST, and describe the table anew.

    The decision bears the date asked for, else that of today.
    """
    from dataclasses import replace

    from pstlib.model import load
    from pstlib.paths import write_atomically
    from pstlib.synergies.suggestions import ACCEPTED, REJECTED, Decision, with_decision
    from pstlib.writers.datapackage import datapackage
    from pstlib.writers.folder import to_csv

    ours, theirs = (load(form[name], form["donnees"]) for name in ("slug", "avec"))
    decision = Decision(
        mot=ACCEPTED if told["accepter"] else REJECTED,
        date=form["date_arrete"] or dt.date.today(),
        auteur=told["auteur"],
        motif=told["motif"],
    )
    table = with_decision(ours, theirs, told["accepter"] or told["rejeter"], decision)
    folder = form["donnees"] / form["slug"]
    path = folder / "tables/suggestions.csv"
    write_atomically(path, to_csv(table, "suggestions"))
    write_atomically(folder / "datapackage.json", datapackage(replace(ours, suggestions=table)))
    return [path]
