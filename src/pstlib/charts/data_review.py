"""The parts of the review of data: what its notebook calls."""

from dataclasses import replace

import pandas as pd

from pstlib.charts.block import FICTITIOUS, Block, block, notebook_style
from pstlib.charts.data_matrix import completeness_matrices
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.wording import clean
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, plural
from pstlib.model.records import records
from pstlib.quality import DataReview, letter, questions
from pstlib.quality.problems import GRAVITIES
from pstlib.text import NBSP, fr_date, fr_long_date, fr_number, is_missing

__all__ = [
    "completeness_matrices", "header", "letter_to_send", "problem_counts", "problem_list",
    "stakes_table",
]  # fmt: skip
_SHOWN, _MANY = 100, 20
_WORDS = {"erreur": "Erreur", "avertissement": "Attention", "info": "À savoir"}


def header(review: DataReview) -> Block:
    """Say which data are reviewed, at which day."""
    n = len(review.organismes)
    title = f"Qualité des données de {counted(n, 'PST', 'PST')}"
    facts = [("Situation au", fr_long_date(review.jour))]
    if len(review.ecartes):
        apart = counted(
            len(review.ecartes), "PST d’une autre législature", "PST d’autres législatures"
        )
        facts.append(("Laissés de côté", apart))
    made = block(
        "entete.html.j2",
        f"{title}, situation au {fr_date(review.jour)}",
        organisme="Programmes stratégiques transversaux",
        titre=title,
        identite=facts,
        fictif=f"{FICTITIOUS} parmi eux" if review.fictif else None,
        style=notebook_style(),
    )
    page = {"entete": f"{title}, situation au {fr_date(review.jour)}"}
    return replace(made, page=page | ({"fictif": FICTITIOUS} if review.fictif else {}))


def problem_counts(review: DataReview) -> Block:
    """Count the problems by gravity and table; of many plans, name those to call first."""
    found = review.problemes
    if found.empty:
        return lists_block([], notes=["Aucun problème n’a été trouvé dans les tables."])
    tables = found["table"].astype(object).where(found["table"].notna(), "fichier illisible")
    by_table = _counts(tables, found["gravite"])
    title = counted(len(found), "problème")
    shown = [ElementTable(title, ["Table", *by_table], _rows(by_table))]
    by_plan = _counts(found["slug"], found["gravite"])
    by_plan = by_plan.sort_values([str(name) for name in by_plan], ascending=False, kind="stable")
    if len(by_plan) <= _MANY:
        return lists_block(shown)
    names = dict(zip(found["slug"], found["organisme"], strict=True))
    said = {slug: f"{name} ({slug})" if name != slug else slug for slug, name in names.items()}
    first = by_plan.head(_MANY).rename(index=said)
    title = f"Les {len(first)} PST dont les données sont à revoir d’abord"
    shown.append(ElementTable(title, ["PST", *by_plan], _rows(first)))
    left = len(by_plan) - len(first)
    others = f"{counted(left, 'autre PST a', 'autres PST ont')} aussi des problèmes."
    return lists_block(shown, notes=[others])


def _counts(groups: pd.Series, gravity: pd.Series) -> pd.DataFrame:
    """Count by group and gravity, the gravest first, named for people."""
    counts = pd.crosstab(groups, gravity)
    kept = [name for name in GRAVITIES if name in counts]
    return counts[kept].rename(columns=_WORDS)


def _rows(counts: pd.DataFrame) -> list[list[Cell]]:
    return [
        [Cell(clean(name)), *(Cell(fr_number(n)) for n in line)]
        for name, line in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]


def problem_list(review: DataReview) -> Block:
    """List the problems, the gravest first, with what to do for each."""
    found = review.problemes
    if found.empty:
        return lists_block([])
    rank = found["gravite"].map({gravity: rank for rank, gravity in enumerate(GRAVITIES)})
    ordered = found.loc[rank.sort_values(kind="stable").index]
    rows = [
        [
            Cell(_WORDS[str(row["gravite"])]),
            Cell(clean(row["organisme"])),
            Cell(_place(row), note=clean(row["source"])),
            Cell(clean(row["probleme"])),
            Cell(clean(row["conseil"])),
        ]
        for row in records(ordered.head(_SHOWN))
    ]
    hidden = len(ordered) - _SHOWN
    more = f"Et {counted(hidden, 'autre')}{NBSP}: « revue.problemes » les donne tous."
    notes = [more] if hidden > 0 else []
    columns = ["Gravité", "Organisme", "Où, et selon quelle source", "Problème", "Que faire"]
    table = ElementTable("Ce qui ne va pas, et que faire", columns, rows, adresse="a-corriger")
    return lists_block([table], notes=notes)


def _place(row: dict[str, object]) -> str:
    return clean(row["table"] if is_missing(row["lieu"]) else row["lieu"])


def stakes_table(review: DataReview) -> Block:
    """Say what would change if what is missing were known: by kind for many plans, then by plan."""
    costly = review.enjeux[review.enjeux["n"].gt(0)] if len(review.enjeux) else review.enjeux
    if costly.empty:
        return lists_block([], notes=["Aucune donnée manquante ne pèse sur les résultats."])
    plans = costly["slug"].nunique()
    many = plans > _MANY
    told = costly.sort_values(["effet", "n"], ascending=False) if many else costly
    rows = [
        [
            Cell(clean(row["organisme"])),
            Cell(clean(row["libelle"])),
            Cell(f"{row['n']}{NBSP}sur{NBSP}{row['total']}"),
            Cell(clean(row["phrase"])),
        ]
        for row in records(told.head(_SHOWN))
    ]
    title = f"Ce qui changerait {plural(plans, 'pour un plan', f'pour {plans} plans')}"
    columns = ["Organisme", "Ce qui manque", "Combien", "Ce que cela change"]
    detail = ElementTable(title + " – les effets les plus grands" * many, columns, rows)
    hidden = len(costly) - len(rows)
    more = f"Et {counted(hidden, 'autre')}{NBSP}: « revue.enjeux » les donne tous."
    return lists_block([*_by_kind(costly) * many, detail], notes=[more] * (hidden > 0))


def _by_kind(costly: pd.DataFrame) -> list[ElementTable]:
    """Add up each kind of gap over all plans."""
    groups = costly.groupby("libelle", sort=False)
    sums = groups[["n", "total"]].sum().assign(
        plans=groups["slug"].nunique(), effet=groups["effet"].median()
    )  # fmt: skip
    rows = [
        [
            Cell(clean(row["libelle"])),
            Cell(fr_number(row["plans"])),
            Cell(f"{fr_number(row['n'])}{NBSP}sur{NBSP}{fr_number(row['total'])}"),
            Cell("–" if is_missing(row["effet"]) else f"{fr_number(row['effet'], 1)}{NBSP}points"),
        ]
        for row in records(sums.sort_values("plans", ascending=False).reset_index())
    ]
    columns = ["Ce qui manque", "PST concernés", "Combien", "Effet médian sur l’avancement"]
    return [ElementTable("Tous les PST réunis", columns, rows)]


def letter_to_send(ev: Evaluation, problems: pd.DataFrame) -> Block:
    """Show the letter with the questions to one organisation; one click selects all of it.

    Args:
        ev: Its evaluation.
        problems: ``DataReview.problemes``; only those of this plan are asked about.
    """
    own = problems[problems["slug"].eq(ev.identite.slug)]
    asked = questions(ev, own)
    return block(
        "lettre.html.j2",
        counted(len(asked), "question"),
        destinataire=ev.identite.organisme,
        texte=letter(ev, asked),
        fictif=ev.identite.fictif,
    )
