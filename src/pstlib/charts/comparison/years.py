"""Small multiples: measures of a plan through the years, in the middle half of the others."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import (
    focus_name,
    focus_words,
    kind_of,
    source,
)
from pstlib.charts.comparison.years_drawing import (
    PERCENT,
    Mark,
    Panel,
    letter,
    written,
    years_figure,
)
from pstlib.comparison.means import MEANS
from pstlib.comparison.spread import spread, yearly_rates
from pstlib.comparison.study import Study
from pstlib.reference.breaks import Break
from pstlib.text import NBSP, fr_date, is_missing


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
        unite={"execution": PERCENT, "depenses": f"{NBSP}€", "etp": ""}.get(value, PERCENT),
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
        + (f"\u00a0; en bleu, la médiane des {middle}." if study.slug else ".")
        + _told(marks),
        figure=years_figure(known, marks, narrow=False),
        figure_etroite=years_figure(known, marks, narrow=True),
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
        f"{letter(rank)}, {one.libelle} ({fr_date(one.debut)})"
        for rank, (_, one) in enumerate(marks)
    ]
    return f" Ruptures à garder en tête{NBSP}: {f'{NBSP}; '.join(said)}." if said else ""


def _legend(study: Study) -> tuple[tuple[str, str], ...]:
    band = (("mh-autre", "moitié centrale de tous"), ("ar-niveau", "médiane de tous"))
    if study.slug is None:
        return band
    return (("ar-moins", focus_name(study)), ("ar-engage", "médiane de ses pairs"), *band)


def _title(panel: Panel, study: Study) -> str:
    last = panel.ensemble["mediane"].dropna()
    when = last.index[-1]
    middle = f"{written(last.iloc[-1], panel)} pour le {kind_of(study)} médian"
    if panel.propre is not None and not is_missing(panel.propre.get(when)):
        own = f"{written(panel.propre[when], panel)} pour {focus_words(study)}"
        return f"{panel.titre}, {when}{NBSP}: {own}, {middle}"
    return f"{panel.titre}, {when}{NBSP}: {middle}"


def _in_words(panel: Panel, study: Study) -> str:
    said = []
    for when, row in panel.ensemble.iterrows():
        if is_missing(row["mediane"]):
            said.append(f"{when}\u00a0: moins de cinq valeurs connues")
            continue
        own = panel.propre.get(when) if panel.propre is not None else None
        words = "" if is_missing(own) else f", {focus_name(study)} {written(own, panel)}"
        said.append(f"{when}\u00a0: médiane {written(row['mediane'], panel)}{words}")
    return f"{panel.titre}{NBSP}: {f'{NBSP}; '.join(said)}."


def _table(panels: Sequence[Panel], study: Study) -> pd.DataFrame:
    rows = []
    for panel in panels:
        for when, row in panel.ensemble.iterrows():
            told: dict[str, Any] = {
                "Mesure": f"{panel.titre}{' (%)' if panel.unite == PERCENT else ''}",
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
