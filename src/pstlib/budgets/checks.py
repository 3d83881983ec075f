"""What looks wrong in the money of a PST: each problem with its place and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pstlib.budgets.execution import unbudgeted
from pstlib.budgets.lines import KEY, ReadArticle, amounts_by_version, budget_lines, read_article
from pstlib.budgets.links import attach
from pstlib.model.articles import parse_article
from pstlib.model.findings import COLUMNS, ERROR, INFO, WARNING, Finding, per_row
from pstlib.model.pst import Pst
from pstlib.model.situation import situation
from pstlib.reference.nomenclature import Nomenclature
from pstlib.text import fr_euro

_SLACK = 2
"""Years around a PST that its tables may speak of: the account before it, the budget after it."""
_DATED = ("budget", "liens_budget", "financements", "projections", "effectifs")
_TYPES = {"R": "recette", "D": "dépense"}
_SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
_LINE = "article {article}, {nature} de {exercice}"


def check_money(pst: Pst, nomenclature: Nomenclature) -> pd.DataFrame:
    """List what deserves a look in the tables of money of a PST.

    Returns:
        The columns of ``pstlib.model.check``: one row a problem, errors first.
    """
    lines = budget_lines(pst.budget, nomenclature=nomenclature)
    amounts = amounts_by_version(lines)
    lines = lines.assign(nature=lines["type"].map(_TYPES), nom=lines["service"].map(_SERVICES))
    found = [
        *_years(pst),
        *_articles(lines),
        *_columns(lines),
        *_versions(lines),
        *_accounts(lines, amounts),
        *_sides(lines),
    ]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    own = pd.DataFrame(found, columns=COLUMNS).astype({"ligne": "Int64", "element_id": "str"})
    links = attach(amounts, pst.liens_budget, _every_element(pst)).problemes[COLUMNS]
    every = pd.concat([table for table in (own, links) if len(table)] or [own], ignore_index=True)
    return every.sort_values(
        "gravite", key=lambda gravity: gravity.map(order), kind="stable", ignore_index=True
    )


def _every_element(pst: Pst) -> pd.DataFrame:
    """Give the plan with all that was ever in it: a link may speak of a year gone by."""
    never = pd.Series(index=pst.elements.index, dtype="str")
    elements = pst.elements.assign(version_entree=never, version_sortie=never)
    return situation(replace(pst, elements=elements), dt.date(pst.identite.exercice_fin, 12, 31))


def _years(pst: Pst) -> Iterator[Finding]:
    first, last = pst.identite.exercice_debut - _SLACK, pst.identite.exercice_fin + _SLACK
    for name in _DATED:
        table = pst.tables[name]
        far = table[table["exercice"].lt(first) | table["exercice"].gt(last)]
        counts = far.groupby("exercice")["exercice"].transform("size")
        yield from per_row(
            far.assign(lignes=counts).drop_duplicates("exercice"),
            WARNING,
            name,
            "exercice {exercice} à plus de deux ans du PST (lignes concernées : {lignes})",
            "Vérifiez l’année, et que cette table est bien celle de ce PST.",
        )


def _articles(lines: pd.DataFrame) -> Iterator[Finding]:
    distinct = lines.drop_duplicates(["service", "article"])
    yield from per_row(
        distinct[~distinct["lisible"]],
        WARNING,
        "budget",
        "article « {article} » illisible",
        "Écrivez fonction/code-numéro, comme 8013/111-01 ; ses montants sont gardés.",
    )
    pairs = zip(distinct["article"], distinct["service"], strict=True)
    read = [(parse_article(article), service) for article, service in pairs]
    yield from per_row(
        distinct[[a is not None and not a.agrees_with(service) for a, service in read]],
        WARNING,
        "budget",
        "article {article} : son numéro est inhabituel au service {nom}",
        "Vérifiez le service : numéros 01 à 49 à l’ordinaire, 51 et plus à l’extraordinaire.",
    )
    unknown = lines["lisible"] & lines["fonction_libelle"].isna()
    yield from per_row(
        lines[unknown].drop_duplicates("fonction"),
        INFO,
        "budget",
        "fonction {fonction} absente de la nomenclature",
        "Ajoutez-la à referentiel/fonctions.csv pour qu’elle ait un intitulé.",
    )


def _columns(lines: pd.DataFrame) -> Iterator[Finding]:
    """Find the columns that say another thing than the article, and those that say nothing."""
    distinct = lines.drop_duplicates(["article", "fonction", "code_economique", "numero"])
    columns = list(ReadArticle._fields[:3])
    told = [read_article(article)[:3] for article in distinct["article"].tolist()]
    read = pd.DataFrame(told, index=distinct.index, columns=columns, dtype="str")
    differs = distinct["fonction"].str.zfill(5).ne(read["fonction"].str.zfill(5))
    for column in columns[1:]:
        differs |= distinct[column].ne(read[column])
    yield from per_row(
        distinct[differs & distinct["lisible"]],
        WARNING,
        "budget",
        "article {article}, mais fonction {fonction}, code {code_economique} et numéro {numero}",
        "Corrigez ces colonnes, ou videz-les : elles se lisent dans l’article.",
    )
    # Of an article that elements share, an amendment may say what it changes and no more.
    shared = lines.duplicated([*KEY, "version"], keep=False) & lines["version"].str.startswith("MB")
    yield from per_row(
        lines[lines["montant"].isna() & ~shared],
        INFO,
        "budget",
        f"{_LINE}, version {{version}} : montant inconnu",
        "Complétez-le ; il n’est pas compté pour zéro.",
    )


def _versions(lines: pd.DataFrame) -> Iterator[Finding]:
    key = [*KEY, "version"]
    yield from per_row(
        lines[lines.duplicated(key)],
        WARNING,
        "budget",
        f"{_LINE} : figure deux fois à la version {{version}}, les montants sont additionnés",
        "Supprimez le double, ou vérifiez que les deux montants s’ajoutent.",
    )
    votes = ["exercice", "service", "type"]
    started = lines["version"].eq("INITIAL").groupby([lines[name] for name in votes])
    amended = lines["version"].str.startswith("MB") & ~started.transform("any")
    yield from per_row(
        lines[amended].drop_duplicates(votes),
        WARNING,
        "budget",
        "{exercice}, service {nom}, {nature}s : {version} sans budget initial",
        "Importez le budget initial : les articles que la modification ne reprend pas manquent.",
    )


def _accounts(lines: pd.DataFrame, amounts: pd.DataFrame) -> Iterator[Finding]:
    first = lines[~lines.duplicated(KEY)].reset_index(names="rang").set_index(KEY)
    located = amounts.join(first[["rang", "nature"]], on=KEY).set_index("rang").sort_index()
    yield from _unbudgeted(located)
    over = located[located["imputations"].gt(located["engagements"]).fillna(value=False)]
    shown = {name: over[name].map(fr_euro) for name in ("imputations", "engagements")}
    yield from per_row(
        over.assign(**shown),
        WARNING,
        "budget",
        f"{_LINE} : {{imputations}} imputés pour {{engagements}} engagés",
        "Vérifiez les deux montants : on n’impute pas plus qu’on n’engage.",
    )


def _unbudgeted(amounts: pd.DataFrame) -> Iterator[Finding]:
    alone = unbudgeted(amounts)
    in_voted_year = alone["exercice"].isin(amounts.loc[amounts["dernier_vote"].notna(), "exercice"])
    counts = alone.groupby("exercice")["exercice"].transform("size")
    yield from per_row(
        alone.assign(articles=counts)[~in_voted_year].drop_duplicates("exercice"),
        INFO,
        "budget",
        "exercice {exercice} : un compte sans aucun budget (articles concernés : {articles})",
        "Importez le budget de cet exercice ; sans lui, pas de taux d’exécution.",
    )
    yield from per_row(
        alone[in_voted_year],
        INFO,
        "budget",
        f"{_LINE} : au compte sans être au budget, son montant est gardé",
        "Vérifiez l’article, ou complétez le budget.",
    )


def _sides(lines: pd.DataFrame) -> Iterator[Finding]:
    receipts = lines["version"].isin(["ENGAGEMENTS", "IMPUTATIONS"]) & lines["type"].eq("R")
    expenses = lines["version"].eq("DROITS_NETS") & lines["type"].eq("D")
    yield from per_row(
        lines[receipts | expenses],
        WARNING,
        "budget",
        f"{_LINE} : la version {{version}} ne convient pas à une {{nature}}",
        "Corrigez le type ou la version ; ce montant n’entre dans aucun taux.",
    )
