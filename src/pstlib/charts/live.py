"""A chart of statuses that stays on screen: it is redrawn in place and tells what is clicked."""

from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go  # type: ignore[import-untyped]
from markupsafe import Markup

from pstlib.charts.chart import CONFIG, Chart, titled
from pstlib.charts.theme import STATUS_STYLES
from pstlib.model.statuses import STATUS_LABELS

OnBar = Callable[[str, str], object]


class LiveChart:
    """A chart of ``statuses_by`` as a widget.

    Args:
        chart: What is drawn first.
        on_bar: Told of a click: the name of the group, as the chart's table has it, and a status.

    Attributes:
        widget: What a notebook shows.
    """

    def __init__(self, chart: Chart, on_bar: OnBar) -> None:
        self._chart, self._on_bar = chart, on_bar
        # One trace a status, drawn or not: to add traces later would draw all of it again. All is
        # there from the start: a browser that is still loading plotly would miss an update.
        drawn = _by_name(chart)
        self.widget = go.FigureWidget(
            data=[drawn.get(label, _empty(label)) for label in STATUS_LABELS.values()],
            layout=titled(chart.figure["layout"], chart.titre),
        )
        self.widget._config = dict(CONFIG)
        for trace, status in zip(self.widget.data, STATUS_LABELS, strict=True):
            trace.on_click(self._clicked(str(status)))

    def draw(self, chart: Chart) -> None:
        """Draw another chart in the place of the former one."""
        self._chart = chart
        drawn = _by_name(chart)
        layout = titled(chart.figure["layout"], chart.titre)
        with self.widget.batch_update():
            for trace in self.widget.data:
                trace.update(drawn.get(trace.name, _empty(trace.name)), overwrite=True)
            for part in ("height", "margin", "title", "xaxis", "yaxis", "annotations"):
                self.widget.layout[part] = layout[part]

    def _clicked(self, status: str) -> Callable[[Any, Any, Any], None]:
        def tell(_trace: Any, points: Any, _state: Any) -> None:
            self.click(points.ys, status)

        return tell

    def click(self, places: Sequence[int], status: str) -> None:
        """Tell of a click on the bar of a status at a place; none where the click was aside."""
        if len(places):
            self._on_bar(str(self._chart.table.iloc[int(places[0]), 0]), status)


def status_key() -> Markup:
    """Write what the colours stand for: in JupyterLab, a chart has no caption."""
    square = Markup(
        '<span style="display:inline-block;width:1em;height:1em;vertical-align:-.15em;'
        'border:1px solid #8a8f98;background:{}"></span>&nbsp;{}'
    )
    styles = {label: STATUS_STYLES[status] for status, label in STATUS_LABELS.items()}
    hatched = "repeating-linear-gradient(135deg,{0} 0 2px,{1} 2px 6px)"
    return Markup(" &ensp; ").join(
        square.format(hatched.format(s.hatch, s.fill) if s.hatch else s.fill, label)
        for label, s in styles.items()
    )


def _by_name(chart: Chart) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in chart.figure["data"]}


def _empty(label: str) -> dict[str, Any]:
    return {"type": "bar", "orientation": "h", "name": label, "x": [], "y": []}
