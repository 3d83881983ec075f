"""``index.html``: the list of the reports of a folder, made or failed, for people."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pstlib.charts.wording import tidy
from pstlib.grammar import plural
from pstlib.paths import write_atomically
from pstlib.reference.communes import provinces
from pstlib.reports.assets import copy_list_assets, list_page
from pstlib.reports.coverage import coverage
from pstlib.reports.entries import FAILED, comparisons, found_on_disk, synergy_reports
from pstlib.reports.jobs import EVALUATION_NAMES
from pstlib.reports.journal import Entry, read_all
from pstlib.reports.runner import ASSETS
from pstlib.text import NBSP, NC, fold, fr_date, fr_number, fr_percent, fr_share, parse_date

INDEX = "index.html"
UNKNOWN_PROVINCE = "Province inconnue"
_NO_PROVINCE = "Aucune (organisme fictif)"
_SIZES = ((25, "moins de 25 actions"), (75, "de 25 à 74 actions"), (150, "de 75 à 149 actions"))
_LARGEST = "150 actions et plus"
_STATES = {False: "Rapports faits", True: "Échecs"}
_SHOWN_FAILURES = 8
_SHOWN_REPORTS = 100  # the others are shown when asked for, by the script of the page


def write_index(sortie: Path, known: Mapping[str, Entry] | None = None) -> Path:
    """Write the list of the reports of ``sortie``, and give its path.

    The list holds every report that the journal knows, and every page that has its figures,
    whatever made it, by organisation, PST and date. The same reports give the same bytes.

    Args:
        sortie: The folder of the reports.
        known: What the journal says, if it was read already.
    """
    journal = read_all(sortie) if known is None else known
    entries = [entry for entry in journal.values() if _is_shown(entry, sortie)]
    entries += found_on_disk(sortie, journal)
    rows = sorted(
        (_row(entry, sortie) for entry in entries),
        key=lambda row: (fold(row["organisme"]), row["rapport"]),
    )
    copy_list_assets(sortie / ASSETS)
    page = list_page(
        ASSETS,
        rows=rows,
        resume=_summary(rows),
        nombre=_counted(len(rows), "rapport"),
        pas=_SHOWN_REPORTS,
        echecs=[row for row in rows if row["erreur"]],
        montres=_SHOWN_FAILURES,
        choix=_choices(rows),
        fictitious=any(row["fictif"] for row in rows),
        couverture=coverage(entries),
        autres=_others(sortie, {entry["slug"]: entry["organisme"] for entry in entries}),
    )
    write_atomically(sortie / INDEX, page)
    return sortie / INDEX


def _is_shown(entry: Entry, sortie: Path) -> bool:
    return entry["etat"] == FAILED or (sortie / f"{entry['rapport']}.html").is_file()


def _row(entry: Entry, sortie: Path) -> dict[str, Any]:
    page, printed = (sortie / f"{entry['rapport']}.{suffix}" for suffix in ("html", "pdf"))
    failed = entry["etat"] == FAILED
    kind = entry["evaluation"]
    name = EVALUATION_NAMES[kind].capitalize() if kind else "Aucun rapport prévu"
    name = entry.get("carnet") or name  # one's own notebook is known by its title
    return {
        "rapport": entry["rapport"],
        "organisme": entry["organisme"] or entry["slug"],
        "libelle": entry["libelle"] or "",
        "fictif": bool(entry["fictif"]),
        "province": _province(entry),
        "evaluation": name + (" (version courte)" if entry["court"] else ""),
        "date": fr_date(parse_date(entry["date_arrete"])) if entry["date_arrete"] else "",
        "page": page.relative_to(sortie).as_posix() * page.is_file(),
        "pdf": printed.relative_to(sortie).as_posix() * (printed.is_file() and not failed),
        "etat": _STATES[failed],
        "erreur": "\n".join(map(tidy, entry["erreur"].splitlines())) if failed else None,
        "cellule": entry.get("cellule"),
        "taille": "Taille inconnue",
        **({} if failed else _figures(entry["chiffres"])),
    }


def _figures(whole: dict[str, Any]) -> dict[str, Any]:
    rate, actions = whole["taux_realisation"], whole.get("n_actions")
    late = _late(whole)
    ranks = (rate["taux"], whole["avancement"]["min"], None if late == NC else whole["n_en_retard"])
    return {
        "taille": "Taille inconnue" if actions is None else _size(actions),
        "actions": NC if actions is None else fr_number(actions),
        "taux": fr_share(rate["taux"]),
        "fraction": f"{rate['numerateur']} sur {rate['denominateur']}",
        "avancement": _between(whole["avancement"]["min"], whole["avancement"]["max"]),
        "attendu": fr_percent(whole["attendu"]),
        "retard": late,
        "tri": {
            name: "" if rank is None else rank
            for name, rank in zip(("taux", "avancement", "retard"), ranks, strict=True)
        },
    }


def _size(actions: int) -> str:
    return next((label for limit, label in _SIZES if actions < limit), _LARGEST)


def _late(whole: dict[str, Any]) -> str:
    """Count the late actions; where no deadline is known, delays are unknown, not zero."""
    rate, undated = whole["taux_realisation"], whole["n_sans_echeance"]
    if undated and undated == rate["denominateur"] - rate["numerateur"]:
        return NC
    known = fr_number(whole["n_en_retard"])
    return f"{known} ({undated} sans échéance)" if undated else known


def _between(low: float | None, high: float | None) -> str:
    lower, upper = fr_percent(low), fr_percent(high)
    return lower if lower == upper else f"entre {lower} et {upper}"


def _summary(rows: Iterable[Mapping[str, Any]]) -> str:
    failed = [bool(row["erreur"]) for row in rows]
    made = _counted(len(failed) - sum(failed), "rapport fait", "rapports faits")
    return f"{made}, {_counted(sum(failed), 'échec')}"


def _counted(n: int, noun: str, several: str | None = None) -> str:
    return f"{fr_number(n)}{NBSP}{plural(n, noun, several)}"


def _choices(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give what the list can be narrowed to; a column of one value narrows nothing."""
    sizes = [*(label for _, label in _SIZES), _LARGEST]
    ranked = {name: rank for rank, name in enumerate([*sizes, *_STATES.values()])}
    names = {
        "province": "Province",
        "taille": "Taille du plan",
        "evaluation": "Évaluation",
        "etat": "État",
    }
    for column, label in names.items():
        values = {row[column] for row in rows}
        if len(values) > 1:
            options = sorted(values, key=lambda v: (ranked.get(v, 0), "inconnue" in v, fold(v)))
            yield {"colonne": column, "nom": label, "valeurs": options}


def _province(entry: Entry) -> str:
    """Name the province, as the data that the report was made from say it."""
    known = entry.get("province") or provinces().get(entry.get("ins") or "")
    return known or (_NO_PROVINCE if entry["fictif"] else UNKNOWN_PROVINCE)


def _others(
    sortie: Path, names: Mapping[str, str | None]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give the reports that evaluate nothing, under a heading for each kind."""
    compared = [_compared(page, asked, names) for page, asked in comparisons(sortie)]
    shared = [_shared(page, said) for page, said in synergy_reports(sortie)]
    kinds = (("Comparaisons entre PST", compared), ("Synergies", shared))
    return [(name, pages) for name, pages in kinds if pages]


def _shared(page: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Name a report on synergies by whose they are, with whom and when."""
    other = f" avec {said['partenaire']}" if said["partenaire"] else ""
    name = f"{said['organisme']}{other}, au {fr_date(parse_date(said['date_arrete']))}"
    return {"page": page, "nom": name, "fictif": said["fictif"]}


def _compared(
    page: str, asked: Mapping[str, Any], names: Mapping[str, str | None]
) -> dict[str, Any]:
    """Name a comparison by what was asked; an anonymous one doesn't say who."""
    first, last = asked["legislature"]
    who = "communes" if asked["type_admin"] == "AC" else "CPAS"
    parts = [f"PST {first}-{last} des {who}, au {fr_date(parse_date(asked['date_arrete']))}"]
    if asked["mois"]:
        parts.append(f"{asked['mois']} mois après leur début")
    if asked["anonyme"]:
        parts.append("version anonyme")
    if asked["pst"]:
        studied = "un PST" if asked["anonyme"] else names.get(asked["pst"]) or asked["pst"]
        parts.append(f"{studied} parmi ses pairs ({asked['pairs']})")
    return {"page": page, "nom": ", ".join(parts), "fictif": asked["fictif"]}
