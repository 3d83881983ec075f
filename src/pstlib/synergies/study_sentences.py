"""What the report on synergies says beyond the review: who gains, what is open, what is late.

Each list of sentences is that of a section; every figure in it is one of a table of the study.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.grammar import capitalised, cut, listing, number, plural, quoted, shortened, some
from pstlib.synergies.contracts import COMING, OVER, RUNNING
from pstlib.synergies.gains import ALL_WIN, NONE_LOSES, NOT_KNOWN, SOME_LOSE
from pstlib.synergies.partners import with_article
from pstlib.synergies.sentences import effect_sentences, state_sentences
from pstlib.synergies.side_sentences import disagreements
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.words import DROPPED
from pstlib.synergies.yearly import DONE, DONE_LATE, MISSING, NOT_TOLD, TO_DO
from pstlib.text import NBSP, fr_euro

NOTHING = "Aucune synergie n’est connue de cet organisme à cette date."
_DROPPED = ("abandonnée", "abandonnées")
_VERDICTS = {
    ALL_WIN: ("fait gagner tous ses partenaires", "font gagner tous leurs partenaires"),
    NONE_LOSES: ("n’affaiblit aucun partenaire", "n’affaiblissent aucun partenaire"),
    SOME_LOSE: ("en affaiblit un au moins", "en affaiblissent un au moins"),
}
PARTLY = "EN_PARTIE"
_YEARS = {
    DONE: ("est fait, toutes ses étapes à temps", "sont faits, toutes leurs étapes à temps"),
    DONE_LATE: (
        "est fait, mais avec au moins une étape en retard",
        "sont faits, mais avec au moins une étape en retard",
    ),
    MISSING: ("est incomplet", "sont incomplets"),
    TO_DO: ("est à faire ou à achever", "sont à faire ou à achever"),
    PARTLY: ("n’est documenté qu’en partie", "ne sont documentés qu’en partie"),
    NOT_TOLD: ("n’est pas documenté", "ne sont pas documentés"),
}


def opening_sentences(study: SynergyStudy) -> list[str]:
    """Say the essential: states, effect on the service first, who loses, what is to be settled."""
    if study.revue.synergies.empty:
        return [NOTHING, *_missing_steps(study.etapes)]
    return [
        state_sentences(study.revue)[0],
        effect_sentences(study.revue)[0],
        *_weakened(study.verdicts),
        *disagreements(study.cotes.contradictions),
        *_missing_steps(study.etapes),
        *_expiring(study.contrats),
    ]


def win_sentences(study: SynergyStudy) -> list[str]:
    """Say in how many synergies all partners win, some are weakened, or nobody knows."""
    table = study.verdicts
    if table.empty:
        return ["Aucune synergie n’est à examiner, ni projetée, ni en cours, ni existante."]
    counts = table["verdict"].value_counts()
    known = [(verdict, int(counts[verdict])) for verdict in _VERDICTS if verdict in counts]
    parts = [f"{number(n, feminine=True)} {plural(n, *_VERDICTS[verdict])}" for verdict, n in known]
    left = int(counts.get(NOT_KNOWN, 0))
    whole = some(len(table), "synergie", feminine=True)
    first = f"{capitalised(whole)} ni {plural(len(table), *_DROPPED)} ni à venir{NBSP}: "
    if left:
        subject = "toutes" if left == len(table) > 1 else number(left, feminine=True)
        parts.append(f"{subject} {plural(left, 'a', 'ont')} un bilan incomplet")
    return [f"{first}{listing(parts)}.", *_weakened(table), *_denied(study.bilans), *_lost(study)]


def _weakened(table: pd.DataFrame) -> list[str]:
    rows = table[table["verdict"].eq(SOME_LOSE)]
    if rows.empty:
        return []
    named = [
        f"{quoted(cut(row['libelle']))} ({_parties(row['affaiblis'])})"
        for row in rows.to_dict("records")
    ]
    verb = plural(len(rows), "affaiblit", "affaiblissent")
    whole = capitalised(some(len(rows), "synergie", feminine=True))
    return [f"{whole} {verb} un partenaire au moins{NBSP}: {shortened(named, 5)}."]


def _parties(names: str) -> str:
    return listing([with_article(name) for name in names.split(" ; ")])


def _denied(table: pd.DataFrame) -> list[str]:
    """Say who is declared to win by a synergy that costs."""
    return [
        f"{quoted(cut(row['libelle']))} est dite gagnante pour "
        f"{with_article(row['partenaire'])}, alors que son économie constatée est de "
        f"{fr_euro(row['economie_constatee'])}."
        for row in table[table["contredit"]].to_dict("records")
    ]


def _lost(study: SynergyStudy) -> list[str]:
    """Say what was given up that would have weakened a partner."""
    rows = study.bilans[study.bilans["etat"].eq(DROPPED) & study.bilans["affaibli"]]
    names = list(dict.fromkeys(rows["libelle"]))
    if not names:
        return []
    whole = capitalised(some(len(names), "synergie", feminine=True))
    verb = plural(len(names), "a été abandonnée, qui aurait", "ont été abandonnées, qui auraient")
    told = shortened([quoted(cut(name)) for name in names], 3)
    return [f"{whole} {verb} affaibli un partenaire{NBSP}: {told}."]


def yearly_saving_sentences(study: SynergyStudy) -> list[str]:
    """Say what this organisation states that it saved in the last exercice that tells of it."""
    rows = study.exercices[study.exercices["partenaire"].eq(study.identite.organisme)]
    if rows.empty:
        return []
    known = rows[rows["n_constatees"].gt(0)]
    row = (known if len(known) else rows).iloc[-1].to_dict()
    told = [_year_part(row, "estimee", "estimée"), _year_part(row, "constatee", "constatée")]
    who, n = with_article(study.identite.organisme), int(row["n"])
    subject = f"{number(n, feminine=True)} {plural(n, 'synergie')}"
    verb = plural(n, "a", "ont")
    return [
        f"Pour l’exercice {row['exercice']}, {subject} {verb} un bilan pour {who}{NBSP}: "
        f"{f'{NBSP}; '.join(told)}."
    ]


def _year_part(row: Mapping[Any, Any], name: str, word: str) -> str:
    known, total = int(row[f"n_{name}s"]), int(row["n"])
    if not known:
        return f"l’économie {word} n’est connue pour aucune"
    part = f"connue pour {number(known, feminine=True)} sur {number(total, feminine=True)}"
    return f"économie {word}, {part}{NBSP}: {fr_euro(row[name])}"


def autonomy_sentences(study: SynergyStudy) -> list[str]:
    """Say how many synergies may touch what stays with the CPAS, and what is left open."""
    rows = study.autonomie
    n, total = len(rows), len(study.verdicts)
    if not total:
        return []
    if not n:
        return ["Aucune synergie ne touche, par son domaine ou sa forme, à ce qui reste au CPAS."]
    verb = plural(n, "peut toucher", "peuvent toucher")
    part = f"{capitalised(number(n, feminine=True))} des {number(total)} synergies"
    which = part if n < total else f"Les {number(n)} synergies" if n > 1 else "La seule synergie"
    told = [
        f"{which} ni {plural(total, *_DROPPED)} ni à venir {verb}, par le domaine, la forme ou "
        "les questions posées, à ce qui reste au CPAS."
    ]
    asked = rows[rows["n_questions"].gt(0)]
    if asked.empty:
        return [*told, "Aucune liste de questions n’a été remplie pour elles."]
    still, stops = int(asked["n_ouvertes"].sum()), int(asked["n_bloquantes"].sum())
    put = int(asked["n_questions"].sum())
    lists = some(len(asked), "synergie", feminine=True)
    told.append(
        f"Les listes de questions remplies pour {lists} posent {number(put)} "
        f"{plural(put, 'question')} sur l’autonomie{NBSP}: {number(still, feminine=True)} "
        f"{plural(still, 'reste ouverte', 'restent ouvertes')}, dont {number(stops)} "
        f"{plural(stops, 'bloquante')}."
    )
    return told


def matrix_sentences(study: SynergyStudy) -> list[str]:
    """Say how many services are at each degree, at the last exercice declared of each."""
    last = study.matrice[study.matrice["dernier"]]
    told = last[last["degre"].notna()]
    if told.empty:
        return ["La matrice de coopération n’est pas remplie."]
    labels = {axis.id: axis.libelle for axis in study.axes.degres}
    counts = told["degre"].value_counts()
    order = [code for code in labels if code in counts]
    parts = [_degree(int(counts[code]), len(told), labels[code]) for code in order]
    n, years = len(told), sorted(set(told["exercice"]))
    when = (
        f"En {years[-1]}" if len(years) == 1 else f"De {years[0]} à {years[-1]}, selon le service"
    )
    silent = len(last) - n
    first = f"{when}, {some(n, 'service')} d’appui {plural(n, 'est déclaré', 'sont déclarés')}"
    gap = f"{NBSP}; rien n’est déclaré de {number(silent)} {plural(silent, 'autre')}"
    return [f"{first}{NBSP}: {listing(parts)}{gap if silent else ''}."]


def _degree(n: int, total: int, label: str) -> str:
    who = plural(n, "il est", "tous sont") if n == total else number(n)
    return f"{who} au degré {quoted(label.lower())}"


def contract_sentences(study: SynergyStudy) -> list[str]:
    """Say how many joint contracts run, are over, or end soon, and what part is this side's."""
    rows = study.contrats
    if rows.empty:
        return ["Aucun marché conjoint n’est connu."]
    words = {
        RUNNING: ("est en cours", "sont en cours"),
        OVER: ("est échu", "sont échus"),
        COMING: ("est à venir", "sont à venir"),
    }
    counts = {state: int(rows["etat"].eq(state).sum()) for state in words}
    known = sum(counts.values())
    parts = [f"{number(n)} {plural(n, *words[state])}" for state, n in counts.items() if n]
    if known < len(rows):
        left = len(rows) - known
        parts.append(f"{number(left)} {plural(left, 'n’a', 'n’ont')} pas de date")
    whole = f"{capitalised(some(len(rows), 'marché conjoint', 'marchés conjoints'))}"
    verb = plural(len(rows), "est connu", "sont connus")
    return [
        f"{whole} {verb}{NBSP}: {listing(parts)}.",
        *_expiring(rows),
        *_own_part(rows[rows["etat"].eq(RUNNING)]),
    ]


def _expiring(rows: pd.DataFrame) -> list[str]:
    ends = rows[rows["expire"]]
    if ends.empty:
        return []
    n = len(ends)
    named = shortened([quoted(cut(name, 60)) for name in ends["objet"]], 4)
    whole = capitalised(some(n, "marché conjoint", "marchés conjoints"))
    return [f"{whole} {plural(n, 'prend', 'prennent')} fin dans les douze mois{NBSP}: {named}."]


def _own_part(rows: pd.DataFrame) -> list[str]:
    parts = rows["part_propre"].dropna()
    if rows.empty:
        return []
    if parts.empty:
        return ["La part de l’organisme dans les marchés en cours n’est connue pour aucun."]
    total, known = len(rows), len(parts)
    which = f"{number(known)} des {number(total)} marchés en cours"
    if known == total:
        which = "le seul marché en cours" if total == 1 else f"les {number(total)} marchés en cours"
    amount = fr_euro(sum(parts, Decimal(0)))
    return [f"La part de l’organisme est connue pour {which}{NBSP}: {amount}."]


def year_sentences(study: SynergyStudy) -> list[str]:
    """Say of the report of each exercice whether it is done, late, incomplete or still to come."""
    groups: dict[str, list[str]] = {}
    for exercice, steps in study.etapes.groupby("exercice"):
        groups.setdefault(year_state(steps["etat"]), []).append(str(exercice))
    parts = []
    for state, words in _YEARS.items():
        years = groups.get(state, [])
        if years:
            subject = plural(len(years), "le rapport de", "les rapports de")
            parts.append(f"{subject} {listing(years)} {plural(len(years), *words)}")
    told = [f"{capitalised(f'{NBSP}; '.join(parts))}."] if parts else []
    return [*told, *_missing_steps(study.etapes), *_disorder(study.etapes)]


def year_state(states: Iterable[str]) -> str:
    """Give the state of a year from those of its steps: what is missing first."""
    found = set(states)
    if found == {NOT_TOLD}:
        return NOT_TOLD
    first = next((state for state in (MISSING, TO_DO) if state in found), None)
    if first or NOT_TOLD in found:
        return first or PARTLY
    return DONE_LATE if DONE_LATE in found else DONE


def _missing_steps(steps: pd.DataFrame) -> list[str]:
    rows = steps[steps["etat"].eq(MISSING)]
    if rows.empty:
        return []
    n = len(rows)
    whole = capitalised(some(n, "étape", feminine=True))
    verb = plural(n, "manque", "manquent")
    return [f"{whole} du rapport annuel {verb}{NBSP}: {shortened(_by_step(rows), 6)}."]


def _by_step(rows: pd.DataFrame) -> list[str]:
    """Name each step with its years, and those that no source was read for."""
    years: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        doubt = "" if row["statut"] == "verifie" else ", étape à vérifier"
        name = f"{row['libelle'][:1].lower()}{row['libelle'][1:]}{doubt}"
        years.setdefault(name, []).append(str(row["exercice"]))
    return [f"{name} ({listing(found)})" for name, found in years.items()]


def _disorder(steps: pd.DataFrame) -> list[str]:
    rows = steps[steps["desordre"]]
    if rows.empty:
        return []
    n, named = len(rows), _by_step(rows)
    whole = capitalised(some(n, "étape", feminine=True))
    verb = plural(n, "porte", "portent")
    return [
        f"{whole} {verb} une date antérieure à l’étape qui précède{NBSP}: {shortened(named, 6)}."
    ]
