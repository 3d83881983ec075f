"""Score the reading of documents against their truths: ``make bench-lecture``.

Each document (``NAME.pdf``, ``NAME.html``…) has its truth beside it (``NAME.truth.json``). Without
argument, the shared fixtures and the documents of our own tests are read.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pstlib.errors import SourceError
from pstlib.readers.documents.files import read_document

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/unit/readers"))

from scoring import Score, score  # noqa: E402

FOLDERS = (ROOT / "../shared/fixtures/documents", ROOT / "tests/unit/readers/documents/cases")
KINDS = {
    ".txt": "texte",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".html": "html",
    ".htm": "html",
}
HEADER = f"{'document':46} {'F1':>6} {'parent':>7} {'état':>6} {'resp.':>6} {'éch.':>6} {'s':>6}"


def main(arguments: list[str]) -> int:
    """Print one line per document; with ``-v``, what is missing or too much."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    folders = [Path(name) for name in names] or list(FOLDERS)
    print(HEADER)
    lowest = 1.0
    for truth in truths(folders):
        lowest = min(lowest, measure(truth, loud="-v" in arguments))
    return int(lowest < 0.95)


def truths(folders: list[Path]) -> Iterator[Path]:
    """Give the truths of folders, or those named."""
    for folder in folders:
        yield from sorted(folder.glob("*.truth.json")) if folder.is_dir() else [folder]


def measure(path: Path, *, loud: bool) -> float:
    """Read one document and print its scores; give its F1."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    document = path.parent / truth["document"]
    start = time.perf_counter()
    elements, refused = read(document)
    seconds = time.perf_counter() - start
    result = score(elements, truth["elements"])
    print(line(document.name, result, seconds) + (f"  refusé : {refused}" if refused else ""))
    if loud:
        tell(result)
    return result.f1


def read(document: Path) -> tuple[list[dict[str, Any]], str]:
    """Give the elements read, and the refusal if there is one."""
    try:
        reading = read_document(document, document.read_bytes(), KINDS[document.suffix])
    except SourceError as error:
        return [], str(error).splitlines()[0]
    rows = reading.elements.astype(object).where(reading.elements.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")], ""


def line(name: str, result: Score, seconds: float) -> str:
    """Write the scores of a document."""
    shares = (result.f1, result.parent, result.status, result.manager, result.deadline)
    widths = (6, 7, 6, 6, 6)
    figures = " ".join(f"{share:{w}.3f}" for share, w in zip(shares, widths, strict=True))
    return f"{name[:46]:46} {figures} {seconds:6.2f}"


def tell(result: Score) -> None:
    """Print what differs."""
    for label, rows in (
        ("manque", result.missing),
        ("en trop", result.invented),
        ("parent", result.wrong_parent),
        ("état", result.wrong_status),
    ):
        for row in rows[:12]:
            print(f"    {label:8}", *(str(part)[:150] for part in row))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
