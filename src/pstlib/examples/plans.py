"""The tree of a fictitious plan: volets, objectives, actions, sub-actions."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pstlib.examples.draws import Draw
from pstlib.examples.organisations import Organisation
from pstlib.examples.titles import Titles, filled, theme_words
from pstlib.examples.vocabulary import words
from pstlib.grammar import capitalised

Row = dict[str, Any]
INTERNAL = ("gouvernance", "rh", "patrimoine")
_NEEDED = {"T01": "MR", "T02": "DOMICILE", "T09": "ENFANCE", "T11": "ILA"}
_PLANS = ("Plan de cohésion sociale 2020-2025", "Plan communal de développement rural")
_STARTS = ((0.0, 0), (0.35, 3), (0.6, 12), (0.85, 28), (1.0, 46))  # in months
_LENGTHS = ((0.0, 60), (0.45, 320), (0.8, 760), (1.0, 1_500))  # in days
_ARTICLE = re.compile(r"^(?:l’|(?:une?|des|les?|la) )")
_PRIORITIES = ("Haute", "Moyenne", "Basse")
_LEVELS = {"V": "VOLET", "OS": "OS", "OO": "OO", "A": "ACTION", "SA": "SOUS_ACTION"}


@dataclass
class Plan:
    """A plan being made: its rows in order, and the true theme of each action."""

    owner: Organisation
    years: tuple[int, int]
    themes: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def add(self, level: str, parent: Row | None, rank: int, **values: Any) -> Row:
        """Add an element below another, with the code that its rank gives it."""
        above = "" if parent is None else f"{parent['code']}."
        code = f"{above}{level}{rank}"
        row = {
            "element_id": code.lower().replace(".", "-"),
            "parent_id": None if parent is None else parent["element_id"],
            "niveau": _LEVELS[level],
            "position": rank,
            "code": code,
            **values,
        }
        self.rows.append(row)
        return row

    @property
    def actions(self) -> list[Row]:
        """The rows of level ACTION."""
        return [row for row in self.rows if row["niveau"] == "ACTION"]


def make_plan(owner: Organisation, years: tuple[int, int], carried: Sequence[Row] = ()) -> Plan:
    """Make the plan of a CPAS.

    Args:
        owner: The CPAS.
        years: First and last exercice.
        carried: Actions of an earlier plan that this one takes over, with their ``vrai_theme``.
    """
    builder = _Builder(Plan(owner, years), f"plan {years[0]}", carried)
    return builder.made(_families(owner, builder.draw), owner.actions)


def make_communal_plan(owner: Organisation, years: tuple[int, int]) -> Plan:
    """Make the plan of the commune of a CPAS."""
    families: Families = [("commune", ["COMMUNE"]), ("commune", ["COMMUNE", "T12", "T04"])]
    families += [("gouvernance", ["T22", "T20"]), ("rh", ["T21"]), ("commune", ["COMMUNE", "T24"])]
    return _Builder(Plan(owner, years), f"commune {years[0]}").made(
        families, 12 + owner.actions // 2
    )


Families = list[tuple[str, list[str]]]


def _families(owner: Organisation, draw: Draw) -> Families:
    """Give the strategic objectives: the family that names each, and its themes."""
    every: dict[str, list[str]] = {}
    for theme, known in words("themes").items():
        if _NEEDED.get(theme) in (None, *owner.services):
            every.setdefault(known["famille"], []).append(theme)
    wanted = max(3, min(12, round(2 + owner.actions**0.5 / 1.8 * draw.between(0.7, 1.3))))
    order = draw.some(list(every), len(every))
    order.sort(key=lambda name: name in INTERNAL)
    found: Families = [(name, every[name]) for name in order]
    while len(found) > wanted:
        at = draw.whole(0, len(found) - 2)
        (one, mine), (other, theirs) = found[at : at + 2]
        kind = "interne" if one in (*INTERNAL, "interne") else "externe"
        if (kind == "interne") != (other in (*INTERNAL, "interne")):
            continue
        found[at : at + 2] = [(kind, [*mine, *theirs])]
    return found


class _Builder:
    def __init__(self, plan: Plan, purpose: str, carried: Sequence[Row] = ()) -> None:
        owner = plan.owner
        self.plan, self.draw, self.carried = plan, owner.draw(purpose), list(carried)
        self.titles = Titles(owner, owner.draw(f"titres, {purpose}"), plan.years)
        self.fills_theme = owner.is_one("theme rempli", 0.15)
        self.numbers = owner.draw("numeros").pick(["{0} {1}", "{0}.{1}", "{1}", None])
        self.splits = owner.draw("sous-actions").pick([0.0, 0.0, 0.05, 0.15, 0.3])

    def made(self, families: Families, left: int) -> Plan:
        """Add everything, in the order of the plan, with about ``left`` actions."""
        volets = self._volets() if len(families) > 3 else {}
        ranks: dict[str | None, int] = {}
        for number, (family, themes) in enumerate(families):
            volet = volets.get(family in (*INTERNAL, "interne"))
            key = None if volet is None else volet["code"]
            ranks[key] = ranks.get(key, 0) + 1
            weights = [2 + len(each) for _, each in families[number:]]
            share = round(left * weights[0] / sum(weights) * self.draw.between(0.6, 1.4))
            share = left if number == len(families) - 1 else max(1, min(share, left - 1))
            self._strategic(volet, ranks[key], family, themes, max(1, share))
            left -= share
        self._share()
        return self.plan

    def _volets(self) -> dict[bool, Row]:
        if not self.plan.owner.is_one("volets", 0.3):
            return {}
        titles = (
            "Volet interne : administration générale",
            "Volet externe : développement des politiques",
        )
        rows = [self.plan.add("V", None, i + 1, libelle=text) for i, text in enumerate(titles)]
        return {True: rows[0], False: rows[1]}

    def _strategic(
        self, volet: Row | None, rank: int, family: str, themes: list[str], actions: int
    ) -> None:
        given = words("titles")["communaux"]["objectifs"] if family == "commune" else None
        choices = given or words("titles")["objectifs"][family]
        title = self.titles.objective(choices)
        top = self.plan.add("OS", volet, rank, libelle=title, numero=self._number("OS", rank))
        known = sum(len(theme_words(theme)["oo"]) for theme in themes)
        number = max(1, min(round(actions / self.draw.between(3, 7)), known + 1))
        for place in range(number):
            theme = themes[place % len(themes)]
            share = actions // number + (place < actions % number)
            under = self.plan.add(
                "OO", top, place + 1, libelle=self.titles.operational(theme),
                numero=self._number("OO", place + 1), vrai_theme=theme, **self._means(theme),
            )  # fmt: skip
            for position in range(share):
                own = theme if self.draw.chance(0.9) else self.draw.pick(themes)
                self._action(under, position + 1, own)

    def _action(self, parent: Row, rank: int, theme: str) -> None:
        draw = self.draw
        taken = next((row for row in self.carried if row["vrai_theme"] == theme), None)
        if taken is not None:
            self.carried.remove(taken)
        title = self.titles.kept(taken["libelle"]) if taken else self.titles.action(theme)
        kind = draw.weighted({"PST": 0.5, None: 0.4, "PERENNE": 0.08, "HORS_CHAMP": 0.02})
        row = self.plan.add(
            "A", parent, rank, libelle=title, type_action=kind,
            numero=self._number("Action", rank), **self._means(theme), **self._calendar(),
            description=self._description(theme) if draw.chance(0.25) else None,
            partenaires=self._partners(theme), odd=str(theme_words(theme)["odd"]),
            priorite=draw.pick(_PRIORITIES) if draw.chance(0.4) else None,
            plans=draw.pick(_PLANS) if draw.chance(0.06) else None,
            etp=draw.whole(1, 20) / 10 if draw.chance(0.12) else None,
            theme=self._theme_word(theme), synergie="Commune" if theme == "T22" else None,
        )  # fmt: skip
        self.plan.themes[row["element_id"]] = "T99" if theme == "COMMUNE" else theme
        if draw.chance(self.splits):
            for place, text in enumerate(
                draw.some(words("titles")["sous_actions"], draw.whole(2, 5))
            ):
                self.plan.add(
                    "SA",
                    row,
                    place + 1,
                    libelle=text,
                    **self._means(theme, row),
                    **self._calendar(),
                )

    def _theme_word(self, theme: str) -> str | None:
        return str(theme_words(theme)["service"]) if self.fills_theme else None

    def _number(self, word: str, rank: int) -> str | None:
        return self.numbers.format(word, rank) if self.numbers else None

    def _means(self, theme: str, above: Row | None = None) -> Row:
        """Give who is in charge, unless the CPAS never says so."""
        if "SANS_RESPONSABLE" in self.plan.owner.gaps:
            return {}
        if above is not None:
            return {name: above[name] for name in ("responsable", "departement") if name in above}
        known, draw = theme_words(theme), self.draw
        chief = draw.pick(known["chef"]) if draw.chance(0.9) else None
        politician = "Président du CPAS" if draw.chance(0.2) else None
        return {"responsable": chief, "departement": known["service"], "mandataire": politician}

    def _calendar(self) -> Row:
        """Give the planned dates; the adoption comes some nine months after the installation."""
        first, last = self.plan.years
        start = dt.date(first, 9, 1) + dt.timedelta(days=30 * int(self.draw.quantile(_STARTS)))
        end = start + dt.timedelta(days=int(self.draw.quantile(_LENGTHS)))
        end = min(end, dt.date(last, 12, 31))
        if self.draw.chance(0.6):
            end = dt.date(end.year, 12, 31)
        if "SANS_DATES" in self.plan.owner.gaps:
            return {"debut_reel": start, "fin_reelle": end}
        shown = {"date_debut": start} if self.draw.chance(0.75) else {}
        if self.draw.chance(0.88):
            shown["date_fin"] = end
        return {**shown, "debut_reel": start, "fin_reelle": end}

    def _description(self, theme: str) -> str:
        values = self.titles.values(theme)
        partner = f", avec {values['p']}" if self.draw.chance(0.6) else ""
        service = theme_words(theme)["service"]
        extra = {
            "Service": f"« {service} »",
            "avec": partner,
            "but": values["b"],
            "public": values["les"],
        }
        text = filled(self.draw.pick(words("titles")["descriptions"]), values | extra)
        return text.replace("« ", "Le service « ", 1) if text.startswith("«") else text

    def _partners(self, theme: str) -> str | None:
        if not self.draw.chance(0.35):
            return None
        named = self.draw.some(theme_words(theme)["partenaires"], self.draw.whole(1, 2))
        return " ; ".join(capitalised(_ARTICLE.sub("", name)) for name in named)

    def _share(self) -> None:
        """Show a few actions under a second objective as well."""
        objectives = [row for row in self.plan.rows if row["niveau"] == "OO"]
        if len(objectives) < 2 or not self.plan.owner.is_one("actions partagees", 0.35):
            return
        with_parts = {row["parent_id"] for row in self.plan.rows if row["niveau"] == "SOUS_ACTION"}
        alone = [row for row in self.plan.actions if row["element_id"] not in with_parts]
        for action in self.draw.some(alone, max(1, len(alone) // 25)):
            other = self.draw.pick(
                [o for o in objectives if o["element_id"] != action["parent_id"]]
            )
            taken = [r["position"] for r in self.plan.rows if r["parent_id"] == other["element_id"]]
            twin = self.plan.add("A", other, max(taken, default=0) + 1, libelle=action["libelle"],
                                 partage_de=action["element_id"], part=0.5)  # fmt: skip
            action["part"] = 0.5
            twin["numero"] = action.get("numero")


def _are_close(one: Row, other: Row) -> bool:
    """Tell whether both objectives look at the inside of the CPAS, or both at its users."""
    return bool((one["vrai_theme"] >= "T20") == (other["vrai_theme"] >= "T20"))


def in_order(rows: Sequence[Row]) -> Iterator[Row]:
    """Give the rows parents first, each followed by what it holds, in their ranks."""
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row["parent_id"], []).append(row)
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        row = waiting.pop()
        yield row
        waiting.extend(reversed(below.get(row["element_id"], [])))
