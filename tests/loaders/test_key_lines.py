"""Lines of keys and values that are no YAML as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.key_lines import key_line, list_line, read_lines, read_values, unquote


def parse(block: str, line: int, problems: list[Any]) -> dict[str, Any]:
    key, colon, value = block.partition(": ")
    if not colon or "!" in value:
        raise ValueError(block)
    return {key: value.split("\n")}


def test_each_value_is_parsed_with_its_further_lines_or_is_its_text() -> None:
    block = "first\na: b\n  c\nd: !\n  e: f\n\n  g\nh\ni: '!'"
    assert read_values(block, parse, ":") == (
        {"a": ["b", "  c"], "d": "! e: f g", "i": "!"},
        ["first", "h"],
    )


@pytest.mark.parametrize(
    ("block", "fields", "unread"),
    [
        ("a: b: c\n  d e\n\tf", {"a": "b: c d e f"}, []),
        ("a: 'b\n  c'\nd:", {"a": "b c", "d": ""}, []),
        ("a:\n  b", {"a": "b"}, []),
        ("a: x\n- b\n  c\n- 'd'", {"a": ["x", "b c", "d"]}, []),
        ("a:\n- b\na: c", {"a": "c"}, []),
        ("a: b\n  # c\n# d\n\n", {"a": "b"}, []),
        ("<<<<<<< x\na: b\n=======\n- ", {"a": "b"}, ["<<<<<<< x", "=======", "- "]),
        ("  a\nb: c", {"b": "c"}, ["  a"]),
    ],
)
def test_lines_that_belong_to_no_value_are_returned(
    block: str, fields: dict[str, Any], unread: list[str]
) -> None:
    assert read_lines(block) == (fields, unread)


def test_many_lines_take_linear_time() -> None:
    fields, _ = read_lines("a: b" + "\n  c" * 200_000)
    assert len(fields["a"]) == 1 + 2 * 200_000


def test_lines() -> None:
    assert key_line("\ta b: c: d ") == ("a b", "c: d")
    assert key_line("a =b", "=") is None
    assert key_line("a = b", "=") == ("a", "b")
    assert [list_line(line) for line in ("  - a ", "-a", "a")] == ["a", None, None]
    assert [unquote(value) for value in ("'a'", '"a', "'", "'a\"")] == ["a", '"a', "'", "'a\""]
