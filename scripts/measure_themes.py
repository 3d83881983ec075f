"""Measure the themes on titles labelled by hand and write ``docs/themes.md``.

Two halves: the author of the rules worked on ``dev`` and never read ``held``. Only counts of
``held`` are shown, never a title. ``python scripts/measure_themes.py``.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pstlib.comparison.themes import classify
from pstlib.paths import write_atomically
from pstlib.reference.themes import Theme, ThemeRules, load_theme_rules
from pstlib.text import NBSP, fr_number, fr_share

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests/data/themes"
PAGE = ROOT / "docs/themes.md"
SHOWN = 25
PARTS = {"dev": "ouverte (auteur des règles)", "held": "mise de côté"}


@dataclass(frozen=True)
class Measured:
    """What the rules did on one part: the labels, the answers, and what else was right."""

    wanted: pd.Series
    given: pd.Series
    tolerated: pd.Series
    clear: pd.Series

    @property
    def figures(self) -> dict[str, float]:
        """Macro-F1: all titles; an ambiguous one also right by its second theme; the clear ones."""
        lenient = self.given.mask(self.tolerated, self.wanted)
        return {
            "strict": macro_f1(self.wanted, self.given),
            "tolérant": macro_f1(self.wanted, lenient),
            "sans les ambigus": macro_f1(self.wanted[self.clear], self.given[self.clear]),
        }


def measure(part: str) -> Measured:
    """Classify the labelled titles of a part."""
    table = pd.read_csv(LABELLED / f"{part}.csv", dtype="str", keep_default_na=False)
    titles = table[["libelle"]].assign(
        element_id=table["id"], oo=table["contexte"].mask(table["contexte"].eq(""))
    )
    given = classify(titles, load_theme_rules())["theme"]
    ambiguous = table["ambigu"].eq("oui")
    second = [
        theme in others.split(";")
        for theme, others in zip(given, table["autres_themes"], strict=True)
    ]
    return Measured(table["theme"], given, ambiguous & pd.Series(second), ~ambiguous)


def macro_f1(wanted: pd.Series, given: pd.Series) -> float:
    """Give the mean over the wanted themes of F1, each theme counting the same."""
    scores = []
    for theme in sorted(set(wanted)):
        right = int((wanted.eq(theme) & given.eq(theme)).sum())
        scores.append(2 * right / int(wanted.eq(theme).sum() + given.eq(theme).sum()))
    return sum(scores) / len(scores)


def page(parts: dict[str, Measured], rules: ThemeRules) -> str:
    """Write the page."""
    return "\n".join(
        [
            "# Les thèmes des actions\n",
            "<!-- Page écrite par scripts/measure_themes.py : ne la modifiez pas à la main. -->\n",
            _HEAD.format(version=f"{rules.version:%d/%m/%Y}"),
            "| Code | Thème | ODD | COFOG | Axe PCS | Exemples |\n|---|---|---|---|---|---|",
            *(_theme_line(theme) for theme in rules.themes),
            _LINKS,
            "## Mesure\n",
            _MEASURE,
            "| Partie | Titres | Strict | Tolérant | Sans les ambigus | Non classés |",
            "|---|---|---|---|---|---|",
            *(_figures(part, measured) for part, measured in parts.items()),
            "\n## Confusions de la partie mise de côté\n",
            "| Thème voulu | Thème donné | Titres |\n|---|---|---|",
            *_confusions(parts["held"], rules),
            "\n## Par thème, partie mise de côté\n",
            "| Thème | Titres | Rappel | Précision |\n|---|---|---|---|",
            *_by_theme(parts["held"], rules),
            "",
        ]
    )


def _theme_line(theme: Theme) -> str:
    goals = ", ".join(map(str, theme.odd)) or "–"
    axis = theme.axe_pcs or "–"
    examples = " ; ".join(theme.exemples)
    cells = (theme.code, theme.libelle, goals, theme.cofog or "–", axis, examples)
    return f"| {' | '.join(map(str, cells))} |"


def _figures(part: str, measured: Measured) -> str:
    figures = " | ".join(fr_number(value, 3) for value in measured.figures.values())
    unclassified = fr_share(measured.given.eq("T99").mean())
    return f"| {PARTS[part]} | {len(measured.wanted)} | {figures} | {unclassified} |"


def _confusions(measured: Measured, rules: ThemeRules) -> list[str]:
    pairs = Counter(
        (wanted, given)
        for wanted, given in zip(measured.wanted, measured.given, strict=True)
        if wanted != given
    )
    lines = [
        f"| {_named(wanted, rules)} | {_named(given, rules)} | {count} |"
        for (wanted, given), count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    hidden = len(lines) - SHOWN
    rest = [f"\nEt {hidden} autres paires."] if hidden > 0 else []
    return lines[:SHOWN] + rest


def _by_theme(measured: Measured, rules: ThemeRules) -> list[str]:
    lines = []
    for theme in sorted(set(measured.wanted)):
        wanted, given = measured.wanted.eq(theme), measured.given.eq(theme)
        right = int((wanted & given).sum())
        precision = fr_share(right / int(given.sum()), 0) if given.any() else "n. c."
        recall = fr_share(right / int(wanted.sum()), 0)
        lines.append(f"| {_named(theme, rules)} | {int(wanted.sum())} | {recall} | {precision} |")
    return lines


def _named(code: str, rules: ThemeRules) -> str:
    return f"{code} {rules.labels[code]}"


_HEAD = f"""\
Chaque action reçoit un thème principal et, s’il y a lieu, d’autres. Les règles sont des mots et
leurs poids, dans `themes.yml` (version du {{version}}) et `concepts.yml`{NBSP}: chacun peut les
corriger, et chaque réponse garde les mots qui l’ont donnée. Quand le titre ne tranche pas, le
thème que le plan donne lui-même, puis les titres de l’OO et de l’OS (à 30{NBSP}%) parlent. Un thème
posé à la main dans `referentiel/themes_manuels.csv` l’emporte toujours.
"""
_LINKS = """
Les rapprochements avec les ODD, la COFOG et les axes du PCS sont de l’équipe ; ils n’ont pas été
vérifiés.
"""
_MEASURE = f"""\
Des titres fictifs, étiquetés à la main, en deux moitiés. L’auteur des règles a lu la première ; il
n’a jamais lu la seconde, et seuls ses nombres sont ici. La mesure est le F1 moyen des thèmes
(chaque thème compte autant). «{NBSP}Tolérant{NBSP}»{NBSP}: d’un titre ambigu, le second thème vaut
aussi.

**L’objectif est de 0,90 sur la partie mise de côté, faite exprès de titres indirects. Tant qu’il
n’est pas atteint ci-dessous, ne lisez pas la part d’un thème à quelques points près.** L’écart
entre les deux parties dit ce que les règles doivent aux titres que leur auteur a lus.
"""


if __name__ == "__main__":
    measured = {part: measure(part) for part in PARTS}
    write_atomically(PAGE, page(measured, load_theme_rules()))
