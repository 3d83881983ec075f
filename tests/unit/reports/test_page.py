"""The page of a notebook: what it may run, its addresses, what is compressed in it."""

import base64
import hashlib
import html
import re
import zlib

import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pstlib.charts.cells import csv_address, csv_text
from pstlib.reports.html import export_html
from pstlib.reports.policy import security_policy


def page(*cells: tuple[str, str], standalone: bool = False) -> str:
    nb = new_notebook()
    for title, content in cells:
        nb.cells.append(new_markdown_cell(f"## {title}"))
        output = new_output("display_data", data={"text/html": content})
        nb.cells.append(new_code_cell("x", outputs=[output]))
    return export_html(nb, title="Essai", standalone=standalone)


def test_sections_have_the_address_of_their_title_and_repeated_ones_a_number() -> None:
    made = page(("Échéances et retards", "<p>1"), ("À ajuster", "<p>2"), ("À ajuster", "<p>3"))

    assert re.findall(r'<section id="([^"]+)"', made) == [
        "echeances-et-retards", "a-ajuster", "a-ajuster-2",
    ]  # fmt: skip
    assert re.findall(r'<li><a href="#([^"]+)"', made) == [
        "echeances-et-retards", "a-ajuster", "a-ajuster-2",
    ]  # fmt: skip


def test_a_csv_is_in_the_page_compressed_and_whole() -> None:
    table = pd.DataFrame({"Action": ["=1+1", "Été ; hiver"]})
    made = page(("Un", f'<a download="un.csv" href="{csv_address(table)}">Télécharger (CSV)</a>'))
    link = re.search(r'<a hidden data-fichier="un.csv" data-csv="([^"]+)">', made)

    assert "data:text/csv" not in made
    assert zlib.decompress(base64.b64decode(link[1])).decode() == csv_text(table)


def test_a_csv_that_says_what_its_table_says_is_not_in_the_page() -> None:
    table = pd.DataFrame({"Action": ["Été"]})
    made = page(("Un", f'<a data-table download="un.csv" href="{csv_address(table)}">CSV</a>'))

    assert '<a hidden data-fichier="un.csv" data-csv="">CSV</a>' in made


def test_cells_lose_the_ends_that_html_does_not_need_and_texts_nothing() -> None:
    made = page(
        ("Un", "<table><tr><th>a</th><td>&lt;/td&gt; b</td></tr>\n<tr><td>c</td></tr></table>")
    )

    assert "<table><tr><th>a<td>&lt;/td&gt; b<tr><td>c</table>" in made


def test_the_policy_names_each_style_and_script_inside_the_page_by_its_hash() -> None:
    made = page(("Un", "<p>1"), standalone=True)
    policy = html.unescape(re.search(r'Policy" content="([^"]+)"', made)[1])
    inside = re.findall(r"<(style|script)>(.*?)</\1>", made, re.DOTALL)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for _, text in inside
    }

    assert len(hashes) == 3  # style sheet, margins of the sheets, script
    assert all(one in policy for one in hashes)
    assert "'self'" not in re.search(r"script-src ([^;]+)", policy)[1]


def test_a_page_with_shared_files_runs_those_only() -> None:
    assert "script-src 'self' file:; script-src-attr 'none'" in security_policy()
