"""The check-lists on synergies: questions by phase, as files that anyone may replace or add."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from pstlib.errors import TableError, UnknownNameError
from pstlib.model.synergy_tables import ANSWERS
from pstlib.paths import OVERRIDES
from pstlib.reference.loader import PACKAGED, read_text
from pstlib.text import nearest

FOLDER = "listes"
ORIGINS = ("propre", "federation")
"""Whose list it is: ours, or the Federation's."""
_LINE = "__ligne__"
_REFERENCE, _READ = "reference", "verifie"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = ("liste", "titre", "objet", "version", "auteur", "statut", "avertissement")
_DAYS = ("date", "derniere_verification")
_LISTS = ("reponses", "phases", "questions")
_ASKED = ("id", "phase", "question", "pourquoi", "qui", "bloquant")
_YES_OR_NO = "attendu : " + " ou ".join(("true", "false"))
_HELP = (
    "Repartez d’une liste livrée avec pstlib (dossier reference/data/listes) et gardez-en la forme."
)


@dataclass(frozen=True)
class Law:
    """Where the law speaks of what is asked; ``verifie`` tells whether it was read there."""

    reference: str
    verifie: bool


@dataclass(frozen=True)
class Question:
    """One question, put so that OUI means: settled.

    ``bloquante`` ones stop the project until they are settled; ``autonomie`` ones protect what is
    the CPAS's own.
    """

    id: str
    phase: str
    texte: str
    pourquoi: str
    qui: tuple[str, ...]
    bloquante: bool
    autonomie: bool
    loi: Law | None


@dataclass(frozen=True)
class Phase:
    """A group of questions."""

    id: str
    libelle: str


@dataclass(frozen=True)
class Checklist:
    """A check-list, as its file says it.

    ``remplace`` tells that a file of the data folder took the place of the one of pstlib.
    """

    liste: str
    titre: str
    objet: str
    version: str
    auteur: str
    statut: str
    avertissement: str
    date: dt.date
    derniere_verification: dt.date
    reponses: tuple[str, ...]
    phases: tuple[Phase, ...]
    questions: tuple[Question, ...]
    remplace: bool = False

    def of_phase(self, phase: Phase) -> list[Question]:
        """Give the questions of a phase, in their order."""
        return [question for question in self.questions if question.phase == phase.id]


def checklist_files(donnees: Path | str | None = None) -> dict[str, Path]:
    """Give the file of each list by its name; one of the data folder goes before ours."""
    own = [] if donnees is None else (Path(donnees) / OVERRIDES / FOLDER).glob("*.yml")
    found = [*(PACKAGED / FOLDER).glob("*.yml"), *own]
    return dict(sorted({path.stem: path for path in found}.items()))


def load_checklists(donnees: Path | str | None = None) -> dict[str, Checklist]:
    """Read all the check-lists, by name.

    Raises:
        TableError: If a list is refused; the message gives its file and line.
    """
    return {name: read_checklist(path) for name, path in checklist_files(donnees).items()}


def load_checklist(name: str, donnees: Path | str | None = None) -> Checklist:
    """Read one check-list.

    Raises:
        UnknownNameError: If there is no list of this name.
        TableError: If it is refused; the message gives its file and line.
    """
    files = checklist_files(donnees)
    if name not in files:
        near = dict.fromkeys([*nearest(name, files), *files])
        raise UnknownNameError(
            f"Aucune liste de questions ne s’appelle « {name} »",
            todo=f"Listes : {', '.join(near)}. Une nouvelle se dépose dans "
            f"{OVERRIDES}/{FOLDER}/ du dossier des données.",
        )
    return read_checklist(files[name])


def read_checklist(path: Path) -> Checklist:
    """Read the file of a check-list, again only if it changed.

    Raises:
        TableError: If it lacks something or says something unknown, with its line.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int, _size: int) -> Checklist:
    data = _parsed(path)
    _require(data, (*_TEXTS, *_DAYS, *_LISTS), path)
    _refuse_wrong_head(data, path)
    phases = tuple(_phase(item, path) for item in _mappings(data, "phases", path))
    known = {phase.id for phase in phases}
    questions = tuple(_question(item, known, path) for item in _mappings(data, "questions", path))
    _refuse_doubles(data["questions"], path)
    return Checklist(
        **{key: str(data[key]) for key in _TEXTS},
        date=data["date"],
        derniere_verification=data["derniere_verification"],
        reponses=tuple(data["reponses"]),
        phases=phases,
        questions=questions,
        remplace=path.parent != PACKAGED / FOLDER and (PACKAGED / FOLDER / path.name).is_file(),
    )


class _LinedLoader(yaml.SafeLoader):
    """Gives each mapping the line on which it begins."""


def _lined(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    return {**loader.construct_mapping(node, deep=True), _LINE: node.start_mark.line + 1}


_LinedLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _lined)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(read_text(path), Loader=_LinedLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        _refuse(path, mark.line + 1 if mark else None, str(getattr(error, "problem", error)))
    if not isinstance(data, dict):
        _refuse(path, 1, "ce n’est pas une liste de questions")
    return data


def _refuse(path: Path, line: int | None, found: str) -> NoReturn:
    place = f"{path}, ligne {line}" if line else str(path)
    raise TableError("Liste de questions refusée", where=place, found=found, todo=_HELP)


def _require(item: Mapping[str, Any], keys: Iterable[str], path: Path) -> None:
    missing = [key for key in keys if item.get(key) in (None, "", [])]
    if missing:
        _refuse(path, item[_LINE], f"sans {', '.join(f'« {key} »' for key in missing)}")


def _refuse_wrong_head(data: Mapping[str, Any], path: Path) -> None:
    line = data[_LINE]
    if str(data["liste"]) != path.stem or not _NAME.fullmatch(path.stem):
        _refuse(path, line, f"liste : « {data['liste']} » dans un fichier « {path.name} »")
    if data["statut"] not in ORIGINS:
        _refuse(path, line, f"statut : « {data['statut']} », ni {' ni '.join(ORIGINS)}")
    for key in _DAYS:
        if not isinstance(data[key], dt.date):
            _refuse(path, line, f"{key} : « {data[key]} » n’est pas une date AAAA-MM-JJ")
    unknown = [word for word in data["reponses"] if word not in ANSWERS]
    if unknown or not isinstance(data["reponses"], list):
        _refuse(path, line, f"reponses : pas une liste de {', '.join(ANSWERS)}")


def _mappings(data: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    items = data[key]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        _refuse(path, data[_LINE], f"{key} : pas une liste")
    return items


def _phase(item: Mapping[str, Any], path: Path) -> Phase:
    _require(item, ("id", "libelle"), path)
    return Phase(_identifier(item, path), str(item["libelle"]))


def _identifier(item: Mapping[str, Any], path: Path) -> str:
    if not _NAME.fullmatch(str(item["id"])):
        _refuse(path, item[_LINE], f"id : « {item['id']} » (minuscules, chiffres et tirets)")
    return str(item["id"])


def _question(item: Mapping[str, Any], phases: set[str], path: Path) -> Question:
    line = item[_LINE]
    _require(item, _ASKED, path)
    unknown = sorted(set(item) - {*_ASKED, "autonomie", "loi", _LINE})
    if unknown:
        _refuse(path, line, f"clé inconnue « {unknown[0]} »")
    if item["phase"] not in phases:
        _refuse(path, line, f"phase inconnue « {item['phase']} »")
    who = item["qui"] if isinstance(item["qui"], list) else [item["qui"]]
    return Question(
        id=_identifier(item, path),
        phase=item["phase"],
        texte=str(item["question"]),
        pourquoi=str(item["pourquoi"]),
        qui=tuple(str(one) for one in who),
        bloquante=_yes_or_no(item, "bloquant", path),
        autonomie=_yes_or_no(item, "autonomie", path),
        loi=_law(item["loi"], line, path) if item.get("loi") else None,
    )


def _yes_or_no(item: Mapping[str, Any], key: str, path: Path) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        _refuse(path, item[_LINE], f"{key} : « {value} » ; {_YES_OR_NO}")
    return value


def _law(data: Any, line: int, path: Path) -> Law:
    if not isinstance(data, dict) or not data.get(_REFERENCE):
        _refuse(path, line, f"loi : sans « {_REFERENCE} »")
    known = {"oui": True, "non": False, True: True, False: False}
    if data.get(_READ) not in known:
        _refuse(path, data[_LINE], f"loi : {_READ} « {data.get(_READ)} », ni oui ni non")
    return Law(str(data[_REFERENCE]), known[data[_READ]])


def _refuse_doubles(questions: Iterable[Mapping[str, Any]], path: Path) -> None:
    seen: set[Any] = set()
    for item in questions:
        if item["id"] in seen:
            _refuse(path, item[_LINE], f"deux questions d’id « {item['id']} »")
        seen.add(item["id"])
