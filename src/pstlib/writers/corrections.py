"""Corrections of a source, added to the ``corrections.yml`` of a PST."""

from dataclasses import asdict
from pathlib import Path

import yaml

from pstlib.model.corrections import CORRECTIONS_FILE, Correction, load_corrections
from pstlib.paths import write_atomically


def write_correction(folder: Path, correction: Correction) -> bool:
    """Add a correction at the end of ``corrections.yml``, what is there staying as it is.

    Returns:
        Whether it was added: one that is there already is not.

    Raises:
        TableError: If the file that is there is no list of corrections.
    """
    if correction in load_corrections(folder):
        return False
    path = folder / CORRECTIONS_FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    start = f"{before.rstrip()}\n" if before.strip() else ""
    added = yaml.safe_dump([asdict(correction)], allow_unicode=True, sort_keys=False, width=100)
    return write_atomically(path, start + added)
