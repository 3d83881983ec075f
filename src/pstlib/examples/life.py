"""What becomes of the actions of a fictitious plan, and what its owner says of it, when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from pstlib.examples.draws import Draw
from pstlib.examples.plans import Plan, Row, in_order
from pstlib.examples.vocabulary import words

_DAY = dt.timedelta(days=1)
_NEVER = dt.date(2099, 12, 31)
_VIGOUR = ((0.0, 0.15), (0.15, 0.36), (0.5, 0.55), (0.85, 0.72), (1.0, 0.93))
_DELAYS = ((0.0, -30), (0.5, 15), (0.85, 150), (1.0, 600))
_SLIPS = ((0.0, -200), (0.35, 0), (0.75, 130), (1.0, 700))


@dataclass(frozen=True)
class Fate:
    """When an action truly begins, meets a problem, ends or is dropped, if it ever does."""

    start: dt.date
    end: dt.date
    dropped: dt.date
    trouble: tuple[dt.date, dt.date]
    waits: bool

    def status(self, day: dt.date) -> str:
        """Give the status of the SPW on a day."""
        if self.dropped <= day:
            return "ANNULE_ABANDONNE"
        if self.end <= day:
            return "TERMINE"
        if self.trouble[0] <= day < self.trouble[1]:
            return "PROBLEME" if self.start <= day else "EN_ATTENTE"
        if self.start <= day:
            return "EN_COURS"
        return "EN_ATTENTE" if self.waits else "NON_COMMENCE"

    def rate(self, day: dt.date) -> int:
        """Give the rate of progress of an action under way, by steps of five."""
        whole = min((self.end - self.start).days, 1_500) or 1
        return max(5, min(90, 5 * round(20 * (day - self.start).days / whole)))


def live(plan: Plan, *, horizon: dt.date) -> dict[str, list[Row]]:
    """Let a plan live until ``horizon``.

    Returns:
        The rows of ``elements`` (in order, with what really happened to them), ``suivi``,
        ``versions`` and ``appreciations``.
    """
    owner = plan.owner
    draw = owner.draw(f"vie {plan.years[0]}")
    versions = list(_versions(plan, draw, horizon))
    _revise(plan, draw, versions)
    leaves = [
        r for r in plan.rows if r["niveau"] in ("ACTION", "SOUS_ACTION") and not r.get("partage_de")
    ]
    vigour = draw.quantile(_VIGOUR)
    fates = {row["element_id"]: _fate(row, draw, vigour, plan.years[1]) for row in leaves}
    days = _days(plan, horizon)
    seen = list(_observations(plan, leaves, fates, days)) if days else []
    if days and owner.is_one("dates effectives", 0.5):
        _note_effective_dates(leaves, fates, days[-1])
    opinions = list(_opinions(plan, draw, horizon)) if days else []
    rows = list(in_order(plan.rows))
    return {"elements": rows, "suivi": seen, "versions": versions, "appreciations": opinions}


def _fate(row: Row, draw: Draw, vigour: float, last_year: int) -> Fate:
    """Draw what becomes of an action: a vigorous CPAS begins more, ends more and is less late."""
    start = row["debut_reel"] + _DAY * int(draw.quantile(_DELAYS) * (1.4 - vigour))
    slip = draw.quantile(_SLIPS)
    end = max(row["fin_reelle"] + _DAY * int(slip * (1.6 - vigour if slip > 0 else vigour)), start)
    at = draw.random()
    done, begun = at < vigour, at < vigour + (1 - vigour) * 0.6
    dropped = start + _DAY * draw.whole(60, 900) if not done and draw.chance(0.14) else _NEVER
    trouble = (_NEVER, _NEVER)
    if draw.chance(0.18):
        since = start + _DAY * draw.whole(-120, 500)
        trouble = (since, since + _DAY * draw.whole(120, 900))
    last = dt.date(last_year, 11, 30) - _DAY * draw.whole(0, 500)
    return Fate(
        start=start if begun else _NEVER,
        end=max(min(end, last), start + _DAY * 20) if done else _NEVER,
        dropped=dropped,
        trouble=trouble,
        waits=draw.chance(0.25),
    )


def _days(plan: Plan, horizon: dt.date) -> list[dt.date]:
    """Give the days on which the owner takes stock: each year, twice a year, or hardly ever."""
    owner = plan.owner
    if "SANS_SUIVI" in owner.gaps:
        return []
    first, last = plan.years
    habit = owner.draw("rythme").weighted({"annuel": 0.5, "semestriel": 0.2, "evaluations": 0.3})
    ends = [dt.date(year, 12, 31) for year in range(first, last)]
    if habit == "semestriel":
        ends += [dt.date(year, 6, 30) for year in range(first + 1, last)]
    if habit == "evaluations":
        ends = [dt.date(first + 2, 12, 31)]
    days = sorted({*ends, dt.date(last, 6, 30)})
    if "SUIVI_ARRETE" in owner.gaps:
        stop = dt.date(first + owner.draw("arret du suivi").whole(1, 3), 12, 31)
        days = [day for day in days if day <= stop]
    return [day for day in days if day <= horizon]


def _observations(
    plan: Plan, leaves: list[Row], fates: dict[str, Fate], days: list[dt.date]
) -> Iterator[Row]:
    owner = plan.owner
    draw = owner.draw(f"suivi {plan.years[0]}")
    said = draw.pick(words("vie")["mots"])
    gives_rates, forgets = draw.chance(0.45), draw.pick([0.0, 0.0, 0.03, 0.1, 0.25])
    comments, source = draw.pick([0.0, 0.1, 0.35]), draw.pick(words("vie")["sources"])
    entries = {row["element_id"]: row.get("entre_le", dt.date.min) for row in leaves}
    finished: set[str] = set()
    for day in days:
        for element, fate in fates.items():
            if element in finished or day < entries[element] or draw.chance(forgets):
                continue
            status = fate.status(day)
            if status in ("TERMINE", "ANNULE_ABANDONNE") and draw.chance(0.6):
                finished.add(element)
            yield {
                "element_id": element,
                "date_suivi": day,
                "statut": status,
                "statut_source": said[status],
                "taux_avancement": _rate(fate, status, day) if gives_rates else None,
                "commentaire": draw.pick(words("vie")["commentaires"][status])
                if draw.chance(comments)
                else None,
                "source": source.format(an=day.year),
            }


def _rate(fate: Fate, status: str, day: dt.date) -> int | None:
    if status == "TERMINE":
        return 100
    return fate.rate(day) if status in ("EN_COURS", "PROBLEME") and fate.start <= day else None


def _note_effective_dates(leaves: list[Row], fates: dict[str, Fate], last: dt.date) -> None:
    for row in leaves:
        fate = fates[row["element_id"]]
        if fate.start <= last:
            row["date_debut_effective"] = fate.start
        if fate.end <= last and fate.dropped > last:
            row["date_fin_effective"] = fate.end


def _versions(plan: Plan, draw: Draw, horizon: dt.date) -> Iterator[Row]:
    first = plan.years[0]
    adopted = plan.owner.installed.replace(year=first) + _DAY * draw.whole(200, 330)
    yield {
        "version": "V1", "date": adopted, "commentaire": "Programme initial.",
        "decision": f"Conseil de l’action sociale du {adopted:%d/%m/%Y}",
    }  # fmt: skip
    for number in range(2, 2 + draw.weighted({0: 0.35, 1: 0.45, 2: 0.2})):
        day = dt.date(first + number, draw.whole(2, 11), draw.whole(1, 28))
        if day <= horizon:
            yield {
                "version": f"V{number}", "date": day,
                "motif": draw.pick(words("vie")["motifs_version"]),
                "decision": f"Conseil de l’action sociale du {day:%d/%m/%Y}",
            }  # fmt: skip


def _revise(plan: Plan, draw: Draw, versions: list[Row]) -> None:
    """Let some actions enter the plan, and others leave it, by its later versions."""
    parts = {row["parent_id"] for row in plan.rows} | {r.get("partage_de") for r in plan.rows}
    free = [r for r in plan.actions if r["element_id"] not in parts and not r.get("partage_de")]
    for version in versions[1:]:
        for row in free:
            if "version_entree" in row or "version_sortie" in row:
                continue
            at = draw.random()
            if at < 0.06:
                _enter(row, version)
            elif at < 0.09:
                row["version_sortie"] = version["version"]


def _enter(row: Row, version: Row) -> None:
    """Let an action enter by a version; its calendar begins then at the earliest."""
    row |= {"version_entree": version["version"], "entre_le": version["date"]}
    shift = max(version["date"] - row["debut_reel"], dt.timedelta(0))
    for name in ("debut_reel", "date_debut"):
        if name in row:
            row[name] += shift
    for name in ("fin_reelle", "date_fin"):
        if name in row:
            row[name] = max(row[name], dt.date(row["debut_reel"].year, 12, 31))


def _opinions(plan: Plan, draw: Draw, horizon: dt.date) -> Iterator[Row]:
    day = dt.date(plan.years[0] + 3, draw.whole(1, 6), draw.whole(1, 28))
    if day > horizon or not draw.chance(0.35):
        return
    objectives = [row["element_id"] for row in plan.rows if row["niveau"] == "OO"]
    for element in draw.some(objectives, draw.whole(1, 4)):
        opinion = draw.pick(list(words("vie")["motifs_avis"]))
        yield {
            "element_id": element, "appreciation": opinion, "date": day,
            "motif": words("vie")["motifs_avis"][opinion],
            "autorite": "conseil de l’action sociale",
        }  # fmt: skip
