"""Charts and tables of the reports: a table in, a chart or a piece of safe HTML out."""

from pstlib.charts.block import Block
from pstlib.charts.chart import PLOTLY_MIME, Chart

__all__ = ["PLOTLY_MIME", "Block", "Chart"]
