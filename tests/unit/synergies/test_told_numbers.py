"""Every number in a sentence on synergies is that of the rows, counted again in plain Python."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pstlib.evaluation import evaluate
from pstlib.synergies import review_synergies, synergy_sentences

from .conftest import Row, make, one_oo

DAY = "2021-12-31"
LETTERS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
NUMBERS = {word: n for n, word in enumerate(LETTERS)} | {"une": 1}
SAID = {
    "existante": "EXISTANTE", "en cours": "EN_COURS", "projetée": "PROJETEE",
    "à venir": "A_VENIR", "abandonnée": "ABANDONNEE", "dont l’état n’est pas connu": "INCONNU",
}  # fmt: skip
VERBS = {"améliore": "MEILLEUR", "laisse": "IDENTIQUE", "affaibli": "MOINDRE"}
RUNNING = {"EXISTANTE", "EN_COURS"}
AMOUNTS = st.sampled_from([None, "0.00", "1250.50", "-300.00", "98765.43"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "etat": st.sampled_from(["EXISTANTE", "EN_COURS", "PROJETEE", "ABANDONNEE", None]),
            "effet_service": st.sampled_from(["MEILLEUR", "IDENTIQUE", "MOINDRE", None]),
            "economie_estimee": AMOUNTS,
            "economie_constatee": AMOUNTS,
            "date_debut": st.sampled_from([None, "2020-01-01", "2022-03-01"]),
            "element_id": st.sampled_from([None, "a1", "parti"]),
        }
    ),
    min_size=1,
    max_size=12,
)


def held(row: Row) -> tuple[str, str, Decimal | None, Decimal | None]:
    """State, effect, estimated and observed saving at the day, by the rules as written."""
    ahead = row["date_debut"] == "2022-03-01" and row["etat"] != "ABANDONNEE"
    estimated, observed = (
        None if row[name] is None else Decimal(row[name])
        for name in ("economie_estimee", "economie_constatee")
    )
    if ahead:
        return "A_VENIR", "INCONNU", estimated, None
    return row["etat"] or "INCONNU", row["effet_service"] or "INCONNU", estimated, observed


def expected(rows: list[Row]) -> dict[str, Any]:
    facts = [held(row) for row in rows]
    running = [fact for fact in facts if fact[0] in RUNNING]
    coming = [f[2] for f in facts if f[0] in {"PROJETEE", "A_VENIR"} and f[2] is not None]
    both = [f for f in running if None not in f[2:]]
    kept = [fact for fact in facts if fact[0] != "ABANDONNEE"]
    worse = sum(fact[1] == "MOINDRE" for fact in kept)
    cost = sum(f[1] != "MOINDRE" and f[3] is not None and f[3] < 0 for f in kept)
    told: dict[str, Any] = {
        "états": Counter(fact[0] for fact in facts),
        "effets": Counter(fact[1] for fact in running),
        "estimée": known(fact[2] for fact in running),
        "constatée": known(fact[3] for fact in running),
        "à venir": known(coming),
        "y perd": worse,
        "coûte": cost,
        "auraient affaibli": sum(f[:2] == ("ABANDONNEE", "MOINDRE") for f in facts),
        "rattachées": sum(row["element_id"] == "a1" for row in rows),
    }
    same = len(both) == told["estimée"][0] == told["constatée"][0]
    if both and not same:
        told["les deux"] = (len(both), sum(f[2] for f in both), sum(f[3] for f in both))
    return told


def known(amounts: Any) -> tuple[int, Decimal | None]:
    given_ = [amount for amount in amounts if amount is not None]
    return len(given_), sum(given_, Decimal(0)) if given_ else None


def count(word: str) -> int:
    return NUMBERS[word.lower()] if word.lower() in NUMBERS else int(word)


def euros(text: str) -> list[Decimal]:
    cells = re.findall(r"([-−]?[\d ]+,\d\d) €", text)
    return [Decimal(c.replace(" ", "").replace(",", ".").replace("−", "-")) for c in cells]


def read(sentences: list[str]) -> dict[str, Any]:
    """Read the figures back from the words alone."""
    told: dict[str, Any] = {
        "états": Counter(), "effets": Counter(), "estimée": (0, None), "constatée": (0, None),
        "à venir": (0, None), "y perd": 0, "coûte": 0, "auraient affaibli": 0, "rattachées": 0,
    }  # fmt: skip
    total = read_states(sentences[0], told)
    for text in sentences[1:]:
        read_effects(text, told)
        read_savings(text, told)
        for key, mark in (("y perd", "service au citoyen y perd"), ("coûte", "coûte")):
            if "à revoir" in text and re.search(f"{mark}[^«]*$", text):
                told[key] = count(text.split()[0])
        if "affaibli le service (" in text:
            told["auraient affaibli"] = count(text.split()[0])
        if "rattachée" in text:
            told["rattachées"] = read_links(text, total)
    return told


def read_states(text: str, told: dict[str, Any]) -> int:
    if "une seule synergie" in text:
        told["états"][SAID[text.rsplit(", ", 1)[1].rstrip(".")]] = 1
        return 1
    pattern = rf"(\w+) ({'|'.join(SAID)})s?\b"
    for number, state in re.findall(pattern, text.split(" : ")[1]):
        told["états"][SAID[state]] += count(number)
    total = count(re.search(r", (\w+) synergies sont", text)[1])
    assert total == told["états"].total()
    return total


def read_effects(text: str, told: dict[str, Any]) -> None:
    effects = told["effets"]
    if text.startswith("L’effet sur le service"):
        found = re.search(r"des (\w+) synergies", text)
        effects["INCONNU"] = count(found[1]) if found else 1
    elif text.startswith("La seule synergie"):
        effects[next(kind for verb, kind in VERBS.items() if f" {verb}" in text)] = 1
    elif text.startswith("Des "):
        total = count(text.split()[1])
        for verb, kind in VERBS.items():
            if found := re.search(rf"(\w+) (?:le |l’|la |les )?{verb}", text):
                effects[kind] = count(found[1])
        if found := re.search(r"l’effet (?:de |d’)(\w+) autres? ", text):
            effects["INCONNU"] = count(found[1])
        assert total == effects.total()


def read_savings(text: str, told: dict[str, Any]) -> None:
    total = told["effets"].total()
    if text.startswith("L’économie estimée et"):
        first, second = euros(text)
        n = part(text, total)
        told["estimée"], told["constatée"] = (n, first), (n, second)
    elif (text.startswith("L’économie est") and " : " in text) or "connue pour aucune" in text:
        for clause in text.split(" ; "):
            kind = "estimée" if "estimée" in clause else "constatée"
            if "aucune" not in clause:
                told[kind] = (part(clause, total), euros(clause)[0])
    elif text.startswith("Pour "):
        told["les deux"] = (1 if "la seule" in text else count(text.split()[2]), *euros(text))
    elif text.startswith("S’y ajouterait"):
        told["à venir"] = (count(re.search(r"pour (\w+) synergie", text)[1]), euros(text)[0])


def part(text: str, total: int) -> int:
    found = re.search(r"pour (?:la|les)? ?(\w+) (?:des|synergie)", text)
    return 1 if total == 1 else count(found[1])


def read_links(text: str, total: int) -> int:
    if text.startswith("Cette synergie"):
        return int("n’est pas" not in text)
    if text.startswith("Toutes"):
        return total
    return 0 if text.startswith("Aucune") else count(text.split(maxsplit=1)[0])


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_numbers_in_the_sentences_on_synergies_are_those_of_the_rows(rows: list[Row]) -> None:
    named = [
        {"synergie_id": str(i), "libelle": f"Projet {chr(97 + i)}"} | row
        for i, row in enumerate(rows)
    ]
    plan = one_oo({"element_id": "a1"})
    review = review_synergies(evaluate(make(plan, synergies=named), date_arrete=DAY))
    sentences = [
        text.replace("\u00a0", " ").replace("\u202f", " ") for text in synergy_sentences(review)
    ]

    assert read(sentences) == expected(rows)
