"""A selection as a link that gives a file: nothing is written on the disk nor sent anywhere."""

import base64

import pandas as pd
from markupsafe import Markup

from pstlib.exploration.files import content_of
from pstlib.grammar import counted
from pstlib.text import NBSP, fr_number

KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv;charset=utf-8",
}


def download_link(table: pd.DataFrame, name: str) -> Markup:
    """Write a link to a table as a file, with what it holds.

    Args:
        table: The rows.
        name: Name of the file, which ends with one of ``KINDS``.
    """
    content = content_of(table, name)
    data = content.encode() if isinstance(content, str) else content
    kind = next(kind for ending, kind in KINDS.items() if name.endswith(ending))
    size = f"{fr_number(len(data) / 1_000, 0)}{NBSP}Ko"
    told = f"{counted(len(table), 'action')}, {size}"
    address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    link = Markup('<a download="{}" href="{}" style="text-decoration:underline">{}</a> ({})')
    return link.format(name, address, name, told)
