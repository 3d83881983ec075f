"""The sheet « Organisme »: one key of ``pst.yml`` a row."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pstlib.model import PlannedEvaluation
from pstlib.readers.tables import cells
from pstlib.readers.tables.cells import Got
from pstlib.readers.tables.headers import title_key
from pstlib.readers.tables.ledger import Ledger
from pstlib.readers.tables.sheet import Sheet, Value, is_blank, shown
from pstlib.readers.workbook.values import read_text
from pstlib.reference.workbook import layout
from pstlib.text import NBSP

KEYS = (
    "organisme", "type_admin", "ins", "libelle", "exercice_debut", "exercice_fin",
    "date_installation", "delegation_bureau_permanent", "fictif", "zone_reglementaire",
)  # fmt: skip
ADOPTION = "PST_ADOPTION"
_COMMUNES = {"ac", "commune", "ville", "administration communale"}


def read_identity(sheet: Sheet | None, ledger: Ledger) -> tuple[dict[str, Any], dt.date | None]:
    """Read whose PST it is; also give the day of its adoption, where it is told."""
    told = list(_answers(sheet, ledger)) if sheet else []
    said = {**dict.fromkeys(KEYS), **{key: value for key, value in told if key in KEYS}}
    single = dict(told)
    if "mandature" in single:
        years = dict(zip(("exercice_debut", "exercice_fin"), single["mandature"], strict=True))
        said |= {key: year for key, year in years.items() if said[key] is None}
    planned = [PlannedEvaluation(k, day) for k, day in told if k in layout()["evaluations"]]
    return {**said, **({"evaluations": tuple(planned)} if planned else {})}, single.get("adoption")


def _answers(sheet: Sheet, ledger: Ledger) -> Iterator[tuple[str, Any]]:
    titles = _titles()
    for row in sheet.rows:
        title, value = title_key(row.cell(0)), row.cell(1)
        if is_blank(value) or title in ("champ", ""):
            continue
        key = titles.get(title)
        if key is None:
            ledger.inform(f"Ligne « {shown(row.cell(0))} » non lue.", sheet.place(row.line))
            continue
        got = _READERS.get(key, read_text)(value)
        ledger.doubt(sheet, row, 1, shown(row.cell(0)), got.doubt)
        if got.value is not None:
            yield key, got.value


def _titles() -> dict[str, str]:
    content = layout()
    titles = {key: told["titres"] for key, told in content["organisme"].items()}
    titles |= content["evaluations"]
    titles |= {key: content[key] for key in ("mandature", "adoption")}
    return {title_key(title): key for key, listed in titles.items() for title in (key, *listed)}


def _ins(value: Value) -> Got[str]:
    written = cells.text(value)
    if written is None or re.fullmatch(r"\d{5}", written, re.ASCII):
        return Got(written)
    return Got(None, f"« {written} » n’est pas un code INS de cinq chiffres")


def _kind(value: Value) -> Got[str]:
    word = title_key(value)
    if word not in {"cpas", *_COMMUNES}:
        return Got(None, f"« {cells.text(value)} »{NBSP}: CPAS ou AC attendu")
    return Got("AC" if word in _COMMUNES else "CPAS")


def _years(value: Value) -> Got[tuple[int, int]]:
    years = [int(year) for year in re.findall(r"(?:19|20)\d\d", cells.text(value) or "")]
    if len(years) != 2 or years[0] > years[1]:
        return Got(None, f"« {cells.text(value)} » n’est pas une période comme 2025-2030")
    return Got((years[0], years[1]))


_READERS: Mapping[str, Callable[[Value], Got[Any]]] = {
    "ins": _ins,
    "type_admin": _kind,
    "mandature": _years,
    "exercice_debut": cells.year,
    "exercice_fin": cells.year,
    "date_installation": cells.date,
    "adoption": cells.date,
    "delegation_bureau_permanent": cells.yes,
    "fictif": cells.yes,
    "mi-parcours": cells.date,
    "finale": cells.date,
}
