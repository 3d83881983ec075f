"""Time « qui fait déjà cela ? » on a region: ``python benchmarks/recherche.py [ORGANISMES]``.

Makes a fictitious region of 261 CPAS without budgets (about 26,000 actions) in a temporary folder,
then times the classification, the index, the catalogue from the cache, and a query.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pstlib.comparison.similar import Reader, build_index
from pstlib.comparison.similar_catalogue import load_catalogue
from pstlib.comparison.similar_search import Filters, Request, Searcher, search
from pstlib.comparison.themes import classify
from pstlib.examples import Region, write_region
from pstlib.reference.concepts import load_thesaurus
from pstlib.reference.themes import load_theme_rules

ORGANISATIONS = 261
T = TypeVar("T")
QUERIES = ("épicerie sociale", "surendetement", "article 60", "repas à domicile", "DPO partagé")


def main(arguments: list[str]) -> None:
    """Make the region and print one line per measure, wall and processor seconds."""
    count = int(arguments[0]) if arguments else ORGANISATIONS
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "region", Path(name) / "cache"
        os.environ["PST_CACHE"] = str(cache)
        write_region(Region(count, 1, 0), folder, lambda _name: None)
        catalogue = timed("dossier lu, classé et indexé", lambda: load_catalogue(folder))
        actions = catalogue.actions.drop(columns="theme")
        print(f"{len(actions)} actions, {len(catalogue.refuses)} PST illisibles")
        timed("thèmes seuls", lambda: classify(actions, load_theme_rules()))
        timed("index seul", lambda: build_index(catalogue.actions, Reader(load_thesaurus())))
        timed("catalogue en cache", lambda: load_catalogue(folder))
        ready = timed("règles prêtes", lambda: Searcher.of(catalogue))
        spent = [query_time(lambda q=q: search(ready, Request(q), Filters())) for q in QUERIES]
        print(f"une demande : {statistics.median(spent) * 1000:.0f} ms (médiane, processeur)")


def timed(label: str, act: Callable[[], T]) -> T:
    """Do something once and say how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    seconds = time.perf_counter() - wall
    print(f"{label} : {seconds:.2f} s (processeur {time.process_time() - cpu:.2f} s)", flush=True)
    return result


def query_time(act: Callable[[], object]) -> float:
    """Give the processor seconds of a query, the first call left out: it fills the caches."""
    act()
    before = time.process_time()
    act()
    return time.process_time() - before


if __name__ == "__main__":
    main(sys.argv[1:])
