"""The synergies of a region in tables: by form, by group, and one by one, to be searched."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.comparison.marks import focus_words, interval, kind_of, source
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.wording import clean, tidy
from pstlib.grammar import capitalised, counted, listing, number, plural
from pstlib.synergies.regional import PARTNER_LABELS, RegionalSynergies
from pstlib.synergies.words import (
    DOMAIN_LABELS,
    EFFECT_LABELS,
    EXISTING,
    IN_FORCE,
    PLANNED,
    STATE_LABELS,
    UNDER_WAY,
    UNKNOWN,
)
from pstlib.text import NBSP, fr_date, fr_euro, fr_number, fr_share, is_missing, parts_of

_MODELS = {"province": "Province", "taille": "Classe de taille"}
_HIDDEN = (
    "Les synergies ne sont pas citées une à une dans un rapport anonyme\u00a0: leur intitulé et "
    "leurs partenaires nommeraient l’organisme."
)
_STATE = (
    "L’état d’une synergie est celui du jour quand son historique est daté, sinon le dernier écrit."
)
_LIST = (
    *("Organisme", "Synergie", "Forme", "État", "Avec", "Depuis", "Effet sur le service"),
    "Économie constatée",
)


def synergy_forms(found: RegionalSynergies) -> Block:
    """Say who records synergies, then count by form, by province and by class of size."""
    if not found.n_connus:
        return block("note.html.j2", "", phrases=[])
    kind = kind_of(found.etude, plural=True)
    counts = found.etats.groupby(["forme", "etat"])["n"].sum()
    heads = ["Forme", f"{capitalised(kind)} où elle existe", "Existantes", "En cours", "Projetées"]
    forms = ElementTable(
        f"Les formes de coopération, et dans combien de {kind} chacune existe",
        heads,
        [_form(row, counts) for row in found.formes.to_dict("records")],
        genre="chiffres",
        adresse="synergies-region-formes",
    )
    tables = [_group_table(found, model, kind) for model in _MODELS]
    return lists_block([forms, *tables], phrases=_sentences(found), notes=[_STATE])


def synergy_list(found: RegionalSynergies) -> Block:
    """List the synergies of the organisations compared, to be searched by a word."""
    if found.etude.question.anonyme:
        said = [_HIDDEN] if found.n_connus else []
        return block("note.html.j2", " ".join(said), phrases=said)
    rows = found.synergies
    begun = rows[rows["etat"].isin(IN_FORCE)]
    said = [_asked(found)] if len(begun) else []
    words = ("synergie existante ou en cours", "synergies existantes ou en cours")
    return block(
        "synergies_region.html.j2",
        " ".join(said),
        phrases=said,
        titre=f"{counted(len(begun), *words)}, à chercher par un mot",
        colonnes=_LIST,
        lignes=[_line(row) for row in begun.to_dict("records")],
        source=f"{source(found.etude)}\u00a0; le fichier donne aussi les synergies projetées et à "
        "venir",
        table=_csv(rows.to_dict("records")),
    )


def unknown_words(found: RegionalSynergies) -> str:
    """Say how many organisations record no synergy: nobody knows what they have."""
    left = found.n_organismes - found.n_connus
    if not left:
        return ""
    who = f"Les {fr_number(left)} autres n’en consignent"
    verb = f"s’{agreed(found, 'ils', 'elles')} en ont"
    if left == 1:
        who, verb = "L’autre n’en consigne", "s’il y en a"
    return f"{who} aucune{NBSP}: on ne sait pas {verb}."


def agreed(found: RegionalSynergies, masculine: str, feminine: str) -> str:
    """Agree with what is compared: CPAS or communes."""
    return masculine if kind_of(found.etude) == "CPAS" else feminine


def _sentences(found: RegionalSynergies) -> list[str]:
    kind = kind_of(found.etude, plural=True)
    verb = plural(found.n_connus, "consigne ses", "consignent leurs")
    said = [
        f"Sur {fr_number(found.n_organismes)} {kind}, {fr_number(found.n_connus)} {verb} "
        f"synergies. {unknown_words(found)}".strip(),
        *_own_sentence(found),
    ]
    return [*said, *_savings(found)]


def _own_sentence(found: RegionalSynergies) -> list[str]:
    own = found.cpas
    if own is None:
        return []
    who = capitalised(focus_words(found.etude))
    if not own["consigne"]:
        return [f"{who} n’en consigne aucune{NBSP}: on ne sait pas s’il y en a."]
    n, existing = int(own["n"]), int(own["n_existantes"])
    which = plural(existing, "existante", "existantes")
    return [f"{who} en consigne {number(n)}, dont {number(existing, feminine=True)} {which}."]


def _savings(found: RegionalSynergies) -> list[str]:
    rows = found.synergies[found.synergies["etat"].eq(EXISTING)]
    if rows.empty:
        return []
    known = int(rows["economie_constatee"].notna().sum())
    return [
        f"L’économie constatée est connue pour {fr_number(known)} des "
        f"{counted(len(rows), 'synergie existante', 'synergies existantes')}{NBSP}; ces montants "
        "ne s’additionnent pas, chaque organisme déclarant le sien."
    ]


def _form(row: dict[Any, Any], counts: "pd.Series[Any]") -> list[Cell]:
    name = "Forme non connue" if row["forme"] == UNKNOWN else str(row["forme"])
    states = (EXISTING, UNDER_WAY, PLANNED)
    numbers = [int(counts.get((row["forme"], state), 0)) for state in states]
    return [Cell(clean(name)), _share_cell(row), *(Cell(str(n)) for n in numbers)]


def _share_cell(row: dict[Any, Any]) -> Cell:
    note = f"{fr_share(row['taux'])}, {interval(row['borne_basse'], row['borne_haute'])}"
    return Cell(f"{row['n']} sur {row['n_connus']}", note=note)


def _group_table(found: RegionalSynergies, model: str, kind: str) -> ElementTable:
    rows = found.groupes[found.groupes["modele"].eq(model)].to_dict("records")
    return ElementTable(
        f"{capitalised(kind)} où au moins une synergie existe, par {_MODELS[model].lower()}",
        [_MODELS[model], f"{capitalised(kind)} où une synergie existe"],
        [[Cell(clean(row["groupe"])), _share_cell(row)] for row in rows],
        genre="chiffres",
    )


def _asked(found: RegionalSynergies) -> str:
    """Say how to ask the list, by the form that exists most."""
    best = found.formes[found.formes["forme"].ne(UNKNOWN) & found.formes["n"].gt(0)]
    example = f"«{NBSP}{best['forme'].iloc[0].lower()}{NBSP}»" if len(best) else "un domaine"
    return (
        f"Qui a déjà une telle synergie{NBSP}? Cherchez dans la liste une forme, un domaine ou un "
        f"partenaire, par exemple {example}."
    )


def _line(row: dict[Any, Any]) -> list[Cell]:
    saved = row["economie_constatee"]
    return [
        Cell(tidy(row["organisme"]), note=_place(row)),
        Cell(tidy(row["libelle"]), note=DOMAIN_LABELS[row["domaine"]]),
        Cell("" if row["forme"] == UNKNOWN else tidy(row["forme"])),
        Cell(STATE_LABELS[row["etat"]]),
        Cell(tidy(row["partenaires"])),
        Cell("" if is_missing(row["depuis"]) else fr_date(row["depuis"])),
        Cell("" if row["effet"] == UNKNOWN else EFFECT_LABELS[row["effet"]]),
        Cell("" if is_missing(saved) else fr_euro(saved)),
    ]


def _place(row: dict[Any, Any]) -> str:
    known = [str(row[name]) for name in _MODELS if not is_missing(row[name])]
    return ", ".join(known)


def _csv(rows: list[dict[Any, Any]]) -> pd.DataFrame:
    table = [
        {
            "PST": row["slug"],
            "Organisme": clean(row["organisme"]),
            "Province": row["province"],
            "Classe de taille": row["taille"],
            "Synergie": clean(row["libelle"]),
            "Domaine": DOMAIN_LABELS[row["domaine"]],
            "Forme": row["forme"],
            "État": STATE_LABELS[row["etat"]],
            "Avec": listing([PARTNER_LABELS[kind] for kind in parts_of(row["avec"])]),
            "Partenaires": clean(row["partenaires"]),
            "Depuis": row["depuis"],
            "Effet sur le service": EFFECT_LABELS[row["effet"]],
            "Économie constatée": row["economie_constatee"],
        }
        for row in rows
    ]
    return pd.DataFrame(table)
