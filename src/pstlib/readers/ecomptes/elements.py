"""Each node of the tree becomes an element, with what its dialect means by its values."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lxml import etree

from pstlib.model.statuses import Level, Status
from pstlib.readers.ecomptes.labels import Label, is_cut, numbers, split_actions, split_label
from pstlib.readers.ecomptes.money import Money, reject_all
from pstlib.readers.ecomptes.values import (
    Context,
    date_of,
    decimal,
    listed,
    one_line,
    person,
    place,
    rich,
    text_of,
    words_of,
)
from pstlib.reference.ecomptes import NOTHING, Unknown
from pstlib.text import fold

_LEVELS = {
    "Volet": Level.VOLET,
    "ObjectifStrategique": Level.OS,
    "ObjectifOperationnel": Level.OO,
    "Action": Level.ACTION,
}
_CHILDREN = {
    "Volet": "ObjectifStrategiques/ObjectifStrategique",
    "ObjectifStrategique": "ObjectifsOperationnels/ObjectifOperationnel",
    "ObjectifOperationnel": "Actions/Action",
}
_OBSERVED = ("statut", "statut_source", "taux_avancement", "commentaire")


class Plan:
    """The elements of a file, parents before children, and their money."""

    def __init__(self, context: Context, root: etree._Element) -> None:
        self.context = context
        self.rows: list[dict[str, Any]] = []
        self.money = Money()
        self._by_id: dict[str, dict[str, Any]] = {}
        self._counts: Counter[str] = Counter()
        self._numbers = numbers((str(node.tag), _label(node)) for node in root.iter(*_LEVELS))

    def walk(self, nodes: Sequence[etree._Element], parent: int | None) -> None:
        """Read nodes of one level and all that they hold."""
        labels = self._labels(nodes)
        keys: dict[int, int | None] = {}
        # An action comes before its sub-actions, wherever the file has them.
        for rank in _order(labels):
            node, label = nodes[rank], labels[rank]
            above = parent if label.parent is None else keys[label.parent]
            keys[rank] = above if self._skipped(node) else self._add(node, label, above)
            if path := _CHILDREN.get(str(node.tag)):
                self.walk(node.findall(path), keys[rank])

    def _labels(self, nodes: Sequence[etree._Element]) -> list[Label]:
        texts = [_label(node) for node in nodes]
        if not self.context.numbered:
            return [Label(text) for text in texts]
        if nodes and nodes[0].tag == "Action":
            return split_actions(texts, self._numbers)
        return [split_label(str(n.tag), text) for n, text in zip(nodes, texts, strict=True)]

    def _skipped(self, node: etree._Element) -> bool:
        """Tell a container that only fills a level; what it holds goes one level up."""
        nothing = fold(NOTHING)
        named, known = fold(_label(node)) == nothing, fold(node.get("ElementId", ""))
        if not named or not (node.tag == "Volet" or known.startswith(nothing)):
            return False
        level = "volet" if node.tag == "Volet" else "objectif"
        self.context.warn(f"{level} {NOTHING} : {level} inconnu, aucun n’est créé", node)
        if rich(node, "Description", self.context) or rich(node, "RemarqueStatut", self.context):
            self.context.warn(f"texte du {level} {NOTHING} non repris", node)
        self.money.add(node, None, self.context)
        return True

    def _add(self, node: etree._Element, label: Label, parent: int | None) -> int:
        level = _LEVELS[str(node.tag)] if label.parent is None else Level.SUB_ACTION
        self.context.counts["sous-actions"] += label.parent is not None
        key = len(self.rows)
        row = {
            "cle": key,
            "cle_parent": parent,
            "niveau": level,
            "numero": label.number or None,
            "libelle": self._title(node, label, level),
            **_fields(node, self.context),
            **_observation(node, level, self.context),
            "lieu": place(node),
        }
        self.rows.append(row)
        repeated = self._identify(row, node)
        if repeated:
            reject_all(node, "montant répété avec une action partagée", self.context)
        else:
            self.money.add(node, row.get("element_id"), self.context)
        return key

    def _title(self, node: etree._Element, label: Label, level: Level) -> str:
        title = one_line(label.title)
        if not title:
            title = f"{level} {label.number or len(self.rows) + 1} (sans intitulé)"
            self.context.warn("intitulé vide", node)
        if is_cut(text_of(node, "Libelle")):
            self.context.warn(f"intitulé coupé par l’outil : « …{title[-60:]} »", node)
        if label.orphan:
            self.context.warn(
                f"« {title[:60]} » : sous-action dont l’action {label.number} n’est pas à côté "
                "d’elle, lue comme une action",
                node,
            )
        return title

    def _identify(self, row: dict[str, Any], node: etree._Element) -> bool:
        """Give a row its native identifier; tell whether it repeats an action seen before."""
        native = node.get("ElementId", "").strip()
        if not native:
            native = f"sans-identifiant-{row['cle']}"
            self.context.warn("ElementId vide", node)
        first = self._by_id.get(native)
        row["element_id"] = native
        if first is None:
            self._by_id[native] = row
            return False
        self._counts[native] += 1
        row["element_id"] = f"{native}-{self._counts[native] + 1}"
        self._by_id.setdefault(row["element_id"], row)
        same = all(row[key] == first[key] for key in ("niveau", "libelle"))
        if not same or row["niveau"] not in (Level.ACTION, Level.SUB_ACTION):
            self.context.warn(f"ElementId déjà porté par « {first['libelle'][:60]} »", node)
            return False
        self._link(row, first, node)
        return True

    def _link(self, row: dict[str, Any], first: dict[str, Any], node: etree._Element) -> None:
        """Make a row the repetition of an action: the observations are those of the original."""
        self.context.warn(f"action partagée, déjà lue ({first['lieu']})", node)
        if any(row[key] != first[key] for key in _OBSERVED):
            self.context.warn(f"état différent de celui de l’original : {row['statut']}", node)
        row.update(dict.fromkeys(_OBSERVED), partage_de=first["element_id"])


def _order(labels: Sequence[Label]) -> list[int]:
    owners = [rank if label.parent is None else label.parent for rank, label in enumerate(labels)]
    return sorted(range(len(labels)), key=lambda rank: (owners[rank], rank != owners[rank], rank))


def _label(node: etree._Element) -> str:
    return one_line(text_of(node, "Libelle"))


def _fields(node: etree._Element, context: Context) -> dict[str, Any]:
    start, end = (date_of(node, path, context) for path in ("DateDebut", "DateFin"))
    if start and end and end < start:
        context.warn(f"fin du {end:%d/%m/%Y} avant le début du {start:%d/%m/%Y}", node)
    return {
        "description": rich(node, "Description", context),
        "plans": listed(node, "Plans/Plan"),
        "partenaires": listed(node, "Partenaires/Partenaire"),
        "responsable": person(node, "Responsable", context),
        "mandataire": person(node, "Mandataire", context),
        "departement": words_of(node, "Departement"),
        "date_debut": start,
        "date_fin": end,
        "etp": _etp(node, context),
    }


def _etp(node: etree._Element, context: Context) -> float | None:
    value = decimal(node, "ETP")
    if value == 0 and context.iapst:
        context.counts["etp"] += 1
        return None
    return None if _says(node, Unknown.ETP) else float(value)


def _observation(node: etree._Element, level: Level, context: Context) -> dict[str, Any]:
    status = None if _says(node, Unknown.STATUS) else text_of(node, "Statut")
    rate = _rate(node, level, context)
    word = status
    if status == Status.PROBLEM and context.iapst:
        word = f"{status} (problème ou annulé)"
        context.warn(f"statut {status} : iA.PST l’écrit aussi pour « Annulé »", node)
    if rate == 100 and status not in (Status.DONE, Status.DROPPED, None):
        context.warn(f"avancement de 100 %, mais statut {status}", node)
    if rate is not None and rate < 100 and status == Status.DONE:
        context.warn(f"statut {status}, mais avancement de {rate:g} %", node)
    return {
        "statut": status,
        "statut_source": word,
        "taux_avancement": rate,
        "commentaire": _comment(node, context),
    }


def _rate(node: etree._Element, level: Level, context: Context) -> float | None:
    value = decimal(node, "TauxAvancement")
    if value == 0 and context.iapst and level in (Level.VOLET, Level.OS, Level.OO):
        context.counts["taux"] += 1
        return None
    return None if _says(node, Unknown.RATE) else float(value)


def _says(node: etree._Element, sentence: Unknown) -> bool:
    """Tell whether a file that pstlib wrote says that a required value isn't known."""
    return sentence in text_of(node, "RemarqueStatut/Valeur").splitlines()


def _comment(node: etree._Element, context: Context) -> str | None:
    text = rich(node, "RemarqueStatut", context)
    if text is None or not any(sentence in text for sentence in Unknown):
        return text
    lines = [line for line in text.split("\n") if line not in list(Unknown)]
    return "\n".join(lines) or None
