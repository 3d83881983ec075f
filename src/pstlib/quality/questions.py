"""What to ask a CPAS: numbered questions on what is missing or odd, ready for a letter."""

from collections.abc import Iterator, Mapping

import pandas as pd

from pstlib.evaluation import Evaluation
from pstlib.grammar import capitalised, counted, cut, plural
from pstlib.model.findings import INFO
from pstlib.model.records import records
from pstlib.model.statuses import Status
from pstlib.text import NBSP, fr_date

_SHOWN = 10
Question = tuple[str, str, tuple[str, ...]]
_Gap = tuple["pd.Series[bool]", str]
# What a whole field lacks, once a plan: its code in ``Evaluation.qualite`` and what is asked.
_OF_PLAN = {
    "budget_vote": "Pouvez-vous nous transmettre les budgets votés (initial et modifications) de "
    "chaque exercice entamé{nbsp}?",
    "compte": "Pouvez-vous nous transmettre les comptes des exercices écoulés{nbsp}?",
    "effectifs": "Quels sont vos effectifs, en équivalents temps plein, par statut et par "
    "exercice{nbsp}?",
    "budget": "Quels articles du budget, ou quelles autres sources, financent les actions qui n’en "
    "ont pas encore{nbsp}?",
    "indicateurs": "Quels indicateurs suivez-vous pour les objectifs qui n’en ont pas encore"
    "{nbsp}?",
    "date_installation": "À quelle date le conseil de l’action sociale a-t-il été installé{nbsp}?",
    "delegation_bureau_permanent": "Le conseil a-t-il délégué la programmation stratégique au "
    "bureau permanent{nbsp}?",
    "date_adoption": "À quelle date le programme stratégique transversal a-t-il été adopté{nbsp}?",
}


def questions(ev: Evaluation, problems: pd.DataFrame) -> pd.DataFrame:
    """List what to ask the organisation, from what changes the results most.

    Args:
        ev: Its evaluation.
        problems: What looks wrong in its tables (``problems_of``); « info » is not asked.

    Returns:
        ``numero`` (from 1), ``objet``, ``question`` (a French sentence) and ``elements``: the
        actions or places that it speaks of, as a tuple of texts.
    """
    codes = dict(zip(ev.plan["element_id"], ev.plan["code"], strict=True))
    asked = [*_of_actions(ev), *_of_plan(ev.qualite), *_of_problems(problems, codes)]
    table = pd.DataFrame(asked, columns=["objet", "question", "elements"])
    table.insert(0, "numero", range(1, len(table) + 1))
    return table


def letter(ev: Evaluation, asked: pd.DataFrame) -> str:
    """Write the questions as a letter that can be sent as it is."""
    who = ev.identite
    plan = f"programme stratégique transversal {who.exercice_debut}-{who.exercice_fin}"
    if asked.empty:
        return f"Les données de votre {plan} sont complètes{NBSP}: nous n’avons pas de question."
    left = counted(len(asked), "point reste", "points restent")
    lines = [
        "Bonjour,",
        "",
        f"Nous préparons l’évaluation de votre {plan} (situation au {fr_date(ev.date_arrete)}). "
        f"Pour que ses chiffres soient justes, {left} à préciser{NBSP}:",
    ]
    said: dict[tuple[str, ...], int] = {}
    for row in records(asked):
        first = said.setdefault(row["elements"], row["numero"])
        again = (f"les mêmes qu’à la question {first}",) if first != row["numero"] else ()
        places = again if row["elements"] and again else row["elements"]
        lines += ["", f"{row['numero']}. {row['question']}", *_places(places)]
    closing = "Une réponse brève, point par point, suffit. Ce que vous ne savez pas peut rester "
    return "\n".join([*lines, "", f"{closing}sans réponse.", "", "Merci d’avance pour votre aide."])


def _places(elements: tuple[str, ...]) -> list[str]:
    shown = [f"   – {name}" for name in elements[:_SHOWN]]
    hidden = len(elements) - _SHOWN
    return [*shown, f"   … et {counted(hidden, 'autre')}"] if hidden > 0 else shown


def _of_actions(ev: Evaluation) -> Iterator[Question]:
    pursued = ev.actions[ev.actions["poursuivie"]]
    for subject, (concerned, words) in _gaps(ev, pursued).items():
        if (n := int(concerned.sum())) > 0:
            agreed = {
                "these": plural(n, "cette action", f"ces {n} actions"),
                "was": plural(n, "était", "étaient"),
                "stays": plural(n, "reste", "restent"),
            }
            yield subject, f"{words.format(**agreed)}{NBSP}?", _named(pursued[concerned])


def _gaps(ev: Evaluation, pursued: pd.DataFrame) -> dict[str, _Gap]:
    """Tell what each kind of question is about, and its words, that agree with the number."""
    day, months = fr_date(ev.date_arrete), ev.methode.peremption_mois
    unknown = pursued["statut"].eq(Status.UNKNOWN)
    left = pursued["statut"].ne(Status.DONE)
    wide = pursued["avancement_max"].ne(pursued["avancement_min"])
    return {
        "Statuts": (unknown, f"Où en {{was}} {{these}} au {day}"),
        "Statuts anciens": (
            pursued["perimee"] & ~unknown,
            f"Le dernier relevé de {{these}} a plus de {months} mois{NBSP}: quel en était l’état "
            f"au {day}",
        ),
        "Taux d’avancement": (
            wide & ~unknown,
            f"Quel était, en pourcentage, l’avancement de {{these}} au {day}",
        ),
        "Échéances": (
            left & pursued["date_fin"].isna(),
            "Quelle échéance est prévue pour {these}, qui {stays} à terminer",
        ),
        "Responsables": (
            left & pursued["responsable"].isna(),
            "Qui est responsable de {these}, qui {stays} à terminer",
        ),
    }


def _named(actions: pd.DataFrame) -> tuple[str, ...]:
    pairs = zip(actions["code"], actions["libelle"], strict=True)
    return tuple(f"{code} {cut(' '.join(str(title).split()))}" for code, title in pairs)


def _of_plan(quality: pd.DataFrame) -> Iterator[Question]:
    lacking = quality[quality["n_connus"].lt(quality["n_total"])].set_index("champ")
    for field, words in _OF_PLAN.items():
        if field in lacking.index:
            row = lacking.loc[field]
            known = f"connus à ce jour{NBSP}: {row['n_connus']} sur {row['n_total']}"
            yield str(row["libelle"]), words.format(nbsp=NBSP), (
                (known,) if row["n_total"] > 1 and row["n_connus"] else ()
            )  # fmt: skip


def _of_problems(problems: pd.DataFrame, codes: Mapping[str, str]) -> Iterator[Question]:
    for row in records(problems[problems["gravite"].ne(INFO)]):
        code = codes.get(str(row["element_id"]), "")
        place = f"{code}{NBSP}: " if code and code not in row["probleme"] else ""
        question = f"Pouvez-vous vérifier ce point{NBSP}? {capitalised(place + row['probleme'])}."
        yield "Données à vérifier", question, ()
