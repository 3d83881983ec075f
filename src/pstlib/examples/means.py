"""What pays for the actions of a fictitious plan, and who works for its CPAS."""

from decimal import Decimal

from pstlib.examples.money import Budget
from pstlib.examples.organisations import Organisation
from pstlib.examples.plans import Plan, Row
from pstlib.examples.vocabulary import words

_FUNCTION = {
    "T01": "834", "T02": "844", "T03": "84512", "T04": "922", "T05": "831", "T06": "8013",
    "T07": "8311", "T08": "8312", "T09": "835", "T10": "871", "T11": "837", "T12": "846",
    "T13": "8461", "T20": "121", "T21": "104", "T22": "123", "T23": "104", "T24": "124",
    "T25": "104",
}  # fmt: skip


def euros(value: int) -> Decimal:
    """Give a whole number of euros as an exact amount."""
    return Decimal(value).quantize(Decimal("0.01"))


def link_rows(plan: Plan, budget: Budget) -> list[Row]:
    """Attach some elements to articles of their theme, never more than the whole of an article."""
    if "SANS_LIENS_BUDGET" in plan.owner.gaps or budget.table.empty:
        return []
    draw = plan.owner.draw(f"liens {plan.years[0]}")
    known = {article["article"]: article for article in budget.articles if article["type"] == "D"}
    years = sorted({int(y) for y in budget.table["exercice"].unique() if y >= plan.years[0]})
    used: dict[str, float] = {}
    rows = []
    for action in plan.actions:
        function = _FUNCTION.get(plan.themes.get(action["element_id"], ""))
        choices = [name for name, article in known.items() if article["fonction"] == function]
        left = action.get("partage_de") or action.get("version_sortie")
        if not choices or left or not draw.chance(0.25):
            continue
        article = draw.pick(choices[:8])
        part = draw.whole(1, 12) / 50
        if used.get(article, 0) + part > 0.9:
            continue
        used[article] = used.get(article, 0) + part
        rows += [
            {"element_id": action["element_id"], "exercice": year, "article": article, "part": part}
            for year in years
        ]
    return rows


def funding_rows(plan: Plan) -> list[Row]:
    """Declare who funds some actions."""
    draw = plan.owner.draw(f"financements {plan.years[0]}")
    found = {}
    for action in plan.actions:
        if action.get("partage_de") or not draw.chance(0.06):
            continue
        year = draw.whole(*plan.years)
        source = draw.pick(words("budget")["financeurs"])
        amount = euros(500 * draw.whole(2, 240)) if draw.chance(0.85) else None
        found[action["element_id"]] = {
            "element_id": action["element_id"], "source": source, "exercice": year,
            "montant": amount,
        }  # fmt: skip
    return list(found.values())


def projection_rows(plan: Plan) -> list[Row]:
    """Project the cost of a few actions over the term."""
    draw = plan.owner.draw(f"projections {plan.years[0]}")
    rows = []
    for action in plan.actions:
        if action.get("partage_de") or not draw.chance(0.05):
            continue
        group, cost = draw.pick(["70", "71", "72"]), 250 * draw.whole(4, 200)
        start = draw.whole(*plan.years)
        rows += [
            {
                "element_id": action["element_id"], "service": "O", "type": "D",
                "groupe_economique": group, "exercice": year,
                "montant": euros(cost + cost * 2 * (year - start) // 100),
            }
            for year in range(start, plan.years[1] + 1)
        ]  # fmt: skip
    return rows


def staff_rows(owner: Organisation, years: tuple[int, int], last: int) -> list[Row]:
    """Give the staff by service and status, some full-time equivalents per 1,000 inhabitants."""
    if "SANS_EFFECTIFS" in owner.gaps:
        return []
    draw = owner.draw(f"effectifs {years[0]}")
    per_thousand = draw.between(2.5, 4.5) + (4 if "MR" in owner.services else 0)
    whole = 4 + owner.population * per_thousand / 1_000
    rows = []
    for service, statuses, share in words("budget")["services_etp"]:
        if (service == "Maison de repos" and "MR" not in owner.services) or (
            "aide aux familles" in service and "DOMICILE" not in owner.services
        ):
            continue
        shares = [draw.between(0.3, 1) for _ in statuses]
        for status, own in zip(statuses, shares, strict=True):
            for year in range(years[0], last + 1):
                fte = whole * share * own / sum(shares) * draw.between(0.93, 1.07)
                rows.append(
                    {
                        "exercice": year,
                        "service": service,
                        "statut": status,
                        "etp": round(fte * 4) / 4,
                    }
                )
    return rows
