"""``docs/commandes.md`` says what the commands say."""

import importlib.util
from pathlib import Path


def test_page_of_the_commands_is_in_step_with_their_help(root: Path) -> None:
    script = root / "scripts/make_docs.py"
    spec = importlib.util.spec_from_file_location("make_docs", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    committed = (root / "docs/commandes.md").read_text(encoding="utf-8")

    assert committed == module.commands_page(), "make docs"
