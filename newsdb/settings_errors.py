"""What is wrong with a `newsdb.yml`, in sentences that name its lines."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from newsdb.exceptions import SettingsError

HINTS = {
    "mapping values are not allowed here": "a text with a colon and a space needs quotation marks",
    "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
    "could not find expected ':'": "write a setting as `name: value`",
}
"""What to do about the most common errors in YAML."""
SENTENCES = {
    "missing": "is missing",
    "string_too_short": "is empty; what follows # is a comment unless it is in quotation marks",
    "string_too_long": "has more than {max_length} characters",
    "too_short": "has no entries",
    "too_long": "has more than {max_length} entries",
    "list_type": "needs a list, each entry on a line that begins with `- `",
    "dict_type": "needs its settings below it, one a line, as in `name: value`",
    "model_type": "needs its settings below it, one a line, as in `name: value`",
    "bool_parsing": "must be yes or no",
    "string_type": "must be a single text",
}
"""What is wrong with a value, by the type of pydantic's error; names are of its context."""
SETTINGS_OF = ("colors", "dark_colors", "sections", "pages", "queries", "watch")
"""Settings that have named entries, whose names are part of messages."""


def compose(text: str, name: str) -> MappingNode | None:
    """Return the settings of a text in YAML as nodes, which know their lines; None for no text.

    Raises SettingsError, with the line, for what is no YAML or has an alias or a key twice.
    """
    try:
        for event in yaml.parse(text, yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise SettingsError(f"{name}:{line}: aliases (*) are not supported")
        root = yaml.compose(text, yaml.BaseLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SettingsError(f"{name}:{line}: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        raise SettingsError(f"{name}:{_problem(error)}") from None
    except RecursionError:
        raise SettingsError(f"{name}:1: it is nested too deeply") from None
    if root is None:
        return None
    if not isinstance(root, MappingNode):
        raise SettingsError(f"{name}:1: expected lines such as `title: My blog`")
    if wrong := _wrong_keys(root):
        raise SettingsError("\n".join(f"{name}:{each}" for each in wrong))
    return root


def _problem(error: yaml.MarkedYAMLError) -> str:
    """Return the line and the sentence of an error of YAML."""
    mark, problem = error.problem_mark, error.problem or "it is not YAML"
    if problem == "found unexpected end of stream" and error.context_mark:
        # What is not closed is far above.
        mark, problem = error.context_mark, f"{error.context} that does not end"
        problem = problem.replace("while scanning ", "").replace("while parsing ", "")
    hint = HINTS.get(problem)
    return f"{mark.line + 1 if mark else 1}: {problem}{f'; {hint}' if hint else ''}"


def _wrong_keys(node: Node) -> list[str]:
    """Return a line and a sentence for each key that is no text, or there already."""
    found = []
    children = node.value if isinstance(node, MappingNode | SequenceNode) else []
    seen: dict[str, int] = {}
    for child in children:
        key, value = child if isinstance(node, MappingNode) else (None, child)
        if key is not None:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                found.append(f"{line}: the name of a setting must be text")
            elif first := seen.get(key.value):
                found.append(f"{line}: {key.value!r} is in line {first} already")
            else:
                seen[key.value] = line
        found += _wrong_keys(value)
    return found


def describe_errors(
    error: ValidationError,
    root: Node | None,
    name: str,
    explain: Callable[[Any], str],
) -> str:
    """Return a line for each thing that is wrong in a file called `name`, in its order."""
    every = error.errors(include_url=False)
    found = {(line_of(root, each["loc"]), explain(each)) for each in without_alternatives(every)}
    return "\n".join(f"{name}:{line}: {reason}" for line, reason in sorted(found))


def without_alternatives(errors: list[Any]) -> list[Any]:
    """Return errors without those about a type of value that the author did not mean.

    Where a setting may be a text or a mapping, each mistake in the mapping is also no text; the
    same is so for a list.
    """
    beside = {each["loc"][:-1] for each in errors if each["type"].startswith("string_")}
    within = {each["loc"][:at] for each in errors for at in range(len(each["loc"]) - 1)}
    within |= {each["loc"][:-1] for each in errors if each["type"] == "too_short"}
    return [
        each
        for each in errors
        if not (
            each["type"] == "string_type"
            and isinstance(each["input"], dict | list)
            and each["loc"][:-1] in within
        )
        and not (each["type"] == "dict_type" and each["loc"][:-1] in beside)
    ]


def line_of(root: Node | None, location: tuple[int | str, ...]) -> int:
    """Return the line of what is at a location in a document."""
    node, line = root, 1
    for part in location:
        if isinstance(node, MappingNode):
            entry = next(((k, v) for k, v in node.value if k.value == part), None)
            if entry is None:
                continue  # a part of the type, not of the document
            line, node = entry[0].start_mark.line + 1, entry[1]
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def unknown_setting(name: str, known: Collection[str]) -> str:
    """Return a sentence about a setting that does not exist, with one that may be meant."""
    if close := get_close_matches(name.lower(), known, n=1):
        return f"there is no setting {name!r}; did you mean {close[0]}?"
    return f"there is no setting {name!r}; there are {', '.join(known)}"
