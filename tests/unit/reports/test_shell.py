"""The shell of the fast engine does what IPython's does, and less work."""

import pytest
from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager

from pstlib.reports.shell import ReportShell, _Transformers


@pytest.mark.parametrize(
    "cell", ["x = 1", "%who\nls = !ls\nx?", ">>> x\n1", "%%bash\nls", "    a\n    b\n", "x;"]
)
def test_a_cell_becomes_what_ipython_makes_of_it(cell):
    assert _Transformers().transform_cell(cell) == TransformerManager().transform_cell(cell)


def test_a_transformer_of_the_notebook_changes_the_cells_after_it():
    transformers = _Transformers()
    before = transformers.transform_cell("ok")
    transformers.cleanup_transforms.append(lambda lines: [line.upper() for line in lines])
    assert (before, transformers.transform_cell("ok")) == ("ok\n", "OK\n")


@pytest.mark.parametrize("cell", ["x;", "x ; # muet", "';'", "x", "f(';') # ;"])
def test_a_semicolon_silences_a_cell_as_in_ipython(cell):
    hook = ReportShell.displayhook_class.klass
    assert hook.semicolon_at_end_of_expression(cell) == DisplayHook.semicolon_at_end_of_expression(
        cell
    )
