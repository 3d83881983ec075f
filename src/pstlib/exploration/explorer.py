"""The panel of the exploration: what is chosen on the left redraws all that is on the right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
from markupsafe import escape

from pstlib.charts.chart import Chart
from pstlib.charts.live import LiveChart, status_key
from pstlib.charts.selection import statuses_by
from pstlib.charts.wording import clean
from pstlib.comparison.peer_models import MODELS
from pstlib.errors import PstError
from pstlib.exploration.actions import actions_of
from pstlib.exploration.choice import Choice, chosen
from pstlib.exploration.download import KINDS, download_link
from pstlib.exploration.files import write_selection
from pstlib.exploration.peers import peer_plans
from pstlib.exploration.table import STYLE, filterable, options, written
from pstlib.grammar import counted
from pstlib.model import list_slugs, load_identity
from pstlib.model.slugs import folder_of
from pstlib.model.statuses import STATUS_LABELS
from pstlib.paths import data_folder
from pstlib.reference.themes import load_theme_rules
from pstlib.text import NBSP, fr_date, fr_number, parse_date

SHOWN = {
    "organisme": "Organisme", "code": "Code", "libelle": "Action", "nom_theme": "Thème",
    "statut": "Statut", "date_suivi": "Relevé du", "date_fin": "Échéance",
    "retard_jours": "Retard (jours)", "responsable": "Responsable",
}  # fmt: skip
MOST_ROWS = 1_000
"""Rows that the table takes at once: more make every change wait for the browser."""
_MANY, _REASONS = 20, 2
_ALONE = ""
_WIDE = widgets.Layout(width="310px")


class Explorer:
    """Widgets to choose actions among plans, with charts and a table that follow the choice.

    Attributes:
        selection: The actions chosen: the columns of ``actions_of``.
        refused: Why some plans have no action at the day: slug and French reason.
    """

    def __init__(
        self,
        donnees: Path | str | None = None,
        *,
        date_arrete: str | dt.date,
        slugs: Sequence[str] = (),
    ) -> None:
        self._folder = data_folder(donnees)
        self._day = parse_date(date_arrete)
        self._known = [folder_of(slug, self._folder).name for slug in slugs] or list_slugs(
            self._folder
        )
        self._past: list[Choice] = []
        self._current, self._held = Choice(), False
        self.message = widgets.HTML()
        self._evaluate()
        self.selection = self._actions
        self._build()
        self._tell()

    def _evaluate(self) -> None:
        """Evaluate the plans at the day; where that takes time, say how far it is."""
        self._actions, self.refused = actions_of(
            self._known, self._folder, day=self._day, on_plan=self._on_plan
        )
        self._written = written(_shown(self._actions))
        self._written.index = self._actions.index

    def _on_plan(self, done: int, total: int) -> None:
        if total < _MANY:
            return
        if done == 1 and not hasattr(self, "table"):
            from IPython.display import display

            display(self.message)  # type: ignore[no-untyped-call]
        self._say(f"PST évalués au {fr_date(self._day)}{NBSP}: {done} sur {total}…")

    def _build(self) -> None:
        self._names = {self._name(slug): slug for slug in self._known}
        self._themes = {n: code for code, n in load_theme_rules(self._folder).labels.items()}
        self.organisations = _choices("Organismes", self._names)
        self.themes = _choices("Thèmes", self._themes)
        self.statuses = _choices("Statuts", {name: str(c) for c, name in STATUS_LABELS.items()})
        self.words = widgets.Text(
            description="Mots", placeholder="dans le titre de l’action", continuous_update=False,
            layout=_WIDE,
        )  # fmt: skip
        self.date = widgets.DatePicker(description="Situation au", value=self._day, layout=_WIDE)
        self.focus = widgets.Dropdown(
            options=[("– aucun –", _ALONE), *self._names.items()], description="Pairs de",
            layout=_WIDE,
        )  # fmt: skip
        self.model = widgets.Dropdown(options=list(MODELS), description="Modèle", layout=_WIDE)
        self.back = widgets.Button(description="Choix précédent", icon="undo", disabled=True)
        self.kind = widgets.Dropdown(options=list(KINDS), layout=widgets.Layout(width="80px"))
        self.export = widgets.Button(
            description="Emporter le choix", icon="download", layout=widgets.Layout(width="auto")
        )
        self.link = widgets.HTML()
        self.by_organisation, self.by_theme = (
            LiveChart(chart, on_bar)
            for chart, on_bar in zip(
                self.charts, (self._on_organisation, self._on_theme), strict=True
            )
        )
        self.table = filterable(self._written.head(0))
        self._watch()

    def _watch(self) -> None:
        for box in (self.organisations, self.themes, self.statuses, self.words):
            box.observe(self._on_choice, names="value")
        self.date.observe(self._on_date, names="value")
        for box in (self.focus, self.model):
            box.observe(self._on_peers, names="value")
        self.back.on_click(self._on_back)
        self.export.on_click(self._on_export)

    def panel(self) -> widgets.Widget:
        """Give the panel; shown in a notebook, it answers to every change."""
        boxes = [self.date, self.organisations, self.focus, self.model, self.themes]
        left = widgets.VBox(
            [*boxes, self.statuses, self.words], layout=widgets.Layout(min_width="325px")
        )
        buttons = widgets.HBox([self.back, self.export, self.kind, self.link])
        legend = widgets.HTML(status_key())
        right = widgets.VBox(
            [self.message, buttons, legend, self.by_organisation.widget, self.by_theme.widget],
            layout=widgets.Layout(flex="1 1 auto", min_width="0"),
        )
        return widgets.VBox([widgets.HBox([left, right]), widgets.HTML(STYLE), self.table])

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return Choice(
            slugs=tuple(self.organisations.value),
            themes=tuple(self.themes.value),
            statuts=tuple(self.statuses.value),
            mots=self.words.value.strip(),
        )

    @choice.setter
    def choice(self, wanted: Choice) -> None:
        """Choose otherwise, all at once."""
        self._held = True
        self.organisations.value, self.themes.value = wanted.slugs, wanted.themes
        self.statuses.value, self.words.value = wanted.statuts, wanted.mots
        self._held = False
        self._on_choice(None)

    @property
    def charts(self) -> tuple[Chart, Chart]:
        """The two charts of the choice: by organisation, by theme."""
        source = f"PST transmis, situation au {fr_date(self._day)}"
        return (
            statuses_by(self.selection, "organisme", heading="Organisme", source=source),
            statuses_by(self.selection, "nom_theme", heading="Thème", source=source),
        )

    def save(self, path: Path | str) -> Path:
        """Write the actions chosen, with all their columns, as ``.csv`` or ``.xlsx``."""
        return write_selection(self.selection, path)

    def _name(self, slug: str) -> str:
        try:
            who = load_identity(self._folder / slug)
        except PstError:
            return f"{slug} (illisible)"
        return f"{who.organisme} {who.exercice_debut}-{who.exercice_fin}"

    def _on_choice(self, _change: Any) -> None:
        if self._held or self.choice == self._current:
            return
        self._past.append(self._current)
        self._current = self.choice
        self._redraw()

    def _on_back(self, _button: Any) -> None:
        if self._past:
            self.choice = self._past.pop()
            self._past.pop()  # what was left just now isn't to come back to
            self.back.disabled = not self._past

    def _on_export(self, _button: Any) -> None:
        self.link.value = "Préparation…"
        name = f"selection-{self._day:%Y-%m-%d}{self.kind.value}"
        self.link.value = str(download_link(self.selection, name))

    def _on_organisation(self, name: str, status: str) -> None:
        slugs = {clean(known): slug for known, slug in self._names.items()}
        wanted = (slugs[name],) if name in slugs else self._current.slugs
        self.choice = replace(self._current, slugs=wanted, statuts=(status,))

    def _on_theme(self, name: str, status: str) -> None:
        codes = {clean(known): code for known, code in self._themes.items()}
        wanted = (codes[name],) if name in codes else self._current.themes
        self.choice = replace(self._current, themes=wanted, statuts=(status,))

    def _on_date(self, _change: Any) -> None:
        if self.date.value is None:
            return
        self._day = self.date.value
        self._evaluate()
        self._redraw()

    def _on_peers(self, _change: Any) -> None:
        """Choose an organisation and its peers; what can't be done is said, not raised."""
        own, model = self.focus.value, self.model.value
        if own == _ALONE:
            return
        try:
            peers, why = peer_plans(own, model, self._folder, day=self._day, among=self._known)
        except PstError as error:
            self._say(str(error))
            return
        self.choice = replace(self.choice, slugs=(own, *peers))
        if not peers:
            self._say(why or f"Aucun pair de ce PST n’est chargé (modèle «{NBSP}{model}{NBSP}»).")

    def _redraw(self) -> None:
        self.selection = chosen(self._actions, self._current)
        for live, chart in zip((self.by_organisation, self.by_theme), self.charts, strict=True):
            live.draw(chart)
        self._tell()

    def _tell(self) -> None:
        self.table.update(self._written.loc[self.selection.index[:MOST_ROWS]], **options())
        self.back.disabled = not self._past
        self.link.value = ""
        self._say(self._told())

    def _told(self) -> str:
        late = int(self.selection["en_retard"].astype(bool).sum())
        undated = int(self.selection["date_fin"].isna().sum())
        told = f"{counted(len(self.selection), 'action choisie', 'actions choisies')}, dont {late} "
        told += "en retard"
        if undated:
            told += f" et {undated} sans échéance, dont le retard n’est pas connu"
        if self.refused:
            n = counted(len(self.refused), "PST laissé de côté", "PST laissés de côté")
            reasons = sorted(set(self.refused.values()))
            why = [*reasons[:_REASONS], *["…"] * (len(reasons) > _REASONS)]
            told += f"{NBSP}; {n} ({f'{NBSP}; '.join(why)})"
        if len(self.selection) > MOST_ROWS:
            shown = f"la table en montre les {fr_number(MOST_ROWS)} premières"
            told += f"{NBSP}; {shown}, le fichier les a toutes"
        return f"{told}."

    def _say(self, text: str) -> None:
        self.message.value = f"<strong>{escape(text)}</strong>"


def _choices(name: str, options: dict[str, str]) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        options=list(options.items()), description=name, rows=7, layout=_WIDE
    )


def _shown(actions: pd.DataFrame) -> pd.DataFrame:
    words = actions["statut"].map({str(code): name for code, name in STATUS_LABELS.items()})
    return actions.assign(statut=words)[list(SHOWN)].rename(columns=SHOWN)
