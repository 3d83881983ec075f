"""What the views of a comparison say of euros, delays, two terms and like actions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pstlib.charts.block import Block
from pstlib.charts.chart import Chart
from pstlib.charts.comparison import views
from pstlib.comparison.study import Study, compare

from ..comparison.conftest import NAMES, slug, write_plan, write_reference, write_region

FOCUS = slug("Cornimes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = write_region(tmp_path_factory.mktemp("region"))
    for name, title in (("Cornimes", "Ouvrir"), ("Aubreval", "Créer")):
        table = place / slug(name) / "tables/elements.csv"
        row = f"a11,oo,ACTION,11,OS1.OO1.A11,{title} une épicerie sociale,\n"
        table.write_text(table.read_text(encoding="utf-8") + row, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return compare(folder, date_arrete="2021-12-31", slug=FOCUS, pairs="province")


def with_credits(study: Study, shares: dict[str, float | None]) -> Study:
    """Give the study with the share of credits of one theme of each plan, housing."""
    themes = study.comparaison.themes.query("theme == 'T04'")
    part = themes["slug"].map(shares).astype("Float64")
    known = themes.assign(
        part_credits=part,
        credits=part * 1_000,
        credits_1000=part * 50,
        n_actions_liees=part.notna().astype("Int64"),
    )
    return replace(study, comparaison=replace(study.comparaison, themes=known))


def heat(chart: Any) -> list[list[float | None]]:
    assert isinstance(chart, Chart)
    drawn: list[list[float | None]] = chart.figure["data"][-1]["z"]
    return drawn


def test_plans_without_linked_credits_are_counted_apart_and_never_drawn_at_nil(
    study: Study,
) -> None:
    found = with_credits(study, {FOCUS: 1.0, slug("Aubreval"): 1.0})
    (chart,) = views.theme_maps(found, "part_credits")

    assert isinstance(chart, Chart)
    assert chart.n == "2 CPAS"
    assert "Crédits n. c. pour 6 CPAS" in chart.sous_titre
    assert heat(chart) == [[100.0], [100.0]]
    assert chart.table.iloc[:, 1].str.contains("100").all()


def test_a_theme_with_actions_and_no_link_is_blank_in_the_map_of_euros(study: Study) -> None:
    base = with_credits(study, {FOCUS: 1.0})
    other = base.comparaison.themes.query("slug == @FOCUS").assign(
        theme="T08", part_credits=pd.NA, credits=pd.NA
    )
    themes = pd.concat([base.comparaison.themes, other], ignore_index=True)
    found = replace(base, comparaison=replace(base.comparaison, themes=themes))
    (chart,) = views.theme_maps(found, "part_credits")

    assert heat(chart) == [[100.0, None]]
    assert isinstance(chart, Chart)
    assert chart.table.iloc[0].tolist()[-1] == "n. c."


def test_no_link_at_all_is_said_instead_of_a_map(study: Study) -> None:
    (note,) = views.theme_maps(study, "part_credits")

    assert isinstance(note, Block)
    assert "Crédits n. c. pour 8 CPAS" in note.resume


def test_delays_count_those_without_deadline_apart(study: Study) -> None:
    chart = views.slippage(study)

    # The deadline of all is 30 June 2021, 184 days before the day; done ones aren't late.
    # Of ten each, DONE are; Gistrain has no status: its ten are late as far as anyone knows.
    assert isinstance(chart, Chart)
    table = chart.table.set_index("Groupe")
    assert table.loc["CPAS de Cornimes", "En retard"] == 7
    assert table["Retard médian (jours)"].tolist() == [184, 184, 184]
    assert table.loc["Tous les CPAS", "En retard"] == 9 + 8 + 7 + 6 + 5 + 4 + 10 + 2
    assert table["Sans échéance connue"].tolist() == [1, 1, 2]
    assert "2\u00a0actions sur 53 (3,8\u00a0%) n’ont pas d’échéance connue" in chart.sous_titre


def test_like_actions_are_shown_with_who_does_them_and_left_out_of_an_anonymous_report(
    folder: Path, study: Study
) -> None:
    shown = views.similar_actions(study)
    asked = {"date_arrete": "2021-12-31", "slug": FOCUS, "pairs": "province"}
    hidden = views.similar_actions(compare(folder, **asked, anonyme=True))

    assert "Ouvrir une épicerie sociale" in shown.html
    assert "CPAS de Aubreval</strong> (fictif)" in shown.html
    assert "«\u00a0Créer une épicerie sociale\u00a0»" in shown.html
    assert "ressemblance" in shown.html
    assert "rapport anonyme" in hidden.html
    assert "épicerie" not in hidden.html


def test_a_region_without_focus_has_no_like_actions(folder: Path) -> None:
    assert not views.similar_actions(compare(folder, date_arrete="2021-12-31")).html.strip()


@pytest.fixture(scope="module")
def two_terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six CPAS with two plans of ten actions: 1 to 6 done, then one more."""
    place = tmp_path_factory.mktemp("deux")
    for rank, name in enumerate(NAMES[:6], start=1):
        code = f"9100{rank}"
        write_plan(place, name, code, done=rank + 1)
        later = place / slug(name).replace("2019-2024", "2025-2030")
        (place / slug(name)).rename(later)
        for file in (later / "pst.yml", *later.glob("tables/*.csv")):
            text = file.read_text(encoding="utf-8").replace("2024", "2030").replace("2019", "2025")
            file.write_text(text.replace("2021-", "2027-"), encoding="utf-8")
        write_plan(place, name, code, done=rank)
    write_reference(place)
    return place


@pytest.mark.parametrize("anonymous", [False, True])
def test_two_terms_are_a_line_for_each_that_has_both(two_terms: Path, anonymous: bool) -> None:
    later = FOCUS.replace("2019-2024", "2025-2030")
    asked = {"date_arrete": "2027-12-31", "mois": 36, "slug": later, "pairs": "province"}
    study = compare(two_terms, **asked, anonyme=anonymous)
    chart = views.terms_chart(study)

    assert isinstance(chart, Chart)
    rates = chart.table[chart.table["Mesure"].eq("Taux de réalisation")]
    assert sorted(rates["2019-2024 (%)"]) == [10, 20, 30, 40, 50, 60]
    assert (rates["2025-2030 (%)"] - rates["2019-2024 (%)"]).tolist() == [10.0] * 6
    assert "de 30,0\u00a0% à 40,0\u00a0%" in chart.titre
    named = [name for name in NAMES if name in f"{chart.titre}{chart.table}{chart.figure}"]
    assert (named == []) is anonymous
    assert "Ceux de 2019-2024 ne servent qu’à" in views.set_apart(study).html


def test_an_anonymous_report_of_few_says_that_they_can_be_guessed(two_terms: Path) -> None:
    """Five peers of one focus are enough; five plans without one too, four are not."""
    asked = {"date_arrete": "2021-12-31", "anonyme": True}
    five_peers = compare(two_terms, **asked, slug=FOCUS, pairs="province")
    own = slug(NAMES[0])
    four = compare(two_terms, **asked, parmi=f"slug != '{own}' and slug != '{slug(NAMES[1])}'")

    assert "chacun peut être deviné" not in views.header(five_peers).html
    assert "moins de 5 CPAS comparés, chacun peut être deviné" in views.header(four).html


def test_one_term_alone_has_no_lines(study: Study) -> None:
    assert not views.terms_chart(study).html.strip()
    assert "ne servent qu’à" not in views.set_apart(study).html


def with_fictitious(study: Study, names: tuple[str, ...]) -> Study:
    rows = study.comparaison.organismes
    made_up = rows.assign(fictif=rows["slug"].isin([slug(name) for name in names]))
    return replace(study, comparaison=replace(study.comparaison, organismes=made_up))


def test_a_real_organisation_beside_fictitious_ones_is_not_said_not_to_exist(study: Study) -> None:
    """The region of the test is all made up; here only one of its plans is, then four."""
    whole = str(views.header(study).html)
    one = str(views.header(with_fictitious(study, ("Cornimes",))).html)
    four = str(views.header(with_fictitious(study, NAMES[:4])).html)
    total = len(study.comparaison.organismes)

    assert "aucune administration de ce nom n’existe" in whole
    assert "aucune administration" not in one + four
    assert "Sert d’exemple et n’existe pas\u00a0: CPAS de Cornimes." in one
    assert f"4 des {total} organismes comparés servent d’exemple" in four


def test_the_years_of_a_title_are_not_broken_at_their_hyphen(study: Study) -> None:
    assert "<h1>PST <span>2019-2024</span>\u00a0: " in views.header(study).html
