"""The first parts of a comparison: what is compared, how to read it, who is there and who isn't."""

import shlex
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import pandas as pd

from pstlib.charts.block import Block, block, notebook_style
from pstlib.charts.chart import Chart
from pstlib.charts.comparison.marks import PEER, focus_words, kind_of, partly, roles, source
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.theme import INK, hatching
from pstlib.charts.wording import plotly_text
from pstlib.comparison.peer_models import unknown_note
from pstlib.comparison.profile import FEWEST_PEERS
from pstlib.comparison.region import MISSING_STATES, NO_DATA, SHOWN
from pstlib.comparison.study import Study
from pstlib.grammar import capitalised, counted, listing, plural
from pstlib.text import NBSP, fr_date, fr_long_date

_STATES = {
    SHOWN: ("figure dans la comparaison", "ar-engage"),
    NO_DATA: (MISSING_STATES[NO_DATA], "st-non-commence"),
    "NON_APPLICABLE": (MISSING_STATES["NON_APPLICABLE"], "mh-autre"),
    "MASQUE": (MISSING_STATES["MASQUE"], "st-annule-abandonne"),
    "NON_RECU": (MISSING_STATES["NON_RECU"], "st-inconnu"),
    "SANS_PST": (MISSING_STATES["SANS_PST"], "ar-libre"),
}
_FILLS: dict[str, tuple[str, str | None]] = {
    SHOWN: ("#2f6db5", None),
    NO_DATA: ("#b9c1cc", None),
    "NON_APPLICABLE": ("#c3cad3", None),
    "MASQUE": ("#6a7079", "#3f454c"),
    "NON_RECU": ("#ffffff", "#9aa3af"),
    "SANS_PST": ("#c3cad3", "#737e8c"),
}
_SHOWN_APART = 25
_NAMED = 3


def header(study: Study) -> Block:
    """Say what is compared, at which day, and that nobody is named where nobody is."""
    first, last = study.legislature
    day = fr_date(study.jour)
    who = focus_words(study)
    title = f"PST {first}-{last}{NBSP}: " + (
        f"{who} parmi ses pairs" if who else f"vue d’ensemble des {kind_of(study, plural=True)}"
    )
    page = {"entete": f"Comparaison des PST {first}-{last}, situation au {day}"}
    if study.fictif:
        page["fictif"] = f"Organismes {partly(study)}fictifs{NBSP}: données d’exemple"
    made = block(
        "entete.html.j2",
        f"{title}, situation au {fr_long_date(study.jour)}",
        organisme="Comparaison des programmes stratégiques transversaux",
        titre=title,
        identite=_facts(study),
        fictif=f"Organismes {partly(study)}fictifs" if study.fictif else None,
        exemple=_made_up(study) if partly(study) else None,
        style=notebook_style(),
    )
    return replace(made, page=page)


def _made_up(study: Study) -> str:
    """Say which plans compared are of nobody: the others are real."""
    rows = study.comparaison.organismes
    found = [str(name) for name in rows.loc[rows["fictif"], "organisme"]]
    words = plural(
        len(found), "sert d’exemple et n’existe pas", "servent d’exemple et n’existent pas"
    )
    if study.question.anonyme or len(found) > _NAMED:
        return f"{len(found)} des {len(rows)} organismes comparés {words}."
    return f"{capitalised(words)}{NBSP}: {listing(found)}."


def _facts(study: Study) -> list[tuple[str, str]]:
    facts = [
        ("Situation au", fr_long_date(study.jour)),
        ("PST comparés", counted(len(study.comparaison.organismes), "PST", "PST")),
    ]
    if study.choisis is not None:
        chosen = counted(study.choisis, "PST choisi", "PST choisis")
        condition = f"{NBSP}: {study.question.parmi}" if study.question.parmi else ""
        facts.append(("Sélection", f"{chosen} par l’analyste{condition}"))
    if study.question.mois:
        facts.append(("À distance égale", f"{study.question.mois} mois de législature"))
    if study.slug:
        facts.append(("Modèle de pairs", f"{study.modele.nom}{NBSP}: {study.modele.libelle}"))
    if study.question.anonyme:
        facts.append(("Anonymat", _anonymity(study)))
    return facts


def _anonymity(study: Study) -> str:
    said = "aucun nom, aucun code INS\u00a0; l’ordre des numéros est tiré des chiffres"
    known = roles(study)
    shown = known.eq(PEER).sum() if study.slug else len(known)
    if shown >= FEWEST_PEERS:
        return said
    kind = "pairs connus" if study.slug else f"{kind_of(study, plural=True)} comparés"
    return (
        f"{said}. Attention{NBSP}: avec moins de {FEWEST_PEERS} {kind}, chacun peut être deviné "
        f"par qui connaît la région{NBSP}; ne diffusez pas ce rapport"
    )


def reading_guide(study: Study) -> Block:
    """Say what a comparison can tell and what it cannot, in plain French."""
    months = study.comparaison.organismes["mois_ecoules"]
    spread = ""
    if len(months) and months.min() < months.max():
        spread = (
            f"De {months.min():.0f} à {months.max():.0f} mois séparent l’adoption des plans de ce "
            f"jour{NBSP}: un plan adopté plus tard a eu moins de temps."
        )
    points = [
        "Un écart pose une question, il ne rend pas de verdict. Il n’y a ici ni classement, ni "
        "note d’ensemble, ni rang seul.",
        "Avec un même taux réel de 45\u00a0% partout et des plans de 8 à 119 actions, les taux "
        "observés iraient déjà de 13\u00a0% à 71\u00a0%, par le seul hasard.",
        "Les actions sont toutes comptées, ce n’est pas un sondage. L’intervalle à 95\u00a0% "
        f"répond à une autre question{NBSP}: un plan de cette taille pourrait-il montrer cet écart "
        "par variation ordinaire\u00a0?",
        "Plus d’actions n’est pas mieux, moins non plus. Un taux sous 5 actions n’est pas montré, "
        "sous 10 il est dit fragile.",
        "La région (somme sur somme) et le CPAS médian sont deux chiffres différents, tous deux "
        "donnés. On ne fait jamais la moyenne de pourcentages.",
        "Ce qui manque n’est jamais zéro, et se dit de cinq façons qui ne se confondent pas.",
        spread,
    ]
    breaks = [
        f"{one.libelle} ({fr_date(one.debut)})" for one in study.ruptures if one.debut <= study.jour
    ]
    if breaks:
        points.append(f"Ruptures possibles des séries{NBSP}: {', '.join(breaks)}.")
    said = [point for point in points if point]
    return block("points.html.j2", " ".join(said), points=said)


def coverage(study: Study) -> Chart:
    """Draw who is in the comparison and who isn't, each kind of absence apart."""
    states = study.comparaison.couverture["etat"].value_counts()
    counts = {state: int(states.get(state, 0)) for state in _STATES}
    total, there = sum(counts.values()), counts[SHOWN]
    kind = kind_of(study, plural=True)
    told = [f"{_STATES[s][0]}{NBSP}: {n}" for s, n in counts.items()]
    return Chart(
        identifiant="couverture",
        titre=f"{there} des {total} {kind} figurent dans la comparaison des réalisations",
        sous_titre="Chaque organisme attendu, selon que son taux de réalisation peut être montré "
        "ou non\u00a0; une absence n’est jamais comptée comme un zéro.",
        figure=_bar(counts),
        figure_etroite=_bar(counts),
        alternative=f"Couverture de {total} {kind}. {f'{NBSP}; '.join(told)}.",
        table=_coverage_table(study),
        source=source(study),
        n=counted(total, "organisme attendu", "organismes attendus"),
        legende=tuple((_STATES[s][1], f"{_STATES[s][0]} ({n})") for s, n in counts.items()),
    )


def _bar(counts: dict[str, int]) -> dict[str, Any]:
    total = max(sum(counts.values()), 1)
    return {
        "data": [_segment(state, n, total) for state, n in counts.items() if n],
        "layout": {
            "height": 76,
            "barmode": "stack",
            "margin": {"l": 2, "r": 2, "t": 4, "b": 26},
            "xaxis": {
                "range": [0, total],
                "tickvals": [0, total],
            },
            "yaxis": {"range": [-0.5, 0.5]},
        },
    }


def _segment(state: str, n: int, total: int) -> dict[str, Any]:
    fill, hatch = _FILLS[state]
    pattern = hatching(hatch, fill) if hatch else {"shape": ""}
    return {
        "type": "bar",
        "orientation": "h",
        "x": [n],
        "y": [0],
        "width": 0.8,
        "text": [str(n) if n / total > 0.02 else ""],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "#ffffff" if state == SHOWN else INK, "size": 14},
        "marker": {"color": fill, "line": {"color": "#5f6977", "width": 1}, "pattern": pattern},
        "customdata": [plotly_text(f"{_STATES[state][0]}\u00a0: {n}")],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _coverage_table(study: Study) -> pd.DataFrame:
    found = study.comparaison.couverture
    words = found["etat"].map({state: words for state, (words, _) in _STATES.items()})
    if study.question.anonyme:
        counts = words.value_counts()
        return pd.DataFrame(
            {"État": [str(state) for state in counts.index], "Nombre": counts.to_numpy()}
        )
    return pd.DataFrame(
        {
            "Organisme": found["organisme"].astype("str"),
            "Code INS": found["ins"].astype("str"),
            "État": words.astype("str"),
        }
    )


def set_apart(study: Study) -> Block:
    """List the plans that are not compared with the reason: unreadable, other term or type."""
    broken, apart = study.illisibles, study.comparaison.ecartes
    if study.question.anonyme:
        n, others = len(broken), len(apart)
        said = f"{n} PST {plural(n, 'illisible', 'illisibles')} et {others} PST d’une autre "
        notes = [f"{said}législature ou d’un autre type sont laissés de côté.", _former(study)]
        return lists_block([], notes=[note for note in notes if note])
    notes = [unknown_note(list(study.inconnus))]
    reasons = apart["motif"].value_counts()
    notes += [f"Laissés de côté{NBSP}: {n} PST ({why})." for why, n in reasons.items()]
    notes = [note for note in [*notes, _former(study)] if note]
    rows = [[Cell(str(r["slug"])), Cell(str(r["motif"]))] for r in broken.to_dict("records")]
    title = counted(len(rows), "PST illisible", "PST illisibles")
    title += plural(len(rows), ", absent de la comparaison", ", absents de la comparaison")
    table = ElementTable(title, ["PST", "Pourquoi"], rows[:_SHOWN_APART])
    return lists_block([table], notes=notes)


def _former(study: Study) -> str:
    if study.avant is None:
        return ""
    start, end = study.avant[0]
    return f"Ceux de {start}-{end} ne servent qu’à la comparaison des deux législatures."


def remake(study: Study) -> Block:
    """Say what the comparison was made with, and the command that makes it again."""
    asked = study.question
    command = ["pst", "comparer", "--date-arrete", asked.date_arrete.isoformat()]
    named = not asked.anonyme or asked.nommer
    options = {
        "--pairs": asked.pairs if asked.slug else "",
        "--slug": asked.slug if named else "",
        "--parmi": asked.parmi,
        "--mois": str(asked.mois) if asked.mois else "",
        "--type": asked.type_admin if asked.type_admin != "CPAS" else "",
    }
    command += [part for name, value in options.items() if value for part in (name, value)]
    command += ["--anonyme"] * asked.anonyme + ["--nommer"] * (asked.anonyme and asked.nommer)
    rows = [
        [Cell("Version de pstlib"), Cell(version("pstlib"))],
        [Cell("Commande"), Cell(shlex.join(command))],
        [Cell("Données"), Cell(source(study))],
        *(
            [Cell(f"Rupture\u00a0: {one.libelle}"), Cell(f"{one.source} ({one.statut})")]
            for one in study.ruptures
        ),
    ]
    return lists_block([ElementTable("Provenance", ["Quoi", "Détail"], rows)])
