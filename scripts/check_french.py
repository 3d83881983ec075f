"""Find words that no French list knows in the texts that users read.

Run ``python scripts/check_french.py`` on the whole tree, or name the files to read. It exits 1 and
names file, line and word when there are any. Right words that the list lacks go into
``.spelling/francais.txt``.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from spellchecker import SpellChecker

ROOT = Path(__file__).parents[1]
ACCEPTED = ROOT / ".spelling/francais.txt"
FRENCH_FILES = (
    "CHANGELOG.md",
    "docs/commandes.md",
    "docs/dictionnaire.md",
    "docs/glossaire.md",
    "docs/grappe.md",
    "docs/guide.md",
    "docs/memo.html",
    "docs/methode.md",
    "notebooks/*.ipynb",
    "src/pstlib/**/*.j2",
    "src/pstlib/**/*.py",
    "src/pstlib/**/*.yml",
)
# Lists of abbreviations and beginnings of words, by which titles are recognised.
WORD_LISTS = {"concepts.yml", "formes_synergies.yml", "partage.yml", "themes.yml"}
# What is not prose, in the order in which it is taken away: a template's code can stand inside a
# tag, and a tag holds slashes as a path does.
NOT_PROSE = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"```.*?```|`[^`]*`|\S+://\S+",
        r"\{#.*?#\}|\{%.*?%\}|\{[^}]*\}+",
        r"<style.*?</style>|<script.*?</script>|<code.*?</code>|<[^>]*>",
        r"\S*[_/@]\S*|%\(\w+\)s",
    )
)
PATTERN = re.compile(r"[\\\[\]|^$*+]|\(\?")  # a string that is a regular expression
# A word in capitals is a code or an acronym; shorter words say too little to be judged.
WORD = re.compile(r"(?<![\w.-])[A-Za-zÀ-ÿŒœ]?[a-zà-ÿœ]{3,}(?![\w-]|\.\w)")
KEY_OR_COMMENT = re.compile(r"^\s*(?:- )?[\w-]+:|(?:^|\s)#.*")
FRENCH_SIGN = re.compile("[à-ÿœ«»’\u00a0]")

Line = tuple[int, str]


def blank(match: re.Match[str]) -> str:
    """Take a match away but keep its line ends, so that line numbers stay right."""
    return " " + "\n" * match.group().count("\n")


def prose(text: str) -> str:
    """Give ``text`` with nothing but words to read, at the same lines."""
    for pattern in NOT_PROSE:
        text = pattern.sub(blank, text)
    return text


def prose_lines(text: str) -> Iterator[Line]:
    """Give the prose of a Markdown file or a template, line by line."""
    yield from enumerate(prose(text).splitlines(), start=1)


def yaml_lines(text: str) -> Iterator[Line]:
    """Give the French values of a YAML file, without keys and (English) comments."""
    for number, line in enumerate(text.splitlines(), start=1):
        value = KEY_OR_COMMENT.sub("", line)
        if FRENCH_SIGN.search(value):
            yield number, prose(value)


def notebook_lines(text: str) -> Iterator[Line]:
    """Give the Markdown cells and comments of a notebook; the line is the cell's number."""
    for number, cell in enumerate(json.loads(text)["cells"], start=1):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            source = "\n".join(re.findall(r"#\s*(.*)", source))
        yield number, prose(source)


def python_lines(text: str) -> Iterator[Line]:
    """Give the string literals that look French; docstrings are English."""
    tree = ast.parse(text)
    english = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        is_prose = FRENCH_SIGN.search(node.value) and not PATTERN.search(node.value)
        if is_prose and id(node) not in english:
            yield node.lineno, prose(node.value)


READERS = {".ipynb": notebook_lines, ".py": python_lines, ".yml": yaml_lines}


def unknown_words(path: Path, french: SpellChecker) -> Iterator[str]:
    """Give ``line: word`` for each word of a file that the French list does not know."""
    lines = READERS.get(path.suffix, prose_lines)(path.read_text(encoding="utf-8"))
    for number, line in lines:
        words = [word.replace("œ", "oe") for word in WORD.findall(line)]
        for word in sorted(french.unknown(words)):
            yield f"{number}: {word}"


def main(names: list[str]) -> int:
    """Check the files named, or all the French files of the tree; give the exit code."""
    french = SpellChecker(language="fr", distance=1)
    french.word_frequency.load_words(ACCEPTED.read_text(encoding="utf-8").split())
    every = {path for pattern in FRENCH_FILES for path in ROOT.glob(pattern)}
    every = {path for path in every if path.name not in WORD_LISTS}
    chosen = every & {Path(name).resolve() for name in names} if names else every
    found = [
        f"{path.relative_to(ROOT)}:{slip}"
        for path in sorted(chosen)
        for slip in unknown_words(path, french)
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
