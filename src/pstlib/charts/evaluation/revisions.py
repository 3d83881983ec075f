"""How the plan got where it stands: its versions, what each changed, what replaced what."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.element_lists import Cell, ElementTable, element_cell, lists_block, status_cell
from pstlib.charts.wording import clean, tidy
from pstlib.evaluation import Evaluation
from pstlib.evaluation.replacements import ENTERED, LEFT, WRITTEN
from pstlib.evaluation.revisions import votes_of_the_year
from pstlib.grammar import capitalised, counted, listing, plural, quoted
from pstlib.model.records import records
from pstlib.model.statuses import Level
from pstlib.text import NBSP, fr_date, fr_euro, fr_long_date, fr_number, is_missing

_MOTIVES = {
    "EVALUATION": "à la suite d’une évaluation",
    "EVENEMENT_EXTERIEUR": "à la suite d’un événement extérieur",
    "OPPORTUNITE": "pour saisir une opportunité",
    "BUDGET": "pour raison budgétaire",
    "RESSOURCES_HUMAINES": "pour raison de ressources humaines",
    "AUTRE": "pour un autre motif",
}
_LEVELS = {
    Level.VOLET: ("volet", "volets"),
    Level.OS: ("objectif stratégique", "objectifs stratégiques"),
    Level.OO: ("objectif opérationnel", "objectifs opérationnels"),
    Level.ACTION: ("action", "actions"),
    Level.SUB_ACTION: ("sous-action", "sous-actions"),
}
_SHARED = "rappel d’une action partagée"
_UNKNOWABLE = (
    "Ce tableau ne montre que les entrées et les sorties. Les tables gardent une ligne par élément"
    f"{NBSP}: un intitulé, une échéance ou un rattachement modifiés sur place n’y laissent pas de "
    "trace."
)
_UNSURE = (
    (
        "Un remplacement « à confirmer » est proposé parce que les intitulés se ressemblent ; rien "
        "d’écrit ne l’établit."
    )
    .replace(" ;", f"{NBSP};")
    .replace("« ", f"«{NBSP}")
    .replace(" »", f"{NBSP}»")
)


def revisions(ev: Evaluation, *, court: bool = False) -> Block:
    """Tell each version of the plan up to the day, what it brought in, took out, replaced.

    Args:
        ev: The evaluation.
        court: Keep to the sentences.
    """
    made = ev.revisions
    versions = records(made.versions)
    later = [version for version in versions if not version["initiale"]]
    if not later:
        return _never_revised(versions)
    phrases = [_told(version, ev) for version in versions]
    if court:
        return lists_block([], phrases=phrases)
    pairs = made.remplacements
    unsure = pairs["preuve"].ne(WRITTEN).any()
    return lists_block(
        [*(table for v in later for table in _moves(ev, v)), _replaced(pairs), _votes(ev)],
        phrases=phrases,
        notes=[_UNKNOWABLE, *([_UNSURE] if unsure else [])],
    )


def _never_revised(versions: list[dict[str, Any]]) -> Block:
    text = "Aucune actualisation du plan n’est enregistrée à cette date."
    if versions:
        first = versions[0]
        text = (
            f"Le plan est celui du {fr_long_date(first['date'])} ({clean(first['version'])})"
            f"{NBSP}: aucune actualisation n’est enregistrée."
        )
    return block("note.html.j2", text, phrases=[text])


def _told(version: dict[str, Any], ev: Evaluation) -> str:
    """Say a version in a sentence or two: date, motive, decision, net effect, its comment."""
    what = "adoption du plan" if version["initiale"] else "actualisation"
    if not is_missing(version["motif"]):
        what += f" {_MOTIVES[version['motif']]}"
    decided = f" ({tidy(version['decision'])})" if clean(version["decision"]) else ""
    text = f"{clean(version['version'])}, {fr_long_date(version['date'])}{NBSP}: {what}{decided}."
    if not version["initiale"]:
        text += f" {_effect(ev.revisions.bilan, version['version'])}"
    if comment := tidy(version["commentaire"]):
        text += f" {quoted(comment.rstrip('.'))}."
    return text


def _effect(balance: pd.DataFrame, name: str) -> str:
    rows = records(balance[balance["version"].eq(name)])
    came, gone = (
        [counted(int(r[key]), *_LEVELS[Level(r["niveau"])]) for r in rows if r[key]]
        for key in ("entrees", "sorties")
    )
    parts = [f"entrent au plan{NBSP}: {listing(came)}"] if came else []
    parts += [f"sortent du plan{NBSP}: {listing(gone)}"] if gone else []
    return f"{capitalised(f'{NBSP}; '.join(parts))}." if parts else "Aucune entrée ni sortie."


def _moves(ev: Evaluation, version: dict[str, Any]) -> list[ElementTable]:
    changes = ev.revisions.changements
    mine = changes[changes["version"].eq(version["version"])]
    came, gone = (records(mine[mine["nature"].eq(n)]) for n in (ENTERED, LEFT))
    day = fr_date(version["date"])
    return [
        ElementTable(
            f"{clean(version['version'])}, {day}{NBSP}: {_number(came)} au plan",
            ("Entrée", "Échéance"),
            [(_named(r), Cell(jour=r["date_fin"])) for r in came],
        ),
        ElementTable(
            f"{clean(version['version'])}, {day}{NBSP}: {_number(gone, 'sorti')} du plan",
            ("Sortie", "Échéance", "Statut à la sortie"),
            [(_named(r), Cell(jour=r["date_fin"]), status_cell(r)) for r in gone],
        ),
    ]


def _number(rows: list[Any], word: str = "entré") -> str:
    return f"{counted(len(rows), 'élément')} {plural(len(rows), word)}"


def _named(row: Mapping[Any, Any]) -> Cell:
    """Name an element, with its level where it is no action."""
    level = Level(row["niveau"])
    note = "" if level == Level.ACTION else _LEVELS[level][0]
    return element_cell(row, note=note if is_missing(row["partage_de"]) else _SHARED)


def _replaced(pairs: pd.DataFrame) -> ElementTable:
    return ElementTable(
        f"{counted(len(pairs), 'remplacement')}, avec ce qui l’indique".replace(
            "l’indique", plural(len(pairs), "l’indique", "les indique")
        ),
        ("Avant", "Après", "Ce qui change", "Indice"),
        [_pair(row) for row in records(pairs)],
    )


def _pair(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    before, after = (
        Cell(tidy(row[f"{end}_libelle"]), clean(row[f"{end}_code"])) for end in ("avant", "apres")
    )
    sure = row["preuve"] == WRITTEN
    likeness = f"intitulés semblables à {fr_number(row['similitude'], 0)} sur 100"
    proof = Cell("écrit", note=tidy(row["texte"])) if sure else Cell("à confirmer", note=likeness)
    return before, after, Cell(_difference(row)), proof


def _difference(row: Mapping[Any, Any]) -> str:
    dates = [fr_date(row[f"date_fin_{end}"]) for end in ("avant", "apres")]
    funds = [fr_euro(row[f"finance_{end}"]) for end in ("avant", "apres")]
    told = {
        "reformule": "intitulé",
        "deplace": "rattachement",
        "redate": f"échéance du {dates[0]} au {dates[1]}" if dates[0] != dates[1] else "début",
        "refinance": f"financement de {funds[0]} à {funds[1]}",
    }
    changed = [text for name, text in told.items() if not is_missing(row[name]) and row[name]]
    return capitalised(listing(changed)) or "Rien de connu"


def _votes(ev: Evaluation) -> ElementTable:
    """List the votes of the operational objectives; the others are their sums."""
    votes = votes_of_the_year(ev.revisions.versions, ev.argent.par_objectif)
    own = votes[votes["niveau"].eq(Level.OO)]
    return ElementTable(
        "Dépenses votées modifiées dans l’année d’une actualisation (lien non établi)",
        ("Objectif", "Exercice, service", "Budget initial", "Dernier vote", "Écart"),
        [
            (
                Cell(code=clean(row["code"])),
                Cell(f"{row['exercice']}, {'extra' * (row['service'] == 'E')}ordinaire"),
                *(Cell(fr_euro(row[name])) for name in ("initial", "dernier_vote", "ecart")),
            )
            for row in records(own)
        ],
    )
