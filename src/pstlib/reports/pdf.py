"""Prints the page of a report as a PDF, through a browser that the machine already has."""

import contextlib
import datetime as dt
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from pstlib.errors import ReportError
from pstlib.text import fr_number

SECONDS = 180  # three hundred actions take six of them on two busy cores
_ARGUMENTS = (
    "--headless=new",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    # Whatever the browser itself would like to fetch, no name nor address leads anywhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=20000",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
    "--no-pdf-header-footer",  # ours are margin boxes of the style sheet
    "--dump-dom",
)
_DRAWN = re.compile(r'<html[^>]*\sdata-graphiques="(\d+)"')
_CLOCK = re.compile(rb"\(D:\d{14}(?:[+-]\d\d'\d\d'|Z00'00')\)")


def drop_stale_pdf(printed: Path, told: Path, text: str) -> None:
    """Remove a PDF that nobody prints again this time, where what it shows is to change.

    A PDF of former figures beside new ones would pass for theirs; one of the same figures stays.

    Args:
        printed: The PDF.
        told: The file beside it that tells whether the figures are the same.
        text: What this file is about to hold.
    """
    if not (told.is_file() and told.read_bytes() == text.encode()):
        printed.unlink(missing_ok=True)


def print_pdf(
    html: str, browser: Path, *, date: dt.date, charts: int, seconds: float = SECONDS
) -> bytes:
    """Print a page that holds all it needs.

    The browser gets a profile of its own, removed afterwards, and reaches no network. What it
    says of the page tells whether every chart was drawn.

    Args:
        html: The page, standalone.
        browser: A Chromium, Chrome or Edge of 2024 or later: older ones number no page.
        date: Stands in the file where the browser would note the hour.
        charts: How many charts the page holds.
        seconds: How long the browser may take.

    Returns:
        The PDF: tagged, with an outline; the same page and browser give the same bytes.

    Raises:
        ReportError: If the browser does not start, takes too long or prints no whole page.
    """
    # A browser installed as a snap sees no temporary folder of the system.
    shelter = Path.home() if "snap" in browser.resolve().parts else None
    with tempfile.TemporaryDirectory(
        prefix="pst-pdf-", dir=shelter, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        page, printed = folder / "rapport.html", folder / "rapport.pdf"
        page.write_text(html, encoding="utf-8", newline="\n")
        command = [
            *(str(browser), *_ARGUMENTS, *_sandbox()),
            f"--user-data-dir={folder / 'profil'}",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        dom, said = _run(command, browser, seconds)
        content = printed.read_bytes() if printed.is_file() else b""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise _failure("Le navigateur n’a pas écrit le PDF", browser, said)
    _check_drawn(dom, charts, browser)
    return _CLOCK.sub(f"(D:{date:%Y%m%d}000000+00'00')".encode(), content)


def _sandbox() -> list[str]:
    """Chromium refuses to start for root with its sandbox; the page runs no script but ours."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _run(command: list[str], browser: Path, seconds: float) -> tuple[str, str]:
    """Run the browser and give what it wrote; its own processes end with it."""
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and the user chose the browser
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise _failure("Le navigateur ne démarre pas", browser, str(error)) from error
    try:
        dom, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        limit = f"rien après {fr_number(round(seconds))} s"
        raise _failure("Le navigateur met trop de temps à écrire le PDF", browser, limit) from error
    finally:
        _end(process)
    return dom.decode(errors="replace"), said.decode(errors="replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Stop the browser and the processes that it started, whatever stopped us."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _check_drawn(dom: str, charts: int, browser: Path) -> None:
    match = _DRAWN.search(dom)
    drawn = int(match[1]) if match else 0
    if drawn != charts:
        raise _failure(
            "Des graphiques manquent dans le PDF", browser, f"{drawn} dessinés sur {charts}"
        )


def _failure(what: str, browser: Path, found: str) -> ReportError:
    lines = [line for line in found.splitlines() if line.strip() and "dbus" not in line]
    return ReportError(
        what,
        where=str(browser),
        found=lines[-1].strip().rstrip(".") if lines else None,
        todo="Mettez-le à jour, ou nommez-en un autre avec --navigateur. "
        "Sans --pdf, la page HTML s’imprime de tout navigateur.",
    )
