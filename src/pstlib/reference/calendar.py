"""The legal calendar as dated data: which steps, who, when, on what ground."""

import datetime as dt
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from pstlib.errors import TableError
from pstlib.reference.loader import find, load_yaml, require_keys

CALENDAR = "calendrier_legal.yml"


@dataclass(frozen=True)
class LegalStep:
    """One legal step of a PST, valid for the councils installed between two dates.

    ``evenement`` is what starts the delay: ``installation`` (with ``delai_mois``),
    ``renouvellement`` (with ``jour``, month-day of the year of the full renewal of the communal
    councils), or an event for which the law sets no date.
    """

    demarche: str
    libelle: str
    acteur: str
    acteur_delegation: str
    verbe: str
    verbe_delegation: str
    evenement: str
    reference: str
    statut: str
    delai_mois: int | None = None
    jour: str | None = None
    precision: str | None = None
    valable_du: dt.date | None = None
    valable_au: dt.date | None = None

    def applies(self, day: dt.date) -> bool:
        """Tell whether the step is valid for a council installed on ``day``."""
        return (self.valable_du or dt.date.min) <= day <= (self.valable_au or dt.date.max)


@dataclass(frozen=True)
class YearlyStep:
    """One step of the report on synergies, to be taken for each exercice.

    ``quand`` says when in the year, as far as the law does; ``statut`` is ``verifie`` where the
    step was read in a source, ``a_verifier`` where it must not be shown as official.
    """

    demarche: str
    libelle: str
    acteur: str
    verbe: str
    quand: str
    reference: str
    statut: str


@dataclass(frozen=True)
class LegalCalendar:
    """The legal steps, the law they come from, and when it was last checked.

    ``annuelles`` are the steps to be taken again each year, in their order; a file that takes the
    place of ours may have none.
    """

    texte: str
    delais: str
    zone: str
    verifie_le: dt.date
    sources: tuple[str, ...]
    renouvellements: tuple[int, ...]
    etapes: tuple[LegalStep, ...]
    annuelles: tuple[YearlyStep, ...] = ()

    def steps(self, day: dt.date) -> list[LegalStep]:
        """List the steps valid for a council installed on ``day``, in the order of the file."""
        return [step for step in self.etapes if step.applies(day)]

    def renewal_year(self, day: dt.date) -> int | None:
        """Give the first year of renewal of the communal councils after the year of ``day``."""
        return min((year for year in self.renouvellements if year > day.year), default=None)


def load_calendar(donnees: Path | str | None = None) -> LegalCalendar:
    """Read the legal calendar.

    Raises:
        TableError: If a file that takes its place lacks a key, or a step has an unknown one.
    """
    path = find(CALENDAR, donnees)
    data = load_yaml(CALENDAR, donnees)
    needed = [field.name for field in fields(LegalCalendar) if field.default is MISSING]
    require_keys(data, needed, path)
    try:
        return LegalCalendar(
            **{key: data[key] for key in ("texte", "delais", "zone", "verifie_le")},
            sources=tuple(source["titre"] for source in data["sources"]),
            renouvellements=tuple(data["renouvellements"]),
            etapes=tuple(_step(step) for step in data["etapes"]),
            annuelles=tuple(YearlyStep(**step) for step in data.get("annuelles") or ()),
        )
    except (KeyError, TypeError) as error:
        raise TableError(
            "Calendrier légal refusé",
            where=str(path),
            found=str(error),
            todo="Repartez du fichier livré avec pstlib et gardez-en les clés.",
        ) from error


def _step(data: dict[str, Any]) -> LegalStep:
    step = LegalStep(**data)
    for day in (step.valable_du, step.valable_au):
        if day is not None and not isinstance(day, dt.date):
            raise TypeError(f"{step.demarche} : « {day} » n’est pas une date AAAA-MM-JJ")
    return step
