"""A batch makes what each ``pst.yml`` lists, or what it is asked for."""

import datetime as dt
from pathlib import Path

import pytest

from pstlib.reports import Job, planned_jobs

IDENTITY = """\
slug: {slug}
organisme: CPAS d’Essai
libelle: PST
exercice_debut: 2019
exercice_fin: 2024
evaluations:
  - {{evaluation: mi-parcours, date_arrete: 2021-12-31}}
  - {{evaluation: mi-parcours, date_arrete: 2022-06-30}}
"""
DATE = dt.date(2021, 12, 31)


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    for slug in ("un", "deux"):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "pst.yml").write_text(IDENTITY.format(slug=slug), encoding="utf-8")
    return tmp_path


def _job(donnees: Path) -> Job:
    return Job(
        slug="un", evaluation="mi-parcours", date_arrete=DATE, donnees=donnees, sortie=Path("s")
    )


def test_job_names_its_files_after_kind_and_date(donnees: Path) -> None:
    assert _job(donnees).file("html") == Path("s/un/mi-parcours-2021-12-31.html")


def test_job_gives_the_notebook_its_parameters(donnees: Path) -> None:
    assert _job(donnees).parameters == {"slug": "un", "date_arrete": "2021-12-31", "court": False}


def test_plan_follows_the_evaluations_of_each_pst(donnees: Path) -> None:
    plan = planned_jobs(["un", "deux"], donnees=donnees, sortie=Path("s"), court=True)

    assert [(job.slug, job.date_arrete.isoformat(), job.court) for job in plan.jobs] == [
        ("un", "2021-12-31", True),
        ("un", "2022-06-30", True),
        ("deux", "2021-12-31", True),
        ("deux", "2022-06-30", True),
    ]
    assert (plan.left_out, plan.refused) == ([], [])


def test_plan_takes_the_date_and_kind_it_is_asked_for(donnees: Path) -> None:
    plan = planned_jobs(
        ["un"], donnees=donnees, evaluation="mi-parcours", date_arrete=DATE, sortie=Path("s")
    )

    assert [job.date_arrete for job in plan.jobs] == [DATE]


def test_plan_says_which_pst_has_nothing_planned(donnees: Path) -> None:
    plan = planned_jobs(["un"], donnees=donnees, evaluation="finale", sortie=Path("s"))

    assert plan.jobs == []
    assert plan.left_out[0].startswith("un")


def test_unreadable_identity_does_not_stop_the_others(donnees: Path) -> None:
    (donnees / "un/pst.yml").write_text("slug: [", encoding="utf-8")

    plan = planned_jobs(["un", "deux"], donnees=donnees, sortie=Path("s"))

    assert [job.slug for job in plan.jobs] == ["deux", "deux"]
    assert [slug for slug, _ in plan.refused] == ["un"]


def test_a_short_report_stands_beside_the_full_one() -> None:
    full, short = (
        Job(
            slug="un",
            evaluation="mi-parcours",
            date_arrete=DATE,
            donnees=Path("d"),
            sortie=Path("s"),
            court=court,
        )
        for court in (False, True)
    )

    assert full.file("html") == Path("s/un/mi-parcours-2021-12-31.html")
    assert short.file("html") == Path("s/un/mi-parcours-2021-12-31-court.html")
