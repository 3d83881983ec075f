"""An anonymous comparison gives no name, no code and no order away."""

import json
from pathlib import Path

import pandas as pd
import pytest

from pstlib.charts.chart import Chart
from pstlib.charts.comparison import views
from pstlib.comparison.export import to_json
from pstlib.comparison.study import Study, compare

from .conftest import CODES, NAMES, slug, write_region

RATES = ("realisation", "retard", "suivi_recent")


def shown(study: Study) -> str:
    """Give all that the report of a study holds, with the figures and the CSV."""
    parts = [
        *(
            getattr(views, name)(study)
            for name in views.__all__
            if name not in ("strip", "theme_maps")
        ),
        *(views.strip(study, rate) for rate in RATES),
        *(
            part
            for m in ("part", "taux_lisse", "part_credits")
            for part in views.theme_maps(study, m)
        ),
    ]
    texts = [json.dumps(to_json(study), ensure_ascii=False)]
    for part in parts:
        if isinstance(part, Chart):
            texts += [part.titre, part.alternative, part.table.to_csv(), json.dumps(part.figure),
                      json.dumps(part.figure_etroite), str(part.legende)]  # fmt: skip
        texts.append(json.dumps(part._repr_mimebundle_(), ensure_ascii=False, default=str))
    return "\n".join(texts)


def secrets() -> list[str]:
    others = ("Irchonel", "Jodempré", "Kersbais", "Lobrugnes", "Val-Noir", "Noirmont", "9101")
    names = [*NAMES, *others]
    return [*names, *(slug(name).removesuffix("-2019-2024") for name in names), *CODES]


@pytest.mark.parametrize("focus", ["", slug("Cornimes")])
def test_nothing_of_an_anonymous_comparison_names_anyone(region: Path, focus: str) -> None:
    study = compare(region, date_arrete="2021-12-31", slug=focus, pairs="province", anonyme=True)
    text = shown(study)

    assert [word for word in secrets() if word in text] == []


def test_the_search_for_names_finds_them_where_they_are(region: Path) -> None:
    study = compare(region, date_arrete="2021-12-31", slug=slug("Cornimes"), pairs="province")
    text = shown(study)

    assert {name for name in NAMES if name in text} == set(NAMES)


def test_the_one_in_focus_keeps_its_name_if_it_is_asked_for(region: Path) -> None:
    study = compare(
        region,
        **{"date_arrete": "2021-12-31", "slug": slug("Cornimes"), "pairs": "province"},
        anonyme=True,
        nommer=True,
    )
    text = shown(study)
    others = [name for name in NAMES if name != "Cornimes"]

    assert "CPAS de Cornimes" in text
    assert [name for name in others if name in text] == []


def test_peers_are_numbered_and_the_figures_are_those_of_the_named_comparison(region: Path) -> None:
    asked = {"date_arrete": "2021-12-31", "slug": slug("Cornimes"), "pairs": "province"}
    named, hidden = compare(region, **asked), compare(region, **asked, anonyme=True)
    table = hidden.comparaison.organismes

    assert table["organisme"].tolist() == [
        "Le CPAS étudié", "Pair 1", "Pair 2", "Pair 3", "Pair 4", "Pair 5", "Pair 6", "Pair 7",
    ]  # fmt: skip
    assert to_json(hidden)["ensemble"] == to_json(named)["ensemble"]
    # Peers without a plan bear no number: only those compared are counted.
    assert [row | {"n_pairs": 9} for row in to_json(hidden)["profil"]] == to_json(named)["profil"]
    assert to_json(hidden)["couverture"] == to_json(named)["couverture"]


def test_exchanging_names_changes_nothing_of_an_anonymous_comparison(
    region: Path, tmp_path: Path
) -> None:
    exchanged = write_region(tmp_path, tuple(reversed(NAMES)))
    before = compare(region, date_arrete="2021-12-31", anonyme=True)
    after = compare(exchanged, date_arrete="2021-12-31", anonyme=True)

    pd.testing.assert_frame_equal(
        before.comparaison.organismes, after.comparaison.organismes, check_like=True
    )
    assert shown(before) == shown(after)


def test_the_order_is_neither_that_of_names_nor_of_codes_nor_of_sizes(region: Path) -> None:
    hidden = compare(region, date_arrete="2021-12-31", anonyme=True).comparaison.organismes
    done = hidden["n_terminees"].tolist()
    by_name = [1, 2, 3, 4, 5, 6, 0, 2]

    assert sorted(done) == sorted(by_name)
    assert done not in (by_name, by_name[::-1], sorted(done), sorted(done)[::-1])
    assert not hidden["n_evaluees"].is_monotonic_increasing
