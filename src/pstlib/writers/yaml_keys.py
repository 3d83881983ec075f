"""Fill keys of a YAML file that people also write in: their lines and comments stay."""

import re
from collections.abc import Mapping
from typing import Any

import yaml


def dump(values: Mapping[str, Any]) -> str:
    """Write a mapping as YAML, its order and its accents kept; None is an empty value."""
    text: str = yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=1000)
    return re.sub(r"(?m)^(\w+): null$", r"\1:", text)


def set_keys(text: str, values: Mapping[str, Any]) -> str:
    """Set top-level keys that hold scalars, each on its own line; absent ones go last."""
    for key, value in values.items():
        line = dump({key: value}).rstrip("\n")
        pattern = re.compile(rf"(?m)^{re.escape(key)}:[^\n]*$")
        if pattern.search(text):
            text = pattern.sub(line.replace("\\", "\\\\"), text, count=1)
        else:
            text = f"{text.rstrip()}\n{line}\n"
    return text
