"""The panel of the exploration: what is chosen on the left redraws all that is on the right."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from pstlib.charts.chart import Chart
from pstlib.charts.selection import statuses_by
from pstlib.comparison.peer_models import MODELS
from pstlib.comparison.study import compare
from pstlib.errors import PstError
from pstlib.exploration.actions import actions_of
from pstlib.exploration.choice import Choice, chosen
from pstlib.exploration.files import write_selection
from pstlib.exploration.table import filterable, options, written
from pstlib.grammar import counted
from pstlib.model import list_slugs, load_identity
from pstlib.model.slugs import folder_of
from pstlib.model.statuses import STATUS_LABELS
from pstlib.paths import data_folder
from pstlib.reference.themes import load_theme_rules
from pstlib.text import NBSP, fr_date, parse_date

SHOWN = {
    "organisme": "Organisme", "code": "Code", "libelle": "Action", "nom_theme": "Thème",
    "statut": "Statut", "date_suivi": "Relevé du", "date_fin": "Échéance",
    "retard_jours": "Retard (jours)", "responsable": "Responsable",
}  # fmt: skip
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
        self._actions, self.refused = actions_of(self._known, self._folder, day=self._day)
        self._build()
        self.selection = self._actions
        self._redraw()

    def _build(self) -> None:
        names = {self._name(slug): slug for slug in self._known}
        themes = load_theme_rules(self._folder).labels
        self.organisations = _choices("Organismes", names)
        self.themes = _choices("Thèmes", {name: code for code, name in themes.items()})
        self.statuses = _choices("Statuts", {name: str(c) for c, name in STATUS_LABELS.items()})
        self.date = widgets.DatePicker(description="Situation au", value=self._day, layout=_WIDE)
        self.focus = widgets.Dropdown(
            options=[("– aucun –", _ALONE), *names.items()], description="Pairs de", layout=_WIDE
        )
        self.model = widgets.Dropdown(options=list(MODELS), description="Modèle", layout=_WIDE)
        self.message = widgets.HTML()
        self.by_organisation, self.by_theme = widgets.Output(), widgets.Output()
        self.table = filterable(_shown(self._actions))
        for box in (self.organisations, self.themes, self.statuses):
            box.observe(self._on_choice, names="value")
        self.date.observe(self._on_date, names="value")
        for box in (self.focus, self.model):
            box.observe(self._on_peers, names="value")

    def panel(self) -> widgets.Widget:
        """Give the panel; shown in a notebook, it answers to every change."""
        left = widgets.VBox(
            [self.date, self.organisations, self.focus, self.model, self.themes, self.statuses],
            layout=widgets.Layout(min_width="325px"),
        )
        right = widgets.VBox(
            [self.message, self.by_organisation, self.by_theme],
            layout=widgets.Layout(flex="1 1 auto", min_width="0"),
        )
        return widgets.VBox([widgets.HBox([left, right]), self.table])

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        boxes = (self.organisations, self.themes, self.statuses)
        return Choice(*(tuple(box.value) for box in boxes))

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
        self._redraw()

    def _on_date(self, _change: Any) -> None:
        if self.date.value is None:
            return
        self._day = self.date.value
        self._actions, self.refused = actions_of(self._known, self._folder, day=self._day)
        self._redraw()

    def _on_peers(self, _change: Any) -> None:
        """Choose an organisation and its peers; what can't be compared is said, not raised."""
        own = self.focus.value
        if own == _ALONE:
            return
        asked = {"date_arrete": self._day, "slug": own, "pairs": self.model.value}
        try:
            kind = load_identity(self._folder / own).type_admin
            study = compare(self._folder, **asked, type_admin=kind)
        except PstError as error:
            self._say(str(error))
            return
        known = [slug for slug in (own, *study.pairs_slugs) if slug in self._known]
        self.organisations.value = tuple(known)
        if len(known) == 1:
            self._say(f"Aucun pair de ce PST n’est chargé (modèle «{NBSP}{asked['pairs']}{NBSP}»).")

    def _redraw(self) -> None:
        self.selection = chosen(self._actions, self.choice)
        outputs = (self.by_organisation, self.by_theme)
        for output, chart in zip(outputs, self.charts, strict=True):
            output.outputs = (_displayed(chart),)
        self.table.update(written(_shown(self.selection)), **options())
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
            told += f"{NBSP}; {n} ({'; '.join(sorted(set(self.refused.values())))})"
        return f"{told}."

    def _say(self, text: str) -> None:
        from markupsafe import escape

        self.message.value = f"<strong>{escape(text)}</strong>"


def _choices(name: str, options: dict[str, str]) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        options=list(options.items()), description=name, rows=7, layout=_WIDE
    )


def _shown(actions: pd.DataFrame) -> pd.DataFrame:
    words = actions["statut"].map({str(code): name for code, name in STATUS_LABELS.items()})
    return actions.assign(statut=words)[list(SHOWN)].rename(columns=SHOWN)


def _displayed(chart: Chart) -> dict[str, Any]:
    """Write a chart as the output that a kernel would send."""
    bundle = {name: _plain(value) for name, value in chart._repr_mimebundle_().items()}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
