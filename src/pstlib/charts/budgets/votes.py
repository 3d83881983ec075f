"""From the initial budget to the account: what each vote changed, and what was then done of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, starmap
from typing import Any

import pandas as pd

from pstlib.budgets.tally import Row as Told
from pstlib.charts.block import Block, block
from pstlib.charts.budgets.words import SERVICES, expenses, line_count, money_source
from pstlib.charts.chart import Chart
from pstlib.charts.rows import BLUE, DARK, ORANGE, Frame, Row, row_bars, rows_layout
from pstlib.charts.theme import LINE
from pstlib.evaluation import Evaluation
from pstlib.model.columns import DTYPES
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro

_LARGE = Frame(row=21, label=330)
_SMALL = Frame(row=44, label=0)
_ACCOUNT = {
    "engagements": ("Engagements", "Voté, non engagé", "Engagé au-delà du vote"),
    "imputations": ("Imputations", "Non imputé", "Imputé au-delà"),
}


@dataclass(frozen=True)
class _Step:
    """An amount reached, or the change that leads from one amount to another."""

    nom: str
    montant: Decimal
    variation: Decimal | None = None

    @property
    def words(self) -> str:
        if self.variation is None:
            return fr_euro(self.montant)
        return ("+" if self.variation > 0 else "") + fr_euro(self.variation)


_Steps = dict[str, list[_Step]]
_Mark = tuple[float, float, float]


def votes_to_account(ev: Evaluation) -> Chart | Block:
    """Draw the expenses of the last exercice with an account, from the first vote to bookings.

    Without any account, the last exercice with a vote is drawn, and its title says so.
    """
    years = expenses(ev)
    year = _last_year(years)
    if year is None:
        return block("note.html.j2", "Aucun vote de dépenses n’est connu.", phrases=[])
    accounts = {row["service"]: row for row in years if row["exercice"] == year}
    votes = [row for row in records(ev.argent.votes) if row["exercice"] == year]
    spent = [row for row in votes if row["type"] == "D"]
    steps = {service: list(_steps(spent, accounts, service)) for service in SERVICES}
    steps = {service: own for service, own in steps.items() if own}
    return Chart(
        identifiant="votes",
        titre=_title(year, steps),
        sous_titre=f"Dépenses de l’exercice {year}, du premier vote au compte{NBSP}: un trait est "
        "un montant atteint, une barre ce qui l’augmente ou le diminue. Chaque service a sa propre "
        "échelle, qui ne part pas de zéro.",
        figure=_figure(steps, _LARGE),
        figure_etroite=_figure(steps, _SMALL),
        alternative=_alternative(year, steps),
        table=_table(year, steps),
        source=money_source(ev),
        n=line_count(sum(row["n_lignes"] for row in accounts.values())),
        legende=(
            ("ar-niveau", "Montant atteint"),
            ("ar-engage", "Augmentation"),
            ("ar-moins", "Diminution"),
        ),
    )


def _last_year(years: list[Told]) -> int | None:
    voted = [row for row in years if row["dernier_vote"] is not None]
    told = [row for row in voted if any(row[name] is not None for name in _ACCOUNT)]
    return max((row["exercice"] for row in told or voted), default=None)


def _steps(votes: list[Told], accounts: Mapping[str, Told], service: str) -> Iterator[_Step]:
    """Go through the votes of a service, then what was committed and booked."""
    voted = [(row["version"], row["montant"]) for row in votes if row["service"] == service]
    if not voted:
        return
    reached = voted[0][1]
    yield _Step("Budget initial" if voted[0][0] == "INITIAL" else voted[0][0], reached)
    for version, amount in voted[1:]:
        yield _Step(version, amount, amount - reached)
        reached = amount
    if len(voted) > 1:
        yield _Step("Dernier budget voté", reached)
    yield from _account(reached, accounts[service])


def _account(reached: Decimal, account: Told) -> Iterator[_Step]:
    for name, (word, less, more) in _ACCOUNT.items():
        amount = account[name]
        if amount is not None:
            yield _Step(more if amount > reached else less, amount, amount - reached)
            yield _Step(word, amount)
            reached = amount


def _title(year: int, steps: _Steps) -> str:
    service, own = next(iter(steps.items()))
    reached = {step.nom: step.montant for step in own if step.variation is None}
    voted = reached.get("Dernier budget voté", own[0].montant)
    text = f"En {year}, les dépenses du service {SERVICES[service]} "
    if "Dernier budget voté" in reached:
        text += f"passent de {fr_euro(own[0].montant)} à {fr_euro(voted)} au dernier vote"
    else:
        text += f"sont votées à {fr_euro(voted)}, sans modification budgétaire connue"
    for word, past in (("Engagements", "engagés"), ("Imputations", "imputés")):
        if word in reached:
            return f"{text}{NBSP}; {fr_euro(reached[word])} sont {past}"
    return f"{text}{NBSP}; leurs engagements sont inconnus"


def _has_account(own: list[_Step]) -> bool:
    return own[-1].nom in {"Engagements", "Imputations"}


def _alternative(year: int, steps: _Steps) -> str:
    parts = []
    for service, own in steps.items():
        told = ", ".join(f"{step.nom} {step.words}" for step in own)
        unknown = "" if _has_account(own) else ", engagements inconnus"
        parts.append(f"Service {SERVICES[service]}{NBSP}: {told}{unknown}.")
    return f"Dépenses de {year}. {' '.join(parts)}"


def _figure(steps: _Steps, frame: Frame) -> dict[str, Any]:
    """Draw each service under its heading, on the scale of its own amounts."""
    rows: list[Row] = []
    marks: dict[str, list[_Mark]] = {BLUE: [], ORANGE: [], DARK: []}
    links: list[dict[str, Any]] = []
    for service, own in steps.items():
        unknown = "" if _has_account(own) else "(engagements inconnus)"
        rows.append(Row(f"Service {SERVICES[service]}", unknown, titre=True))
        spots = []
        for step, (end, length) in zip(own, _scaled(own), strict=True):
            spots.append((frame.mark_after(rows), end, length))
            rows.append(Row(step.nom, step.words))
            _mark(marks, step, spots[-1])
        links += starmap(_link, pairwise(spots))
    axis = {"range": [-0.02, 1.02], "showgrid": False, "showticklabels": False}
    layout = rows_layout(rows, frame, axis)
    pixels = {BLUE: 13, ORANGE: 13, DARK: 18}
    data = [_bars(own, frame, colour, pixels[colour]) for colour, own in marks.items() if own]
    return {"data": data, "layout": {**layout, "shapes": links}}


def _scaled(own: list[_Step]) -> list[tuple[float, float]]:
    """Give where each step ends and how long it is, on the scale of its service."""
    low = min(step.montant for step in own)
    span = max(step.montant for step in own) - low or Decimal(1)
    ends = [(step.montant - low) / span for step in own]
    lengths = [(step.variation or 0) / span for step in own]
    return [(round(float(e), 4), round(float(n), 4)) for e, n in zip(ends, lengths, strict=True)]


def _mark(marks: dict[str, list[_Mark]], step: _Step, spot: _Mark) -> None:
    """Put a level as a line, a change as a bar that ends where it leads."""
    place, end, length = spot
    if step.variation is None:
        marks[DARK].append((place, round(end - 0.004, 4), 0.008))
    else:
        colour = BLUE if length > 0 else ORANGE
        marks[colour].append((place, round(end - length, 4), length))


def _bars(marks: list[_Mark], frame: Frame, colour: str, pixels: int) -> dict[str, Any]:
    bars = row_bars(marks, height=round(pixels / frame.row, 4), marker={"color": colour})
    return bars | {"hoverinfo": "skip"}


def _link(above: _Mark, below: _Mark) -> dict[str, Any]:
    """Lead the eye from an amount down to the next row."""
    ends = {"x0": above[1], "x1": above[1], "y0": above[0], "y1": below[0]}
    return {"type": "line", "layer": "below", "line": {"color": LINE}, **ends}


def _table(year: int, steps: _Steps) -> pd.DataFrame:
    rows = [(service, step) for service, own in steps.items() for step in own]
    return pd.DataFrame(
        {
            "Exercice": pd.array([str(year)] * len(rows), dtype="str"),
            "Service": pd.array([SERVICES[service] for service, _ in rows], dtype="str"),
            "Étape": pd.array([step.nom for _, step in rows], dtype="str"),
            "Variation": pd.array([step.variation for _, step in rows], dtype=DTYPES["montant"]),
            "Montant": pd.array([step.montant for _, step in rows], dtype=DTYPES["montant"]),
        }
    )
