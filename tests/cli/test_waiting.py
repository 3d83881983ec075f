"""How far a long command is, where nobody sees a bar."""

from io import StringIO

import pytest
from rich.console import Console

from pstlib.cli import waiting


def test_a_count_is_told_by_lines_now_and_then_outside_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hours = iter([0.0, 1.0, 6.0, 6.0, 7.0])
    monkeypatch.setattr(waiting.time, "monotonic", lambda: next(hours))
    written = StringIO()

    with waiting.Counting("PST évalués", Console(file=written)) as counting:
        counting.tell(0, 27)  # a second after the start: too soon
        counting.tell(9, 27)  # five seconds later
        counting.tell(10, 27)

    assert written.getvalue() == "PST évalués : 9/27\n"
