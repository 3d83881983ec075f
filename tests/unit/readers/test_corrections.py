from pathlib import Path

import pytest

from pstlib.errors import TableError
from pstlib.model.corrections import Correction, load_corrections
from pstlib.readers import correct
from pstlib.writers import write_correction

PLAN = """CPAS de Tellinval – PST 2019-2024
OS1 : Vivre
OO1 : Agir
Actions réalisées :
- Rrire
- Mentions légales
- Chanter
"""


def corrected(read_text, folder: Path, **values: str):
    defaults = {"fichier": "pst.txt", "colonne": "libelle", "motif": "coquille du document"}
    write_correction(folder, Correction(**{**defaults, **values}))
    return correct(read_text(PLAN), load_corrections(folder))


def test_a_correction_replaces_what_the_source_says(read_text, tmp_path: Path):
    reading = corrected(read_text, tmp_path, objet="OS1.OO1.A1", lu="Rrire", corrige="Rire")
    assert "Rire" in reading.elements["libelle"].tolist()
    assert "corrigé : libelle de OS1.OO1.A1 (coquille du document)" in "\n".join(
        reading.avertissements["message"]
    )


def test_a_correction_waits_for_what_the_source_must_still_say(read_text, tmp_path: Path):
    reading = corrected(read_text, tmp_path, objet="OS1.OO1.A1", lu="Rirre", corrige="Rire")
    assert "Rrire" in reading.elements["libelle"].tolist()
    assert "« Rirre » attendu, « Rrire » lu" in reading.avertissements["message"].iloc[-1]


def test_what_is_no_element_is_dropped(read_text, tmp_path: Path):
    reading = corrected(
        read_text,
        tmp_path,
        objet="OS1.OO1.A2",
        colonne="niveau",
        lu="ACTION",
        corrige="supprimer",
    )
    titles = reading.elements["libelle"].tolist()
    assert titles == ["Vivre", "Agir", "Rrire", "Chanter"]


def test_an_objective_is_dropped_with_what_it_holds(read_text, tmp_path: Path):
    values = {"colonne": "niveau", "lu": "OO", "corrige": "supprimer"}
    reading = corrected(read_text, tmp_path, objet="OS1.OO1", **values)
    assert reading.elements["libelle"].tolist() == ["Vivre"]


def test_a_rate_is_corrected_as_a_number(read_text, tmp_path: Path):
    reading = corrected(
        read_text, tmp_path, objet="OS1.OO1.A1", colonne="taux_avancement", lu="", corrige="62,5"
    )
    assert reading.elements["taux_avancement"].dropna().astype(float).tolist() == [62.5]


def test_another_source_is_left_alone(read_text, tmp_path: Path):
    reading = corrected(
        read_text, tmp_path, fichier="autre.txt", objet="OS1.OO1.A1", lu="Rrire", corrige="Rire"
    )
    assert "Rrire" in reading.elements["libelle"].tolist()


def test_corrections_are_added_once_and_leave_what_was_written_by_hand(tmp_path: Path):
    path = tmp_path / "corrections.yml"
    path.write_text(
        "# relu par la DG\n- {fichier: a, objet: b, colonne: c, lu: d, corrige: e, motif: f}",
        "utf-8",
    )
    values = {"fichier": "x", "objet": "y", "colonne": "z", "lu": "", "corrige": "w", "motif": "v"}
    assert write_correction(tmp_path, Correction(**values))
    assert not write_correction(tmp_path, Correction(**values))
    assert path.read_text("utf-8").startswith("# relu par la DG\n")
    assert [c.objet for c in load_corrections(tmp_path)] == ["b", "y"]


@pytest.mark.parametrize("text", ["a: b", "- {fichier: x}", "- 3", "- [", "- {fichiers: x}"])
def test_what_is_no_list_of_corrections_is_refused(tmp_path: Path, text: str):
    (tmp_path / "corrections.yml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=r"corrections\.yml"):
        load_corrections(tmp_path)
