"""The first and last parts of the report on synergies: who, when, the essential, how to remake."""

import shlex
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pstlib.charts.block import FICTITIOUS, Block, block, notebook_style
from pstlib.charts.element_lists import Cell, ElementTable, lists_block
from pstlib.charts.provenance import files_read, hash_of_all
from pstlib.charts.synergies.section import law_notes
from pstlib.charts.wording import tidy
from pstlib.grammar import capitalised, counted, plural
from pstlib.synergies.partners import with_article
from pstlib.synergies.study import SynergyStudy
from pstlib.synergies.study_sentences import opening_sentences
from pstlib.synergies.words import BETTER, UNKNOWN
from pstlib.text import NBSP, NC, fr_date, fr_euro, fr_long_date


def header(study: SynergyStudy) -> Block:
    """Say whose synergies these are, with whom, and at which day."""
    who, day = study.identite, fr_date(study.jour)
    with_whom = f" avec {with_article(study.autre.organisme)}" if study.autre else ""
    title = f"Synergies {who.exercice_debut}-{who.exercice_fin}{with_whom}"
    page = {"entete": f"{who.organisme} – {title}, situation au {day}"}
    if study.fictif:
        page["fictif"] = f"{FICTITIOUS}{NBSP}: données d’exemple"
    made = block(
        "entete.html.j2",
        f"{who.organisme}, {title}, situation au {fr_long_date(study.jour)}",
        organisme=who.organisme,
        titre=title,
        identite=_facts(study),
        fictif=FICTITIOUS if study.fictif else None,
        style=notebook_style(),
    )
    return replace(made, page=page)


def _facts(study: SynergyStudy) -> list[tuple[str, str]]:
    chosen = "" if study.demandee else " (dernier relevé daté, aucune date n’étant demandée)"
    facts = [
        ("Situation au", f"{fr_long_date(study.jour)}{chosen}"),
        ("PST", study.identite.libelle),
    ]
    if study.autre:
        facts.append(("Partenaire", f"{study.autre.organisme}{NBSP}: {study.autre.libelle}"))
    else:
        facts.append(("Partenaire", "aucun PST n’est mis en regard"))
    law = study.revue.loi
    return [
        *facts,
        ("Base légale", capitalised(tidy(law.texte))),
        ("Code INS", study.identite.ins or NC),
    ]


def essentials(study: SynergyStudy) -> Block:
    """Sum the report up: sentences, then four figures, the effect on the service first."""
    sentences = opening_sentences(study)
    rows = study.revue.synergies
    return block(
        "synthese.html.j2",
        " ".join(sentences),
        phrases=sentences,
        cles=_keys(study) if len(rows) else [],
    )


def _keys(study: SynergyStudy) -> list[dict[str, str]]:
    running = study.revue.synergies[study.revue.synergies["en_vigueur"]]
    known = running["effet"].ne(UNKNOWN)
    better, total = int(running["effet"].eq(BETTER).sum()), len(running)
    saved = running["economie_constatee"].dropna()
    weak = study.verdicts[study.verdicts["verdict"].eq("AFFAIBLI")]
    return [
        _key(f"{better} sur {int(known.sum())}", "service au citoyen meilleur",
             f"effet connu pour {int(known.sum())} des {total} synergies en vigueur"),
        _key(str(total), "en vigueur", f"existantes ou en cours, sur {len(study.revue.synergies)}"),
        _key(str(len(weak)), plural(len(weak), "synergie affaiblit", "synergies affaiblissent"),
             f"un partenaire au moins, sur {len(study.verdicts)} ni abandonnées ni à venir"),
        _key(fr_euro(sum(saved)) if len(saved) else NC, "économie constatée",
             f"connue pour {len(saved)} sur {total}\u00a0; uniques et annuelles, telles "
             "qu’écrites"),
    ]  # fmt: skip


def _key(value: str, label: str, detail: str) -> dict[str, str]:
    return {"valeur": value, "libelle": label, "detail": detail}


def rules(study: SynergyStudy) -> Block:
    """Say what the law asks each year and what of the report's own rules isn't official."""
    notes = [
        *law_notes(study.revue.loi),
        f"{study.axes.matrice.rstrip('.')}.",
        f"{study.axes.calendrier}.",
        f"{study.axes.autonomie}.",
    ]
    return block("note.html.j2", " ".join(notes), phrases=notes)


def remake(study: SynergyStudy) -> Block:
    """Say what the report was made with, and the command that makes it again."""
    command = ["pst", "synergies", study.identite.slug]
    command += ["--avec", study.autre.slug] if study.autre else []
    command += ["--date-arrete", study.jour.isoformat()]
    sides = [study.evaluation, *([study.partenaire] if study.partenaire else [])]
    rows = [
        [Cell("Version de pstlib"), Cell(version("pstlib"))],
        [Cell("Commande"), Cell(shlex.join(command))],
        *(
            [Cell(f"Synergies, {ev.identite.organisme}"), Cell(_counts(ev.pst.tables))]
            for ev in sides
        ),
        *(
            [Cell(f"Fichiers lus, {ev.identite.organisme}"), Cell(_hash(ev.pst.dossier))]
            for ev in sides
        ),
    ]
    return lists_block([ElementTable("Provenance", ["Quoi", "Détail"], rows)])


def _counts(tables: object) -> str:
    names = ("synergies", "suivi_synergies", "gains_synergies", "contrats_conjoints",
             "matrice_cooperation", "reponses")  # fmt: skip
    found = {name: len(tables[name]) for name in names}  # type: ignore[index]
    return ", ".join(f"{name}{NBSP}: {counted(n, 'ligne')}" for name, n in found.items())


def _hash(folder: Path | None) -> str:
    """Count the files and give one hash for all, as the short evaluation report does."""
    files = files_read(folder)
    if not files:
        return NC
    return (
        f"{counted(len(files), 'fichier')}{NBSP}; empreinte SHA-256 de la liste de leurs "
        f"empreintes{NBSP}: {hash_of_all(files)}"
    )
