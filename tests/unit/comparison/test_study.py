import datetime as dt
import json
from pathlib import Path

import pytest

from pstlib.comparison.export import to_json
from pstlib.comparison.gathering import Pace, gather
from pstlib.comparison.study import compare
from pstlib.errors import TableError, UnknownNameError, UsageError

from .conftest import NAMES, slug, write_plan, write_reference

DAY = dt.date(2021, 12, 31)


def test_the_plans_of_a_region_are_gathered_and_the_broken_one_is_listed(region: Path) -> None:
    found = gather(region, date_arrete=DAY, term=(2019, 2024))

    assert [plan.ligne["slug"] for plan in found.plans] == [slug(name) for name in NAMES]
    assert [plan.ligne["n_terminees"] for plan in found.plans] == [1, 2, 3, 4, 5, 6, 0, 2]
    assert found.illisibles["slug"].tolist() == [slug("Lobrugnes")]
    assert "FAIT" in found.illisibles["motif"].iloc[0]
    assert str(region) not in found.illisibles["motif"].iloc[0]
    assert found.ecartes["slug"].tolist() == [slug("Kersbais", "AC")]
    assert found.ecartes["motif"].tolist() == ["PST d’un autre type d’organisme"]


def test_what_was_gathered_is_kept_and_a_changed_table_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_CACHE", str(tmp_path / "cache"))
    write_plan(tmp_path / "d", "Aubreval", "91001", done=3)
    write_plan(tmp_path / "d", "Bellesart", "91002", done=1)
    first = gather(tmp_path / "d", date_arrete=DAY, term=(2019, 2024))
    monkeypatch.setattr("pstlib.comparison.gathering.evaluate", refuse)
    again = gather(tmp_path / "d", date_arrete=DAY, term=(2019, 2024))

    for before, after in zip(first.plans, again.plans, strict=True):
        assert {k: v for k, v in after.ligne.items() if v is not None} == {
            k: v for k, v in before.ligne.items() if v is not None
        }
        for name in ("actions", "argent", "annees", "moyens"):
            assert (
                getattr(after, name).astype("object").equals(getattr(before, name).astype("object"))
            )
            assert list(getattr(after, name).dtypes) == list(getattr(before, name).dtypes)
    follow_up = tmp_path / "d" / slug("Bellesart") / "tables" / "suivi.csv"
    follow_up.write_text("element_id,date_suivi,statut\na1,2021-11-30,EN_COURS\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="evaluated again"):
        gather(tmp_path / "d", date_arrete=DAY, term=(2019, 2024))


def test_how_many_plans_there_are_is_told_before_the_first_is_read(region: Path) -> None:
    told: list[tuple[int, int]] = []
    pace = Pace(on_plan=lambda *count: told.append(count))
    gather(region, date_arrete=DAY, term=(2019, 2024), pace=pace)

    assert told[0] == (0, 9)  # eight plans and the one that can't be evaluated
    assert told[-1] == (9, 9)


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("evaluated again")


def test_the_states_of_absence_are_counted_apart(region: Path) -> None:
    found = to_json(compare(region, date_arrete="2021-12-31"))["couverture"]

    # Six rates shown; Gistrain has no status, Hanzée four actions, one has no plan, one sent none.
    assert found == {
        "AFFICHE": 6, "SANS_DONNEE": 1, "MASQUE": 1, "SANS_PST": 1, "NON_RECU": 1,
    }  # fmt: skip


def test_the_region_and_the_median_are_two_figures(region: Path) -> None:
    rows = to_json(compare(region, date_arrete="2021-12-31"))["ensemble"]
    rate = next(row for row in rows if row["mesure"] == "realisation")

    # 1+2+3+4+5+6 of 60, and 2 of the 4 of Hanzée, counted though not shown; Gistrain is unknown.
    assert (rate["numerateur"], rate["denominateur"]) == (23, 64)
    assert rate["mediane"] == pytest.approx(0.35)


def test_a_plan_is_set_among_those_of_its_province(region: Path) -> None:
    study = compare(region, date_arrete="2021-12-31", slug=slug("Aubreval"), pairs="province")
    found = to_json(study)
    rate = next(row for row in found["profil"] if row["mesure"] == "realisation")

    assert study.pairs_slugs == [slug(name) for name in NAMES[1:]]
    assert (rate["n_connus"], rate["mediane"]) == (5, pytest.approx(0.4))
    assert rate["quart"] == "quart inférieur"
    models = {row["modele"]: row["n_connus"] for row in found["sensibilite"]}
    assert models["province"] == models["arrondissement"] == 5
    assert models["voisins"] == models["liste"] == 0
    assert "contexte.csv" in study.modeles["voisins"].absent


def test_peers_of_the_analyst_are_taken_and_unknown_codes_listed(tmp_path: Path) -> None:
    for rank, name in enumerate(NAMES[:3], start=1):
        write_plan(tmp_path, name, f"9100{rank}", done=rank)
    write_reference(tmp_path)
    lists = "ins;pair\n91001;91003\n91001;91002\n91001;99999\n"
    (tmp_path / "referentiel/pairs.csv").write_text(lists, encoding="utf-8")
    families = "ins,famille,source\n91001,rurale,essai\n91003,rurale,essai\n88888,rurale,essai\n"
    (tmp_path / "referentiel/familles.csv").write_text(families, encoding="utf-8")
    study = compare(tmp_path, date_arrete="2021-12-31", slug=slug("Aubreval"), pairs="liste")

    assert study.pairs_slugs == [slug("Bellesart"), slug("Cornimes")]
    assert study.inconnus == ("88888", "99999")
    assert study.pourquoi is not None
    assert study.pourquoi["ins"].tolist() == ["91001", "91003", "91002", "99999"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("couverture.csv", "ins,organisme\n", "pas de colonne"),
        ("couverture.csv", "ins,organisme,exercice_debut,exercice_fin,etat\n9,a,2019,2024,RECU\n",
         "un code INS de cinq chiffres"),
        ("familles.csv", "ins,famille,source\n91001,,essai\n", "un texte"),
        ("pairs.csv", "ins,pair\n91001,Celles\n", "ligne 2, colonne pair"),
    ],
)  # fmt: skip
def test_a_file_of_the_analyst_that_cannot_be_read_is_refused_in_french(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    write_plan(tmp_path, "Aubreval", "91001", done=3)
    write_reference(tmp_path)
    (tmp_path / "referentiel" / file).write_text(text, encoding="utf-8")

    with pytest.raises(TableError, match=said):
        compare(tmp_path, date_arrete="2021-12-31")


def test_a_plan_that_is_not_compared_is_refused_with_the_reason(region: Path) -> None:
    with pytest.raises(UnknownNameError, match="FAIT"):
        compare(region, date_arrete="2021-12-31", slug=slug("Lobrugnes"))
    with pytest.raises(UnknownNameError, match="autre type"):
        compare(region, date_arrete="2021-12-31", slug=slug("Kersbais", "AC"))
    with pytest.raises(UnknownNameError, match="Noms proches : aubreval"):
        compare(region, date_arrete="2021-12-31", slug="aubreva-2019-2024")


def test_a_question_that_cannot_be_asked_is_refused(region: Path) -> None:
    with pytest.raises(UsageError, match="Modèle de pairs inconnu"):
        compare(region, date_arrete="2021-12-31", pairs="amis")
    with pytest.raises(UsageError, match="Aucun PST à comparer"):
        compare(region, date_arrete="2017-12-31")
    with pytest.raises(UsageError, match="n’a pas encore 48 mois"):
        compare(region, date_arrete="2021-12-31", mois=48)


def test_two_terms_are_compared_at_the_same_distance(tmp_path: Path) -> None:
    for name, code in zip(NAMES[:2], ("91001", "91002"), strict=True):
        write_plan(tmp_path, name, code, done=3)
    later = tmp_path / "aubreval-2025-2030"
    (tmp_path / slug("Bellesart")).rename(later)
    text = (later / "pst.yml").read_text(encoding="utf-8").replace("2019", "2025")
    (later / "pst.yml").write_text(
        text.replace("2024", "2030").replace("bellesart", "aubreval"), encoding="utf-8"
    )
    study = compare(tmp_path, date_arrete="2028-06-30", mois=36)

    assert (study.legislature, study.jour) == ((2025, 2030), dt.date(2027, 12, 31))
    assert study.avant is not None
    assert study.avant[:2] == ((2019, 2024), dt.date(2021, 12, 31))
    assert study.avant[2].organismes["slug"].tolist() == [slug("Aubreval")]


def test_the_figures_are_json_and_hold_no_not_a_number(region: Path) -> None:
    study = compare(region, date_arrete="2021-12-31", slug=slug("Hanzée"), pairs="province")
    found = json.loads(json.dumps(to_json(study), allow_nan=False))

    assert found["comparaison"]["fictif"] is True
    # Two of the four actions of Hanzée are open and 184 days late, of the 51 of all the plans.
    assert (found["retards"]["pst"]["n_en_retard"], found["retards"]["pst"]["mediane"]) == (2, None)
    assert found["retards"]["ensemble"]["n_en_retard"] == 51
    assert found["retards"]["ensemble"]["mediane"] == 184
    assert {row["credits"] for row in found["themes"]} == {None}
