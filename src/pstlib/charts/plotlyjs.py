"""The plotly.js that draws the charts, as the plotly package brings it."""

from functools import cache


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
