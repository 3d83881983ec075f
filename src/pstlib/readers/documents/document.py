"""Blocks of any document to what it says: elements, identity, legal steps, warnings."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pstlib.errors import SourceError
from pstlib.readers.documents.blocks import MARGIN, Flow
from pstlib.readers.documents.choosing import Chosen, choose
from pstlib.readers.documents.contents import without_contents
from pstlib.readers.documents.elements import table_of
from pstlib.readers.documents.gaps import warn_of_gaps
from pstlib.readers.documents.identity import read_identity, read_steps
from pstlib.readers.documents.legends import with_states
from pstlib.readers.documents.outline import Builder
from pstlib.readers.documents.tables import unfold
from pstlib.readers.documents.totals import compare
from pstlib.readers.warnings import INFO, WARNING, Warnings


@dataclass(frozen=True, eq=False)
class Document:
    """What was understood of a document; the tables are those of ``Reading``."""

    pst: dict[str, Any]
    elements: pd.DataFrame
    rejets: pd.DataFrame
    avertissements: pd.DataFrame
    demarches: pd.DataFrame


def understand(flow: Flow, rejected: pd.DataFrame, name: str) -> Document:
    """Read the flow of a document.

    Args:
        flow: Its lines, paragraphs and tables, in reading order.
        rejected: What could not even become blocks (``lieu, contenu, motif``).
        name: The file's name, for the error.

    Raises:
        SourceError: If the document holds no list of objectives.
    """
    warnings = Warnings()
    unfolded = unfold(flow, warnings)
    margins = [block for block in unfolded.blocks if block.level == MARGIN]
    blocks = [block for block in unfolded.blocks if block.level != MARGIN]
    body, contents = without_contents(with_states(blocks))
    if contents:
        place = f"{contents[0].place} à {contents[-1].place.rsplit(' ', 1)[-1]}"
        warnings.add(INFO, "table des matières laissée de côté", place)
    chosen = choose(body)
    _say_what_was_left_out(chosen, warnings)
    elements = table_of(chosen.builder.root, warnings)
    _refuse_nothing(elements if _named(chosen.builder) else elements[:0], rejected, name)
    counts = {level: int(elements["niveau"].eq(level).sum()) for level in ("OS", "OO", "ACTION")}
    compare(chosen.body, counts, warnings)
    _warn_of_what_lacks(elements, warnings)
    warn_of_gaps(chosen.builder.root, warnings)
    identity = read_identity([*margins, *blocks])
    for key, label in (("organisme", "l’organisme"), ("exercice_debut", "les exercices")):
        if identity[key] is None:
            warnings.add(WARNING, f"le document ne dit pas {label}")
    for row in rejected.to_dict("records"):
        warnings.add(WARNING, f"non lu : {row['motif']}", row["lieu"])
    return Document(
        pst=identity,
        elements=elements,
        rejets=_rejects(rejected, [*unfolded.rejects, *chosen.rejects], chosen.builder),
        avertissements=warnings.table(),
        demarches=read_steps(blocks),
    )


_OTHER = "le plan peut se lire autrement (niveaux de ses titres) : vérifiez l’arborescence"


def _say_what_was_left_out(chosen: Chosen, warnings: Warnings) -> None:
    if chosen.doubtful:
        warnings.add(WARNING, _OTHER)
        for node in chosen.builder.root.walk():
            node.confidence = min(node.confidence, _DOUBTFUL)
    for node in chosen.repeats:
        warnings.add(INFO, f"annonce de « {node.title} » non comptée", node.block.place)
    for node in chosen.builder.root.walk():
        if node.level == "OO" and not any(up.level == "OS" for up in node.ancestors()):
            warnings.add(WARNING, f"« {node.title} » sans objectif stratégique", node.block.place)


def _rejects(
    rejected: pd.DataFrame, others: list[dict[str, str]], builder: Builder
) -> pd.DataFrame:
    orphans = [
        {"lieu": block.place, "contenu": block.text, "motif": reason}
        for block, reason in builder.orphans
    ]
    columns = ["lieu", "contenu", "motif"]
    return pd.DataFrame([*rejected.to_dict("records"), *others, *orphans], columns=columns)


_DOUBTFUL = 0.7
_NOTHING = "ni objectif stratégique, ni objectif opérationnel, ni action"
_GIVE_PST = (
    "Donnez le PST lui-même : une déclaration de politique sociale, une introduction ou une page "
    "de présentation n’en contient pas."
)


def _named(builder: Builder) -> bool:
    """Tell whether objectives bear words: « OS 1 : 4 » in minutes only counts what is elsewhere."""
    titles = (node.title for node in builder.root.walk() if node.level in ("OS", "OO"))
    return any(re.search(r"[^\W\d_]{3}", title) for title in titles)


def _refuse_nothing(elements: pd.DataFrame, rejected: pd.DataFrame, name: str) -> None:
    """Refuse a text in which at most one lone objective was found."""
    objectives = elements["niveau"].isin(["OS", "OO"]).sum()
    if objectives and len(elements) > 1:
        return
    flat = [f"{row['lieu']} : {row['motif']}" for row in rejected.to_dict("records")]
    raise SourceError(
        "Aucune liste d’objectifs dans ce texte",
        where=name,
        found="des lignes trop longues pour être lues" if flat else _NOTHING,
        todo="Donnez le document d’origine, ou un texte qui garde ses lignes."
        if flat
        else _GIVE_PST,
        details=flat,
    )


def _warn_of_what_lacks(elements: pd.DataFrame, warnings: Warnings) -> None:
    level = elements["niveau"]
    if level.eq("ACTION").sum() == 0:
        warnings.add(WARNING, "des objectifs, mais aucune action : document partiel ?")
    elif elements.loc[level.eq("ACTION"), "statut"].isna().all():
        warnings.add(INFO, "aucun état d’action dans ce document : ils restent inconnus")
    _warn_of_cut_end(elements, warnings)
    doubtful = elements[elements["confiance"].le(_DOUBTFUL)]
    if len(doubtful):
        shown = ", ".join(doubtful["lieu"].head(10)) + ("…" if len(doubtful) > 10 else "")
        warnings.add(
            WARNING,
            f"{len(doubtful)} élément(s) lu(s) sans numéro ni puce sûrs, à relire : {shown}",
            str(doubtful["lieu"].iloc[0]),
        )


def _warn_of_cut_end(elements: pd.DataFrame, warnings: Warnings) -> None:
    """Say that a flattened text ends in the middle of an action: the only one without state."""
    last, others = elements.iloc[-1], elements[elements["niveau"].eq("ACTION")].iloc[:-1]
    told = others["statut_source"].notna().mean() if len(others) > 5 else 0
    if "caractère" in last["lieu"] and told > 0.9 and not isinstance(last["statut_source"], str):
        message = f"le texte s’arrête peut-être au milieu de « {last['libelle']} »"
        warnings.add(WARNING, message, last["lieu"])
