"""Lists of many reports: what a journal says of a region, and pages that only exist."""

import random
from pathlib import Path

from pstlib.reference.communes import communes
from pstlib.reports.index import write_index

FAILURES = 13  # of 261


def region(sortie: Path, number: int) -> Path:
    """Write the list of a region of ``number`` reports, a few of them failed, and give its path."""
    chance = random.Random(number)  # noqa: S311 - not a secret
    table = communes()
    known = {}
    for n in range(number):
        row = table.iloc[n % len(table)]
        slug = f"cpas{n:04d}-2019-2024"
        failed = n % 20 == 7
        entry = _entry(slug, row, chance, failed=failed, fictitious=n % 9 == 0)
        known[entry["rapport"]] = entry
        if not failed:
            (sortie / slug).mkdir(parents=True)
            (sortie / f"{entry['rapport']}.html").write_text("<!DOCTYPE html><title>x</title>")
    return write_index(sortie, known)


def _entry(slug: str, row, chance: random.Random, *, failed: bool, fictitious: bool) -> dict:
    kind = chance.choice(["mi-parcours", "finale"])
    date = {"mi-parcours": "2021-12-31", "finale": "2024-06-30"}[kind]
    actions = chance.randint(8, 320)
    done = chance.randint(0, actions)
    low = round(100 * done / actions, 1)
    return {
        "rapport": f"{slug}/{kind}-{date}",
        "slug": slug,
        "evaluation": kind,
        "date_arrete": date,
        "court": False,
        "etat": "echec" if failed else "fait",
        "organisme": f"CPAS d’Essai {slug[4:8]}",
        "libelle": "Programme stratégique transversal 2019-2024",
        "type_admin": "CPAS",
        "ins": row["ins"],
        "fictif": fictitious,
        "chiffres": None
        if failed
        else {
            "n_actions": actions,
            "taux_realisation": {
                "numerateur": done,
                "denominateur": actions,
                "taux": done / actions,
            },
            "avancement": {"min": low, "max": min(100.0, low + chance.choice([0, 4.5]))},
            "attendu": 49.9,
            "n_en_retard": chance.randint(0, 40),
            "n_sans_echeance": chance.choice([0, 3]),
        },
        "erreur": "La table ne respecte pas son schéma – tables/suivi.csv – ligne 12." * failed,
        "cellule": None,
    }
