"""The parts of the report that compares plans: what its notebook calls."""

from pstlib.charts.comparison_delays import slippage
from pstlib.charts.comparison_funnel import funnel_chart
from pstlib.charts.comparison_mix import theme_mix
from pstlib.charts.comparison_opening import coverage, header, reading_guide, remake, set_apart
from pstlib.charts.comparison_overview import region_figures, terms
from pstlib.charts.comparison_peers import peers_explained
from pstlib.charts.comparison_profile import profile_sentences, sensitivity_table, spine
from pstlib.charts.comparison_similar import similar_actions
from pstlib.charts.comparison_strip import strip
from pstlib.charts.comparison_terms import terms_chart
from pstlib.charts.comparison_themes import theme_maps
from pstlib.charts.comparison_years import means, years

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
