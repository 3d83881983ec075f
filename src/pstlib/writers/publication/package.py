"""The Data Package (Frictionless, v1) that describes the files of a publication."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pstlib.grammar import counted
from pstlib.model.tables import FOREIGN_KEYS
from pstlib.text import NBSP
from pstlib.writers.datapackage import field_of
from pstlib.writers.publication.plans import LICENCES, Plan, Terms
from pstlib.writers.publication.tables import ORGANISATIONS, PLAN, PlanSet, TableFile, table_of

KEYWORDS = ("programme stratégique transversal", "PST", "CPAS", "Wallonie", "évaluation")
MADE_UP = " (données fictives)"
_FICTITIOUS = "Organismes fictifs, inventés pour des essais : aucune de ces données n’est réelle."
_SOME_FICTITIOUS = "Ce qui est fictif, inventé pour des essais, est à part et le dit."
_HELD = "Objectifs, actions, suivi daté, indicateurs, budget et synergies, une table par fichier."
_NO_PERSON = "Les noms de personnes, les notes et les documents de travail n’y sont pas."
_EMPTY = "Une cellule vide est une valeur inconnue, jamais zéro."


def package(sets: Sequence[PlanSet], terms: Terms) -> dict[str, Any]:
    """Describe all the files of a publication."""
    plans = [plan for one in sets for plan in one.plans]
    return {
        "profile": "tabular-data-package",
        "name": "programmes-strategiques-transversaux",
        "title": whole_title(sets),
        "description": whole_description(sets, terms),
        **({"homepage": terms.adresse} if terms.adresse else {}),
        "keywords": list(KEYWORDS),
        "contributors": [{"title": terms.editeur, "role": "publisher"}],
        "licenses": [licence(name) for name in sorted({plan.licence for plan in plans})],
        "sources": list(_sources(plans)),
        "resources": [_resource(one, file) for one in sets for file in one.files],
    }


def whole_title(sets: Sequence[PlanSet]) -> str:
    """Name the whole; it is fictitious where all of it is."""
    made_up = MADE_UP * all(is_fictitious(one) for one in sets)
    return f"Programmes stratégiques transversaux{made_up}"


def whole_description(sets: Sequence[PlanSet], terms: Terms) -> str:
    """Say what the sets are, then once what holds for all."""
    titles = [f"{title(one)}." for one in sets]
    some = [_SOME_FICTITIOUS] * any(is_fictitious(one) for one in sets)
    made_up = [_FICTITIOUS] if all(is_fictitious(one) for one in sets) else some
    return " ".join([*titles, *made_up, *_shared(terms)])


def title(one: PlanSet) -> str:
    """Name a set; one of fictitious organisations says so."""
    who = one.plans[0].identite
    years = f"{who.exercice_debut}-{who.exercice_fin}"
    whose = f"{_whose(one.plans)}{MADE_UP * is_fictitious(one)}"
    return f"Programmes stratégiques transversaux {years}{NBSP}: {whose}"


def description(one: PlanSet, terms: Terms) -> str:
    """Say in French what a set holds, and what it doesn't."""
    made_up = [_FICTITIOUS] * is_fictitious(one)
    return " ".join([f"{title(one)}.", *made_up, *_shared(terms)])


def table_title(one: PlanSet, file: TableFile) -> str:
    """Name a file; one of fictitious organisations says so."""
    return f"{table_of(file.table).title}{MADE_UP * is_fictitious(one)}"


def is_fictitious(one: PlanSet) -> bool:
    """Tell whether a set is of organisations that don't exist: never some of it only."""
    return one.plans[0].identite.fictif


def _shared(terms: Terms) -> list[str]:
    return [_HELD, *[_NO_PERSON] * (not terms.personnes), _EMPTY]


def licence(name: str) -> dict[str, str]:
    """Describe a licence as a Data Package does; one that isn't known by its name alone."""
    if name not in LICENCES:
        return {"name": "autre", "title": name}
    address, long_name = LICENCES[name]
    return {"name": name, "path": address, "title": long_name}


def is_address(text: Any) -> bool:
    """Tell whether a text is an address of the web."""
    return isinstance(text, str) and text.startswith(("https://", "http://"))


def _whose(plans: Sequence[Plan]) -> str:
    """Count the organisations, or name the only one."""
    names = {plan.identite.organisme for plan in plans}
    if len(names) == 1:
        return " ".join(names.pop().split())
    kinds = [plan.identite.type_admin for plan in plans]
    parts = [
        counted(kinds.count(kind), *words)
        for kind, words in {"CPAS": ("CPAS", "CPAS"), "AC": ("commune", "communes")}.items()
        if kind in kinds
    ]
    return " et ".join(parts)


def _sources(plans: Iterable[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        for source in plan.sources:
            told = {"title": " ".join(str(source["titre"] or plan.identite.libelle).split())}
            yield told | ({"path": source["adresse"]} if is_address(source["adresse"]) else {})


def _resource(one: PlanSet, file: TableFile) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": f"{file.table.replace('_', '-')}-{one.name}",
        "path": file.path,
        "title": table_title(one, file),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.nbytes,
        "hash": f"sha256:{file.digest.hexdigest()}",
        "licenses": [licence(one.plans[0].licence)],
        "schema": _schema(one, file),
    }


def _schema(one: PlanSet, file: TableFile) -> dict[str, Any]:
    """Describe the columns; what is unique in a plan is so with the name of its plan."""
    fields = [field_of("pst", PLAN), *(field_of(*column) for column in file.columns.items())]
    for column in fields:
        column.get("constraints", {}).pop("unique", None)
    unique = [name for name, spec in file.columns.items() if spec.unique][:1]
    alone = file.table == ORGANISATIONS
    keys = {"primaryKey": ["pst", *unique]} if unique or alone else {}
    links = list(_links(one, file))
    return {
        "fields": fields,
        "missingValues": [""],
        **keys,
        **({"foreignKeys": links} if links else {}),
    }


def _links(one: PlanSet, file: TableFile) -> Iterator[dict[str, Any]]:
    """Give the links that every row has; Table Schema doesn't say what half a missing key means."""
    present = {other.table for other in one.files}
    if file.table != ORGANISATIONS:
        yield _link(["pst"], f"{ORGANISATIONS}-{one.name}", ["pst"])
    for table, column, target, target_column in FOREIGN_KEYS:
        known = file.columns.get(column)
        if table == file.table and target in present and known and not known.nullable:
            yield _link(["pst", column], f"{target}-{one.name}", ["pst", target_column])


def _link(columns: list[str], resource: str, target: list[str]) -> dict[str, Any]:
    return {"fields": columns, "reference": {"resource": resource, "fields": target}}
