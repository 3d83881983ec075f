"""Damaged exports: they are read or refused in French, and nothing else ever happens."""

import random
from pathlib import Path

import pytest

from pstlib.errors import PstError
from pstlib.model import load
from pstlib.readers import merge, read
from pstlib.writers.flat import csv_files, write_json, zipped

SLUG = "valrive-2019-2024"
ROUNDS = 25
NOISE = [b"\x00", b"\xff", b'"', b"'=", b",,", b"\n", b"null", b"-1", b"{}", b"9e999", "é".encode()]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    pst = load(SLUG, Path(__file__).parents[4] / "pst_data")
    parts, _ = csv_files(pst)
    small = {name: content[:3_000] for name, content in parts.items() if "budget" not in name}
    return {
        "pst.zip": zipped(parts),
        "coupe.zip": zipped(small),
        "pst.json": write_json(pst)[0][:20_000],
        "elements.csv": parts["tables/elements.csv"],
        "suivi.csv": parts["tables/suivi.csv"][:4_000],
    }


@pytest.mark.parametrize("name", ["pst.zip", "coupe.zip", "pst.json", "elements.csv", "suivi.csv"])
def test_a_damaged_export_is_read_or_refused_in_french(
    name: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    dice = random.Random(name)  # noqa: S311 - the same damage at every run
    path = tmp_path / name
    for _ in range(ROUNDS):
        data = files[name]
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(data))
            gap = dice.choice([0, 1, 1, dice.randrange(40)])
            data = data[:place] + dice.choice(NOISE) + data[place + gap :]
        path.write_bytes(data)
        try:
            reading = read(path)
            merge(reading, None, slug=SLUG)
        except PstError:
            continue
        assert reading.source["fichier"] == name
