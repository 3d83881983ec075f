import shutil
from pathlib import Path

import pytest

from pstlib.errors import TableError, UnknownNameError
from pstlib.reference.checklists import FOLDER, load_checklist, load_checklists
from pstlib.reference.loader import PACKAGED

NAME = "batiment-commun"


def dropped(folder: Path, old: str = "", new: str = "", name: str = NAME) -> Path:
    """Drop a list into a data folder: ours with one thing changed."""
    text = (PACKAGED / FOLDER / f"{NAME}.yml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "referentiel" / FOLDER / f"{name}.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_both_lists_ask_at_least_forty_questions_each_with_its_reason() -> None:
    lists = load_checklists()

    assert sorted(lists) == ["batiment-commun", "unification-services"]
    for checklist in lists.values():
        assert len(checklist.questions) >= 40
        assert all(q.pourquoi and q.qui and q.texte.endswith("?") for q in checklist.questions)
        assert {q.phase for q in checklist.questions} == {p.id for p in checklist.phases}
        assert sum(len(checklist.of_phase(phase)) for phase in checklist.phases) == len(
            checklist.questions
        )


def test_both_lists_say_that_they_are_ours_and_which_law_was_not_read() -> None:
    for checklist in load_checklists().values():
        assert checklist.statut == "propre"
        assert "sans caractère officiel" in checklist.avertissement
        laws = [question.loi for question in checklist.questions if question.loi]
        assert {law.verifie for law in laws} == {True, False}
        assert not checklist.remplace


def test_a_list_of_the_federation_takes_the_place_of_ours(tmp_path: Path) -> None:
    dropped(tmp_path, "statut: propre", "statut: federation")

    checklist = load_checklist(NAME, tmp_path)

    assert (checklist.statut, checklist.remplace) == ("federation", True)
    assert not load_checklist("unification-services", tmp_path).remplace


def test_a_new_file_is_a_new_list(tmp_path: Path) -> None:
    dropped(tmp_path, f"liste: {NAME}", "liste: garde-sociale", name="garde-sociale")

    assert sorted(load_checklists(tmp_path)) == [
        "batiment-commun",
        "garde-sociale",
        "unification-services",
    ]
    assert not load_checklist("garde-sociale", tmp_path).remplace


def test_an_unknown_list_is_told_with_its_neighbours() -> None:
    with pytest.raises(UnknownNameError, match="batiment-commun"):
        load_checklist("batiment-comun")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - id: motifs-communs\n", "  - id: Motifs Communs\n", "Motifs Communs"),
        ("  - id: motifs-communs\n", "  - id: besoin-usagers\n", "deux questions"),
        ("    phase: diagnostic\n", "    phase: devinette\n", "phase inconnue « devinette »"),
        ("    bloquant: true\n", "    bloquant: peut-être\n", "true ou false"),
        ("    bloquant: true\n", "    bloquant: true\n    couleur: rouge\n", "couleur"),
        ("    pourquoi:", "    pourquoy:", "sans « pourquoi »"),
        ("      verifie: oui", "      verifie: sans doute", "ni oui ni non"),
        ("date: 2026-11-22", "date: hier", "n’est pas une date"),
        ("reponses: [OUI,", "reponses: [PEUT-ETRE,", "reponses"),
        ("statut: propre", "statut: officiel", "officiel"),
        ("liste: batiment-commun", "liste: autre", "autre"),
        ("questions:", "questions: aucune\nautres:", "questions"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    dropped(tmp_path, old, new)

    with pytest.raises(TableError, match=rf"{NAME}\.yml, ligne \d+.*{said}"):
        load_checklist(NAME, tmp_path)


def test_the_line_of_a_wrong_question_is_its_own(tmp_path: Path) -> None:
    path = dropped(
        tmp_path, "  - id: variantes\n    phase: diagnostic", "  - id: variantes\n    phase: x"
    )
    line = path.read_text(encoding="utf-8").splitlines().index("  - id: variantes") + 1

    with pytest.raises(TableError, match=f"ligne {line} "):
        load_checklist(NAME, tmp_path)


@pytest.mark.parametrize("content", ["- a\n", "liste: [", "", "? [a]\n: b\n", b"liste: \xe9"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: str | bytes) -> None:
    path = dropped(tmp_path)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(TableError):
        load_checklist(NAME, tmp_path)


def test_a_packaged_list_copied_as_it_is_reads_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "referentiel" / FOLDER
    shutil.copytree(PACKAGED / FOLDER, folder)

    assert load_checklist(NAME, tmp_path).questions == load_checklist(NAME).questions
