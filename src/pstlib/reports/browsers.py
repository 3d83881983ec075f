"""The browsers that print a report: where Chromium, Chrome and Edge are on each system."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pstlib.errors import ReportError

BROWSER_VARIABLE = "PST_NAVIGATEUR"
_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
_MACOS = ("Google Chrome", "Microsoft Edge", "Chromium")
_LINUX = ("/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge", "/snap/bin/chromium")
_TODO = (
    f"Installez Chromium, Google Chrome ou Microsoft Edge, ou nommez le vôtre avec --navigateur "
    f"ou la variable {BROWSER_VARIABLE}. Sans --pdf, la page HTML s’imprime de tout navigateur."
)


def find_browser(named: str | None = None) -> Path:
    """Give the browser that prints: the one named, else the variable's, else the first found.

    Args:
        named: A path or the name of a command.

    Raises:
        ReportError: If the one named does not exist, or none is found where browsers usually are.
    """
    wanted = named or os.environ.get(BROWSER_VARIABLE)
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise ReportError(
                "Ce navigateur est introuvable ou ne peut pas être lancé", where=wanted, todo=_TODO
            )
        return Path(found)
    on_path = map(shutil.which, _COMMANDS)
    usual = map(shutil.which, map(str, usual_places(sys.platform, os.environ)))
    found = next(filter(None, (*on_path, *usual)), None)
    if found is None:
        raise ReportError("Aucun navigateur trouvé pour écrire le PDF", todo=_TODO)
    return Path(found)


def usual_places(system: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """List where a system (``sys.platform``) installs browsers out of the ``PATH``."""
    if system == "win32":
        roots = [environment[name] for name in _WINDOWS_ROOTS if environment.get(name)]
        yield from (Path(root, place) for place in _WINDOWS for root in roots)
    elif system == "darwin":
        homes = ("/", environment.get("HOME", "/"))
        for name in _MACOS:
            for home in homes:
                yield Path(home, "Applications", f"{name}.app", "Contents/MacOS", name)
    else:
        yield from map(Path, _LINUX)
