"""Coverage counts real CPAS that the rules bind, each once, by kind of evaluation."""

import pytest

from pstlib.reports.coverage import coverage

CELLES, MOUSCRON, NAMUR, EUPEN = "57018", "57096", "92094", "63023"


def _entry(ins: str | None, **more: object) -> dict[str, object]:
    made = {"etat": "fait", "evaluation": "mi-parcours", "type_admin": "CPAS", "fictif": False}
    return {**made, "ins": ins, **more}


def test_each_cpas_counts_once_for_each_kind_of_evaluation() -> None:
    found = coverage(
        [
            *(_entry(CELLES), _entry(CELLES), _entry(NAMUR)),
            _entry(CELLES, evaluation="finale"),
        ]
    )

    assert found["total"] == 252
    assert found["par_evaluation"] == [
        ("évaluation à mi-parcours", 2),
        ("évaluation finale", 1),
    ]
    rows = {province: counts for province, counts, _ in found["par_province"]}
    assert (rows["Hainaut"], rows["Namur"], rows["Liège"]) == ([1, 1], [1, 0], [0, 0])
    assert sum(total for _, _, total in found["par_province"]) == 252


@pytest.mark.parametrize(
    "entry",
    [
        _entry(CELLES, fictif=True),
        _entry(CELLES, type_admin="AC"),
        _entry(CELLES, etat="echec"),
        _entry("90001"),
        _entry(None),
        _entry(EUPEN),
    ],
    ids=["fictitious", "commune", "failed", "unknown code", "no code", "German-speaking"],
)
def test_what_is_no_bound_cpas_with_a_report_covers_nothing(entry: dict[str, object]) -> None:
    assert coverage([entry]) == {}
