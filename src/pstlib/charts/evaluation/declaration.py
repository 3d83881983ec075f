"""The déclaration de politique sociale in the plan, and the notes on the figures of money."""

from typing import Any

from pstlib.budgets.dps import COVERED, LEFT, UNCOVERED
from pstlib.charts.block import Block, block
from pstlib.charts.wording import clean, numbered_in_full, tidy
from pstlib.evaluation import Evaluation
from pstlib.grammar import capitalised, listing, number, plural
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro

_STATES = {
    COVERED: ("ok", "Couvert"),
    UNCOVERED: ("mal", "Non couvert"),
    LEFT: ("moyen", "Sorti du plan"),
}
_VERBS = {
    COVERED: ("est couvert par le plan", "sont couverts par le plan"),
    UNCOVERED: ("n’est pas couvert", "ne sont pas couverts"),
    LEFT: ("est sorti du plan", "sont sortis du plan"),
}
_LEVELS = {"erreur": "Erreur", "avertissement": "Attention", "info": "À savoir"}


def dps(ev: Evaluation) -> Block:
    """Trace each project of the DPS to the plan, then list the objectives added since.

    Where no project is known, a sentence says so.
    """
    table, added = ev.argent.dps, ev.argent.ajouts
    if table.empty:
        text = "Aucun projet de la déclaration de politique sociale n’est connu."
        return block("note.html.j2", text, phrases=[text])
    counts = table["etat"].value_counts()
    sentence = _sentence({state: int(counts.get(state, 0)) for state in _STATES})
    labels = dict(zip(ev.plan["element_id"], ev.plan["libelle"], strict=True))
    return block(
        "dps.html.j2",
        sentence,
        phrase=sentence,
        table=table.rename(columns=_HEADERS)[list(_HEADERS.values())],
        lignes=[_project(row, labels) for row in records(table)],
        source=f"déclaration de politique sociale, {ev.identite.organisme}",
        ajouts=list(map(numbered_in_full, added["code"], added["libelle"])),
        phrase_ajouts=_added(len(added)),
    )


_HEADERS = {
    "projet_id": "Projet", "libelle": "Intitulé", "axe": "Axe",
    "montant_annonce": "Montant annoncé", "etat": "État", "code": "Élément du plan",
}  # fmt: skip


def _project(row: dict[Any, Any], labels: dict[str, str]) -> dict[str, Any]:
    shape, word = _STATES[row["etat"]]
    covered = row["etat"] == COVERED
    return {
        "libelle": tidy(row["libelle"]),
        "axe": clean(row["axe"]),
        "montant": fr_euro(row["montant_annonce"]),
        "forme": shape,
        "etat": word,
        "element": numbered_in_full(row["code"], labels[row["element_id"]]) if covered else "",
    }


def _sentence(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    found = [(state, n) for state, n in counts.items() if n]
    noun = "de la déclaration de politique sociale"
    if total == 1:
        return f"Le seul projet {noun} {_VERBS[found[0][0]][0]}."
    if len(found) == 1:
        state = found[0][0]
        if state == UNCOVERED:
            return f"Aucun des {number(total)} projets {noun} n’est couvert par le plan."
        verb, rest = _VERBS[state][1].split(" ", 1)
        return f"Les {number(total)} projets {noun} {verb} tous {rest}."
    parts = [f"{number(n)} {plural(n, *_VERBS[state])}" for state, n in found]
    return f"Sur les {number(total)} projets {noun}, {listing(parts)}."


def _added(n: int) -> str:
    if n == 0:
        return "Chaque objectif du plan se rattache à un projet de la déclaration."
    subject = capitalised(f"{number(n)} {plural(n, 'objectif')}")
    verb = plural(n, "ne se rattache", "ne se rattachent")
    since = plural(n, "il a été ajouté", "ils ont été ajoutés")
    return f"{subject} du plan {verb} à aucun projet de la déclaration{NBSP}: {since} depuis."


def money_notes(ev: Evaluation) -> Block:
    """List what the reader of the figures of money must know, the gravest first.

    What is said of article 33399-02 stands with the human means; that no budget is known, in
    place of its charts.
    """
    notes = ev.argent.notes
    elsewhere = ev.argent.notes_art60["message"]
    kept = notes[~notes["message"].isin(elsewhere)]
    if ev.pst.budget.empty:
        kept = kept[kept["niveau"].ne("info")]
    return block(
        "notes.html.j2",
        "",
        avis=[
            {
                "niveau": row["niveau"],
                "mot": _LEVELS[row["niveau"]],
                "message": clean(row["message"]),
            }
            for row in records(kept)
        ],
    )
