"""The tree of an eComptes file, read with what each dialect means by its values."""

import hashlib
from pathlib import Path
from typing import Any

from lxml import etree

from pstlib.errors import SourceError
from pstlib.readers.building import finish_elements, rejects
from pstlib.readers.ecomptes.elements import Plan
from pstlib.readers.ecomptes.labels import are_numbered
from pstlib.readers.ecomptes.owner import read_owner
from pstlib.readers.ecomptes.values import Context, one_line, text_of, words_of
from pstlib.readers.ecomptes.xml_file import parse
from pstlib.readers.reading import Reading
from pstlib.readers.warnings import INFO, WARNING, Warnings
from pstlib.reference.ecomptes import FORMAT_VERSION, GENERATOR, NUMBERED_GENERATOR
from pstlib.text import fold

_TOLD_ONCE = {
    "etp": "éléments à 0 ETP (iA.PST ne les donne pas), laissés vides",
    "taux": "objectifs à 0 % (iA.PST ne donne pas leur avancement), laissés vides",
    "sous-actions": "sous-actions écrites à côté de leur action, rattachées à elle",
    "contacts": "personnes ou services dont le téléphone ou le courriel n’est pas repris",
    "texte HTML": "textes HTML mis en texte simple",
    "texte RTF": "textes RTF mis en texte simple",
    "libellés de projection": "projections dont le libellé n’est pas repris",
}
_WHOLE = "tout le fichier"


def read_ecomptes(file: Path, data: bytes) -> Reading:
    """Read an eComptes PST file, with or without money, native or of iA.PST.

    Args:
        file: The file, for messages; it isn't opened.
        data: Its content.

    Raises:
        SourceError: If the content isn't a valid PST of version 201805V1.
    """
    warnings = Warnings()
    root = parse(data, str(file), warnings)
    context = _context(root, warnings)
    identity = read_owner(root, context)
    first, last = identity["exercice_debut"], identity["exercice_fin"]
    context.years = (first, last)
    _tell_situation(root, context)
    plan = Plan(context, root)
    try:
        plan.walk(root.findall("PST/Volets/Volet"), None)
        tables = plan.money.tables(context)
    except (ValueError, ArithmeticError, LookupError) as error:  # what no rule foresaw
        raise SourceError(
            "Fichier eComptes illisible", where=str(file), found=type(error).__name__
        ) from error
    _tell_once(context)
    return Reading(
        source={
            "fichier": file.name,
            "format": "ecomptes",
            "sha256": hashlib.sha256(data).hexdigest(),
        },
        pst=identity,
        elements=finish_elements(plan.rows),
        rejets=rejects(context.rejected),
        avertissements=context.warnings.table(),
        tables=tables,
    )


def _context(root: etree._Element, warnings: Warnings) -> Context:
    """Tell the dialect: iA.PST names itself « PST », or its labels bear numbers."""
    generator = fold(text_of(root, "Identifiants/Generateur"))
    labels = ((str(n.getparent().tag), one_line(text_of(n, "."))) for n in root.iter("Libelle"))  # type: ignore[union-attr]
    ours = (fold(GENERATOR), fold(NUMBERED_GENERATOR))
    iapst = generator == "pst" or (generator not in ours and are_numbered(labels))
    return Context(warnings=warnings, iapst=iapst, numbered=iapst or generator == ours[1])


def _tell_situation(root: etree._Element, context: Context) -> None:
    head: dict[str, Any] = {
        key: words_of(root, f"Identifiants/{key}") or "n. c." for key in ("Id", "Generateur")
    }
    dialect = "iA.PST" if context.iapst else "natif"
    context.warnings.add(
        INFO,
        f"eComptes {FORMAT_VERSION}, dialecte {dialect} (générateur « {head['Generateur']} »)",
        "ligne 2",
    )
    context.warnings.add(
        WARNING,
        "le fichier ne date pas les statuts qu’il donne : la date de la situation "
        f"(date_situation) est à indiquer ; identifiant du fichier : « {head['Id'][:40]} »",
        "Identifiants/Id",
    )
    years = {node.get("Exercice", "").strip() for node in root.iter() if node.get("ElementId")}
    if len(years) > 1:
        shown = ", ".join(sorted(years)[:10])
        context.warnings.add(INFO, f"attribut Exercice des éléments ({shown}) non repris", _WHOLE)


def _tell_once(context: Context) -> None:
    for key, sentence in _TOLD_ONCE.items():
        if count := context.counts[key]:
            context.warnings.add(INFO, f"{sentence} : {count}", _WHOLE)
