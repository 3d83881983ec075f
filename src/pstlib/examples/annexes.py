"""The smaller tables of a fictitious plan: indicators, legal steps, declaration."""

import datetime as dt
from collections.abc import Iterator

from pstlib.examples.draws import Draw
from pstlib.examples.means import euros
from pstlib.examples.plans import Plan, Row
from pstlib.examples.titles import theme_words

_DAY = dt.timedelta(days=1)
_COUNCIL = "conseil de l’action sociale"


def indicator_rows(plan: Plan, horizon: dt.date) -> tuple[list[Row], list[Row]]:
    """Give indicators and their measures, once a year."""
    indicators: list[Row] = []
    measures: list[Row] = []
    if "SANS_INDICATEURS" in plan.owner.gaps:
        return indicators, measures
    draw = plan.owner.draw(f"indicateurs {plan.years[0]}")
    share = draw.pick([0.03, 0.08, 0.15, 0.3])
    for action in plan.actions:
        theme = plan.themes.get(action["element_id"], "T99")
        if theme != "T99" and draw.chance(share):
            row = _indicator(draw, theme, plan.years)
            name = f"i{len(indicators) + 1:02}"
            measures += [{"indicateur_id": name, **m} for m in _measures(draw, row, plan, horizon)]
            given = {"valeur_reference": 0.8, "valeur_cible": 0.9}
            row |= {key: row[key] if draw.chance(odds) else None for key, odds in given.items()}
            indicators.append({"indicateur_id": name, "element_id": action["element_id"], **row})
    return indicators, measures


def _indicator(draw: Draw, theme: str, years: tuple[int, int]) -> Row:
    label, unit, sense, low, high = draw.pick(theme_words(theme)["indicateurs"])
    spread = draw.between(0.6, 1.4)
    return {
        "libelle": label,
        "unite": unit,
        "sens": sense,
        "valeur_reference": _plausible(low * spread, unit),
        "annee_reference": years[0] - 1,
        "valeur_cible": _plausible(high * spread, unit),
        "annee_cible": years[1],
    }


def _plausible(value: float, unit: str) -> float:
    """Round a value as such things are counted; a share is at most the whole."""
    return min(round(value, 1), 100.0) if unit == "%" else float(round(value))


def _measures(draw: Draw, row: Row, plan: Plan, horizon: dt.date) -> Iterator[Row]:
    start, goal = row["valeur_reference"], row["valeur_cible"]
    pace, (first, last) = draw.between(0.3, 1.25), plan.years
    for year in range(first, min(last, horizon.year - 1) + 1):
        way = pace * (year + 1 - first) / (last + 1 - first) * draw.between(0.8, 1.2)
        if draw.chance(0.8):
            value = _plausible(start + (goal - start) * way, row["unite"])
            yield {"date": dt.date(year, 12, 31), "valeur": value}


def legal_rows(plan: Plan, versions: list[Row], horizon: dt.date) -> list[Row]:
    """Give the legal steps done, some late, some never."""
    if "SANS_DEMARCHES" in plan.owner.gaps:
        return []
    return [row for row in _legal(plan, versions) if row["date"] <= horizon]


def _legal(plan: Plan, versions: list[Row]) -> Iterator[Row]:
    draw, (first, last) = plan.owner.draw(f"demarches {plan.years[0]}"), plan.years
    adopted = versions[0]["date"]
    installed = plan.owner.installed.replace(year=first)
    steps = [
        ("DPS", installed + _DAY * draw.whole(35, 110), 0.95),
        ("PST_ADOPTION", adopted, 1),
        ("PST_COMMUNICATION", adopted + _DAY * draw.whole(5, 60), 0.85),
        ("PST_PUBLICATION", adopted + _DAY * draw.whole(5, 120), 0.8),
        ("EVALUATION_MI_PARCOURS", dt.date(first + 3, draw.whole(1, 6), draw.whole(1, 28)), 0.72),
        ("RAPPORT_EXECUTION", dt.date(last, draw.whole(5, 9), draw.whole(1, 28)), 0.5),
        ("EVALUATION_FINALE", dt.date(last, draw.whole(5, 9), draw.whole(1, 28)), 0.5),
    ]
    steps += [("ACTUALISATION", version["date"], 1) for version in versions[1:2]]
    for step, day, odds in steps:
        if draw.chance(odds):
            authority = "comité de direction" if step == "RAPPORT_EXECUTION" else _COUNCIL
            yield {"demarche": step, "date": day, "autorite": authority,
                   "decision": f"Séance du {day:%d/%m/%Y}, point {draw.whole(2, 14)}"}  # fmt: skip


def declaration_rows(plan: Plan) -> list[Row]:
    """Give the projects that the declaration of social policy announced, most of them planned."""
    draw = plan.owner.draw(f"dps {plan.years[0]}")
    if not draw.chance(0.6):
        return []
    tops = {row["element_id"]: row["libelle"] for row in plan.rows if row["niveau"] == "OS"}
    objectives = [row for row in plan.rows if row["niveau"] == "OO"]
    return [
        {
            "projet_id": f"d{number}", "libelle": row["libelle"], "axe": tops.get(row["parent_id"]),
            "montant_annonce": euros(1_000 * draw.whole(5, 400)) if draw.chance(0.4) else None,
            "element_id": row["element_id"] if draw.chance(0.85) else None,
        }
        for number, row in enumerate(draw.some(objectives, draw.whole(4, 10)), start=1)
    ]  # fmt: skip
