"""Small modules, small functions, plain names: what keeps the package readable by one person."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src/pstlib").rglob("*.py"))
MODULE_LINES = 350
# Lines that hold code: comments, docstrings and blanks are asked for, not counted.
PACKAGE_LINES = 8_000  # all rooms but those below
FORMAT_LINES = {  # docs/decisions/0010, 0014: each has its own, so that none eats the method
    # lines read and added up once, in whole cents and plain rows: without pandas, more is written
    "budgets": 1_660,
    "comparison": 3_000,  # peers, statistics, euros, delays 1,750; themes and like actions 1,200
    "charts": 1_120,  # what every view is made of, and what the notebooks call
    "charts/budgets": 1_380,
    "charts/comparison": 2_620,  # fifteen views of many plans
    "charts/evaluation": 2_440,  # with room for a chart that somebody begins
    "charts/synergies": 1_390,  # the section of an evaluation, and the fifteen views of its report
    "examples": 1_560,  # docs/decisions/0020: every table, those of synergies too
    "exploration": 450,  # the widgets of JupyterLab; clicks, undo, download, peers
    "quality": 430,  # problems, stakes and questions of many plans at once, kept
    "readers": 1_300,
    "readers/documents": 5_800,  # plans kept in tables of any layout, merged cells and all: 300
    "readers/ecomptes": 900,
    "readers/exports": 330,
    "readers/tables": 2_780,  # dates and headers in titles; what a rejected row would have given
    "readers/workbook": 1_000,  # with the sheets of synergies
    # review 500; two sides, gains, life, matrix, contracts, years and what is said of them 1,050;
    # what could be shared, what was decided of it and the region 650; check-lists 150
    "synergies": 2_450,  # the life of each is read row by row, quicker than by joins
    # engine, journal, cluster, list: docs/decisions/0018, 0019; synergies and check-lists 200
    "reports": 2_700,  # its own writer of notebooks and its own shell, for the time of a batch
    "writers": 1_000,
    "writers/publication": 560,  # open data of many plans: tables, Data Package, DCAT-AP
    "writers/workbook": 750,
}
FUNCTION_LINES = 30  # without the docstring
FUNCTION_LINES_IN_ALL = 45
PARAMETERS = 6
NAMES_HANDED_ON = 12
VAGUE_NAMES = re.compile(r"(utils?|helpers?|common|misc|shared|tools?)")
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, Function]]:
    """Give every function with its place, but those that a protocol only asks for."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {id(f) for node in ast.walk(tree) if is_protocol(node) for f in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, Function) and id(node) not in asked:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def is_protocol(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases
    )


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: Function) -> list[str]:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [arg.arg for arg in every if arg.arg not in {"self", "cls"}]


def test_modules_stay_within_350_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := line_count(p)) > MODULE_LINES}

    assert long == {}


def code_lines(path: Path) -> set[int]:
    """Number the lines that hold something to run."""
    text = path.read_text(encoding="utf-8")
    held = {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in NOT_CODE
        for number in range(token.start[0], token.end[0] + 1)
    }
    return held - {number for node in ast.walk(ast.parse(text)) for number in docstring(node)}


def docstring(node: ast.AST) -> range:
    """Number the lines of the docstring of a module, class or function, none if it has none."""
    if not isinstance(node, Documented) or ast.get_docstring(node) is None:
        return range(0)
    return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)


def room_of(path: Path) -> str:
    """Name the budget of a module: its format, its room, or the package."""
    parts = path.relative_to(ROOT / "src/pstlib").parts[:-1]
    named = ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]
    return next((name for name in named if name in FORMAT_LINES), "pstlib")


def test_package_and_formats_stay_within_their_budgets() -> None:
    used: dict[str, int] = {}
    for path in MODULES:
        room = room_of(path)
        used[room] = used.get(room, 0) + len(code_lines(path))
    budgets = {"pstlib": PACKAGE_LINES, **FORMAT_LINES}

    assert {room: n for room, n in used.items() if n > budgets[room]} == {}


def test_functions_stay_within_30_lines() -> None:
    long = {
        where: (length(node) - len(docstring(node)), length(node))
        for where, node in functions()
        if length(node) - len(docstring(node)) > FUNCTION_LINES
        or length(node) > FUNCTION_LINES_IN_ALL
    }

    assert long == {}


def test_functions_take_six_parameters_at_most() -> None:
    wide = {where: names for where, f in functions() if len(names := parameters(f)) > PARAMETERS}

    assert wide == {}


def test_functions_do_something() -> None:
    empty = [
        where
        for where, node in functions()
        if all(isinstance(s, ast.Pass) or _is_constant(s) for s in node.body)
    ]

    assert empty == []


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_names_of_modules_say_what_they_hold() -> None:
    vague = [str(p) for p in MODULES if any(VAGUE_NAMES.fullmatch(part) for part in names_of(p))]

    assert vague == []


def names_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT / "src").with_suffix("").parts


def test_package_doors_hand_on_few_names_and_hold_no_code() -> None:
    faults = {
        str(path.relative_to(ROOT)): fault
        for path in MODULES
        if path.name == "__init__.py" and (fault := door_fault(path))
    }

    assert faults == {}


def door_fault(path: Path) -> str:
    """Tell what is wrong with an ``__init__.py``, if anything; a stub beside it holds its names."""
    stub = path.with_suffix(".pyi")
    names = handed_on(stub if stub.exists() else path)
    if len(names) > NAMES_HANDED_ON:
        return f"{len(names)} names"
    body = ast.parse(path.read_text(encoding="utf-8")).body
    code = [s.lineno for s in body if not (_is_import(s) or _is_constant(s) or sets_dunder(s))]
    return f"code on lines {code}" if code else ""


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def sets_dunder(statement: ast.stmt) -> bool:
    """``__all__ = …`` and the lazy loader's ``__getattr__, __dir__, __all__ = …``."""
    if not isinstance(statement, ast.Assign):
        return False
    names = [n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return all(name.startswith("__") for name in names)


def handed_on(path: Path) -> list[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return [
        alias.asname or alias.name
        for statement in body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    ]
