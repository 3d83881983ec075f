from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pstlib.model import Identity, Pst, check, conform, load
from pstlib.model.findings import Places


@pytest.fixture
def made() -> Callable[..., Pst]:
    """A PST of one action and two synergies, with the tables of synergies that a test gives."""

    def make(**tables: list[dict[str, object]]) -> Pst:
        base: dict[str, list[dict[str, object]]] = {
            "elements": [
                {"element_id": "os1", "niveau": "OS", "code": "OS1", "libelle": "Agir"},
                {
                    "element_id": "a1",
                    "parent_id": "os1",
                    "niveau": "ACTION",
                    "code": "OS1.A1",
                    "libelle": "Ouvrir",
                },
            ],
            "synergies": [
                {
                    "synergie_id": "sy1",
                    "libelle": "Achats",
                    "partenaires": "la Commune de Valrive",
                    "element_id": "a1",
                },
                {"synergie_id": "sy2", "libelle": "Garage"},
            ],
        }
        rows = {**base, **tables}
        identity = Identity(
            slug="essai-2025-2030",
            organisme="CPAS de Valrive",
            type_admin="CPAS",
            libelle="PST",
            exercice_debut=2025,
            exercice_fin=2030,
        )
        return Pst.from_tables(
            identity, {name: conform(pd.DataFrame(part), name) for name, part in rows.items()}
        )

    return make


def _said(pst: Pst) -> list[tuple[str, str, int]]:
    found = check(pst)
    kept = found[found["table"].ne("elements")]
    return [(row["table"], row["gravite"], int(row["ligne"])) for row in kept.to_dict("records")]


def test_sound_tables_of_synergies_give_no_problem(made: Callable[..., Pst]) -> None:
    pst = made(
        suivi_synergies=[{"synergie_id": "sy1", "date": "2025-02-01", "etat": "EN_COURS"}],
        gains_synergies=[
            {"synergie_id": "sy1", "partenaire": "le CPAS de Valrive", "exercice": 2025},
            {"synergie_id": "sy1", "partenaire": "la commune de Valrive", "exercice": 2025},
        ],
        matrice_cooperation=[
            {"exercice": 2025, "service": "GRH", "degre": "AUCUN", "synergies": "sy1 ; sy2"}
        ],
    )

    assert _said(pst) == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("suivi_synergies", {"synergie_id": "sy9", "date": "2025-02-01", "etat": "EN_COURS"}),
        ("gains_synergies", {"synergie_id": "sy9", "partenaire": "la Commune", "exercice": 2025}),
        ("contrats_conjoints", {"contrat_id": "m1", "synergie_id": "sy9", "objet": "Papier"}),
        (
            "matrice_cooperation",
            {"exercice": 2025, "service": "GRH", "degre": "AUCUN", "synergies": "sy1 ; sy9"},
        ),
        (
            "reponses",
            {"synergie_id": "sy9", "liste": "l", "question": "q", "reponse": "OUI"},
        ),
        (
            "suggestions",
            {"a_element_id": "a9", "slug": "s", "element_id": "e", "decision": "REJETEE"},
        ),
    ],
)
def test_a_link_to_nothing_is_a_warning_and_its_row_is_kept(
    made: Callable[..., Pst], table: str, row: dict[str, object]
) -> None:
    pst = made(**{table: [row]})

    assert _said(pst) == [(table, "avertissement", 1)]
    assert len(pst.tables[table]) == 1


def test_a_link_to_nothing_has_a_line_in_its_file_and_a_row_in_a_spreadsheet(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "essai-2025-2030"
    (folder / "tables").mkdir(parents=True)
    (folder / "pst.yml").write_text(
        "slug: essai-2025-2030\norganisme: CPAS d’Essai\ntype_admin: CPAS\nlibelle: PST\n"
        "exercice_debut: 2025\nexercice_fin: 2030\n",
        encoding="utf-8",
    )
    (folder / "tables" / "elements.csv").write_text(
        "element_id,niveau,code,libelle\nos1,OS,OS1,Agir\na1,ACTION,OS1.A1,Ouvrir\n",
        encoding="utf-8",
    )
    # The first synergy takes two lines of the file.
    (folder / "tables" / "synergies.csv").write_text(
        'synergie_id,libelle,element_id\nsy1,"Achats\ncommuns",a1\nsy2,Garage,a9\n',
        encoding="utf-8",
    )

    pst = load("essai-2025-2030", tmp_path)
    found = check(pst)
    lost = found[found["table"].eq("synergies")]

    assert list(pst.synergies["synergie_id"]) == ["sy1", "sy2"]
    assert list(lost["probleme"]) == [
        "sy2 nomme « a9 » (colonne element_id), qui ne désigne rien dans elements"
    ]
    places = Places(pst)
    assert places.line("synergies", int(lost["ligne"].iloc[0])) == 4
    assert places.told("synergies", 2) == "tables/synergies.csv, ligne 4 (rangée 3 dans un tableur)"
    assert places.told("elements", 2) == "tables/elements.csv, ligne 3"
    in_memory = Places(replace(pst, dossier=None))
    assert in_memory.told("synergies", 2) == "tables/synergies.csv, ligne 3"


def test_a_synergy_given_up_wants_a_reason(made: Callable[..., Pst]) -> None:
    life = [{"synergie_id": "sy1", "date": "2025-02-01", "etat": "ABANDONNEE"}]

    assert _said(made(suivi_synergies=life)) == [("suivi_synergies", "avertissement", 1)]
    assert _said(made(suivi_synergies=[{**life[0], "motif": "Trop chère"}])) == []


def test_the_gain_of_a_stranger_is_doubtful(made: Callable[..., Pst]) -> None:
    gain = {"synergie_id": "sy1", "partenaire": "le CPAS de Ciney", "exercice": 2025}

    assert _said(made(gains_synergies=[gain])) == [("gains_synergies", "avertissement", 1)]
