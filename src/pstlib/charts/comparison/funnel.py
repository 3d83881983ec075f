"""The funnel: completion rates against what the size of each plan explains."""

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
    level,
    names,
    percent_axis,
    percents,
    role_legend,
    roles,
    source,
)
from pstlib.charts.theme import INK_2, INK_3
from pstlib.charts.wording import plotly_lines, plotly_text, text_width
from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised, counted, plural, shortened
from pstlib.text import NBSP, fr_number, fr_share

_SIZES = {OTHER: 7, PEER: 9, FOCUS: 13}
_NAMED = 6
_MARGIN = {"l": 46, "r": 12, "t": 12, "b": 50}
_HEIGHTS = {False: 440, True: 380}
_WIDTHS = {False: 680, True: 288}
"""The narrowest drawings, where names have least room."""
_Box = tuple[float, float, float, float]
_SHIFTS = (14, -14, 28, -28, 42, -42)


def funnel_chart(study: Study) -> Chart | Block:
    """Draw each plan's completion rate by its number of actions, within its limits."""
    found = study.comparaison.entonnoir
    rows = found.organismes
    if found.centre is None or len(rows) < FEWEST_PEERS:
        text = (
            f"Moins de {FEWEST_PEERS} taux de réalisation peuvent être montrés{NBSP}: "
            "il n’y a pas d’entonnoir."
        )
        return block("note.html.j2", text, phrases=[text])
    shown = rows.assign(
        role=roles(study).reindex(rows["slug"]).to_numpy(), nom=rows["slug"].map(names(study))
    )
    outside = shown[shown["position"].isin(["dessus", "dessous"])]
    return Chart(
        identifiant="entonnoir",
        titre=_title(study, shown, outside),
        sous_titre="Taux de réalisation selon le nombre d’actions poursuivies. Entre les traits "
        "pleins (99,8\u00a0%), l’écart peut être ordinaire pour un plan de cette taille\u00a0; "
        f"entre les pointillés (95\u00a0%), il l’est tout à fait. {_dispersion(found.tau2)}",
        figure=_figure(shown, study, narrow=False),
        figure_etroite=_figure(shown, study, narrow=True),
        alternative=_alternative(shown, outside, found.centre, study),
        table=_table(shown),
        source=source(study),
        n=f"{len(shown)} {kind_of(study, plural=True)}",
        legende=role_legend(study, middle="taux de l’ensemble des actions"),
    )


def _dispersion(tau2: float) -> str:
    if not tau2:
        return "Les plans ne diffèrent pas plus que le hasard ne le ferait."
    points = fr_number(100 * tau2**0.5, 1)
    return (
        "Les plans diffèrent plus que le hasard ne le ferait, comme il est ordinaire\u00a0: les "
        f"limites sont élargies de cette diversité (écart type de {points} points entre plans)."
    )


def _title(study: Study, shown: pd.DataFrame, outside: pd.DataFrame) -> str:
    own = shown[shown["role"].eq(FOCUS)]["position"].tolist()
    kind = kind_of(study, plural=True)
    leave = plural(len(outside), "sort", "sortent")
    others = f"{len(outside)} des {len(shown)} {kind} {leave} des limites"
    if len(outside) == 0:
        others = f"aucun des {len(shown)} {kind} ne sort des limites"
    if not own:
        return f"{others[0].upper()}{others[1:]} à 99,8{NBSP}%"
    where = {
        "dedans": "reste dans les limites à 99,8\u00a0%",
        "dessus": "est au-dessus des limites à 99,8\u00a0%",
        "dessous": "est sous les limites à 99,8\u00a0%",
    }[own[0]]
    return f"{capitalised(focus_words(study))} {where}\u00a0; {others}"


def _figure(shown: pd.DataFrame, study: Study, *, narrow: bool) -> dict[str, Any]:
    found = study.comparaison.entonnoir
    limits = found.limites[found.limites["n"].ge(5)]
    centre = round(100 * float(found.centre or 0), 2)
    highest = max(100 * float(shown["taux"].max()), float(percents(limits["haut_95"])[0] or 0))
    rates = percent_axis(highest)
    largest = int(limits["n"].max())
    return {
        "data": [
            *(_limit(limits, side, solid) for solid in (True, False) for side in ("bas", "haut")),
            *(_points(shown, role) for role in (OTHER, PEER, FOCUS)),
        ],
        "layout": {
            "height": _HEIGHTS[narrow],
            "margin": _MARGIN,
            "xaxis": {
                "range": [0, largest * 1.04],
                "title": {"text": "actions poursuivies", "font": {"size": 13, "color": INK_2}},
                "nticks": 6,
                "ticklabelstandoff": 5,
            },
            "yaxis": {**rates, "showgrid": True, "showticklabels": True},
            "shapes": [level("y", centre, MIDDLE)],
            "annotations": labels(shown, (largest * 1.04, rates["range"][1]), narrow=narrow),
        },
    }


def _limit(limits: pd.DataFrame, side: str, solid: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    # Every third size is enough for a line that a screen can show.
    kept = limits.iloc[::3]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": kept["n"].tolist(),
        "y": percents(kept[f"{side}_{'998' if solid else '95'}"]),
        "line": {"color": INK_3, "width": 1.4, "dash": "solid" if solid else "dot"},
        "hoverinfo": "skip",
    }


def _points(shown: pd.DataFrame, role: str) -> dict[str, Any]:
    rows = shown[shown["role"].eq(role)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows["n_poursuivies"].tolist(),
        "y": percents(rows["taux"]),
        "marker": {
            "color": COLOURS[role],
            "size": _SIZES[role],
            "symbol": "diamond" if role == FOCUS else "circle",
            "line": {"color": "#5f6977" if role == OTHER else "#ffffff", "width": 0.8},
        },
        "customdata": [
            plotly_lines(
                [
                    str(row["nom"]),
                    f"{row['n_terminees']} sur {row['n_poursuivies']}\u00a0: "
                    f"{fr_share(row['taux'])}",
                ]
            )
            for row in rows.to_dict("records")
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def labels(shown: pd.DataFrame, ends: tuple[float, float], *, narrow: bool) -> list[dict[str, Any]]:
    """Name who lies beyond the outer limits, where they are few, and who is in focus.

    ``ends`` are the highest number of actions and the highest rate of the axes. A name stays
    within them, and beside those that are written before it.
    """
    outside = shown["position"].isin(["dessus", "dessous"])
    named = shown[(outside & (outside.sum() <= _NAMED)) | shown["role"].eq(FOCUS)]
    size = 11 if narrow else 12
    room = (
        _WIDTHS[narrow] - _MARGIN["l"] - _MARGIN["r"],
        _HEIGHTS[narrow] - _MARGIN["t"] - _MARGIN["b"],
    )
    texts, taken = [], list[_Box]()
    for row in named.to_dict("records"):
        x, y = row["n_poursuivies"], round(100 * float(row["taux"]), 2)
        spot = (x / ends[0] * room[0], y / ends[1] * room[1])
        anchor, shift, box = _free_place(spot, text_width(row["nom"], size), room, taken)
        taken.append(box)
        font = {"size": size, "color": INK_2}
        place = {"xref": "x", "x": x, "y": y, "yshift": shift, "xanchor": anchor}
        texts.append({**place, "text": plotly_text(row["nom"]), "font": font})
    return texts


def _free_place(
    spot: tuple[float, float], width: float, room: tuple[float, float], taken: list[_Box]
) -> tuple[str, int, _Box]:
    """Give the anchor, shift and box of a name: over its mark or, failing that, under it."""
    half = width / 2
    anchor, left = "center", spot[0] - half
    if left < 0:
        anchor, left = "left", spot[0]
    elif spot[0] + half > room[0]:
        anchor, left = "right", spot[0] - width
    boxes = [
        (shift, (left, spot[1] + shift - 8, left + width, spot[1] + shift + 8)) for shift in _SHIFTS
    ]
    inside = [(shift, box) for shift, box in boxes if box[1] >= 0 and box[3] <= room[1]]
    free = [(shift, box) for shift, box in inside if not any(_overlap(box, o) for o in taken)]
    shift, box = (free or inside or boxes)[0]
    return anchor, shift, box


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _alternative(shown: pd.DataFrame, outside: pd.DataFrame, centre: float, study: Study) -> str:
    text = (
        f"Entonnoir de {len(shown)} {kind_of(study, plural=True)} autour de "
        f"{fr_share(centre)}, de {counted(int(shown['n_poursuivies'].min()), 'action')} à "
        f"{counted(int(shown['n_poursuivies'].max()), 'action')} poursuivies."
    )
    for side, words in (("dessus", "Au-dessus"), ("dessous", "Sous")):
        found = sorted(outside.loc[outside["position"].eq(side), "nom"])
        if found:
            text += f" {words} des limites à 99,8{NBSP}%{NBSP}: {shortened(found, 20)}."
    return text


def _table(shown: pd.DataFrame) -> pd.DataFrame:
    rows = shown.sort_values("slug")
    words = {"dedans": "dans les limites", "dessus": "au-dessus", "dessous": "en dessous"}
    return pd.DataFrame(
        {
            "Organisme": rows["nom"].astype("str"),
            "Actions terminées": rows["n_terminees"].astype("Int64"),
            "Actions poursuivies": rows["n_poursuivies"].astype("Int64"),
            "Taux (%)": (rows["taux"] * 100).round(1),
            "Limites à 99,8 %": rows["position"].map(words).astype("str"),
        }
    )
