"""Documents of our own, each with a layout of its own and a truth written before any rule."""

import json
from pathlib import Path
from types import ModuleType

import pytest

from pstlib.errors import SourceError
from pstlib.readers.documents.files import read_document

KINDS = {".txt": "texte", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html"}
TRUTHS = sorted(Path(__file__).with_name("cases").glob("*.truth.json"))


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_document_of_another_layout_is_read(path: Path, scoring: ModuleType):
    truth = json.loads(path.read_text(encoding="utf-8"))
    document = path.with_name(truth["document"])
    arguments = document, document.read_bytes(), KINDS[document.suffix]
    if not truth["elements"]:
        with pytest.raises(SourceError, match="Aucune liste d’objectifs"):
            read_document(*arguments)
        return
    reading = read_document(*arguments).to_json()
    result = scoring.score(reading["elements"], truth["elements"])
    assert result.f1 >= 0.97, (result.missing, result.invented)
    assert result.parent >= 0.97, result.wrong_parent
    assert result.status >= 0.97, result.wrong_status
    assert {key: reading["pst"][key] for key in truth["pst"]} == truth["pst"]
