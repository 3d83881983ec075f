"""What the parts of the report say of the small plan, counted by hand from its tables."""

import dataclasses
import re

import pandas as pd
import pytest

from pstlib.charts import parts
from pstlib.charts.block import Block
from pstlib.charts.evaluation.execution_report import execution_report
from pstlib.evaluation import Evaluation, evaluate
from pstlib.reference import load_method


def words(part: Block) -> str:
    """Give what a block says, without its markup."""
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", str(part.html), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def test_header_says_who_evaluates_and_that_the_organisation_is_fictitious(petit) -> None:
    text = words(parts.header(petit))

    assert "CPAS de Petitmont" in text
    assert "31 décembre 2021" in text
    assert "le conseil de l’action sociale réalise l’évaluation" in text
    assert "art. 27ter, § 2, al. 5" in text
    assert "Organisme fictif." in text


@pytest.mark.parametrize(
    ("delegated", "expected"), [(True, "en prend acte"), (None, "Évaluation par n. c.")]
)
def test_header_follows_the_delegation(petit: Evaluation, delegated, expected) -> None:
    identity = dataclasses.replace(petit.identite, delegation_bureau_permanent=delegated)
    changed = dataclasses.replace(petit, pst=dataclasses.replace(petit.pst, identite=identity))

    assert expected in words(parts.header(changed))


def test_tree_counts_a_shared_action_once_and_shows_it_twice(petit: Evaluation) -> None:
    chart = parts.plan_tree(petit)

    assert chart.titre.replace("\u00a0", " ") == (
        "Le plan compte 2 objectifs stratégiques, 5 objectifs opérationnels et 7 actions"
    )
    assert chart.n.replace("\u00a0", " ") == "7 actions, dont 1 sous plusieurs objectifs"
    assert chart.table["Code"].tolist() == [
        "OS1.OO1.A1",
        "OS1.OO1.A2",
        "OS1.OO1.A3.SA1",
        "OS1.OO1.A3.SA2",
        "OS1.OO2.A1",
        "OS2.OO1.OO1.A1",
        "OS2.OO1.OO1.A2",
        "OS2.OO1.OO1.A3",
    ]
    assert "aucune action" in [t for trace in chart.figure["data"] for t in trace.get("text", [])]


def test_status_chart_names_the_extremes(petit: Evaluation) -> None:
    chart = parts.status_by_objective(petit)

    assert chart.titre == (
        "La part d’actions terminées va de 1 sur 4 (OS1) à 1 sur 2 (OS2), "
        "pour 1 sur 5 dans l’ensemble"
    )
    assert chart.table["Actions évaluées"].tolist() == [6, 4, 3]
    assert chart.table["Terminé"].tolist() == [1, 1, 1]


def test_progress_hatches_what_is_unknown_and_shows_both_appreciations(petit) -> None:
    html = str(parts.progress_table(petit).html)
    text = words(parts.progress_table(petit))

    # OS2: the shared action is done (100), the other is unknown (0 to 100): 50 to 100.
    assert 'class="barre" style="--min:50%;--max:100%;' in html
    assert "entre 50,0 % et 100,0 %" in text
    # 60 and 10 known, one done, one not begun, over four: 42.5.
    assert "42,5 %" in text
    assert 'class="pastille mal">En difficulté' in html
    assert 'class="pastille moyen">À surveiller' in html
    assert "Le recours est étranger au Centre." in text


def test_no_known_status_gives_no_count_of_done_actions(petit: Evaluation) -> None:
    figures = petit.objectifs.assign(n_TERMINE=0, n_INCONNU=petit.objectifs["n_poursuivies"])
    text = words(parts.progress_table(dataclasses.replace(petit, objectifs=figures)))

    assert "n. c. sur 4" in text
    assert "0 sur" not in text


def test_deadlines_show_the_one_late_action(petit: Evaluation) -> None:
    chart = parts.deadlines(petit)

    assert chart.titre.replace("\u00a0", " ") == "1 action sur 5 avec échéance est en retard"
    # 30 June to 31 December 2021.
    assert "OS1.OO1.A2 (184 jours)" in chart.alternative.replace("\u00a0", " ")
    assert chart.table["Retard (jours)"].dropna().tolist() == [184]


def test_without_any_deadline_a_sentence_takes_the_place_of_the_chart(petit) -> None:
    actions = petit.actions.assign(date_fin=pd.NaT, en_retard=False)
    part = parts.deadlines(dataclasses.replace(petit, actions=actions))

    assert isinstance(part, Block)
    assert "Aucune échéance n’est connue" in words(part)
    assert words(parts.late_actions(dataclasses.replace(petit, actions=actions))).strip() == ""


def test_what_all_actions_lack_is_said_once(petit: Evaluation) -> None:
    actions = petit.actions.assign(responsable=pd.array([None] * 7, dtype="str"))
    text = words(parts.to_adjust(dataclasses.replace(petit, actions=actions)))

    assert "Aucune des 4 actions à poursuivre n’a de responsable connu." in text
    assert text.count("sans responsable") == 1


def test_annex_has_a_stable_address_for_every_action(petit: Evaluation) -> None:
    html = str(parts.all_actions(petit).html)

    assert re.findall(r'<tr id="([^"]+)"', html) == [
        "action-os1-oo1-a1",
        "action-os1-oo1-a2",
        "action-os1-oo1-a3-sa1",
        "action-os1-oo1-a3-sa2",
        "action-os1-oo2-a1",
        "action-os2-oo1-oo1-a1",
        "action-os2-oo1-oo1-a2",
    ]
    assert "action pérenne" in html


def test_method_says_a_changed_threshold_even_in_the_short_version(petit: Evaluation) -> None:
    method = dataclasses.replace(load_method(), changes=("âge de péremption : 24 mois",))
    part = parts.method(dataclasses.replace(petit, methode=method), court=True)

    assert "âge de péremption : 24 mois" in words(part)
    assert "<table" not in part.html
    assert "<table" in parts.method(petit).html


def test_provenance_gives_hashes_and_the_command(petit: Evaluation) -> None:
    text = words(parts.provenance(petit))

    assert "pst rapport petit-2019-2024 --evaluation mi-parcours --date-arrete 2021-12-31" in text
    assert re.search(r"tables/elements\.csv [0-9a-f]{64}", text)


@pytest.mark.parametrize("name", parts.__all__)
def test_hostile_texts_stay_texts_everywhere(name: str, hostile: Evaluation) -> None:
    html = re.sub(r"<style.*?</style>", "", str(getattr(parts, name)(hostile).html), flags=re.S)

    assert not re.search(r"<(img|svg|b)\b", html)
    assert "<script>" not in html
    assert not re.search(r"<[^>]*\son\w+=", html)


@pytest.mark.parametrize("name", parts.__all__)
def test_the_same_evaluation_gives_the_same_bytes(name: str, petit: Evaluation) -> None:
    assert getattr(parts, name)(petit).html == getattr(parts, name)(petit).html


def test_late_is_unknown_and_not_zero_where_no_deadline_is_known(petit: Evaluation) -> None:
    undated = petit.pst.elements.assign(date_fin=pd.NaT)
    silent = evaluate(dataclasses.replace(petit.pst, elements=undated), date_arrete="2021-12-31")

    assert " n. c. " in words(execution_report(silent)).split("Total", 2)[2].split("OS1")[0]
    assert " n. c. " not in words(execution_report(petit)).split("Total", 2)[2].split("OS1")[0]
