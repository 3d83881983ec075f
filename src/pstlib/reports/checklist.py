"""Makes the page of a check-list: to fill in in a browser, or on paper."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pstlib.model import Pst, load
from pstlib.paths import write_atomically
from pstlib.reference.checklists import Phase, load_checklist
from pstlib.reports.assets import inline_script, style, template_engine, template_file
from pstlib.synergies.checklist import (
    ANSWER_LABELS,
    Answer,
    FilledChecklist,
    FilledQuestion,
    choose_synergy,
    fill_checklist,
)
from pstlib.synergies.partners import with_article
from pstlib.text import fr_date, fr_long_date

_ORIGINS = {"propre": "liste écrite pour pstlib", "federation": "liste de la Fédération des CPAS"}


@dataclass(frozen=True, kw_only=True)
class ChecklistJob:
    """One check-list to make: which, whose, of which synergy, from where and to where.

    ``synergie`` is empty for the only synergy that was answered; ``date_arrete`` is None for the
    last answers of all; ``navigateur`` prints a PDF.
    """

    liste: str
    slug: str
    donnees: Path
    sortie: Path
    synergie: str = ""
    avec: str = ""
    date_arrete: dt.date | None = None
    navigateur: Path | None = None

    def file(self, synergy: str, suffix: str) -> Path:
        """Give the path of the page or of its PDF."""
        name = "-".join(part for part in ("liste", self.liste, synergy) if part)
        return self.sortie / self.slug / f"{name}.{suffix}"


def run_checklist(job: ChecklistJob) -> list[Path]:
    """Make the page of a check-list, and its PDF where a browser is named.

    Raises:
        PstError: If a PST, the list or the synergy is unknown or refused, or nothing is printed.
    """
    from pstlib.reports.pdf import drop_stale_pdf

    checklist = load_checklist(job.liste, job.donnees)
    pst = load(job.slug, job.donnees)
    partner = load(job.avec, job.donnees) if job.avec else None
    synergy = choose_synergy(checklist, pst, job.synergie)
    filled = fill_checklist(checklist, pst, synergy, partner=partner, day=job.date_arrete)
    page = checklist_page(filled, pst, partner=partner, day=job.date_arrete)
    printed = _printed(page, filled, job)
    html, pdf = job.file(synergy, "html"), job.file(synergy, "pdf")
    if printed is None:
        drop_stale_pdf(pdf, html, page)
    write_atomically(html, page)
    if printed is None:
        return [html]
    write_atomically(pdf, printed)
    return [html, pdf]


def checklist_page(
    filled: FilledChecklist, pst: Pst, *, partner: Pst | None = None, day: dt.date | None = None
) -> str:
    """Make the page: French, whole in itself, that fetches nothing and sends nothing."""
    checklist = filled.liste
    told = filled.libelle or filled.synergie_id or pst.identite.organisme
    return (
        template_engine()
        .get_template("questions.html.j2")
        .render(
            titre=f"{checklist.titre} – {told}",
            remplie=filled,
            liste=checklist,
            origine=_ORIGINS[checklist.statut],
            pst=pst.identite,
            partenaire=partner.identite if partner else None,
            partenaire_dit=with_article(partner.identite.organisme) if partner else "",
            synergies=list(pst.synergies["synergie_id"]),
            jour=day,
            cle=_storage_key(filled, pst),
            phases=[(phase, _of_phase(filled, phase)) for phase in checklist.phases],
            reponses={answer: ANSWER_LABELS[answer] for answer in checklist.reponses},
            mots=ANSWER_LABELS,
            date=fr_date,
            longue_date=fr_long_date,
            styles=[Markup(style() + template_file("questions.css"))],  # noqa: S704 - ours
            scripts=[inline_script(template_file("questions.js"))],
        )
    )


def _of_phase(filled: FilledChecklist, phase: Phase) -> list[tuple[int, FilledQuestion]]:
    numbered = enumerate(filled.questions, 1)
    return [(rank, one) for rank, one in numbered if one.question.phase == phase.id]


def _storage_key(filled: FilledChecklist, pst: Pst) -> str:
    """Name what a browser keeps: what was typed on other answers isn't put upon these."""
    known = "\n".join(_known(filled))
    digest = hashlib.sha256(known.encode()).hexdigest()[:12]
    return "/".join((pst.identite.slug, filled.liste.liste, filled.synergie_id, digest))


def _known(filled: FilledChecklist) -> Iterator[str]:
    for one in filled.questions:
        answer: Answer | None = one.reponse
        yield f"{one.question.id}\t{answer}"


def _printed(page: str, filled: FilledChecklist, job: ChecklistJob) -> bytes | None:
    if job.navigateur is None:
        return None
    from pstlib.reports.pdf import print_pdf

    day = job.date_arrete or filled.last_date or filled.liste.date
    return print_pdf(page, job.navigateur, date=day, charts=0)
