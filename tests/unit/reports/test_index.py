"""The list of reports: every report found, said in French, harmless whatever the titles hold."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from pstlib.reports.index import write_index


def _report(
    sortie: Path,
    slug: str,
    *,
    organisme: str,
    fictif: bool,
    rate: float | None,
    undated: int = 0,
) -> None:
    folder = sortie / slug
    folder.mkdir(parents=True)
    figures = {
        "pst": slug,
        "date_arrete": "2021-12-31",
        "evaluation": "mi-parcours",
        "ensemble": {
            "taux_realisation": {
                "numerateur": 15,
                "denominateur": 55 if rate else 0,
                "taux": rate,
            },
            "avancement": {"min": 20.0, "max": 45.5},
            "attendu": None,
            "n_actions": 60,
            "n_en_retard": 0 if undated else 3,
            "n_sans_echeance": undated,
        },
    }
    identity = {"organisme": organisme, "libelle": "PST 2019-2024", "fictif": fictif}
    base = folder / "mi-parcours-2021-12-31"
    base.with_suffix(".json").write_text(json.dumps(figures), encoding="utf-8")
    notebook = {"metadata": {"pst": identity}}
    base.with_suffix(".ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    base.with_suffix(".html").write_text("<!DOCTYPE html>", encoding="utf-8")


def _cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr data-.*?</tr>", page, re.DOTALL)
    return [
        ["".join(cell.itertext()).replace("\u00a0", " ").strip() for cell in ET.fromstring(row)]  # noqa: S314
        for row in (row.replace("<br>", " ") for row in rows)
    ]


def test_list_gives_each_report_with_its_rate_and_where_it_comes_from(tmp_path: Path) -> None:
    _report(tmp_path, "z-2019-2024", organisme="CPAS de Zède", fictif=False, rate=15 / 55)
    _report(tmp_path, "e-2019-2024", organisme="CPAS d’Essai", fictif=True, rate=None)

    index = write_index(tmp_path)

    page = index.read_text(encoding="utf-8")
    title, progress = "Évaluation à mi-parcours PST 2019-2024", "entre 20,0 % et 45,5 %"
    common = [title, "31/12/2021", "60"]
    nowhere = "Aucune (organisme fictif)"
    assert _cells(page) == [
        ["CPAS de Zède", "Province inconnue", *common, "27,3 % 15 sur 55", progress, "n. c.", "3"],
        ["CPAS d’Essai (fictif)", nowhere, *common, "n. c. 15 sur 0", progress, "n. c.", "3"],
    ]
    assert 'href="z-2019-2024/mi-parcours-2021-12-31.html"' in page
    assert '<html lang="fr">' in page
    assert page.count("<h1>") == 1


def test_list_without_report_says_so(tmp_path: Path) -> None:
    assert "Aucun rapport dans ce dossier" in write_index(tmp_path).read_text(encoding="utf-8")


def test_hostile_name_is_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    _report(tmp_path, "h-2019-2024", organisme=hostile, fictif=False, rate=0.5)

    page = write_index(tmp_path).read_text(encoding="utf-8")

    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_same_reports_give_the_same_list(tmp_path: Path) -> None:
    _report(tmp_path, "e-2019-2024", organisme="CPAS d’Essai", fictif=True, rate=0.5)

    first, second = (write_index(tmp_path).read_bytes() for _ in range(2))

    assert first == second


def test_other_pages_of_the_folder_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/lisez-moi.html").write_text("<p>", encoding="utf-8")

    assert "lisez-moi" not in write_index(tmp_path).read_text(encoding="utf-8")


def test_every_asset_of_the_list_is_there(tmp_path: Path) -> None:
    page = write_index(tmp_path).read_text(encoding="utf-8")

    linked = re.findall(r'(?:href|src)="(assets/[^"]+)"', page)
    assert linked
    assert [name for name in linked if not (tmp_path / name).is_file()] == []


def test_delays_are_unknown_not_zero_where_no_deadline_is_known(tmp_path: Path) -> None:
    _report(tmp_path, "a-2019", organisme="CPAS A", fictif=False, rate=15 / 55, undated=40)
    _report(tmp_path, "b-2019", organisme="CPAS B", fictif=False, rate=15 / 55, undated=7)

    late = [cells[-1] for cells in _cells(write_index(tmp_path).read_text(encoding="utf-8"))]

    assert late == ["n. c.", "0 (7 sans échéance)"]


def test_a_failure_is_listed_with_its_reason_and_its_former_page(tmp_path: Path) -> None:
    _report(tmp_path, "e-2019-2024", organisme="CPAS d’Essai", fictif=True, rate=0.5)
    name = "e-2019-2024/mi-parcours-2021-12-31"
    failed = {
        "rapport": name,
        "slug": "e-2019-2024",
        "evaluation": "mi-parcours",
        "date_arrete": "2021-12-31",
        "court": False,
        "etat": "echec",
        "organisme": "CPAS d’Essai",
        "libelle": None,
        "fictif": True,
        "erreur": "Table illisible – tables/<b>.csv.\n  • ligne 3",
        "cellule": "7",
    }

    page = write_index(tmp_path, {name: failed}).read_text(encoding="utf-8")

    said = page.replace("\u00a0", " ")
    assert "0 rapport fait, 1 échec" in said
    assert said.count("Table illisible – tables/&lt;b&gt;.csv.") == 2
    assert "Cellule 7." in said
    assert f'<a href="{name}.html">rapport précédent</a>' in page
    assert "50,0" not in page


def test_a_report_whose_page_was_removed_is_not_listed(tmp_path: Path) -> None:
    _report(tmp_path, "e-2019-2024", organisme="CPAS d’Essai", fictif=True, rate=0.5)
    (tmp_path / "e-2019-2024/mi-parcours-2021-12-31.html").unlink()

    assert "Aucun rapport" in write_index(tmp_path).read_text(encoding="utf-8")


def _comparison(sortie: Path, name: str, **asked: object) -> None:
    folder = sortie / "comparaison"
    folder.mkdir(exist_ok=True)
    common = {"legislature": [2019, 2024], "type_admin": "CPAS", "date_arrete": "2021-12-31"}
    said = {**common, "mois": None, "pairs": "voisins", "fictif": True, **asked}
    (folder / f"{name}.json").write_text(json.dumps({"comparaison": said}), encoding="utf-8")
    (folder / f"{name}.html").write_text("<!DOCTYPE html>", encoding="utf-8")


def test_a_comparison_names_the_organisation_but_where_it_is_anonymous(tmp_path: Path) -> None:
    _report(tmp_path, "z-2019-2024", organisme="CPAS de Zède", fictif=False, rate=0.5)
    _comparison(tmp_path, "a", pst="z-2019-2024", anonyme=False)
    _comparison(tmp_path, "b", pst="z-2019-2024", anonyme=True)
    _comparison(tmp_path, "c", pst="ailleurs-2019-2024", anonyme=False)

    page = write_index(tmp_path).read_text(encoding="utf-8")

    assert re.findall(r'comparaison/(\w)\.html">[^<]*, ([^,<]*) parmi ses pairs', page) == [
        ("a", "CPAS de Zède"),
        ("b", "un PST"),
        ("c", "ailleurs-2019-2024"),
    ]


def test_the_sentence_of_a_failure_is_not_cut_before_its_punctuation(tmp_path: Path) -> None:
    _report(tmp_path, "z-2019-2024", organisme="CPAS de Zède", fictif=False, rate=0.5)
    entry = {
        "rapport": "y-2019-2024/finale-2024-06-30",
        "slug": "y-2019-2024",
        "evaluation": "finale",
        "date_arrete": "2024-06-30",
        "court": False,
        "etat": "echec",
        "organisme": "CPAS d’Ypsilon",
        "libelle": None,
        "fictif": False,
        "erreur": "Table refusée : « budget »\n• ligne 3",
        "empreinte": {},
    }
    (tmp_path / "journal.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")

    page = write_index(tmp_path).read_text(encoding="utf-8")

    assert "Table refusée\u00a0: «\u00a0budget\u00a0»\n• ligne 3" in page
