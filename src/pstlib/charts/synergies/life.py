"""The life of the synergies: a timeline each, from the idea to what exists or was given up."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.synergies.life_drawing import LARGE, SMALL, Heading, Phase, Track, life_figure
from pstlib.charts.synergies.view import own_source
from pstlib.charts.wording import tidy
from pstlib.grammar import capitalised, counted, cut, number, of, plural, some
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.words import DROPPED, EXISTING, PLANNED, STATE_LABELS, UNDER_WAY
from pstlib.text import NBSP, fr_date, fr_long_date, is_missing

_TOLD = 30
"""Synergies whose life is told in words; the table has them all."""
_LEGEND = {
    PLANNED: ("ar-libre", "projetée (trait fin)"),
    UNDER_WAY: ("ar-engage", "en cours"),
    EXISTING: ("ar-niveau", "existante (trait épais)"),
    DROPPED: ("st-annule-abandonne", "abandonnée (✕ à sa date)"),
}
_HEADINGS = {
    EXISTING: "Existantes", UNDER_WAY: "En cours", PLANNED: "Projetées", DROPPED: "Abandonnées",
}  # fmt: skip


def history(study: SynergyStudy) -> Chart | Block:
    """Draw the states that each synergy went through, those that exist first."""
    table = study.vie
    if table.empty:
        return _nothing(study)
    rows = _rows(study)
    first = study.identite.exercice_debut
    earlier = table["debut"].lt(pd.Timestamp(first, 1, 1)).any()
    bounds = (pd.Timestamp(first, 1, 1), pd.Timestamp(study.jour))
    states = set(table["etat"])
    return Chart(
        identifiant="synergies-vie",
        titre=_title(study),
        sous_titre=f"Les états de chaque synergie, datés par son suivi, jusqu’au "
        f"{fr_long_date(study.jour)}." + (f" Ce qui précède {first} n’est pas dessiné."
                                         if earlier else "") + _left_out(study),
        figure=life_figure(rows, bounds, LARGE),
        figure_etroite=life_figure(rows, bounds, SMALL),
        alternative=_alternative(study),
        table=_table(table),
        source=own_source(study, "table suivi_synergies"),
        n=counted(table["synergie_id"].nunique(), "synergie"),
        legende=tuple(mark for state, mark in _LEGEND.items() if state in states),
    )  # fmt: skip


def reasons(study: SynergyStudy) -> Block:
    """Say why synergies were dropped, and of which no reason is known."""
    dropped = study.vie[study.vie["etat"].eq(DROPPED)]
    last = dropped.drop_duplicates("synergie_id", keep="last")
    now = study.revue.synergies
    kept = last[last["synergie_id"].isin(now.loc[now["etat"].eq(DROPPED), "synergie_id"])]
    said = [
        f"«{NBSP}{tidy(row['libelle'])}{NBSP}», abandonnée le {fr_date(row['debut'])}{NBSP}: "
        f"{_reason(row['motif'])}"
        for row in kept.to_dict("records")
    ]
    return block(
        "points.html.j2" if said else "note.html.j2", " ".join(said), points=said, phrases=[]
    )


def _reason(text: Any) -> str:
    said = "motif non communiqué" if is_missing(text) else tidy(text)
    return said if said.endswith(".") else f"{said}."


def _nothing(study: SynergyStudy) -> Block:
    text = "Aucun suivi daté\u00a0: la vie des synergies ne peut pas être dessinée."
    said = [text] if len(study.revue.synergies) else []
    return block("note.html.j2", " ".join(said), phrases=said)


def _left_out(study: SynergyStudy) -> str:
    n = len(study.revue.synergies) - study.vie["synergie_id"].nunique()
    whole = f"{number(n, feminine=True)} {plural(n, 'synergie')}"
    verb = plural(n, "n’a aucun état daté", "n’ont aucun état daté")
    return f" {capitalised(whole)} {verb} à ce jour." if n else ""


def _rows(study: SynergyStudy) -> list[Heading | Track]:
    """Put each synergy under its state of the day, in the order of the dashboard."""
    phases = {
        str(key): [Phase(row["etat"], row["debut"], row["fin"]) for row in group.to_dict("records")]
        for key, group in study.vie.groupby("synergie_id", sort=False)
    }
    now = study.revue.synergies
    found: list[Heading | Track] = []
    for state, words in _HEADINGS.items():
        rows = now[now["etat"].eq(state) & now["synergie_id"].isin(list(phases))]
        if len(rows):
            found.append(Heading(words))
        found += [
            Track(tidy(name), tuple(phases[key]))
            for key, name in zip(rows["synergie_id"], rows["libelle"], strict=True)
        ]
    return found


def _title(study: SynergyStudy) -> str:
    now = study.revue.synergies
    now = now[now["synergie_id"].isin(study.vie["synergie_id"])]
    running, dropped = int(now["etat"].eq(EXISTING).sum()), int(now["etat"].eq(DROPPED).sum())
    text = (
        f"{running} des {len(now)} synergies suivies {plural(running, 'existe', 'existent')}"
        if len(now) > 1
        else f"La synergie suivie {'existe' if running else 'n’existe pas'}"
    )
    verb = plural(dropped, "a été abandonnée", "ont été abandonnées")
    tail = f", {number(dropped, feminine=True)} {verb}" if dropped and len(now) > 1 else ""
    return f"{text} au {fr_long_date(study.jour)}{tail}"


def _alternative(study: SynergyStudy) -> str:
    told = []
    for _, group in study.vie.groupby("synergie_id", sort=False):
        states = [
            f"{STATE_LABELS[row['etat']].lower()} {'le' if row['etat'] == DROPPED else 'dès le'} "
            f"{fr_date(row['debut'])}"
            for row in group.to_dict("records")
        ]
        told.append(f"{cut(tidy(group['libelle'].iloc[0]), 60)}, {', '.join(states)}")
    shown, left = told[:_TOLD], len(told) - _TOLD
    rest = f"{NBSP}; et {number(left, feminine=True)} {plural(left, 'autre')}" if left > 0 else ""
    whole = some(len(told), "synergie", feminine=True)
    return f"Frise {of(whole)}{NBSP}: {f'{NBSP}; '.join(shown)}{rest}."


def _table(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Synergie": table["libelle"],
            "État": table["etat"].map(STATE_LABELS).astype("str"),
            "Du": table["debut"],
            "Au": table["fin"],
            "Motif": table["motif"],
            "Source": table["source"],
        }
    )
