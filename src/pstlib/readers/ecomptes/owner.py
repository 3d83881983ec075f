"""Whose plan an eComptes file holds, and for which years."""

import re
from typing import Any

from lxml import etree

from pstlib.readers.documents.blocks import Block
from pstlib.readers.documents.identity import read_identity
from pstlib.readers.ecomptes.values import Context, text_of, whole_number, words_of
from pstlib.readers.warnings import INFO, WARNING
from pstlib.reference import communes
from pstlib.reference.ecomptes import NO_INS


def read_owner(root: etree._Element, context: Context) -> dict[str, Any]:
    """Give the keys of ``pst.yml`` that the file tells; None for what it doesn't say."""
    kind = text_of(root, "Identifiants/TypeAdmin") or "AC"  # the schema's default
    ins = _ins(text_of(root, "Identifiants/INS"), context)
    label = words_of(root, "PST/DescriptionPST/Libelle")
    first, last = _years(root, context)
    return {
        "organisme": _organisation(ins, kind, label or "", context),
        "type_admin": kind,
        "ins": ins,
        "libelle": label,
        "exercice_debut": first,
        "exercice_fin": last,
    }


def _ins(text: str, context: Context) -> str | None:
    number = whole_number(text)
    if number == NO_INS:
        message = f"code INS {NO_INS} : il veut dire « sans code », laissé vide"
    elif number is None or not 1 <= number < NO_INS:
        message = f"code INS « {text.strip()[:20]} » impossible, laissé vide"
    else:
        return f"{number:05d}"
    context.warnings.add(WARNING, message, "Identifiants/INS")
    return None


def _years(root: etree._Element, context: Context) -> tuple[int | None, int | None]:
    texts = [text_of(root, f"PST/DescriptionPST/Exercice{end}") for end in ("Debut", "Fin")]
    first, last = (whole_number(text) for text in texts)
    if first and last and 1999 <= first <= last <= 2099:
        return first, last
    shown = " à ".join(text.strip()[:12] for text in texts)
    context.warnings.add(
        WARNING, f"exercices {shown} : impossibles, laissés vides", "PST/DescriptionPST"
    )
    return None, None


def _organisation(ins: str | None, kind: str, label: str, context: Context) -> str | None:
    """Name the organisation by its INS code, else as the plan's title names it."""
    table = communes()
    for name in table.loc[table["ins"].eq(ins or ""), "cpas"]:
        found = str(name) if kind == "CPAS" else re.sub(r"^CPAS", "Commune", str(name))
        context.warnings.add(
            INFO, f"organisme nommé d’après le code INS {ins} : {found}", "Identifiants/INS"
        )
        return found
    said = read_identity([Block(label, "PST/DescriptionPST")])
    if said["organisme"] and said["type_admin"] == kind:
        context.warnings.add(
            INFO, f"organisme lu dans l’intitulé du PST : {said['organisme']}", "PST/DescriptionPST"
        )
        return str(said["organisme"])
    return None
