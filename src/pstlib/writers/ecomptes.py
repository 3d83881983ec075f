"""A PST at a date as an eComptes file (201805V1), and the list of what the format can't hold."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from lxml import etree

from pstlib.model import Pst, situation
from pstlib.model.statuses import Level, Status
from pstlib.reference.ecomptes import (
    FORMAT_VERSION,
    GENERATOR,
    NO_INS,
    NOTHING,
    NUMBERED_GENERATOR,
    Unknown,
)
from pstlib.text import fr_date, is_missing
from pstlib.writers.ecomptes_money import MONEY_TABLES, Amounts, amounts_of, write_money

Row = Mapping[str, Any]

_TAGS = {
    Level.VOLET: ("Volet", "ObjectifStrategiques"),
    Level.OS: ("ObjectifStrategique", "ObjectifsOperationnels"),
    Level.OO: ("ObjectifOperationnel", "Actions"),
    Level.ACTION: ("Action", ""),
}
_NEXT = {Level.VOLET: Level.OS, Level.OS: Level.OO, Level.OO: Level.ACTION}
_PREFIXES = {Level.OS: "OS", Level.OO: "OO", Level.ACTION: "A"}
_HELD_TABLES = ("elements", "suivi", *MONEY_TABLES)
_LOST_COLUMNS = (
    *("numero", "type_action", "priorite", "theme", "odd", "date_debut_effective"),
    *("date_fin_effective", "synergie", "part", "version_entree", "version_sortie", "lieu"),
)
_LOST_OBSERVATIONS = ("date_suivi", "sante", "statut_source")
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LARGEST = 10**12


def write_ecomptes(pst: Pst, date: dt.date, *, money: bool = True) -> tuple[bytes, list[str]]:
    """Write the plan as it stands at a date.

    With amounts to write, the file follows the schema eComptes → tool; without any, the schema
    tool → eComptes. What a level of the format asks for and the plan doesn't have is an element
    « NEANT »; a required value that isn't known is 0 or NON_COMMENCE, and the remark says so.

    Args:
        pst: The PST.
        date: Day of the situation to write.
        money: Whether articles and projections are written.

    Returns:
        The file, and in French what of the PST it doesn't hold.
    """
    plan = situation(pst, date)
    losses: Counter[str] = Counter()
    amounts = amounts_of(pst, plan, losses) if money else Amounts()
    _note_losses(pst, plan, date, losses)
    if not money:
        _note_tables(pst, MONEY_TABLES, losses)
    root = _Tree(plan, date, amounts, losses).file(pst)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data, [f"{what} : {count}" for what, count in losses.items() if count]


def _note_losses(pst: Pst, plan: pd.DataFrame, date: dt.date, losses: Counter[str]) -> None:
    losses[f"éléments hors du plan au {fr_date(date)}"] += len(pst.elements) - len(plan)
    for column in _LOST_COLUMNS:
        losses[f"colonne {column} des éléments"] += int(plan[column].notna().sum())
    for column in _LOST_OBSERVATIONS:
        losses[f"colonne {column} du suivi"] += int(plan[column].notna().sum())
    seen = plan["date_suivi"].notna() & plan["partage_de"].isna()
    losses["relevés antérieurs ou postérieurs"] += len(pst.suivi) - int(seen.sum())
    _note_tables(pst, [name for name in pst.tables if name not in _HELD_TABLES], losses)
    keys = ("date_installation", "delegation_bureau_permanent", "zone_reglementaire")
    known = sum(getattr(pst.identite, key) is not None for key in keys)
    losses["nom de l’organisme (le format n’a que le code INS)"] += 1
    losses["date d’installation, délégation, zone réglementaire"] += known
    losses["évaluations prévues"] += len(pst.identite.evaluations)


def _note_tables(pst: Pst, names: Sequence[str], losses: Counter[str]) -> None:
    for name in names:
        losses[f"lignes de la table {name}"] += len(pst.tables[name])


class _Tree:
    """The elements of a plan, each at a level that the format has."""

    def __init__(
        self, plan: pd.DataFrame, date: dt.date, amounts: Amounts, losses: Counter[str]
    ) -> None:
        self.date, self.amounts, self.losses = date, amounts, losses
        rows = [{str(k): v for k, v in r.items()} for r in plan.astype(object).to_dict("records")]
        self.rows: dict[str, Row] = {row["element_id"]: row for row in rows}
        self.children: dict[str | None, list[Row]] = defaultdict(list)
        for row in rows:
            self.children[row["parent_id"] if row["parent_id"] in self.rows else None].append(row)
        # Only labels with numbers can tell a sub-action from an action.
        self.numbered = any(row["niveau"] == Level.SUB_ACTION for row in rows)
        self.count = 0

    def file(self, pst: Pst) -> etree._Element:
        """Give the root of the file."""
        identity = pst.identite
        root = etree.Element("dataroot")
        head = etree.SubElement(root, "Identifiants")
        _leaf(head, "Id", f"{self.date:%Y%m%d}")
        _leaf(head, "TypeAdmin", identity.type_admin)
        _leaf(head, "INS", str(int(identity.ins or NO_INS)))
        _leaf(head, "Type", "PST")
        _leaf(head, "Exercice", str(self.date.year))
        _leaf(head, "Version", FORMAT_VERSION)
        _leaf(head, "Generateur", NUMBERED_GENERATOR if self.numbered else GENERATOR)
        body = etree.SubElement(root, "PST")
        plan = etree.SubElement(body, "DescriptionPST")
        _leaf(plan, "IdPST", self._short(identity.slug, 40, "slug"))
        _leaf(plan, "Libelle", self._short(identity.libelle, 255, "libelle"))
        _leaf(plan, "ExerciceDebut", str(identity.exercice_debut))
        _leaf(plan, "ExerciceFin", str(identity.exercice_fin))
        volets = etree.SubElement(body, "Volets")
        volets.extend(self._nodes(self.children[None], Level.VOLET, ""))
        return root

    def _nodes(self, rows: Sequence[Row], level: Level, holder: str) -> list[etree._Element]:
        """Give the nodes of a level; what belongs further down hangs below a « NEANT »."""
        nodes: list[etree._Element] = []
        below: list[Row] = []
        for row in rows:
            if row["niveau"] == level:
                nodes += self._element(row, level)
            elif level == Level.ACTION:
                self.losses["sous-actions sans action, écrites comme des actions"] += 1
                nodes.append(self._core(row, level))
            else:
                below.append(row)
        if below or (level == Level.VOLET and not nodes):
            nodes.append(self._nothing(level, holder, below))
        return nodes

    def _element(self, row: Row, level: Level) -> list[etree._Element]:
        """Give the node of an element, and those of what the format sets beside it."""
        node = self._core(row, level)
        held = self.children[row["element_id"]]
        if level == Level.ACTION:
            owner = self.count
            return [node, *(self._core(sub, level, owner) for sub in held)]
        same = [sub for sub in held if sub["niveau"] == level]
        self.losses["objectifs placés sous un objectif de même niveau, écrits à côté"] += len(same)
        self._hang(node, level, [sub for sub in held if sub["niveau"] != level], row["element_id"])
        return [node, *(found for sub in same for found in self._element(sub, level))]

    def _hang(self, node: etree._Element, level: Level, rows: Sequence[Row], holder: str) -> None:
        container = etree.SubElement(node, _TAGS[level][1])
        container.extend(self._nodes(rows, _NEXT[level], holder))

    def _nothing(self, level: Level, holder: str, rows: Sequence[Row]) -> etree._Element:
        identifier = f"{NOTHING.lower()}-{holder}".rstrip("-")
        node = self._core({"element_id": identifier, "libelle": NOTHING}, level)
        self._hang(node, level, rows, holder)
        return node

    def _core(self, row: Row, level: Level, owner: int | None = None) -> etree._Element:
        """Write what the four levels have in common."""
        known = defaultdict(lambda: None, row)
        node = etree.Element(
            _TAGS[level][0], ElementId=self._identifier(known), Exercice=str(self.date.year)
        )
        _leaf(node, "Libelle", self._label(known, level, owner))
        for tag, column in (("DateDebut", "date_debut"), ("DateFin", "date_fin")):
            if not is_missing(known[column]):
                _leaf(node, tag, known[column].date().isoformat())
        self._text(node, "Description", known["description"])
        unknown = self._status(node, known)
        self._text(node, "RemarqueStatut", self._remark(known, unknown))
        _leaf(node, "ETP", self._number(known["etp"], "etp"))
        for tag, item, column in (
            ("Plans", "Plan", "plans"),
            ("Partenaires", "Partenaire", "partenaires"),
        ):
            box = etree.SubElement(node, tag)
            for value in self._line(known[column]).split(";"):
                if value.strip(" "):
                    _leaf(box, item, value.strip(" "))
        write_money(node, known["element_id"], self.amounts)
        return node

    def _status(self, node: etree._Element, known: Row) -> list[str]:
        """Write status, persons and rate; say which of the required ones aren't known."""
        status, rate = known["statut"], known["taux_avancement"]
        unknown = is_missing(status) or status == Status.UNKNOWN
        _leaf(node, "Statut", str(Status.NOT_STARTED if unknown else status))
        self._person(node, "Responsable", known["responsable"])
        self._person(node, "Mandataire", known["mandataire"])
        if department := self._line(known["departement"]):
            _leaf(node, "Departement", department)
        _leaf(node, "TauxAvancement", self._number(rate, "taux_avancement"))
        missing = {
            Unknown.STATUS: unknown,
            Unknown.RATE: is_missing(rate),
            Unknown.ETP: is_missing(known["etp"]) or known["etp"] >= _LARGEST,
        }
        return [str(sentence) for sentence, absent in missing.items() if absent]

    def _remark(self, known: Row, unknown: Sequence[str]) -> str:
        if known["libelle"] == NOTHING and known["niveau"] is None:
            return ""
        comment = [] if is_missing(known["commentaire"]) else [str(known["commentaire"])]
        return "\n".join([*comment, *unknown])

    def _identifier(self, known: Row) -> str:
        """Give a repeated action the identifier of its original: so its reader knows it again."""
        original = self.rows.get(str(known["partage_de"]))
        if original is None:
            if not is_missing(known["partage_de"]):
                self.losses["rappels d’une action qui n’est pas au plan"] += 1
            return self._line(known["element_id"])
        self.losses["identifiants propres aux rappels d’actions partagées"] += 1
        same = all(original[key] == known[key] for key in ("niveau", "libelle"))
        if not same:
            self.losses["rappels d’un autre intitulé que leur original, écrits à part"] += 1
        return self._line(original["element_id"] if same else known["element_id"])

    def _label(self, known: Row, level: Level, owner: int | None) -> str:
        title = self._line(known["libelle"])
        if not self.numbered or level == Level.VOLET or title == NOTHING:
            return self._short(title, 255, "libelle")
        self.count += 1
        number = (
            f"{_PREFIXES[level]}.{self.count}"
            if owner is None
            else (f"{_PREFIXES[level]}.{owner} - SA.{self.count}")
        )
        return self._short(f"{number} - {title}", 255, "libelle")

    def _person(self, node: etree._Element, tag: str, name: Any) -> None:
        text = self._line(name)
        if not text:
            return
        self.losses["civilités exigées par le format et non connues (MONSIEUR est écrit)"] += 1
        person = etree.SubElement(node, tag)
        _leaf(person, "Civilite", "MONSIEUR")
        _leaf(person, "Nom", self._short(text, 100, tag.lower()))
        for key in ("Prenom", "Tel", "eMail"):
            etree.SubElement(person, key)

    def _text(self, node: etree._Element, tag: str, value: Any) -> None:
        box = etree.SubElement(node, tag)
        _leaf(box, "Mode", "TEXTE")
        _leaf(box, "Valeur", self._legal("" if is_missing(value) else str(value)))

    def _line(self, value: Any) -> str:
        text = self._legal("" if is_missing(value) else str(value))
        return re.sub(r"[ \t\n]+", " ", text).strip(" ")

    def _legal(self, text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        legal = _ILLEGAL.sub("", lines)
        self.losses["textes où des caractères sont interdits en XML"] += legal != text
        return legal

    def _short(self, text: str, longest: int, what: str) -> str:
        if len(text) <= longest:
            return text
        self.losses[f"{what} coupés à {longest} caractères"] += 1
        return text[: longest - 3] + "..."

    def _number(self, value: Any, what: str) -> str:
        if is_missing(value) or value >= _LARGEST:
            self.losses[f"{what} trop grands"] += not is_missing(value)
            return "0"
        exact = Decimal(repr(float(value)))
        rounded = round(exact, 6)
        self.losses[f"{what} arrondis à six décimales"] += rounded != exact
        return f"{rounded.normalize():f}"


def _leaf(node: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(node, tag).text = text
