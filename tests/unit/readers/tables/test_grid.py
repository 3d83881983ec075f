"""Files become cells with places, whatever program wrote them; hostile ones are refused."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from pstlib.errors import SourceError
from pstlib.readers.tables.grid import open_grid
from pstlib.readers.tables.headers import find_header
from pstlib.readers.tables.sheet import Fault, Grid, Percent, Sheet

CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""


def opened(data: bytes | str, name: str = "tableau.csv") -> Grid:
    return open_grid(Path(name), data.encode() if isinstance(data, str) else data)


def sheet_of(data: bytes | str) -> Sheet:
    return opened(data).sheets[0]


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return stream.getvalue()


def ods(tables: str) -> bytes:
    return zipped(content_dot_xml=CONTENT.format(tables))


def workbook(fill: object) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        fill(book)  # type: ignore[operator]
    return stream.getvalue()


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_any_separator_encoding_and_line_end(
    separator: str, encoding: str, end: str
) -> None:
    rows = [["Année", "Libellé"], ["2019", f"a{separator}b"], ["2020", "été"]]
    text = end.join(separator.join(f'"{c}"' for c in row) for row in rows)
    sheet = sheet_of(text.encode(encoding))
    assert [row.cells for row in sheet.rows] == rows
    assert [row.line for row in sheet.rows] == [1, 2, 3]


def test_decimal_commas_are_not_separators() -> None:
    assert sheet_of("Année;A;B;C\n2019;1,5;2,5;3,5\n").rows[1].cells == [
        "2019",
        "1,5",
        "2,5",
        "3,5",
    ]


def test_a_quoted_line_break_counts_in_the_lines_and_blank_rows_are_none() -> None:
    sheet = sheet_of('a;b\n1;"x\ny"\n;;\n\n2;z\n')
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (1, ["a", "b"]),
        (2, ["1", "x\ny"]),
        (6, ["2", "z"]),
    ]


def test_an_open_quote_does_not_swallow_the_rows_below() -> None:
    grid = opened('a;b\n1;"x\n2;y\n3;z\n')
    assert [row.cells[0] for row in grid.sheets[0].rows] == ["a", "1", "2", "3"]
    assert "Ligne 2" in grid.notes[0]


def test_the_first_line_of_excel_that_names_the_separator_is_no_row() -> None:
    assert [row.line for row in sheet_of("sep=,\na,b\n1,2\n").rows] == [2, 3]


def test_a_damaged_utf8_file_keeps_its_other_accents() -> None:
    grid = opened("été;élève;à;é;è;ê;ç;ù;ô;î;ï\n".encode() * 3 + b"\xff;b\n")
    assert grid.sheets[0].rows[0].cells[0] == "été"
    assert "ligne 4" in grid.notes[0]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SourceError, match="pas un tableau"):
        opened(b"a;b\x00\x01c")


def test_xlsx_values_come_with_what_their_formats_say() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Données")
        percent = book.add_format({"num_format": "0.0 %"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        euro = book.add_format({"num_format": '#,##0.00 "days €"'})
        sheet.write("B3", 0.5, percent)
        sheet.write("C3", dt.date(2021, 3, 16), day)
        sheet.write("D3", 1234.5, euro)
        sheet.write("E3", True)
        sheet.write_formula("F3", "=1000+500", None, "")
        sheet.write_formula("G3", "=1000+500", None, 1500)
        sheet.write_string("H3", "=cmd|' /C calc'!A0")

    sheet = sheet_of(workbook(fill))
    row = sheet.rows[0]
    assert row.line == 3
    assert row.cells == [
        "",
        Percent(0.5),
        dt.date(2021, 3, 16),
        1234.5,
        True,
        Fault("=1000+500"),
        1500.0,
        "=cmd|' /C calc'!A0",
    ]
    assert isinstance(row.cells[1], Percent)
    assert isinstance(row.cells[5], Fault)
    assert sheet.place(3, 6) == "feuille « Données », cellule G3"


def test_a_cell_at_the_far_corner_costs_no_memory() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("A1", "a")
        sheet.write("XFD1048576", "loin")

    rows = sheet_of(workbook(fill)).rows
    assert [row.line for row in rows] == [1, 1_048_576]
    assert len(rows[1].cells) == 16_384


def test_ods_typed_cells_repeats_and_comments() -> None:
    sheet = sheet_of(
        ods(
            '<table:table table:name="F"><table:table-row>'
            '<table:table-cell table:number-columns-repeated="2" office:value-type="string">'
            "<office:annotation><dc:creator>X</dc:creator><text:p>note</text:p></office:annotation>"
            '<text:p>deux<text:s text:c="2"/>blancs</text:p><text:p>ligne 2</text:p>'
            "</table:table-cell>"
            '<table:table-cell office:value-type="percentage" office:value="0.15"><text:p>15 %'
            "</text:p></table:table-cell>"
            '<table:table-cell office:value-type="date" office:date-value="2021-03-16T00:00:00"/>'
            '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
            "</table:table-row>"
            '<table:table-row><table:table-cell office:value-type="float" office:value="3"/>'
            "</table:table-row></table:table>"
        )
    )
    text = "deux  blancs\nligne 2"
    assert sheet.rows[0].cells == [text, text, Percent(0.15), dt.date(2021, 3, 16)]
    assert [row.line for row in sheet.rows] == [1, 1_048_002]


def test_merged_cells_are_known_whatever_the_kind_of_workbook() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("F").merge_range("B2:C4", "État")

    made = ods(
        '<table:table table:name="F"><table:table-row/><table:table-row><table:table-cell/>'
        '<table:table-cell office:value-type="string" table:number-columns-spanned="2" '
        'table:number-rows-spanned="3"><text:p>État</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table>"
    )
    assert list(sheet_of(workbook(fill)).merged) == list(sheet_of(made).merged) == [(2, 1, 4, 2)]


def test_full_cells_repeated_without_end_are_refused() -> None:
    table = (
        '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table>"
    )
    with pytest.raises(SourceError, match="volumineux"):
        opened(ods(table))


def test_a_doctype_is_refused() -> None:
    data = zipped(content_dot_xml='<!DOCTYPE a [<!ENTITY b "c">]>' + CONTENT.format("")[21:])
    with pytest.raises(SourceError, match="DOCTYPE"):
        opened(data)


def book_of(sheet: str) -> bytes:
    book = '<workbook xmlns:r="x"><sheets><sheet name="F" r:id="r1"/></sheets></workbook>'
    links = '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>'
    members = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links}
    return zipped(**members, **{"xl/worksheets/s.xml": sheet})


@pytest.mark.parametrize("claim", [1_000, 3_000_000])
def test_a_zip_bomb_is_refused_even_when_its_directory_lies(claim: int) -> None:
    sheet = "<worksheet><sheetData>" + "<row/>" * 5_000_000 + "</sheetData></worksheet>"
    data = book_of(sheet)
    with pytest.raises(SourceError, match="décompress"):
        opened(data)
    lying = data.replace(len(sheet).to_bytes(4, "little"), claim.to_bytes(4, "little"))
    with pytest.raises(SourceError, match="taille"):
        opened(lying)


def test_a_row_without_end_is_refused_before_it_fills_the_memory() -> None:
    cells = "".join(f"<c><v>{rank * 7919}</v></c>" for rank in range(500_000))
    with pytest.raises(SourceError, match="un seul élément"):
        opened(book_of(f"<worksheet><sheetData><row>{cells}"))


def test_encrypted_and_old_workbooks_are_refused_by_name() -> None:
    with pytest.raises(SourceError, match="mot de passe"):
        opened(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(SourceError, match=r"\.xls"):
        opened(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_a_header_is_found_below_titles_whatever_its_writing() -> None:
    sheet = sheet_of("Budget du CPAS;;;\n;;;\n ANNEE. ;N° projet;Montant (€);Divers\n2019;1;2;3\n")
    titles = {"exercice": ["Année"], "projet": ["N projet"], "montant": ["Montant"]}
    header = find_header(sheet, titles, {"exercice", "montant"})
    assert header is not None
    assert header.columns == {"exercice": 0, "projet": 1, "montant": 2}
    assert header.unknown == {3: "Divers"}
    assert header.line == 3
