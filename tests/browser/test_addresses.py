"""The addresses of a page hold from one report to the next: they can be written in a decision."""

import datetime as dt
import re

from pstlib.charts.evaluation.lists import anchor


def addresses(page) -> set[str]:
    return set(re.findall(r'\sid="?([^">]+)"?', page.read_text(encoding="utf-8")))


def test_addresses_are_those_of_another_run_and_of_another_date(report) -> None:
    first = addresses(report("celles-2019-2024"))
    again = addresses(report("celles-2019-2024", sortie="encore"))
    earlier = addresses(
        report("celles-2019-2024", sortie="avant", date_arrete=dt.date(2019, 12, 31))
    )

    assert first == again
    assert {"synthese", "avancement", "toutes-les-actions", "plan", "statuts"} <= first & earlier
    actions = {one for one in first if one.startswith("action-")}
    assert len(actions) == 55
    assert actions <= earlier


def test_two_elements_never_share_an_address() -> None:
    names = ["a-b", "a b", "a/b", "a~b", "a~2f~b", "é", "e", '"', "<"]

    assert len({anchor(name) for name in names}) == len(names)
