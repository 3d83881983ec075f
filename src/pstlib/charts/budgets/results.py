"""The results of each account: what the year leaves, by its rights and by its bookings."""

import pandas as pd

from pstlib.budgets.tally import Row
from pstlib.charts.block import Block, block
from pstlib.charts.budgets.words import SERVICES, money_source
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro

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
    found = records(ev.argent.resultats)
    known = [row for row in found if any(row[name] is not None for name in _RESULTS)]
    if not known:
        text = (
            f"Aucun résultat n’est calculé{NBSP}: il demande, pour un même exercice, les droits "
            "constatés nets et les engagements ou les imputations."
        )
        return block("note.html.j2", text, phrases=[text] if found else [])
    title = _title(known)
    return block(
        "montants.html.j2",
        title,
        identifiant="resultats",
        titre=title,
        table=_table(ev.argent.resultats, found),
        noms=_names(found),
        entete="Exercice, service et partie",
        montants=list(_HEADERS.values()),
        forts=[row["portion"] == "TOTAL" for row in found],
        source=money_source(ev),
        notes=[_definition(), *_silent(found)],
    )


def _title(known: list[Row]) -> str:
    """Say the results of the last account, the ordinary service first."""
    totals = [row for row in known if row["portion"] == "TOTAL"]
    row = max(totals, key=lambda row: (row["exercice"], row["service"] == "O"))
    told = [
        f"un {_HEADERS[name].lower()} de {fr_euro(row[name])}"
        for name in _RESULTS
        if row[name] is not None
    ]
    service = SERVICES[row["service"]]
    return f"En {row['exercice']}, le service {service} laisse {' et '.join(told)}"


def _table(amounts: pd.DataFrame, found: list[Row]) -> pd.DataFrame:
    words = {
        "Exercice": [str(row["exercice"]) for row in found],
        "Service": [SERVICES[row["service"]] for row in found],
        "Partie": [_PORTIONS[row["portion"]] for row in found],
    }
    return pd.DataFrame(
        {
            **{name: pd.array(cells, dtype="str") for name, cells in words.items()},
            **{header: amounts[name].array for name, header in _HEADERS.items()},
        }
    )


def _names(found: list[Row]) -> list[str]:
    """Name each row: a total by its exercice and service, a portion by itself too."""
    names = []
    for row in found:
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


def _silent(found: list[Row]) -> list[str]:
    """Say of which accounts some voted lines are missing."""
    return [
        f"Exercice {row['exercice']}, service {SERVICES[row['service']]}{NBSP}: le compte ne dit "
        f"rien de {counted(row['n_sans_compte'], 'ligne votée', 'lignes votées')}."
        for row in found
        if row["portion"] == "TOTAL" and row["n_sans_compte"]
    ]
