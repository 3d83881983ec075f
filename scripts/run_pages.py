"""Run what a page of ``docs/`` tells people to type, and compare what it prints with the page.

``python scripts/run_pages.py`` runs the guide; with ``--ecrire``, it writes into the page what the
commands print now. A page holds three kinds of fences:

- ``console``: lines that begin with ``$`` are typed, the others are what is printed. A line
  ``[…]`` stands for any lines.
- ``sh``: commands alone.
- any language and a name, as in ``yaml pst.yml``: a file that the reader writes.
"""

import contextlib
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import CliRunner

from pstlib.cli import main as pst
from pstlib.errors import ReportError
from pstlib.reports.browsers import find_browser

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/guide.md"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```", re.DOTALL | re.MULTILINE)
LEFT_OUT = "[…]"
PROMPT = "$ "
PDF = "--pdf"
# Durations, and scores of likeness, which move with the vocabulary.
UNSTEADY = re.compile(r"\b\d+(?:,\d+)?(?=[ \u00a0]s\b)|(?<=ressemblance )\d,\d+")


@dataclass(frozen=True)
class Step:
    """One thing that a reader does: type ``command``, or write ``text`` in the file ``name``.

    Attributes:
        command: What is typed; empty for a file.
        name: File to write; empty for a command.
        text: What the page says that the command prints, or what the file holds.
        shown: Whether the page says what the command prints.
    """

    command: str = ""
    name: str = ""
    text: str = ""
    shown: bool = False


def blocks(language: str, page: str) -> list[str]:
    """Give what the fences of a language hold, in their order."""
    return [match[3] for match in FENCE.finditer(page) if match[1] == language]


def steps(page: str) -> Iterator[Step]:
    """Give what a page makes a reader do, in its order."""
    for language, name, body in FENCE.findall(page):
        if name:
            yield Step(name=name, text=body)
        elif language == "console":
            yield from _typed(body)
        elif language == "sh":
            yield from (Step(command=line) for line in body.splitlines() if line.strip())


def _typed(body: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield Step(command=command, text=printed, shown=True)


@dataclass(frozen=True)
class Done:
    """What a command of ``pst`` printed, and its exit code.

    How far it is goes to the error output, as a bar in a terminal: left out where all went well.
    """

    code: int
    printed: str


def desk(folder: Path) -> Path:
    """Give a folder that holds the shipped data, as the repository of a reader does."""
    shutil.copytree(ROOT / "pst_data", folder / "pst_data")
    return folder


def perform(step: Step, folder: Path) -> Done | None:
    """Do a step in a folder; None for a file, and for what is no command of ``pst``."""
    if step.name:
        file = folder / step.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step.text, encoding="utf-8")
        return None
    program, *words = shlex.split(step.command)
    if program != "pst":
        return None
    with contextlib.chdir(folder):
        done = CliRunner().invoke(pst, words, prog_name="pst")
    return Done(done.exit_code, done.output if done.exit_code else done.stdout)


def can_run(step: Step) -> bool:
    """Tell whether this machine has what a step needs: a browser, for a PDF."""
    if PDF not in step.command:
        return True
    try:
        return find_browser().is_file()
    except ReportError:
        return False


def agrees(said: str, printed: str) -> bool:
    """Tell whether a command printed what a page says, what is unsteady and left out apart."""
    parts = [re.escape(_plain(part)) for part in re.split(r"^\[…\]\n", said, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), _plain(printed)) is not None


def _plain(text: str) -> str:
    lines = (UNSTEADY.sub("0", line).rstrip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines)


def renewed(said: str, printed: str) -> str:
    """Give what a command prints now, with as many lines left out at as many places."""
    lines = [line.rstrip() for line in printed.splitlines()]
    parts = [part.splitlines() for part in re.split(r"^\[…\]\n", said, flags=re.MULTILINE)]
    if len(parts) == 1:
        kept = lines
    else:
        first, last = len(parts[0]), len(parts[-1])
        kept = [*lines[:first], LEFT_OUT, *(lines[-last:] if last else [])]
    return "".join(f"{line}\n" for line in kept)


def rewrite(page: Path) -> int:
    """Write into a page what its commands print now; give how many of them had changed."""
    text, number = page.read_text(encoding="utf-8"), 0
    with tempfile.TemporaryDirectory() as folder:
        for step, done in outcomes(text, desk(Path(folder))):
            if step.shown and not agrees(step.text, done.printed):
                typed = f"{PROMPT}{step.command}\n"
                text = text.replace(typed + step.text, typed + renewed(step.text, done.printed), 1)
                number += 1
    page.write_text(text, encoding="utf-8")
    return number


def outcomes(page: str, folder: Path) -> Iterator[tuple[Step, Done]]:
    """Do in a folder all that a page tells; give each command with what came of it."""
    for step in steps(page):
        known = step if can_run(step) else _without_pdf(step)
        done = perform(known, folder)
        if done:
            yield known, done


def _without_pdf(step: Step) -> Step:
    return replace(step, command=step.command.replace(f" {PDF}", ""), shown=False)


def disagreements(page: str, folder: Path) -> Iterator[str]:
    """Give what a page says otherwise than its commands print."""
    for step, done in outcomes(page, folder):
        if step.shown and not agrees(step.text, done.printed):
            yield f"$ {step.command}\n{done.printed}"


def main(words: Sequence[str]) -> int:
    """Run the guide, or rewrite what it shows; give the exit code."""
    if "--ecrire" in words:
        print(f"{rewrite(GUIDE)} commands print something else than the guide said")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = list(disagreements(GUIDE.read_text(encoding="utf-8"), desk(Path(folder))))
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    os.environ.setdefault("PST_CACHE", "")
    sys.exit(main(sys.argv[1:]))
