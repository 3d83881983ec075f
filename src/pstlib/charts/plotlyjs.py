"""The plotly.js that draws the charts, as the plotly package brings it."""

import re
from functools import cache

_MAP_STYLE = re.compile(r'getElementById\("([0-9a-f]{64})"\)')


@cache
def plotly_script() -> str:
    """Give plotly.js as one script."""
    from plotly.offline import get_plotlyjs  # type: ignore[import-untyped]

    return str(get_plotlyjs())


@cache
def plotly_version() -> str:
    """Give the version of plotly.js, which names the file that pages share."""
    from plotly.offline import get_plotlyjs_version

    return str(get_plotlyjs_version())


@cache
def map_style_id() -> str | None:
    """Name the style element that plotly.js adds for its maps unless the page has one already.

    No chart of ours is a map: an empty element keeps 83 kB of style out of the page, which its
    security policy would refuse.
    """
    match = _MAP_STYLE.search(plotly_script())
    return match[1] if match else None
