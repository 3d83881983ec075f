"""What the report on synergies says of both sides: who disagrees, what they could do together."""

import pandas as pd

from pstlib.grammar import capitalised, cut, listing, number, plural, quoted, shortened, some
from pstlib.synergies.partners import with_article
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.suggestions import ACCEPTED, PROPOSED, REJECTED
from pstlib.synergies.words import CONTRADICTION_LABELS
from pstlib.text import NBSP, is_missing


def side_sentences(study: SynergyStudy) -> list[str]:
    """Say what both sides write of, where they disagree, what points to nothing."""
    other, sides = study.autre, study.cotes
    told = []
    if other is not None:
        n = len(sides.paires)
        verb = plural(n, "est décrite", "sont décrites")
        subject = capitalised(some(n, "synergie", feminine=True))
        negative = "" if n else "n’"
        told.append(
            f"{subject} {negative}{verb} à la fois par {with_article(study.identite.organisme)} "
            f"et par {with_article(other.organisme)}."
        )
        told += [*_alone(sides.seuls), *disagreements(sides.contradictions)]
        differing = int(sides.effets["differe"].sum())
        if differing:
            told.append(
                f"Pour {number(differing, feminine=True)} d’entre elles, chaque côté voit un autre "
                "effet sur son service."
            )
    return [*told, *_dead(sides.liens), *_unknown(study.inconnus)]


def proposal_sentences(study: SynergyStudy) -> list[str]:
    """Say how many pairs of actions could be shared, and what was decided of them."""
    rows, other = study.propositions, study.autre
    if other is None:
        return []
    if rows.empty:
        return ["Aucune action des deux plans ne paraît pouvoir se partager."]
    counts = {str(name): int(n) for name, n in rows["decision"].value_counts().items()}
    words = {
        PROPOSED: ("est proposée", "sont proposées"),
        ACCEPTED: ("a été acceptée", "ont été acceptées"),
        REJECTED: ("a été rejetée", "ont été rejetées"),
    }
    parts = [
        f"{_all_of(counts[name], len(rows))} {plural(counts[name], *words[name])}"
        for name in words
        if name in counts
    ]
    whole = capitalised(some(len(rows), "paire d’actions", "paires d’actions", feminine=True))
    linked = int(rows["liee"].astype(bool).sum())
    verb = plural(linked, "correspond", "correspondent")
    subject = f"{number(linked, feminine=True)} {verb} à une synergie"
    tail = f"{NBSP}; {subject} que les deux côtés décrivent" if linked else ""
    return [f"{whole} des deux plans{NBSP}: {listing(parts)}{tail}."]


def _all_of(n: int, total: int) -> str:
    return "toutes" if n == total > 1 else number(n, feminine=True)


def _alone(rows: pd.DataFrame) -> list[str]:
    told = []
    for side in dict.fromkeys(rows["cote"]):
        names = [quoted(cut(name)) for name in rows.loc[rows["cote"].eq(side), "libelle"]]
        n, who = len(names), with_article(str(side))
        whole = capitalised(some(n, "synergie", feminine=True))
        verb = plural(n, "n’est décrite", "ne sont décrites")
        told.append(f"{whole} entre les deux {verb} que par {who}{NBSP}: {shortened(names, 5)}.")
    return told


def disagreements(rows: pd.DataFrame) -> list[str]:
    """Say on what the two sides contradict each other, synergy by synergy."""
    if rows.empty:
        return []
    points: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        year = "" if is_missing(row["exercice"]) else f" de {row['exercice']}"
        word = f"{CONTRADICTION_LABELS[row['genre']].lower()}{year}"
        points.setdefault(row["libelle"], []).append(word)
    named = [f"{quoted(cut(name))} ({', '.join(words)})" for name, words in points.items()]
    whole = f"{number(len(rows))} {plural(len(rows), 'point')}"
    return [f"Les deux côtés se contredisent sur {whole}{NBSP}: {shortened(named, 6)}."]


def _dead(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return []
    n = len(rows)
    named = [
        f"{row['ligne']} vers {row['vers']} ({row['cote']})" for row in rows.to_dict("records")
    ]
    whole = capitalised(some(n, "lien"))
    verb = plural(n, "mène", "mènent")
    return [f"{whole} ne {verb} à rien{NBSP}: {shortened(named, 5)}."]


def _unknown(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return []
    n = len(rows)
    named = [
        f"{row['nom']} ({some(int(row['n']), 'synergie', feminine=True)})"
        for row in rows.to_dict("records")
    ]
    whole = capitalised(some(n, "partenaire nommé", "partenaires nommés"))
    verb = plural(
        n, "n’est pas parmi les organismes chargés", "ne sont pas parmi les organismes chargés"
    )
    return [f"{whole} {verb}{NBSP}: {shortened(named, 5)}."]
