"""Damaged files: whatever is broken, the user only ever sees a ``PstError``."""

import random
from pathlib import Path

import pytest

from pstlib.errors import PstError
from pstlib.readers import read

FIXTURES = Path(__file__).parents[3].parent / "shared" / "fixtures"
FILES = sorted(
    path
    for folder in ("documents", "tables", "ecomptes")
    for path in (FIXTURES / folder).glob("*.*")
    if path.suffix in {".txt", ".docx", ".odt", ".html", ".pdf", ".xml", ".csv", ".ods", ".xlsx"}
    and not path.name.startswith("bombe")
)
ROUNDS = 8
_NOISE = [b"\x00", b"\xff\xfe", b"<", b"&x;", b'"', b";;;", b"\n\n", "é".encode(), b"PK", b"\x1a"]

pytestmark = pytest.mark.skipif(not FILES, reason="../shared is not there: its files are damaged")


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Cut, overwrite, repeat or drop parts of a file."""
    for _ in range(dice.randint(1, 4)):
        place, length = dice.randrange(len(data)), dice.randint(1, max(2, len(data) // 8))
        data = (
            dice.choice(
                [
                    lambda d, p, _n: d[: max(1, p)],
                    lambda d, p, n: d[:p] + d[p + n :],
                    lambda d, p, n: d[:p] + d[p : p + n] * 2 + d[p + n :],
                    lambda d, p, _n: d[:p] + dice.choice(_NOISE) + d[p:],
                    lambda d, p, _n: d[:p] + bytes([dice.randrange(256)]) + d[p + 1 :],
                ]
            )(data, place, length)
            or b"x"
        )
    return data


@pytest.mark.parametrize("source", FILES, ids=lambda path: path.name)
def test_a_damaged_file_is_read_or_refused_in_french(source: Path, tmp_path: Path) -> None:
    dice = random.Random(source.name)  # noqa: S311 - the same damage at every run
    for round_ in range(ROUNDS):
        target = tmp_path / f"{round_}{source.suffix}"
        target.write_bytes(damaged(source.read_bytes(), dice))
        try:
            reading = read(target)
        except PstError:
            continue
        assert reading.to_json()["source"]["fichier"] == target.name


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".ods", ".xml", ".csv", ".html"])
def test_a_file_under_the_extension_of_another_is_read_or_refused(
    suffix: str, tmp_path: Path
) -> None:
    for number, source in enumerate(FILES):
        target = tmp_path / f"{number}{suffix}"
        target.write_bytes(source.read_bytes())
        try:
            read(target)
        except PstError:
            continue
