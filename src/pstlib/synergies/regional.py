"""Which synergies exist where: those of all the plans compared, by domain, form, size, province."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.comparison.export import records
from pstlib.comparison.gathering import gather, identities
from pstlib.comparison.intervals import wilson_interval
from pstlib.comparison.peer_models import PeerSources, peer_models, peer_sources
from pstlib.comparison.selection import chosen_slugs
from pstlib.comparison.study import Study
from pstlib.comparison.terms import TermFinder
from pstlib.comparison.words import tidy
from pstlib.errors import PstError
from pstlib.model import Identity
from pstlib.model.table_files import read_tables
from pstlib.paths import data_folder
from pstlib.reference.synergy_forms import load_synergy_forms
from pstlib.reference.themes import load_theme_rules
from pstlib.synergies.life import standing
from pstlib.synergies.words import AHEAD, DOMAIN_LABELS, DROPPED, EXISTING, UNKNOWN
from pstlib.text import is_missing, name_key, parts_of

OTHER_FORM = "Autre forme"
FEWEST = 5
"""Under so many organisations, an anonymous group isn't counted: it could be told who they are."""
ORGANISATIONS = ["slug", "organisme", "ins", "province", "taille", "consigne", "n", "n_existantes"]
ROWS = [
    "slug", "organisme", "province", "taille", "libelle", "domaine", "forme", "etat", "avec",
    "partenaires", "depuis", "effet", "economie_constatee",
]  # fmt: skip
SHARES = ["n", "n_connus", "taux", "borne_basse", "borne_haute"]
COMMUNE, CPAS, OTHERS = "COMMUNE", "CPAS", "AUTRE"
PARTNER_LABELS = {COMMUNE: "commune", CPAS: "autre CPAS", OTHERS: "autre partenaire"}
_TABLES = ("synergies", "suivi_synergies")
MODELS = ("province", "taille")


@dataclass(frozen=True, eq=False, kw_only=True)
class RegionalSynergies:
    """The synergies of the organisations compared, as they stood at a day.

    An organisation without any row in its table ``synergies`` doesn't record them: what it has is
    unknown, and it counts in no share.

    Attributes:
        etude: The comparison; in an anonymous one nothing may tell who an organisation is: then
            ``organismes`` and ``synergies`` are empty, no province is named, and a table or a
            group of fewer than ``FEWEST`` organisations isn't there.
        n_organismes: How many organisations are compared.
        n_connus: How many of them record synergies.
        organismes: One row per organisation: ``ORGANISATIONS``; ``n`` is without the synergies
            given up.
        synergies: One row per synergy that isn't given up, the existing ones first: ``ROWS``;
            ``depuis`` and ``economie_constatee`` are missing where they aren't known.
        domaines: By ``domaine``: in how many organisations at least one exists, of how many that
            record theirs, with the 95 % interval: ``SHARES``.
        formes: The same by ``forme``.
        groupes: The same, all domains together, by ``modele`` (province, size) and ``groupe``.
        etats: How many synergies by ``domaine``, ``forme`` and ``etat``.
        illisibles: Slugs whose tables can't be read.
    """

    etude: Study
    n_organismes: int
    n_connus: int
    organismes: pd.DataFrame
    synergies: pd.DataFrame
    domaines: pd.DataFrame
    formes: pd.DataFrame
    groupes: pd.DataFrame
    etats: pd.DataFrame
    illisibles: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the counts as what JSON holds; what is unknown is null."""
        tables = ("domaines", "formes", "groupes", "etats")
        counts = {"n_organismes": self.n_organismes, "n_connus": self.n_connus}
        return counts | {name: records(getattr(self, name)) for name in tables}

    @property
    def cpas(self) -> dict[str, Any] | None:
        """The row of ``organismes`` of the organisation in focus, where it may be named."""
        rows = self.organismes[self.organismes["slug"].eq(self.etude.slug or "")].to_dict("records")
        return {str(name): value for name, value in rows[0].items()} if rows else None


def regional_synergies(
    study: Study, donnees: Path | str | None = None, *, parmi: str = ""
) -> RegionalSynergies:
    """Gather the synergies of the organisations of a comparison, at its day.

    Args:
        study: The comparison: its day, term and type; an anonymous one names nobody here either.
        donnees: The folder of the PST; else ``PST_DONNEES``, else ``pst_data``.
        parmi: The condition by which an anonymous study chose its plans; a named one says which.

    Raises:
        TableError: If a reference file of the data folder is refused.
    """
    folder, hidden = data_folder(donnees), study.question.anonyme
    plans = _plans(study, folder, parmi)
    tables, broken = _tables(folder, [one.slug for one in plans])
    rows = _rows(tables, plans, study.jour, folder)
    sources = peer_sources(folder, year=study.jour.year)
    whole = _organisations(plans, rows, _places(sources), broken)
    live = rows[rows["etat"].ne(DROPPED)]
    named = live.merge(whole[["slug", "province", "taille"]], how="left", on="slug")
    known = int(whole["consigne"].sum())
    fewest = FEWEST if hidden else 1
    enough = live if known >= fewest else live.iloc[:0]
    counted = _known_forms(enough, folder, hidden=hidden)
    return RegionalSynergies(
        etude=study,
        n_organismes=len(whole),
        n_connus=known,
        organismes=whole.iloc[:0] if hidden else whole,
        synergies=_listed(named.iloc[:0] if hidden else named),
        domaines=_shares(counted, known, "domaine", DOMAIN_LABELS),
        formes=_shares(counted, known, "forme", sorted(set(counted["forme"]))),
        groupes=_groups(whole, _orders(whole, sources, hidden=hidden), fewest=fewest),
        etats=_counted(counted),
        illisibles=() if hidden else tuple(broken),
    )


def _plans(study: Study, folder: Path, parmi: str) -> list[Identity]:
    """Give the organisations of the study; an anonymous one doesn't say which it compares."""
    known, _broken = identities(folder)
    shown = set(study.comparaison.organismes["slug"])
    if study.question.anonyme:
        kind = study.question.type_admin
        again = gather(
            folder,
            date_arrete=study.jour,
            term=study.legislature,
            type_admin=kind,
            parmi=chosen_slugs(parmi or None, folder, day=study.jour),
        )
        shown = {plan.ligne["slug"] for plan in again.plans}
    return [one for one in known if one.slug in shown]


def _tables(folder: Path, slugs: Sequence[str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Read the tables on synergies; a plan that has one refused is left out, and named."""
    try:
        return {name: _table(folder, slugs, name) for name in _TABLES}, []
    except PstError:  # said of the first only: which others are refused is looked for one by one
        broken = [slug for slug in slugs if not _readable(folder, slug)]
    sound = [slug for slug in slugs if slug not in broken]
    return {name: _table(folder, sound, name) for name in _TABLES}, broken


def _readable(folder: Path, slug: str) -> bool:
    try:
        return all(_table(folder, [slug], name) is not None for name in _TABLES)
    except PstError:
        return False


def _table(folder: Path, slugs: Iterable[str], name: str) -> pd.DataFrame:
    paths = {slug: folder / slug / "tables" / f"{name}.csv" for slug in slugs}
    return read_tables({slug: path for slug, path in paths.items() if path.is_file()}, name)


def _rows(
    tables: dict[str, pd.DataFrame], plans: Iterable[Identity], day: dt.date, folder: Path
) -> pd.DataFrame:
    """Give each synergy as it stood at the day."""
    # Each plan numbers its own synergies.
    keyed = [
        table.assign(synergie_id=table["slug"] + "\n" + table["synergie_id"])
        for table in (tables[name] for name in _TABLES)
    ]
    rows, state = keyed[0], standing(keyed[0], keyed[1], day)
    begun = rows["date_debut"].where(rows["date_debut"].le(pd.Timestamp(day)))
    names = {one.slug: one.organisme for one in plans}
    namer = FormNamer(load_synergy_forms(folder), load_theme_rules(folder).vides)
    return rows.assign(
        organisme=rows["slug"].map(names),
        etat=state["etat"],
        economie_constatee=state["economie_constatee"],
        domaine=rows["domaine"].fillna(UNKNOWN),
        forme=[namer.name(*told) for told in zip(rows["forme"], rows["libelle"], strict=True)],
        avec=[_kinds(cell) for cell in rows["partenaires"]],
        depuis=begun,
        # What is written of it was written with its last state.
        effet=rows["effet_service"].where(state["atteint"]).fillna(UNKNOWN),
    )


class FormNamer:
    """Names the form of a synergy by the terms that its words hold."""

    def __init__(self, forms: dict[str, tuple[str, ...]], empty: Collection[str]) -> None:
        terms = ((name, 1.0, term) for name, terms in forms.items() for term in terms)
        self._ranks = {name: rank for rank, name in enumerate(forms)}
        self._finder = TermFinder(terms, empty)

    def name(self, form: Any, label: Any) -> str:
        """Give the name of a form: by what is written as form, else by the label."""
        for text in (form, label):
            if not is_missing(text):
                found = {t.name for t in self._finder.found(self._finder.held(tidy(text)))}
                if found:
                    return min(found, key=self._ranks.__getitem__)
        return UNKNOWN if is_missing(form) else str(form)


def _kinds(cell: Any) -> str:
    """Say what kinds of organisations take part: the commune, another CPAS, somebody else."""
    found = []
    for name in parts_of(cell):
        key = name_key(name)
        words = set(key.split())
        kind = CPAS if "cpas" in words else COMMUNE if words & {"commune", "ville"} else OTHERS
        found.append(kind)
    return ";".join(kind for kind in PARTNER_LABELS if kind in found)


def _places(sources: PeerSources) -> pd.DataFrame:
    """Give the province and the class of size of each commune, where they are known."""
    models = peer_models(sources)
    groups = {name: models[name].groupes for name in MODELS}
    table = pd.DataFrame({name: one for name, one in groups.items() if one is not None})
    return table.reindex(columns=list(MODELS)).rename_axis("ins").reset_index()


def _orders(whole: pd.DataFrame, sources: PeerSources, *, hidden: bool) -> dict[str, list[str]]:
    """Give the provinces by name, unless they would tell too much, and the classes by size."""
    sizes = [name for _bound, name in sources.reference.classes_taille]
    places = [] if hidden else sorted(whole["province"].dropna().unique())
    return {"province": places, "taille": sizes}


def _organisations(
    plans: Iterable[Identity], rows: pd.DataFrame, places: pd.DataFrame, broken: Collection[str]
) -> pd.DataFrame:
    lines = [(one.slug, one.organisme, one.ins) for one in plans if one.slug not in broken]
    table = pd.DataFrame(lines, columns=ORGANISATIONS[:3]).astype("str")
    counts, existing = (
        rows.loc[held, "slug"].value_counts()
        for held in (rows["etat"].ne(DROPPED), rows["etat"].eq(EXISTING))
    )
    return table.merge(places.astype("str"), how="left", on="ins").assign(
        consigne=table["slug"].isin(rows["slug"]),
        n=table["slug"].map(counts).fillna(0).astype("Int64"),
        n_existantes=table["slug"].map(existing).fillna(0).astype("Int64"),
    )[ORGANISATIONS]


def _known_forms(rows: pd.DataFrame, folder: Path, *, hidden: bool) -> pd.DataFrame:
    """Put under one name the forms that only their own words tell: they may name somebody."""
    if not hidden:
        return rows
    known = rows["forme"].isin([*load_synergy_forms(folder), UNKNOWN])
    return rows.assign(forme=rows["forme"].where(known, OTHER_FORM))


def _shares(rows: pd.DataFrame, known: int, by: str, order: Iterable[str]) -> pd.DataFrame:
    """Count the organisations where at least one synergy exists, among those that record any."""
    having = rows[rows["etat"].eq(EXISTING)].groupby(by)["slug"].nunique()
    names = [name for name in order if name in set(rows[by])]
    counts = having.reindex(pd.Index(names, dtype="str"), fill_value=0).rename_axis(by)
    table = counts.rename("n").astype("Int64").reset_index().assign(n_connus=known)
    found = table.join(wilson_interval(table["n"], table["n_connus"]))
    return found.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def _groups(whole: pd.DataFrame, orders: dict[str, list[str]], *, fewest: int) -> pd.DataFrame:
    known = whole[whole["consigne"]].assign(existe=whole["n_existantes"].gt(0))
    found = [
        {"modele": model, "groupe": name, "n": int(group["existe"].sum()), "n_connus": len(group)}
        for model, names in orders.items()
        for name in names
        if len(group := known[known[model].eq(name)]) >= fewest
    ]
    table = pd.DataFrame(found, columns=["modele", "groupe", "n", "n_connus"])
    table = table.astype({"n": "Int64", "n_connus": "Int64", "modele": "str", "groupe": "str"})
    return table.join(wilson_interval(table["n"], table["n_connus"]))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.groupby(["domaine", "forme", "etat"]).size()
    return counts.rename("n").astype("Int64").reset_index()


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    order = {EXISTING: 0, "EN_COURS": 1, "PROJETEE": 2, AHEAD: 3, UNKNOWN: 4}
    ranked = rows.assign(rang=rows["etat"].map(order)).sort_values(
        ["rang", "organisme", "domaine"], kind="stable"
    )
    return ranked[ROWS].reset_index(drop=True)
