import datetime as dt
from typing import Any

import pandas as pd
import pytest

from pstlib.comparison.figures import PlanFigures, plan_figures
from pstlib.comparison.profile import profile, sensitivity
from pstlib.comparison.region import Comparison, compare
from pstlib.evaluation import evaluate
from pstlib.model import Identity, Pst, conform

TERM = (2019, 2024)
DAY = dt.date(2021, 12, 31)
Statuses = list[tuple[str | None, str]]  # status at the end of 2021 and theme, an action each


def plan(name: str, statuses: Statuses, **identity: Any) -> PlanFigures:
    """Evaluate a plan of one OO whose actions have these statuses and themes."""
    ids = [f"a{rank}" for rank in range(len(statuses))]
    rows = [
        {"element_id": "os1", "niveau": "OS", "position": 1, "code": "OS1", "libelle": "OS"},
        {"element_id": "oo1", "niveau": "OO", "position": 1, "code": "OS1.OO1", "libelle": "OO",
         "parent_id": "os1"},
        *({"element_id": i, "niveau": "ACTION", "position": n, "code": f"OS1.OO1.A{n}",
           "libelle": f"Action {i}", "parent_id": "oo1"} for n, i in enumerate(ids, start=1)),
    ]  # fmt: skip
    seen = [
        {"element_id": i, "date_suivi": dt.date(2021, 12, 1), "statut": status}
        for i, (status, _theme) in zip(ids, statuses, strict=True)
        if status
    ]
    tables = {"elements": conform(pd.DataFrame(rows), "elements")}
    if seen:
        tables["suivi"] = conform(pd.DataFrame(seen), "suivi")
    known = {
        "slug": name, "organisme": f"CPAS de {name}", "libelle": "PST", "ins": f"990{name}",
        "type_admin": "CPAS", "exercice_debut": 2019, "exercice_fin": 2024, "fictif": True,
    }  # fmt: skip
    pst = Pst.from_tables(Identity(**(known | identity)), tables, dossier=None)
    themes = pd.DataFrame({"element_id": ids, "theme": [theme for _status, theme in statuses]})
    return plan_figures(evaluate(pst, date_arrete=DAY), themes)


def done(n: int, of: int, theme: str = "T01") -> Statuses:
    return [("TERMINE", theme)] * n + [("EN_COURS", theme)] * (of - n)


def states(comparison: Comparison) -> dict[str, str]:
    table = comparison.organismes
    return dict(zip(table["slug"], table["realisation_etat"], strict=True))


def test_a_rate_is_done_over_pursued_and_dropped_actions_leave_it() -> None:
    actions = [*done(3, 9), ("ANNULE_ABANDONNE", "T01")]
    row = compare([plan("10", actions)], term=TERM).organismes.iloc[0]

    assert (row["n_evaluees"], row["n_poursuivies"], row["n_terminees"]) == (10, 9, 3)
    assert row["realisation"] == pytest.approx(3 / 9)
    # Wilson at 95 % for 3 of 9, by hand: (3 + 1.9207 ± 1.96·√(2 + 0.9604))/(9 + 3.8415).
    assert (row["realisation_bas"], row["realisation_haut"]) == pytest.approx(
        (0.1206, 0.6458), abs=5e-4
    )


def test_each_way_of_not_being_there_has_its_own_state() -> None:
    unknown = [(None, "T01")] * 8
    dropped = [("ANNULE_ABANDONNE", "T01")] * 6
    found = compare(
        [plan("10", done(2, 4)), plan("11", unknown), plan("12", dropped), plan("13", done(1, 5))],
        term=TERM,
    )

    assert states(found) == {
        "10": "MASQUE", "11": "SANS_DONNEE", "12": "NON_APPLICABLE", "13": "AFFICHE",
    }  # fmt: skip
    assert found.organismes["realisation"].isna().tolist() == [True, True, True, False]


def test_an_organisation_without_a_plan_is_not_received_unless_said_to_have_none() -> None:
    awaited = pd.DataFrame(
        {
            "ins": ["99010", "99020", "99030"],
            "organisme": ["a", "b", "c"],
            "etat": ["RECU", "SANS_PST", "NON_RECU"],
        }
    )
    found = compare([plan("10", done(1, 6))], term=TERM, awaited=awaited).couverture

    assert found["etat"].tolist() == ["AFFICHE", "SANS_PST", "NON_RECU"]


def test_another_term_and_a_commune_are_set_apart_with_the_reason() -> None:
    plans = [
        plan("10", done(1, 6)),
        plan("11", done(1, 6), type_admin="AC"),
        plan("12", done(1, 6), exercice_debut=2018, exercice_fin=2023),
    ]
    found = compare(plans, term=TERM)

    assert found.organismes["slug"].tolist() == ["10"]
    assert found.ecartes["slug"].tolist() == ["11", "12"]
    assert "2018-2023" in found.ecartes["motif"].iloc[1]
    assert set(found.actions["slug"]) == {"10"}


def test_the_region_is_a_sum_over_a_sum_and_the_median_plan_another_figure() -> None:
    plans = [plan("10", done(1, 10)), plan("11", done(2, 10)), plan("12", done(40, 50))]
    row = compare(plans, term=TERM).ensemble.set_index("mesure").loc["realisation"]

    assert (row["numerateur"], row["denominateur"]) == (43, 70)
    assert row["taux"] == pytest.approx(43 / 70)
    assert row["mediane"] == pytest.approx(0.2)
    assert row["n"] == 3


def test_no_plan_at_all_gives_empty_tables_and_no_rate() -> None:
    found = compare([], term=TERM, awaited=pd.DataFrame({"ins": ["99010"], "organisme": ["a"]}))

    assert found.organismes.empty
    assert found.ensemble["taux"].isna().all()
    assert found.couverture["etat"].tolist() == ["NON_RECU"]


def test_themes_count_apart_and_a_small_one_is_hidden() -> None:
    found = compare([plan("10", [*done(4, 8, "T01"), *done(1, 2, "T04")])], term=TERM).themes

    assert found["theme"].tolist() == ["T01", "T04"]
    assert found["part"].tolist() == pytest.approx([0.8, 0.2])
    assert found["realisation_etat"].tolist() == ["AFFICHE", "MASQUE"]


def completion(table: pd.DataFrame) -> "pd.Series[Any]":
    return table.set_index("mesure").loc["realisation"]


def everyone(*ins: str) -> pd.DataFrame:
    rows = [(a, b) for a in ins for b in ins if a != b]
    return pd.DataFrame(rows, columns=["ins_a", "ins_b"])


def test_a_plan_stands_among_its_peers_without_being_one_of_them() -> None:
    # Peers: 1, 2, 3, 4, 5 of 10: median 0.3, quartiles 0.2 and 0.4, MAD 0.1.
    plans = [plan("10", done(9, 10)), *(plan(f"1{n}", done(n, 10)) for n in range(1, 6))]
    pairs = everyone(*[f"990{name}" for name in ("10", "11", "12", "13", "14", "15")])
    row = (
        profile(compare(plans, term=TERM), pairs, slug="10").set_index("mesure").loc["realisation"]
    )

    assert (row["mediane"], row["q1"], row["q3"]) == pytest.approx((0.3, 0.2, 0.4))
    assert row["n_connus"] == 5
    assert row["quart"] == "quart supérieur"
    assert row["ecart"] == pytest.approx(0.6 / (1.4826 * 0.1))
    assert row["mot"] == "très nettement"


def test_four_peers_give_no_statistic() -> None:
    plans = [plan(f"1{n}", done(n, 10)) for n in range(5)]
    pairs = everyone(*[f"9901{n}" for n in range(5)])
    row = (
        profile(compare(plans, term=TERM), pairs, slug="10").set_index("mesure").loc["realisation"]
    )

    assert row["n_connus"] == 4
    assert pd.isna(row.get("mediane"))


def test_the_quarter_is_given_for_each_model_of_peers() -> None:
    plans = [plan(f"{n:02}", done(n, 20)) for n in range(12)]
    low = everyone(*[f"990{n:02}" for n in range(6, 12)], "99006")
    models = {"bas": everyone(*[f"990{n:02}" for n in range(7)]), "haut": low}
    found = sensitivity(compare(plans, term=TERM), models, slug="06", rate="realisation")

    assert found["quart"].tolist() == ["quart supérieur", "quart inférieur"]
