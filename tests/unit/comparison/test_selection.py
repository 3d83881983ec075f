"""Which plans are compared, when the analyst chooses: a condition, a table, slugs."""

from pathlib import Path

import pandas as pd
import pytest

from pstlib.comparison.study import compare
from pstlib.errors import UnknownNameError, UsageError

from .conftest import NAMES, slug

DAY = "2021-12-31"


def compared(region: Path, parmi: object) -> list[str]:
    study = compare(region, date_arrete=DAY, parmi=parmi)  # type: ignore[arg-type]
    return study.comparaison.organismes["slug"].tolist()


def test_a_condition_a_table_and_slugs_choose_the_same_plans(region: Path) -> None:
    wanted = [slug(NAMES[1]), slug(NAMES[3])]

    assert compared(region, "ins in ['91002', '91004'] and type_admin == 'CPAS'") == wanted
    assert compared(region, pd.DataFrame({"slug": wanted, "autre": 1})) == wanted
    assert compared(region, reversed(wanted)) == wanted
    assert compared(region, " ") == compared(region, None)


def test_a_choice_is_no_coverage_of_the_region_and_says_who_is_out(region: Path) -> None:
    study = compare(region, date_arrete=DAY, parmi="arrondissement == 'Noirmont' and ins < '91003'")

    assert study.choisis == 2
    assert study.question.parmi == "arrondissement == 'Noirmont' and ins < '91003'"
    assert len(study.comparaison.couverture) == 2
    assert set(study.comparaison.ecartes["motif"]) == {"hors de la sélection"}
    assert study.illisibles.empty


def test_a_choice_that_cannot_serve_is_refused_in_french(region: Path) -> None:
    with pytest.raises(UsageError, match="ne se lit pas"):
        compare(region, date_arrete=DAY, parmi="colonne_inconnue > 3")
    with pytest.raises(UsageError, match="ne retient aucun PST"):
        compare(region, date_arrete=DAY, parmi="ins == 'personne'")
    with pytest.raises(UnknownNameError, match="Noms proches : aubreval"):
        compare(region, date_arrete=DAY, parmi=["aubreva-2019-2024"])


def test_an_anonymous_study_keeps_no_condition(region: Path) -> None:
    study = compare(region, date_arrete=DAY, parmi="ins < '91007'", anonyme=True)

    assert study.question.parmi == ""
    assert study.choisis == 6
    assert study.dossier is None
