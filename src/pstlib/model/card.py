"""What a notebook shows of a PST: a card of what is known, what is not, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from pstlib.grammar import counted, listing
from pstlib.model.checks import check
from pstlib.model.counts import gravity_counts, level_counts
from pstlib.model.statuses import Level
from pstlib.text import NBSP, NC, fr_date

if TYPE_CHECKING:
    from pstlib.model.pst import Pst

_FICTITIOUS = "organisme fictif"
# The colours are JupyterLab's own: the card is read in its dark theme too.
_BOX = "border:1px solid var(--jp-border-color1,#d9dee5);border-radius:8px;padding:10px 14px"
_GRID = "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 16px;margin:6px 0"
_BADGE = "border:1px solid currentColor;border-radius:9px;padding:0 8px;font-size:85%"
_CARD = Markup(
    '<div class="pst-fiche" style="{box};max-width:72ch"><strong>{title}</strong>{badge}'
    '<dl style="{grid}">{facts}</dl>'
    "<div>Pour continuer{nbsp}: <code>{todo}</code></div></div>"
)
_FACT = Markup('<dt style="opacity:.75">{name}</dt><dd style="margin:0">{value}</dd>')


def card(title: str, facts: Sequence[tuple[str, str]], *, fictitious: bool, todo: str) -> Markup:
    """Write a card as HTML; every text in it is escaped.

    >>> "&lt;b&gt;" in card("<b>", [("Plan", "n. c.")], fictitious=False, todo="pst.elements")
    True
    """
    badge = Markup(' <span style="{}">{}</span>').format(_BADGE, _FICTITIOUS)
    lines = [_FACT.format(name=name, value=value) for name, value in facts]
    return _CARD.format(
        box=_BOX, title=title, badge=badge if fictitious else "", grid=_GRID,
        facts=Markup("").join(lines), nbsp=NBSP, todo=todo,
    )  # fmt: skip


def pst_card(pst: Pst) -> Markup:
    """Show whose plan it is, what it holds and lacks, what is wrong in it, and what to do next."""
    who = pst.identite
    empty = [name for name, table in pst.tables.items() if table.empty]
    facts = [
        ("Plan", level_counts(pst.elements)),
        ("Suivi", _observed(pst)),
        ("Tables vides (n. c.)", listing(empty) or "aucune"),
        ("Problèmes", gravity_counts(check(pst)["gravite"])),
    ]
    return card(
        f"{who.organisme} – PST {who.exercice_debut}-{who.exercice_fin}",
        facts,
        fictitious=who.fictif,
        todo=_next_step(pst),
    )


def _observed(pst: Pst) -> str:
    seen = pst.suivi
    if seen.empty:
        return f"{NC}{NBSP}: aucun relevé"
    leaves = pst.elements["niveau"].isin([Level.ACTION, Level.SUB_ACTION])
    known = seen["element_id"].nunique()
    of = f"sur {counted(known, 'élément')} de {int(leaves.sum())}"
    last = fr_date(seen["date_suivi"].max())
    return f"{counted(len(seen), 'relevé')} {of}, le dernier au {last}"


def _next_step(pst: Pst) -> str:
    """Give the evaluation of the first day planned, else of the last observation."""
    planned = [one.date_arrete for one in pst.identite.evaluations]
    seen = pst.suivi["date_suivi"].dropna()
    if not planned and seen.empty:
        return "pst.elements"
    day = planned[0] if planned else seen.max()
    return f'pstlib.evaluate(pst, date_arrete="{day:%Y-%m-%d}")'
