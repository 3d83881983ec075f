"""The words of the fictitious region, as data."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pstlib.reference import communes, load_csv
from pstlib.text import fold

_DATA = Path(__file__).parent / "data"


@cache
def words(name: str) -> Any:
    """Read a YAML file of words, e.g. ``words("themes")``; read it, don't change it."""
    return yaml.safe_load((_DATA / f"{name}.yml").read_text(encoding="utf-8"))


@cache
def toponyms() -> dict[str, tuple[str, ...]]:
    """Give the parts of invented names of places, by their kind."""
    parts: dict[str, list[str]] = {}
    with (_DATA / "toponymes.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            parts.setdefault(row["sorte"], []).append(row["texte"])
    return {kind: tuple(texts) for kind, texts in parts.items()}


@cache
def names() -> tuple[str, ...]:
    """Give the names of communes that can be had, those of real ones left out."""
    return _compounds("commune")


@cache
def hamlets() -> tuple[str, ...]:
    """Give the names of villages that can be had."""
    return _compounds("hameau")


def _compounds(kind: str) -> tuple[str, ...]:
    real = {
        fold(name) for name in [*communes()["commune"], *load_csv("passage_ins.csv")["commune"]]
    }
    parts = toponyms()
    found = (start + end for start in parts[kind] for end in parts["fin"])
    return tuple(name for name in found if fold(name) not in real)
