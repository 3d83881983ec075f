"""Synergies in an evaluation report: marks by domain and state, the list, savings, the law."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from pstlib.charts.block import Block, block
from pstlib.charts.cells import in_words
from pstlib.charts.element_lists import Cell, ElementTable, element_cell, lists_block, status_cell
from pstlib.charts.wording import clean, tidy
from pstlib.evaluation import Evaluation
from pstlib.grammar import capitalised, counted, listing, number, plural, quoted
from pstlib.model.records import records
from pstlib.model.statuses import STATUS_LABELS
from pstlib.reference.synergies import SynergyLaw
from pstlib.synergies import SynergyReview, review_synergies, synergy_sentences
from pstlib.synergies.review import COST, FORCE, IN_PLAN, NOT_FOUND, OUT_OF_PLAN, SERVICE
from pstlib.synergies.words import (
    AHEAD,
    BETTER,
    DOMAIN_LABELS,
    DROPPED,
    EFFECT_LABELS,
    SAME,
    STATE_LABELS,
    UNKNOWN,
    WORSE,
)
from pstlib.text import NBSP, fr_date, fr_euro, fr_long_date, is_missing

_MARKS = {BETTER: ("▲", "ok"), SAME: ("●", "attenue"), WORSE: ("▼", "mal"), UNKNOWN: ("○", "ne")}
_MARK_WORDS = {
    BETTER: "meilleur",
    SAME: "identique",
    WORSE: "moindre",
    UNKNOWN: "non connu",
}
_ALARMS = {
    SERVICE: f"À revoir{NBSP}: le service y perd",
    COST: f"À revoir{NBSP}: coûte plus qu’elle ne rapporte",
}
_LINKS = {OUT_OF_PLAN: "hors du plan à cette date", NOT_FOUND: "élément introuvable"}


def synergies(ev: Evaluation) -> Block:
    """Show the synergies that the PST records; without any, say so and what the law asks."""
    review = review_synergies(ev)
    sentences = synergy_sentences(review)
    found = {row["etat"] for row in review.lignes}
    states = [state for state in STATE_LABELS if state in found]
    shown = block(
        "synergies.html.j2",
        " ".join(sentences),
        phrases=sentences,
        titre=f"Synergies par domaine et par état, au {fr_long_date(review.jour)}",
        etats=[STATE_LABELS[state] for state in states],
        domaines=marks_by_domain(review, states),
        legende=[mark(effect, 1) for effect in EFFECT_LABELS],
        lignes=[line(row) for row in review.lignes],
        source=f"table des synergies, {ev.identite.organisme}",
        table=full_table(review.synergies),
        economies=saving_lines(review.economies),
        notes=[*dated_note(review), *law_notes(review.loi)],
    )
    return Block(shown.html + _marked(review), shown.resume)


def mark(effect: str, n: int) -> dict[str, str]:
    """Give the sign of an effect, as many times as there are, its colour, and the words of it."""
    sign, css = _MARKS[effect]
    count = "" if n == 1 else f"{n} "
    return {"signes": sign * n, "css": css, "mots": f"{count}{_MARK_WORDS[effect]}"}


def marks_by_domain(review: SynergyReview, states: list[str]) -> list[dict[str, Any]]:
    """Give the marks of each domain by state, the better effects first."""
    keys = ["domaine", "etat", "effet"]
    counts = {tuple(row[k] for k in keys): row["n"] for row in records(review.tableau)}
    lines = []
    for domain, label in DOMAIN_LABELS.items():
        cells = [
            [mark(e, int(counts[domain, s, e])) for e in EFFECT_LABELS if (domain, s, e) in counts]
            for s in states
        ]
        n = sum(int(found) for (held, _, _), found in counts.items() if held == domain)
        if n:
            lines.append({"nom": label, "cases": cells, "n": n})
    return lines


def line(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Write a synergy as a line of the list: what, how it stands, what it does, what it saves."""
    dropped = row["etat"] == DROPPED
    linked = row["lien"] == IN_PLAN
    return {
        "nom": tidy(row["libelle"]),
        "detail": _detail(row),
        "etat": STATE_LABELS[row["etat"]],
        "depuis": _since(row),
        "marque": mark(row["effet"], 1) | {"mots": ""},
        "effet": EFFECT_LABELS[row["effet"]],
        "alerte": _ALARMS.get(row["alerte"], ""),
        "raison": _why(row) if dropped or row["signalee"] else "",
        "estimee": fr_euro(row["economie_estimee"]),
        "constatee": fr_euro(row["economie_constatee"]),
        "code": clean(row["code"] if linked else row["element_id"]),
        "lien": _link(row),
    }


def _detail(row: Mapping[Any, Any]) -> str:
    partners = clean(row["partenaires"])
    parts = [clean(row["forme"]), f"avec {partners}" if partners else "", clean(row["convention"])]
    return f"{NBSP}; ".join(part for part in parts if part)


def _why(row: Mapping[Any, Any]) -> str:
    """Give the reason of a drop that is dated, else what is written of the synergy."""
    dropped = row["etat"] == DROPPED and not is_missing(row["motif"])
    return (
        f"{tidy(row['motif'])} ({fr_date(row['date_etat'])})"
        if dropped
        else tidy(row["commentaire"])
    )


def _since(row: Mapping[Any, Any]) -> str:
    if is_missing(row["date_debut"]) or row["etat"] == DROPPED:
        return ""
    word = "débute le" if row["etat"] == AHEAD else "depuis le"
    return f"{word} {fr_date(row['date_debut'])}"


def _link(row: Mapping[Any, Any]) -> str:
    if row["lien"] in _LINKS:
        return _LINKS[row["lien"]]
    return "" if is_missing(row["statut"]) else STATUS_LABELS[row["statut"]].lower()


def saving_lines(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the savings of each state, then of what is existing or under way together."""
    names = {**STATE_LABELS, FORCE: "Existantes ou en cours"}
    kept = [row for row in records(table) if row["perimetre"] in names]
    return [
        {
            **{str(key): value for key, value in row.items()},
            "nom": names[row["perimetre"]],
            "fort": row["perimetre"] == FORCE,
            "estimee": fr_euro(row["estimee"]),
            "constatee": fr_euro(row["constatee"]),
        }
        for row in kept
    ]


def full_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the synergies with French headers and words, as they are taken away."""
    names = {
        "synergie_id": "Synergie", "libelle": "Intitulé", "domaine": "Domaine", "forme": "Forme",
        "partenaires": "Partenaires", "etat": "État", "effet": "Effet sur le service",
        "economie_estimee": "Économie estimée", "economie_constatee": "Économie constatée",
        "date_debut": "Début", "convention": "Convention", "code": "Élément du plan",
        "statut": "Statut", "commentaire": "Commentaire",
    }  # fmt: skip
    words: dict[str, Mapping[Any, str]] = {
        "domaine": DOMAIN_LABELS, "etat": STATE_LABELS, "effet": EFFECT_LABELS,
        "statut": STATUS_LABELS,
    }  # fmt: skip
    said = {name: in_words(rows[name], labels) for name, labels in words.items()}
    return rows[list(names)].assign(**said).rename(columns=names)


def _marked(review: SynergyReview) -> Markup:
    lines = [
        (element_cell(row), Cell(tidy(row["synergie"])),
         status_cell(row))
        for row in records(review.marquees)
    ]  # fmt: skip
    n = counted(len(lines), "action marquée", "actions marquées")
    title = f"{n} comme synergie, sans fiche dans la table"
    columns = ("Action", "Ce que le plan en dit", "Statut")
    return lists_block([ElementTable(title, columns, lines)]).html


def dated_note(review: SynergyReview) -> list[str]:
    """Say which states are those of the day, and which are only the last ones written."""
    rows = review.lignes
    if not rows:
        return []
    dated, total = sum(row["datee"] for row in rows), len(rows)
    part = f"{number(dated, feminine=True)} des {number(total)} synergies"
    which = part if dated < total else plural(total, "la synergie", "toutes les synergies")
    text = (
        "L’état et l’économie constatée sont ceux de la date d’arrêt, lus dans le suivi des "
        f"synergies, pour {which}"
        if dated
        else "Aucun suivi ne date l’état des synergies"
    )
    if dated < total:
        text += f"{NBSP}; pour {'les autres' if dated else 'toutes'}, ce sont les derniers connus"
    text += (
        ". L’économie estimée et l’effet sur le service ne sont pas datés. Les montants sont ceux "
        "que l’organisme écrit pour lui, uniques ou annuels sans que rien ne le dise. Une économie "
        "qui n’est pas connue n’est jamais comptée pour zéro."
    )
    if any(row["etat"] == AHEAD for row in rows):
        text += (
            " Une synergie dont le début, ou le premier état, vient après la date d’arrêt est "
            f"dite {quoted('à venir')}."
        )
    return [text]


def law_notes(law: SynergyLaw) -> list[str]:
    """Say what the law asks each year, what of it was read in a source, and the rule."""
    sure = [duty for duty in law.obligations if duty.statut == "verifie"]
    doubt = [duty.texte for duty in law.obligations if duty.statut != "verifie"]
    asked = f"{NBSP}; ".join(f"{duty.texte} ({duty.reference})" for duty in sure)
    checked = f"Règles vérifiées le {fr_long_date(law.verifie_le)}"
    unsure = f"{NBSP}; à vérifier{NBSP}: {listing(doubt)}" if doubt else ""
    rule = f"La règle, selon la {law.principe['auteur']}{NBSP}: {law.principe['texte']}."
    return [f"Ce que la loi demande{NBSP}: {asked}. {checked}{unsure}.", capitalised(rule)]
