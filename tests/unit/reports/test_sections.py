"""What a page shows of the cells of a notebook."""

import base64
import json
import zlib

import nbformat

from pstlib.reports.sections import content

KEYS = ["type", "mode", "x", "y", "text", "base", "width", "marker", "customdata", "textangle"]


def test_drawings_are_written_in_one_order_whatever_that_of_sets() -> None:
    # Ten keys that the narrow form lacks: a set would give them in the order of each process.
    wide = {"data": [dict.fromkeys(KEYS, 1)], "layout": {}}
    forms = json.dumps({"large": wide, "etroite": {"data": [{}], "layout": {}}})
    script = f'<script type="application/json" class="figure-donnees">{forms}</script>'
    output = nbformat.v4.new_output("display_data", {"text/html": script})
    cell = nbformat.v4.new_code_cell("x", outputs=[output])

    packed = content(nbformat.v4.new_notebook(cells=[cell])).graphiques

    (drawing,) = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert drawing["etroite"]["data"] == [dict.fromkeys(KEYS)]
    assert list(drawing["etroite"]["data"][0]) == KEYS
