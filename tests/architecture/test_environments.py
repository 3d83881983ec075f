"""pyproject.toml says what pstlib needs; the other two lists follow it."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = PROJECT["optional-dependencies"]
TOOLS = [Requirement(line) for line in EXTRAS["dev"]]
CHOSEN = [Requirement(line) for name, lines in EXTRAS.items() if name != "dev" for line in lines]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def floors(requirements: list[Requirement]) -> dict[str, str]:
    return {canonicalize_name(r.name): str(r.specifier) for r in requirements}


def conda_requirements() -> list[Requirement]:
    return [Requirement(line) for line in CONDA["dependencies"] if isinstance(line, str)]


def test_environment_has_the_dependencies_of_the_project() -> None:
    conda = floors(conda_requirements())

    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""  # conda asks for it by name as soon as there is a pip part
    assert conda == floors(RUNTIME)


def test_environment_installs_the_package_itself_from_beside_the_file() -> None:
    (pip_part,) = [part for part in CONDA["dependencies"] if isinstance(part, dict)]

    assert pip_part == {"pip": ["-e ."]}
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_every_dependency_is_pinned_within_its_floor() -> None:
    pins = {canonicalize_name(pin.name): pin for pin in PINS}
    unpinned = [
        str(need)
        for need in RUNTIME + TOOLS
        if (pin := pins.get(canonicalize_name(need.name))) is None
        or not need.specifier.contains(exact_version(pin))
    ]

    assert unpinned == []


def exact_version(pin: Requirement) -> Version:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return Version(specifier.version)


def test_what_a_user_may_add_is_tested_too() -> None:
    assert floors(CHOSEN).items() <= floors(TOOLS).items()


def test_pins_are_versions_and_nothing_else() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")

    assert all(pin.url is None for pin in PINS)
    assert re.findall(r"^\s*-.*|\S*://\S*|.* @ .*", text, re.MULTILINE) == []


def test_what_is_installed_is_what_is_pinned() -> None:
    different = {}
    for pin in PINS:
        try:
            installed = importlib.metadata.version(pin.name)
        except importlib.metadata.PackageNotFoundError:
            continue  # a package of another system or of another Python
        if Version(installed) != exact_version(pin):
            different[pin.name] = installed
    if different and not (ROOT / ".venv").is_dir():
        pytest.skip("not the environment of make")
    assert different == {}


def third_party_imports(*folders: str) -> set[str]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }
    own = {"pstlib", *(path.stem for path in files)}
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - own


@pytest.mark.parametrize(
    ("folders", "declared"),
    [(("src",), RUNTIME + CHOSEN), (("src", "tests", "scripts"), RUNTIME + TOOLS)],
)
def test_what_is_imported_is_declared(
    folders: tuple[str, ...], declared: list[Requirement]
) -> None:
    distributions = importlib.metadata.packages_distributions()
    known = {canonicalize_name(need.name) for need in declared}
    undeclared = {
        name
        for name in third_party_imports(*folders)
        if not known & {canonicalize_name(found) for found in distributions.get(name, [])}
    }

    assert undeclared == set()
