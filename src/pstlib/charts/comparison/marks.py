"""What the charts of a comparison share: who is in focus, who is a peer, who is neither."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd

from pstlib.charts.theme import INK_2, INK_3
from pstlib.comparison.region import FRAGILE_BELOW, Comparison
from pstlib.comparison.study import Study
from pstlib.text import NBSP, fr_date, fr_share

FOCUS, PEER, OTHER = "cpas", "pair", "autre"
COLOURS = {FOCUS: "#c8641b", PEER: "#2f6db5", OTHER: "#c3cad3"}
CLASSES = {FOCUS: "ar-moins", PEER: "ar-engage", OTHER: "mh-autre"}
MIDDLE = "#14314f"
"""Colour of medians and quartiles."""


def roles(study: Study) -> "pd.Series[str]":
    """Say of each plan compared whether it is in focus, a peer of that one, or neither."""
    slugs = study.comparaison.organismes["slug"]
    found = pd.Series(OTHER, index=slugs.to_numpy(), dtype="str")
    found = found.mask(found.index.isin(study.pairs_slugs), PEER)
    return found.mask(found.index == (study.slug or ""), FOCUS)


def role_legend(study: Study, *, middle: str = "") -> tuple[tuple[str, str], ...]:
    """Name the colours that a chart of this study shows."""
    lines = [("ar-niveau", middle)] if middle else []
    if study.slug is None:
        return ((CLASSES[OTHER], kind_of(study, plural=True)), *lines)
    return (
        (CLASSES[FOCUS], focus_name(study)),
        *([(CLASSES[PEER], f"ses pairs ({study.modele.nom})")] if study.pairs_slugs else []),
        (CLASSES[OTHER], f"autres {kind_of(study, plural=True)}"),
        *lines,
    )


def kind_of(study: Study, *, plural: bool = False) -> str:
    """Name what is compared: CPAS or communes."""
    if study.question.type_admin == "CPAS":
        return "CPAS"
    return "communes" if plural else "commune"


def focus_name(study: Study) -> str:
    """Name the organisation in focus, as it may be named, for a legend or a column."""
    own = study.cpas
    return str(own["organisme"]) if own else ""


def focus_words(study: Study) -> str:
    """Name the organisation in focus with its article, for a sentence."""
    name = focus_name(study)
    for word, article in (("CPAS ", "le "), ("Commune ", "la "), ("Ville ", "la ")):
        if name.startswith(word):
            return f"{article}{name if word == 'CPAS ' else name[0].lower() + name[1:]}"
    return name[0].lower() + name[1:] if name.startswith("Le ") else name


def names(study: Study) -> dict[str, str]:
    """Give the name shown of each plan."""
    rows = study.comparaison.organismes
    return {str(s): str(n) for s, n in zip(rows["slug"], rows["organisme"], strict=True)}


def source(study: Study) -> str:
    """Say where the figures of a comparison come from."""
    n = len(study.comparaison.organismes)
    first, last = study.legislature
    made_up = f", données {partly(study)}fictives" if study.fictif else ""
    return f"{n} PST {first}-{last} transmis, situation au {fr_date(study.jour)}{made_up}"


def partly(study: Study) -> str:
    """Say « en partie » where fictitious plans are compared with real ones."""
    return "" if study.tous_fictifs else "en partie "


def interval(low: Any, high: Any) -> str:
    """Write a 95 % interval of fractions."""
    return f"de {fr_share(low)} à {fr_share(high)}"


def shown_rates(study: Study, rate: str) -> pd.DataFrame:
    """Keep the plans whose rate can be shown, with their roles and names: ``role``, ``nom``."""
    table = study.comparaison.organismes
    known = table[table[rate].notna()]
    return known.assign(role=roles(study).reindex(known["slug"]).to_numpy(), nom=known["organisme"])


def fragile(total: Any) -> str:
    """Mark a rate of few actions."""
    return "fragile" if total < FRAGILE_BELOW else ""


def whole(comparison: Comparison, rate: str) -> dict[str, Any]:
    """Give the row of the region for a rate."""
    rows: list[dict[Any, Any]] = comparison.ensemble.to_dict("records")
    return {str(k): v for row in rows if row["mesure"] == rate for k, v in row.items()}


def words_over(x: Any, y: Any, text: str, **place: Any) -> dict[str, Any]:
    """Write a short text in a drawing, at a place given in its axes."""
    font = {"color": place.pop("color", INK_2), "size": 12}
    return {"xref": "x", "yref": "y", "x": x, "y": y, "text": text, "font": font, **place}


def level(axis: str, value: float, colour: str = INK_3, dash: str = "solid") -> dict[str, Any]:
    """Draw a line across a drawing at a value of an axis."""
    across, along = ("x", "y") if axis == "y" else ("y", "x")
    return {
        "type": "line",
        **{f"{along}0": value, f"{along}1": value, f"{across}0": 0, f"{across}1": 1},
        f"{across}ref": "paper",
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }


def percents(values: Iterable[Any]) -> list[float | None]:
    """Give fractions as percentages that JSON can hold."""
    return [None if pd.isna(value) else round(100 * float(value), 2) for value in values]


def percent_axis(highest: float) -> dict[str, Any]:
    """Mark an axis of percentages, from nil to a little over the highest."""
    top = min(100.0, max(10.0, highest * 1.08))
    step = next(step for step in (2, 5, 10, 20, 25) if top / step <= 6)
    ticks = [tick for tick in range(0, 101, step) if tick <= top]
    return {
        "range": [0, top],
        "tickvals": ticks,
        "ticktext": [f"{tick}{NBSP}%" for tick in ticks],
    }


def capital_focus(study: Study) -> str:
    """Name the organisation in focus, or say that one is."""
    return focus_name(study) or "le plan étudié"


def share(value: Any, digits: int = 1) -> str:
    """Write a fraction as ``fr_share`` does, each only once: a heat map has thousands."""
    return _share(round(float(value), 4), digits)


@lru_cache(maxsize=20_000)
def _share(value: float, digits: int) -> str:
    return fr_share(value, digits)
