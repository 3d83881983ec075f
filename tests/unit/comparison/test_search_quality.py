"""What the search finds, on requests written by hand before the thesaurus."""

from pathlib import Path

import pandas as pd
import pytest

from pstlib.comparison.similar import Reader, action_tokens, build_index, similar
from pstlib.comparison.similar_duplicates import same_action
from pstlib.comparison.similar_queries import corrected, request_tokens
from pstlib.comparison.themes import classify
from pstlib.comparison.words import words_of
from pstlib.reference.concepts import load_thesaurus
from pstlib.reference.themes import load_theme_rules

FOLDER = Path(__file__).parents[2] / "data/recherche"
FIRST = 5


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype="str", keep_default_na=False)


@pytest.fixture(scope="module")
def found() -> "pd.DataFrame":
    """Give for each request whether its first find is right, and the share of what it should."""
    actions = table("actions.csv")
    rows = actions.replace({"oo": "", "os": ""}, None).rename(columns={"id": "element_id"})
    rules, reader = load_theme_rules(), Reader(load_thesaurus())
    rows["theme"] = classify(rows[["element_id", "libelle", "oo", "os"]], rules)["theme"].to_numpy()
    index, themes = build_index(rows, reader), rows["theme"].to_list()
    known = sorted({word for title in rows["libelle"] for word in words_of(title)})
    place = {name: rank for rank, name in enumerate(actions["id"])}
    answers = []
    for part in ("dev", "held"):
        for request in table(f"requetes_{part}.csv").itertuples():
            if request.id_action:
                tokens = action_tokens(rows.iloc[place[request.id_action]], reader)
            else:
                text = corrected(request.requete, known, reader)
                tokens = request_tokens(text, reader, index, themes)
            names = [actions["id"].iloc[rank] for rank in similar(index, tokens)["rang"]]
            passed_over = {request.id_action, *request.voisins.split(";")}
            names = [name for name in names if name not in passed_over][:FIRST]
            wanted = set(request.pertinents.split(";"))
            share = len(wanted & set(names)) / min(FIRST, len(wanted))
            answers.append((part, bool(names) and names[0] in wanted, share))
    return pd.DataFrame(answers, columns=["part", "first", "share"])


@pytest.mark.parametrize("part", ["dev", "held"])
def test_nine_first_finds_in_ten_are_right_and_nine_tenths_are_among_five(
    found: pd.DataFrame, part: str
) -> None:
    answers = found[found["part"].eq(part)]

    assert len(answers) > 100
    assert answers["first"].mean() >= 0.90
    assert answers["share"].mean() >= 0.90


@pytest.mark.parametrize(("part", "recall"), [("dev", 0.95), ("held", 0.70)])
def test_titles_put_together_say_one_action_and_most_that_do_are(part: str, recall: float) -> None:
    reader, pairs = Reader(load_thesaurus()), table(f"doublons_{part}.csv")
    same = pd.Series(
        [same_action(a, b, reader) for a, b in zip(pairs["a"], pairs["b"], strict=True)]
    )
    wanted = pairs["doublon"].eq("oui")

    assert wanted.sum() == (~wanted).sum() == 30
    assert not (same & ~wanted).any()
    assert (same & wanted).sum() / wanted.sum() >= recall
