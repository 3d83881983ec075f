"""The results of each account: what the year leaves, by its rights and by its bookings."""

from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.budgets.words import SERVICES, money_source
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, is_missing

_PORTIONS = {
    "PROPRE": "Exercice propre",
    "ANTERIEURS": "Exercices antérieurs",
    "PRELEVEMENTS": "Prélèvements",
    "TOTAL": "Total",
}
_HEADERS = {
    "droits_nets": "Droits constatés nets",
    "engagements": "Engagements",
    "imputations": "Imputations",
    "resultat_budgetaire": "Résultat budgétaire",
    "resultat_comptable": "Résultat comptable",
}
_RESULTS = ["resultat_budgetaire", "resultat_comptable"]


def account_results(ev: Evaluation) -> Block:
    """List the budget and accounting results of each exercice and service, by portion."""
    found = ev.argent.resultats
    known = found[found[_RESULTS].notna().any(axis=1)]
    if known.empty:
        text = (
            f"Aucun résultat n’est calculé{NBSP}: il demande, pour un même exercice, les droits "
            "constatés nets et les engagements ou les imputations."
        )
        return block("note.html.j2", text, phrases=[] if found.empty else [text])
    title = _title(known)
    return block(
        "montants.html.j2",
        title,
        identifiant="resultats",
        titre=title,
        table=_table(found),
        noms=_names(found),
        entete="Exercice, service et partie",
        montants=list(_HEADERS.values()),
        forts=[portion == "TOTAL" for portion in found["portion"]],
        source=money_source(ev),
        notes=[_definition(), *_silent(found)],
    )


def _title(known: pd.DataFrame) -> str:
    """Say the results of the last account, the ordinary service first."""
    totals = records(known[known["portion"].eq("TOTAL")])
    row = max(totals, key=lambda row: (row["exercice"], row["service"] == "O"))
    told = [
        f"un {_HEADERS[name].lower()} de {fr_euro(row[name])}"
        for name in _RESULTS
        if not is_missing(row[name])
    ]
    service = SERVICES[row["service"]]
    return f"En {row['exercice']}, le service {service} laisse {' et '.join(told)}"


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Exercice": found["exercice"].astype("str"),
            "Service": found["service"].map(SERVICES).astype("str"),
            "Partie": found["portion"].map(_PORTIONS).astype("str"),
            **{header: found[name] for name, header in _HEADERS.items()},
        }
    )


def _names(found: pd.DataFrame) -> list[str]:
    """Name each row: a total by its exercice and service, a portion by itself too."""
    names = []
    for row in records(found):
        service, portion = SERVICES[row["service"]], _PORTIONS[row["portion"]].lower()
        whole = row["portion"] == "TOTAL"
        name = f"service {service}" if whole else f"{service}{NBSP}: {portion}"
        names.append(f"{row['exercice']}, {name}")
    return names


def _definition() -> str:
    return (
        f"Résultat budgétaire{NBSP}: droits constatés nets moins engagements. Résultat comptable"
        f"{NBSP}: droits constatés nets moins imputations. Un résultat n’est pas donné quand l’un "
        "de ses deux termes n’est pas connu."
    )


def _silent(found: pd.DataFrame) -> list[str]:
    """Say of which accounts some voted lines are missing."""
    rows: list[dict[Any, Any]] = records(
        found[found["portion"].eq("TOTAL") & found["n_sans_compte"].gt(0)]
    )
    return [
        f"Exercice {row['exercice']}, service {SERVICES[row['service']]}{NBSP}: le compte ne dit "
        f"rien de {counted(int(row['n_sans_compte']), 'ligne votée', 'lignes votées')}."
        for row in rows
    ]
