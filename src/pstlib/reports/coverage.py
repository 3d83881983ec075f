"""How many of the CPAS of the region have a report: real ones only, each once."""

from collections.abc import Iterable
from typing import Any

from pstlib.reference.communes import communes
from pstlib.reports.entries import MADE
from pstlib.reports.jobs import EVALUATION_NAMES
from pstlib.reports.journal import Entry


def coverage(entries: Iterable[Entry]) -> dict[str, Any]:
    """Count the CPAS that have a report, by kind of evaluation and by province.

    The whole is the CPAS of the French-speaking communes, whom the Walloon rules on the PST bind;
    a fictitious organisation, a commune or an unknown INS code covers nothing.

    Args:
        entries: What the journal says of each report.

    Returns:
        ``total``; ``par_evaluation``, pairs of name and count; ``par_province``, rows of province,
        counts in the order of the kinds, and total. Empty where no real CPAS has a report.
    """
    table = communes()
    bound = table[table["communaute_germanophone"].eq("0")]
    province = dict(zip(bound["ins"], bound["province"], strict=True))
    covered: dict[str, set[str]] = {kind: set() for kind in EVALUATION_NAMES}
    for entry in entries:
        if _counts(entry) and entry["ins"] in province:
            covered[entry["evaluation"]].add(entry["ins"])
    kinds = {kind: found for kind, found in covered.items() if found}
    if not kinds:
        return {}
    return {
        "total": len(province),
        "par_evaluation": [(EVALUATION_NAMES[kind], len(found)) for kind, found in kinds.items()],
        "par_province": [
            (
                name,
                [sum(province[ins] == name for ins in found) for found in kinds.values()],
                int(bound["province"].eq(name).sum()),
            )
            for name in sorted(bound["province"].unique())
        ],
    }


def _counts(entry: Entry) -> bool:
    evaluated = entry["etat"] == MADE and not entry.get("carnet")
    return evaluated and entry.get("type_admin") == "CPAS" and entry["fictif"] is not True
