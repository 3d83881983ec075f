"""The synergies of a fictitious plan: their life, gains, contracts, answers, yearly report."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pstlib.examples.draws import Draw
from pstlib.examples.means import euros
from pstlib.examples.plans import Plan, Row
from pstlib.examples.vocabulary import words
from pstlib.grammar import of
from pstlib.reference.checklists import load_checklist

_DAY = dt.timedelta(days=1)
_STATES = {"EXISTANTE": 0.45, "EN_COURS": 0.25, "PROJETEE": 0.22, "ABANDONNEE": 0.08}
_EFFECTS = {"MEILLEUR": 0.4, "IDENTIQUE": 0.3, "MOINDRE": 0.08, "INCONNU": 0.22}
_ANSWERS = {"OUI": 0.4, "NON": 0.2, "EN_PARTIE": 0.2, "SANS_OBJET": 0.05, "INCONNU": 0.15}
_LISTS = {"bâtiment commun": "batiment-commun", "unification de services": "unification-services"}
_BEFORE = {
    "PROJETEE": (),
    "EN_COURS": ("PROJETEE",),
    "EXISTANTE": ("PROJETEE", "EN_COURS"),
    "ABANDONNEE": ("PROJETEE",),
}
_SERVICES = ("GRH", "INFORMATIQUE", "ASSURANCES", "MARCHES_PUBLICS")
_DEGREES = ("AUCUN", "ECHANGE", "COORDINATION", "MOYENS_PARTAGES", "SERVICE_COMMUN")
_STEPS = (
    ("SYNERGIES_PROJET_RAPPORT", 10, "directeurs généraux"),
    ("SYNERGIES_SEANCE_CONJOINTE", 11, "conseil communal et conseil de l’action sociale"),
    ("SYNERGIES_ADOPTION_COMMUNE", 11, "conseil communal"),
    ("SYNERGIES_ADOPTION_CPAS", 12, "conseil de l’action sociale"),
    ("SYNERGIES_ANNEXE_BUDGET", 12, "conseil de l’action sociale"),
)


def synergy_rows(plan: Plan, horizon: dt.date) -> dict[str, list[Row]]:
    """Give synergies with the commune or other CPAS, and all that is said of them."""
    draw = plan.owner.draw(f"synergies {plan.years[0]}")
    if not draw.chance(0.65):
        return {}
    found, answers = [], []
    chosen = draw.some(words("synergies")["synergies"], draw.whole(2, 14))
    for number, line in enumerate(chosen, start=1):
        row = {"synergie_id": f"sy{number:02}", **_synergy(draw, plan, line, horizon)}
        if row["etat"] == "ABANDONNEE":
            reasons = words("synergies")["motifs"]
            row["commentaire"] = _own_draw(plan, row, "motif").pick(reasons)
        found.append(row)
        kind = _LISTS.get(row["forme"])
        if kind and draw.chance(0.5):
            answers += _answers(draw, row["synergie_id"], kind)
    return {
        "synergies": found,
        "reponses": answers,
        "suivi_synergies": [step for row in found for step in _life(plan, row, horizon)],
        "contrats_conjoints": list(_contracts(plan, found)),
    }


def _synergy(draw: Draw, plan: Plan, line: Sequence[Any], horizon: dt.date) -> Row:
    label, domain, form, low, high = line
    about = [key for key, theme in plan.themes.items() if theme == "T22"]
    state = draw.weighted(_STATES)
    last = min(plan.years[1], horizon.year) - 1
    begun = dt.date(draw.whole(plan.years[0] - 3, last), draw.whole(1, 12), 1)
    wanted = 50 * (draw.whole(low, high) // 50) if low and draw.chance(0.6) else None
    share = draw.whole(40, 130) if state == "EXISTANTE" and draw.chance(0.6) else None
    among = "CPAS voisins" in label or "plusieurs CPAS" in label
    return {
        "libelle": label,
        "domaine": domain,
        "forme": form,
        "etat": state,
        "partenaires": "CPAS voisins" if among else f"Commune {of(plan.owner.commune)}",
        "element_id": draw.pick(about) if about and draw.chance(0.4) else None,
        "economie_estimee": euros(wanted) if wanted else None,
        "economie_constatee": euros(wanted * share // 100) if wanted and share else None,
        "effet_service": draw.weighted(_EFFECTS),
        "date_debut": begun if state in ("EXISTANTE", "EN_COURS") else None,
    }


def _answers(draw: Draw, synergy: str, kind: str) -> list[Row]:
    asked = _questions(kind)[: words("synergies")["listes"][kind]]
    return [
        {
            "synergie_id": synergy,
            "liste": kind,
            "question": question,
            "reponse": draw.weighted(_ANSWERS),
        }
        for question in asked
    ]


@cache
def _questions(kind: str) -> list[str]:
    return [question.id for question in load_checklist(kind).questions]


def _own_draw(plan: Plan, row: Row, purpose: str) -> Draw:
    return plan.owner.draw(f"{purpose} {plan.years[0]} {row['synergie_id']}")


def _life(plan: Plan, row: Row, horizon: dt.date) -> Iterator[Row]:
    """Give the states through which a synergy went; half of them were never written down."""
    draw, state = _own_draw(plan, row, "suivi_synergies"), str(row["etat"])
    if not draw.chance(0.5):
        return
    reached = row["date_debut"] or horizon - _DAY * draw.whole(30, 600)
    steps = [(state, reached)]
    for former in reversed(_BEFORE[state]):
        reached -= _DAY * draw.whole(60, 400)
        steps.insert(0, (former, reached))
    for name, day in steps:
        reason = row.get("commentaire") if name == "ABANDONNEE" else None
        yield {"synergie_id": row["synergie_id"], "date": day, "etat": name, "motif": reason}


def gain_rows(plan: Plan, synergies: Sequence[Row], horizon: dt.date) -> list[Row]:
    """Give what each partner of a CPAS gains, as the CPAS says it."""
    return [gain for row in synergies for gain in _gains(plan, row, horizon)]


def _gains(plan: Plan, row: Row, horizon: dt.date) -> Iterator[Row]:
    """Give what each partner gains, where this side knows what it saved itself."""
    draw, saved = _own_draw(plan, row, "gains_synergies"), row["economie_constatee"]
    if saved is None or not draw.chance(0.6):
        return
    weakened = draw.chance(0.1)
    common = {
        "synergie_id": row["synergie_id"],
        "exercice": min(horizon.year, plan.years[1]) - 1,
        "source": "Rapport annuel sur les synergies",
    }
    yield {**common, "partenaire": plan.owner.name, "economie_constatee": saved,
           "bilan": "AFFAIBLI" if weakened else "GAGNANT"}  # fmt: skip
    yield {**common, "partenaire": row["partenaires"], "bilan": "INCONNU"}


def _contracts(plan: Plan, rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        draw = _own_draw(plan, row, "contrats_conjoints")
        if row["forme"] == "marché conjoint" and row["date_debut"] and draw.chance(0.7):
            begun, whole = row["date_debut"], draw.whole(80, 4000)
            yield {
                "contrat_id": f"mc-{row['synergie_id']}",
                "synergie_id": row["synergie_id"],
                "objet": row["libelle"],
                "nature": "SERVICES" if row["domaine"] == "ASSURANCES" else "FOURNITURES",
                "pilote": row["partenaires"],
                "date_debut": begun,
                "date_fin": begun.replace(year=begun.year + 4) - _DAY,
                "montant_attribue": euros(whole * 100),
                "part_propre": euros(whole * draw.whole(15, 60)),
            }


def matrix_rows(plan: Plan, horizon: dt.date) -> list[Row]:
    """Give the matrix of cooperation, every second year, of those that keep one."""
    draw, (first, last) = plan.owner.draw(f"matrice {plan.years[0]}"), plan.years
    if not draw.chance(0.4):
        return []
    degrees = {service: draw.whole(0, 3) for service in _SERVICES}
    rows = []
    for year in range(first, min(last, horizon.year - 1) + 1, 2):
        for service in _SERVICES:
            rows.append({"exercice": year, "service": service, "degre": _DEGREES[degrees[service]]})
            degrees[service] = min(degrees[service] + int(draw.chance(0.3)), len(_DEGREES) - 1)
    return rows


def yearly_rows(plan: Plan, horizon: dt.date) -> list[Row]:
    """Give the steps of the yearly report on synergies, those not taken without a date."""
    draw, (first, last) = plan.owner.draw(f"rapports {plan.years[0]}"), plan.years
    if "SANS_DEMARCHES" in plan.owner.gaps or not draw.chance(0.6):
        return []
    rows = []
    for year in range(first, min(last, horizon.year - 1) + 1):
        day = draw.whole(1, 20)
        for step, month, authority in _STEPS:
            done = dt.date(year, month, day + int(month == 11) * draw.whole(0, 8))
            rows.append(
                {"demarche": step, "exercice": year, "autorite": authority,
                 "date": done if draw.chance(0.9) else None}
            )  # fmt: skip
    return rows
