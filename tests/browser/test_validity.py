"""Pages that the Nu checker (validator.nu, npm package ``vnu-jar``) finds nothing to say about."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pstlib.reports.index import write_index

JAR = Path("node_modules/vnu-jar/build/dist/vnu.jar")
SLUGS = ["valrive-2019-2024", "celles-2019-2024", "hostile-2019-2024", "partout-2019-2024"]


@pytest.fixture(scope="session")
def checker(root: Path) -> list[str]:
    """How to call the Nu checker: PST_VNU (its jar), ``npm install --no-save vnu-jar``, or vnu."""
    jar = Path(os.environ.get("PST_VNU", root / JAR))
    if jar.is_file() and shutil.which("java"):
        return ["java", "-jar", str(jar)]
    if shutil.which("vnu"):
        return ["vnu"]
    pytest.skip("pas de vérificateur Nu : java, puis « npm install --no-save vnu-jar »")


def test_pages_are_valid_html(checker: list[str], report) -> None:
    pages = [report(slug) for slug in SLUGS]
    pages.append(write_index(pages[0].parents[1]))
    command = [*checker, "--errors-only", "--exit-zero-always", *map(str, pages)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603

    assert said.splitlines()[:5] == []
