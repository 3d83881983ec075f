"""Where the names of a funnel are written, beside the axes and one another."""

import pandas as pd

from pstlib.charts.comparison.funnel import labels


def placed(*plans: tuple[int, float, str]) -> list[tuple[str, int]]:
    rows = pd.DataFrame(plans, columns=["n_poursuivies", "taux", "nom"])
    shown = rows.assign(position="dessus", role="autre")
    return [(one["xanchor"], one["yshift"]) for one in labels(shown, (100, 50), narrow=False)]


def test_a_name_does_not_cross_the_edges_of_the_drawing() -> None:
    # 100 actions on 622 pixels: 2 actions are 12 from the axis, 98 are 12 from the other edge, and
    # a name of 17 letters is about 100 wide.
    name = "CPAS de Halbrenoy"

    assert placed((2, 0.3, name), (50, 0.3, name), (98, 0.3, name)) == [
        ("left", 14),
        ("center", 14),
        ("right", 14),
    ]


def test_a_name_at_the_top_is_written_under_its_mark() -> None:
    # A rate of 50 % is the upper edge: nothing can be written over it.
    assert placed((50, 0.5, "CPAS de Halbrenoy")) == [("center", -14)]


def test_names_of_neighbours_are_not_written_over_one_another() -> None:
    # The same place: over it, under it, then further.
    neighbours = [(50, 0.3, name) for name in ("CPAS A", "CPAS B", "CPAS C")]

    shifts = [shift for _, shift in placed(*neighbours)]

    # A line is 16 pixels high: 28 would touch the name that is 14 over the mark.
    assert shifts == [14, -14, 42]
