"""The notebook on the quality of data runs, and its page shows every part."""

import re
from pathlib import Path

from pstlib.paths import notebooks_folder
from pstlib.reports.engine import execute
from pstlib.reports.html import export_html

NOTEBOOK = notebooks_folder() / "50_qualite_donnees.ipynb"


def test_every_part_shows(root: Path) -> None:
    executed = execute(NOTEBOOK, {"slug": "celles-2019-2024"}, donnees=root / "pst_data")
    page = export_html(executed, title="Qualité des données")

    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == [
        "Ce qui ne va pas", "Ce que l’on sait", "Ce qui changerait", "Les questions à envoyer",
    ]  # fmt: skip
    assert page.count('class="figure-donnees"') == 1
    assert "Lettre : CPAS de Celles" in page.replace("\u00a0", " ")
    assert "erreur-cellule" not in page
