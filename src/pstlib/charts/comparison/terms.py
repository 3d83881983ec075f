"""Two terms at the same distance from their start: one plan, its peers, everyone."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    COLOURS,
    FOCUS,
    MIDDLE,
    OTHER,
    PEER,
    focus_words,
    kind_of,
    names,
    percents,
    role_legend,
    roles,
    source,
    whole,
)
from pstlib.charts.theme import INK, INK_3
from pstlib.charts.wording import plotly_lines, plotly_text
from pstlib.comparison.profile import FEWEST_PEERS, MEASURES
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised
from pstlib.text import NBSP, fr_date, fr_share, is_missing

_RATES = ("realisation", "retard", "suivi_recent")
_WIDTHS = {OTHER: 1, PEER: 1.5, FOCUS: 3}


def terms_chart(study: Study) -> Chart | Block:
    """Draw a line for each organisation that has a plan in both terms, a panel for each rate."""
    if study.avant is None:
        return block("note.html.j2", "", phrases=[])
    rows = {rate: _both(study, rate) for rate in _RATES}
    drawn = {rate: found for rate, found in rows.items() if len(found)}
    if not drawn:
        text = f"Aucun {kind_of(study)} n’a de chiffres connus dans les deux législatures."
        return block("note.html.j2", text, phrases=[text])
    before, day, _ = study.avant
    count = max(len(found) for found in drawn.values())
    return Chart(
        identifiant="legislatures",
        titre=_title(study, drawn),
        sous_titre=f"Une ligne par {kind_of(study)} qui a un PST connu dans les deux "
        f"législatures, {study.question.mois} mois après leur début{NBSP}: à gauche "
        f"{before[0]}-{before[1]} (au {fr_date(day)}), à droite {_term(study)} (au "
        f"{fr_date(study.jour)}). Le trait foncé joint les médianes de tous les plans de chaque "
        "législature, qui ne sont pas tous les mêmes.",
        figure=_figure(study, drawn, narrow=False),
        figure_etroite=_figure(study, drawn, narrow=True),
        alternative=" ".join(_in_words(study, rate, found) for rate, found in drawn.items()),
        table=_table(drawn, study),
        source=source(study),
        n=f"{count} {kind_of(study, plural=True)} dans les deux législatures",
        legende=role_legend(study, middle="médianes de tous les plans"),
    )


def _term(study: Study) -> str:
    return f"{study.legislature[0]}-{study.legislature[1]}"


def _both(study: Study, rate: str) -> pd.DataFrame:
    """Give the rate of each organisation in both terms: ``slug, nom, role, avant, apres``."""
    assert study.avant is not None  # noqa: S101 - asked before
    old = study.avant[2].organismes[["ins", rate]].rename(columns={rate: "avant"})
    new = study.comparaison.organismes[["ins", "slug", rate]].rename(columns={rate: "apres"})
    found = new.merge(old, on="ins").dropna(subset=["ins", "avant", "apres"])
    ordered = found.assign(
        nom=found["slug"].map(names(study)), role=found["slug"].map(roles(study))
    )
    rank = ordered["role"].map({OTHER: 0, PEER: 1, FOCUS: 2})
    return ordered.assign(_rank=rank).sort_values(["_rank", "slug"]).drop(columns="_rank")


def _medians(study: Study, rate: str) -> list[float | None]:
    """Give the median plan of each term, None where too few are known."""
    assert study.avant is not None  # noqa: S101 - asked before
    rows = [whole(one, rate) for one in (study.avant[2], study.comparaison)]
    return [None if row["n"] < FEWEST_PEERS else float(row["mediane"]) for row in rows]


def _title(study: Study, drawn: dict[str, pd.DataFrame]) -> str:
    rate, found = next(iter(drawn.items()))
    own = found[found["role"].eq(FOCUS)].to_dict("records")
    if own:
        move = f"de {fr_share(own[0]['avant'])} à {fr_share(own[0]['apres'])}"
        return (
            f"{MEASURES[rate]}, d’une législature à l’autre{NBSP}: {move} pour {focus_words(study)}"
        )
    rising = int((found["apres"] > found["avant"]).sum())
    said = f"{rising} des {len(found)} {kind_of(study, plural=True)}"
    return f"{MEASURES[rate]}{NBSP}: plus haut que dans la législature précédente pour {said}"


def _figure(study: Study, drawn: dict[str, pd.DataFrame], *, narrow: bool) -> dict[str, Any]:
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "height": 250 * len(drawn) + 20 if narrow else 320,
        "margin": {"l": 8, "r": 8, "t": 30, "b": 30},
        "annotations": [],
    }
    for rank, (rate, found) in enumerate(drawn.items()):
        suffix = "" if rank == 0 else str(rank + 1)
        x, y = _place(rank, len(drawn), narrow=narrow)
        data += [_line(row, suffix) for row in found.to_dict("records")]
        data.append(_middle(_medians(study, rate), suffix))
        layout |= {f"xaxis{suffix}": _sides(study, x, suffix), f"yaxis{suffix}": _axis(y, suffix)}
        layout["annotations"].append(
            {"xref": "paper", "yref": "paper", "x": max(x[0] - 0.05, 0), "y": y[1],
             "yanchor": "bottom", "yshift": 4, "text": f"<b>{plotly_text(MEASURES[rate])}</b>",
             "font": {"color": INK, "size": 13}}
        )  # fmt: skip
    return {"data": data, "layout": layout}


def _place(rank: int, total: int, *, narrow: bool) -> tuple[list[float], list[float]]:
    if narrow:
        top = 1 - rank / total
        return [0.13, 1], [round(top - 0.76 / total, 3), round(top - 0.05, 3)]
    return [round(rank / total + 0.055, 3), round((rank + 1) / total - 0.02, 3)], [0, 0.94]


def _line(row: dict[Any, Any], suffix: str) -> dict[str, Any]:
    role = row["role"]
    said = [f"{row['nom']}", f"{fr_share(row['avant'])} puis {fr_share(row['apres'])}"]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "x": [0, 1],
        "y": percents([row["avant"], row["apres"]]),
        "line": {"color": COLOURS[role], "width": _WIDTHS[role]},
        "marker": {"size": 10 if role == FOCUS else 5,
                   "symbol": "diamond" if role == FOCUS else "circle"},
        "customdata": [plotly_lines(said)] * 2,
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _middle(values: list[float | None], suffix: str) -> dict[str, Any]:
    words = [
        "" if value is None else plotly_text(f"médiane de tous les plans\u00a0: {fr_share(value)}")
        for value in values
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "x": [0, 1],
        "y": [None if value is None else round(100 * value, 2) for value in values],
        "line": {"color": MIDDLE, "width": 2, "dash": "dash"},
        "marker": {"size": 7},
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _sides(study: Study, domain: list[float], suffix: str) -> dict[str, Any]:
    assert study.avant is not None  # noqa: S101 - asked before
    before = study.avant[0]
    return {
        "domain": domain,
        "anchor": f"y{suffix}",
        "range": [-0.2, 1.2],
        "tickvals": [0, 1],
        "ticktext": [f"{before[0]}-{before[1]}", _term(study)],
        "showgrid": False,
    }


def _axis(domain: list[float], suffix: str) -> dict[str, Any]:
    return {
        "domain": domain,
        "anchor": f"x{suffix}",
        "showgrid": True,
        "showticklabels": True,
        "rangemode": "tozero",
        "ticksuffix": f"{NBSP}%",
        "nticks": 5,
        "tickfont": {"color": INK_3, "size": 12},
        "tickformat": ",.0f",
    }


def _in_words(study: Study, rate: str, found: pd.DataFrame) -> str:
    medians = ["n. c." if is_missing(value) else fr_share(value) for value in _medians(study, rate)]
    said = f"{MEASURES[rate]}{NBSP}: médiane {medians[0]} puis {medians[1]}"
    own = found[found["role"].eq(FOCUS)].to_dict("records")
    if own:
        move = f"{fr_share(own[0]['avant'])} puis {fr_share(own[0]['apres'])}"
        said += f"\u00a0; {focus_words(study)}, {move}"
    return f"{capitalised(said)}."


def _table(drawn: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    assert study.avant is not None  # noqa: S101 - asked before
    first = f"{study.avant[0][0]}-{study.avant[0][1]} (%)"
    parts = [
        pd.DataFrame(
            {
                "Organisme": found["nom"].astype("str"),
                "Mesure": MEASURES[rate],
                first: (100 * found["avant"].astype("Float64")).round(1),
                f"{_term(study)} (%)": (100 * found["apres"].astype("Float64")).round(1),
            }
        )
        for rate, found in drawn.items()
    ]
    return pd.concat(parts, ignore_index=True).sort_values(["Mesure", "Organisme"])
