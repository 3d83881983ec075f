import base64

import pandas as pd

from pstlib.charts.cells import csv_address, csv_text, shown

TABLE = pd.DataFrame(
    {
        "Action": pd.array(["=1+1", 'dit "oui" ; non', None], dtype="str"),
        "Taux (%)": pd.array([45.5, 100.0, None], dtype="Float64"),
        "Retard (jours)": pd.array([-3, 1234, None], dtype="Int64"),
        "Échéance": pd.to_datetime(["2021-12-31", None, "2020-01-02"]),
        "Partagée": pd.array([True, False, None], dtype="boolean"),
    }
)


def test_csv_is_what_excel_opens_in_belgium() -> None:
    assert csv_text(TABLE).splitlines() == [
        "\ufeffAction;Taux (%);Retard (jours);Échéance;Partagée",
        "'=1+1;45,5;-3;31/12/2021;oui",
        '"dit ""oui"" ; non";100;1234;n. c.;non',
        "n. c.;n. c.;n. c.;02/01/2020;n. c.",
    ]


def test_csv_address_holds_the_csv_itself() -> None:
    scheme, content = csv_address(TABLE).split(",", 1)

    assert scheme == "data:text/csv;charset=utf-8;base64"
    assert base64.b64decode(content).decode() == csv_text(TABLE)


def test_cells_are_written_for_a_reader() -> None:
    assert shown(TABLE["Taux (%)"]) == ["45,5", "100,0", "n. c."]
    assert shown(TABLE["Retard (jours)"])[1] == "1\u202f234"
    assert shown(TABLE["Échéance"]) == ["31/12/2021", "n. c.", "02/01/2020"]
