"""Lines of keys and values, for front matter that is not valid as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import yaml

Parse: TypeAlias = Callable[[str, int, list[Any]], dict[str, Any]]
"""Reads a block that begins on a line, and adds to problems; raises YAMLError or ValueError."""

KEY = re.compile(r"[^\W\d][\w .-]*")


def read_values(block: str, parse: Parse, separator: str) -> tuple[dict[str, Any], list[str]]:
    """Read each `key: value` of a block that is not valid as a whole, with its further lines.

    A value that is not valid by itself is its text. Lines that belong to none are returned, too.
    """
    chunks: list[str] = []
    for line in block.splitlines():
        if key_line(line, separator) or not chunks:
            chunks.append(line)
        else:
            chunks[-1] += f"\n{line}"
    fields: dict[str, Any] = {}
    unread: list[str] = []
    for chunk in chunks:
        try:
            fields |= parse(chunk, 1, [])
        except (yaml.YAMLError, ValueError, RecursionError):
            more, lines = read_lines(chunk, separator)
            fields |= more
            unread += lines
    return fields, unread


def read_lines(block: str, separator: str = ":") -> tuple[dict[str, Any], list[str]]:
    """Read `key: value` lines, with `- item` lines after a key as its list.

    An indented line goes on with the value before it. What is no comment either is returned, too.
    """
    values: dict[str, list[list[str]]] = {}
    lists: set[str] = set()
    unread: list[str] = []
    key = ""
    for line in block.splitlines():
        if pair := key_line(line, separator):
            key = pair[0]
            values[key] = [[pair[1]]] if pair[1] else []
            lists.discard(key)
        elif key and (item := list_line(line)) is not None:
            values[key].append([item])
            lists.add(key)
        elif not line.strip() or line.lstrip().startswith("#"):
            continue
        elif key and line[0].isspace():
            values[key] = values[key] or [[]]
            values[key][-1].append(line.strip())
        else:
            unread.append(line)
    fields: dict[str, Any] = {}
    for key, found in values.items():
        texts = [unquote(" ".join(pieces)) for pieces in found]
        fields[key] = texts if key in lists else "".join(texts)
    return fields, unread


def key_line(line: str, separator: str = ":") -> tuple[str, str] | None:
    """Return the key and the value of a `key: value` line."""
    key, found, value = line.lstrip("\t").partition(separator)
    fits = found and KEY.fullmatch(key) and (not value or value[0].isspace())
    return (key.rstrip(), value.strip()) if fits else None


def list_line(line: str) -> str | None:
    """Return the item of a `- item` line."""
    item = line.strip().removeprefix("-")
    return item.strip() if item[:1].isspace() else None


def unquote(value: str) -> str:
    """Return a value without the quotes around it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
