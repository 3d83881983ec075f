"""The parts of the report that compares plans: what its notebook calls."""

from pstlib.charts.comparison.delays import slippage
from pstlib.charts.comparison.funnel import funnel_chart
from pstlib.charts.comparison.mix import theme_mix
from pstlib.charts.comparison.opening import coverage, header, reading_guide, remake, set_apart
from pstlib.charts.comparison.overview import region_figures, terms
from pstlib.charts.comparison.peers import peers_explained
from pstlib.charts.comparison.profile import profile_sentences, sensitivity_table, spine
from pstlib.charts.comparison.similar import similar_actions
from pstlib.charts.comparison.strip import strip
from pstlib.charts.comparison.terms import terms_chart
from pstlib.charts.comparison.themes import theme_maps
from pstlib.charts.comparison.years import means, years

__all__ = [
    "coverage",
    "funnel_chart",
    "header",
    "means",
    "peers_explained",
    "profile_sentences",
    "reading_guide",
    "region_figures",
    "remake",
    "sensitivity_table",
    "set_apart",
    "similar_actions",
    "slippage",
    "spine",
    "strip",
    "terms",
    "terms_chart",
    "theme_maps",
    "theme_mix",
    "years",
]
