"""Small multiples: measures of a plan through the years, in the middle half of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison_marks import (
    COLOURS,
    FOCUS,
    MIDDLE,
    PEER,
    focus_name,
    focus_words,
    kind_of,
    source,
)
from pstlib.charts.theme import INK, INK_3
from pstlib.charts.wording import plotly_text
from pstlib.comparison.means import MEANS
from pstlib.comparison.spread import spread, yearly_rates
from pstlib.comparison.study import Study
from pstlib.reference.breaks import Break
from pstlib.text import NBSP, fr_date, fr_number, fr_share, is_missing

_PERCENT = f"{NBSP}%"
Mark = tuple[float, Break]
"""Where a break stands on the axis of a panel, and which."""


@dataclass(frozen=True)
class Panel:
    """One measure through time: ``ensemble`` and ``pairs`` are ``spread``; ``propre``, the focus.

    The index of all is the text of the day or year, in order. ``unite`` follows the numbers.
    """

    titre: str
    unite: str
    ensemble: pd.DataFrame
    pairs: pd.DataFrame | None
    propre: "pd.Series[Any] | None"


def years(study: Study) -> Chart | Block:
    """Draw completion, delay and follow-up at the end of each year of the term."""
    rates = yearly_rates(study.annees)
    labels = {
        "realisation": "Taux de réalisation",
        "retard": "Part des actions en retard",
        "suivi_recent": "Statut connu et récent",
    }
    table = rates.assign(moment=pd.to_datetime(rates["date"]).dt.strftime("%d/%m/%Y"))
    ordered = table.sort_values("date")
    panels = [
        _panel(study, ordered, ("moment", name), label, 100) for name, label in labels.items()
    ]
    days = [pd.Timestamp(day) for day in sorted(rates["date"].unique())]
    marks = [(_between(days, pd.Timestamp(one.debut)), one) for one in _breaks(study)]
    return _chart(study, panels, ("annees", "Situation au 31 décembre de chaque année"), marks)


def means(study: Study) -> Chart | Block:
    """Draw execution of the budget, expenses and staff for 1,000 inhabitants, year by year."""
    first, last = study.legislature[0] - 1, study.jour.year
    table = study.moyens
    if not table.empty:
        table = table[table["exercice"].between(first, last)]
    ordered = table.assign(moment=table["exercice"].astype("str")).sort_values("exercice")
    panels = [
        _panel(study, ordered, ("moment", name), label, 100 if name == "execution" else 1)
        for name, label in MEANS.items()
    ]
    marks = [(float(one.debut.year - first), one) for one in _breaks(study)]
    what = "Moyens par exercice (dépenses ordinaires engagées, population de la même année)"
    return _chart(study, panels, ("moyens", what), marks)


def _panel(
    study: Study, table: pd.DataFrame, what: tuple[str, str], title: str, scale: int
) -> Panel:
    by, value = what
    scaled = table.assign(**{value: table[value].astype("Float64") * scale})
    moments = list(dict.fromkeys(scaled[by]))
    mates = scaled[scaled["slug"].isin(study.pairs_slugs)]
    own = scaled[scaled["slug"].eq(study.slug or "")].set_index(by)[value]

    def over_time(rows: pd.DataFrame) -> pd.DataFrame:
        return spread(rows, by=by, value=value).set_index(by).reindex(moments)

    return Panel(
        titre=title,
        unite={"execution": _PERCENT, "depenses": f"{NBSP}€", "etp": ""}.get(value, _PERCENT),
        ensemble=over_time(scaled),
        pairs=over_time(mates) if study.slug else None,
        propre=own.reindex(moments) if study.slug else None,
    )


def _chart(
    study: Study, panels: Sequence[Panel], named: tuple[str, str], marks: Sequence[Mark]
) -> Chart | Block:
    identifier, what = named
    known = [panel for panel in panels if panel.ensemble["mediane"].notna().any()]
    if not known:
        text = f"{what}{NBSP}: moins de cinq {kind_of(study, plural=True)} ont un chiffre connu."
        return block("note.html.j2", text, phrases=[text])
    middle = "pairs" if study.slug else kind_of(study, plural=True)
    return Chart(
        identifiant=identifier,
        titre=_title(known[0], study),
        sous_titre=f"{what}{NBSP}: la bande va du premier au troisième quart de tous les "
        f"{kind_of(study, plural=True)}, le trait est leur médiane"
        + (f" ; en bleu, la médiane des {middle}." if study.slug else ".")
        + _told(marks),
        figure=_figure(known, marks, narrow=False),
        figure_etroite=_figure(known, marks, narrow=True),
        alternative=" ".join(_in_words(panel, study) for panel in known),
        table=_table(known, study),
        source=source(study),
        n=f"{int(max(p.ensemble['n'].max() for p in known))} {kind_of(study, plural=True)}",
        legende=_legend(study),
    )


def _breaks(study: Study) -> list[Break]:
    first = study.legislature[0]
    return [one for one in study.ruptures if first <= one.debut.year and one.debut <= study.jour]


def _between(days: Sequence[pd.Timestamp], day: pd.Timestamp) -> float:
    """Place a day among those of an axis that has one step a day drawn."""
    for rank in range(1, len(days)):
        if days[rank - 1] <= day <= days[rank]:
            gone = (day - days[rank - 1]) / (days[rank] - days[rank - 1])
            return round(rank - 1 + float(gone), 2)
    return -0.2


def _told(marks: Sequence[Mark]) -> str:
    """Name the breaks by the letters that mark them in the drawing."""
    said = [
        f"{_letter(rank)}, {one.libelle} ({fr_date(one.debut)})"
        for rank, (_, one) in enumerate(marks)
    ]
    return f" Ruptures à garder en tête{NBSP}: {' ; '.join(said)}." if said else ""


def _letter(rank: int) -> str:
    return chr(ord("a") + rank)


def _break_lines(
    marks: Sequence[Mark], suffix: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw a dotted line at each break of one panel, with its letter."""
    refs = {"xref": f"x{suffix}", "yref": f"y{suffix} domain"}
    look = {"color": INK_3, "width": 1, "dash": "dot"}
    lines = [{"type": "line", **refs, "x0": x, "x1": x, "y0": 0, "y1": 1, "line": look}
             for x, _ in marks]  # fmt: skip
    letters = [
        {
            **refs, "x": x, "y": 1, "yanchor": "top", "xanchor": "left", "xshift": 2,
            "text": _letter(rank), "font": {"size": 12, "color": INK_3},
        }
        for rank, (x, _) in enumerate(marks)
    ]  # fmt: skip
    return lines, letters


def _legend(study: Study) -> tuple[tuple[str, str], ...]:
    band = (("mh-autre", "moitié centrale de tous"), ("ar-niveau", "médiane de tous"))
    if study.slug is None:
        return band
    return (("ar-moins", focus_name(study)), ("ar-engage", "médiane de ses pairs"), *band)


def _title(panel: Panel, study: Study) -> str:
    last = panel.ensemble["mediane"].dropna()
    when = last.index[-1]
    middle = f"{_written(last.iloc[-1], panel)} pour le {kind_of(study)} médian"
    if panel.propre is not None and not is_missing(panel.propre.get(when)):
        own = f"{_written(panel.propre[when], panel)} pour {focus_words(study)}"
        return f"{panel.titre}, {when}{NBSP}: {own}, {middle}"
    return f"{panel.titre}, {when}{NBSP}: {middle}"


def _written(value: Any, panel: Panel) -> str:
    if panel.unite == _PERCENT:
        return fr_share(float(value) / 100)
    digits = 1 if panel.unite == "" else 0
    return f"{fr_number(float(value), digits)}{panel.unite}"


def _figure(panels: Sequence[Panel], marks: Sequence[Mark], *, narrow: bool) -> dict[str, Any]:
    """Put the panels side by side, or one under the other on a phone."""
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "height": 236 * len(panels) + 20 if narrow else 290,
        "margin": {"l": 8, "r": 8, "t": 30, "b": 30},
        "annotations": [],
        "shapes": [],
    }
    for rank, panel in enumerate(panels):
        place = _place(rank, len(panels), narrow=narrow)
        suffix = "" if rank == 0 else str(rank + 1)
        data += _traces(panel, suffix)
        layout |= {
            f"xaxis{suffix}": _moments(panel, place["x"], f"y{suffix}"),
            f"yaxis{suffix}": _values(panel, place["y"], f"x{suffix}"),
        }
        lines, letters = _break_lines(marks, suffix)
        layout["shapes"] += lines
        layout["annotations"] += [_panel_title(panel, place), *letters]
    return {"data": data, "layout": layout}


def _place(rank: int, total: int, *, narrow: bool) -> dict[str, list[float]]:
    if narrow:
        height = 1 / total
        top = 1 - rank * height
        return {"x": [0.13, 1], "y": [round(top - height * 0.72, 3), round(top - 0.05, 3)]}
    width = 1 / total
    return {
        "x": [round(rank * width + 0.055, 3), round((rank + 1) * width - 0.012, 3)],
        "y": [0, 0.94],
    }


def _traces(panel: Panel, suffix: str) -> list[dict[str, Any]]:
    axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    whole = panel.ensemble
    moments = list(range(len(whole)))
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    found = [
        {"type": "scatter", **axes, **edge, "x": moments, "y": _numbers(whole["q1"])},
        {
            "type": "scatter", **axes, **edge, "x": moments, "y": _numbers(whole["q3"]),
            "fill": "tonexty", "fillcolor": "#e1e6ec",
        },
        _line(moments, whole["mediane"], panel, axes, (MIDDLE, "médiane de tous", 2)),
    ]  # fmt: skip
    if panel.pairs is not None:
        said = (COLOURS[PEER], "médiane des pairs", 2)
        found.append(_line(moments, panel.pairs["mediane"], panel, axes, said))
    if panel.propre is not None:
        found.append(_line(moments, panel.propre, panel, axes, (COLOURS[FOCUS], "", 3)))
    return found


def _line(
    moments: list[int],
    values: "pd.Series[Any]",
    panel: Panel,
    axes: dict[str, str],
    look: tuple[str, str, int],
) -> dict[str, Any]:
    colour, words, width = look
    return {
        "type": "scatter",
        **axes,
        "mode": "lines+markers",
        "x": moments,
        "y": _numbers(values),
        "line": {"color": colour, "width": width},
        "marker": {"size": 6 if width == 2 else 8, "symbol": "circle" if words else "diamond"},
        "customdata": [
            plotly_text(f"{words or 'ce plan'}, {when} : {_written(value, panel)}")
            if not is_missing(value)
            else ""
            for when, value in values.items()
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _moments(panel: Panel, domain: list[float], anchor: str) -> dict[str, Any]:
    texts = [_short(str(moment)) for moment in panel.ensemble.index]
    return {
        "domain": domain,
        "anchor": anchor,
        "range": [-0.25, len(texts) - 0.75],
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
        "showgrid": False,
    }


def _short(moment: str) -> str:
    """Write the last day of a year as its year."""
    return moment[6:] if moment.startswith("31/12/") else moment.replace("/20", "/")


def _values(panel: Panel, domain: list[float], anchor: str) -> dict[str, Any]:
    return {
        "domain": domain,
        "anchor": anchor,
        "showgrid": True,
        "showticklabels": True,
        "rangemode": "tozero",
        "ticksuffix": panel.unite,
        "nticks": 5,
        "tickfont": {"color": INK_3, "size": 12},
        "tickformat": ",.1~f" if panel.unite == "" else ",.0f",
    }


def _panel_title(panel: Panel, place: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": max(place["x"][0] - 0.05, 0),
        "y": place["y"][1],
        "yanchor": "bottom",
        "yshift": 4,
        "text": f"<b>{plotly_text(panel.titre)}</b>",
        "font": {"color": INK, "size": 13},
    }


def _numbers(values: "pd.Series[Any]") -> list[float | None]:
    return [None if is_missing(value) else round(float(value), 2) for value in values]


def _in_words(panel: Panel, study: Study) -> str:
    said = []
    for when, row in panel.ensemble.iterrows():
        if is_missing(row["mediane"]):
            said.append(f"{when} : moins de cinq valeurs connues")
            continue
        own = panel.propre.get(when) if panel.propre is not None else None
        words = "" if is_missing(own) else f", {focus_name(study)} {_written(own, panel)}"
        said.append(f"{when} : médiane {_written(row['mediane'], panel)}{words}")
    return f"{panel.titre}{NBSP}: {' ; '.join(said)}."


def _table(panels: Sequence[Panel], study: Study) -> pd.DataFrame:
    rows = []
    for panel in panels:
        for when, row in panel.ensemble.iterrows():
            told: dict[str, Any] = {
                "Mesure": f"{panel.titre}{' (%)' if panel.unite == _PERCENT else ''}",
                "Moment": str(when),
                "n": row["n"],
                "Premier quart": row["q1"],
                "Médiane": row["mediane"],
                "Troisième quart": row["q3"],
            }
            if panel.pairs is not None and panel.propre is not None:
                told["Médiane des pairs"] = panel.pairs["mediane"].get(when)
                told[focus_name(study)] = panel.propre.get(when)
            rows.append(told)
    table = pd.DataFrame(rows)
    numbers = [name for name in table if name not in ("Mesure", "Moment", "n")]
    kinds = {**dict.fromkeys(numbers, "Float64"), "n": "Int64"}
    return table.astype(kinds).round(dict.fromkeys(numbers, 1))
