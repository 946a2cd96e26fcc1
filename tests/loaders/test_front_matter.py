"""Front matter that is not valid as a whole: each value is read on its own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from loaders import front_matter
from loaders.front_matter import parse_config, split
from tests import golden_rows


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("title: Model: a new video\ntags: [ai, film]\ndate: 2024-03-29",
         {"title": "Model: a new video", "tags": ["ai", "film"], "date": "2024-03-29"}),
        ("title: a: b\nauthor:\n  name: Wu\n  url: x\nlast: 1",
         {"title": "a: b", "author": {"name": "Wu", "url": "x"}, "last": "1"}),
        ("title: a: b\ntags:\n- x\n- y: z\n",
         {"title": "a: b", "tags": ["x", {"y": "z"}]}),
        ("title: a: b\ntags: [x,\n  y]\ntext: |\n  one\n  two\n",
         {"title": "a: b", "tags": ["x", "y"], "text": "one\ntwo\n"}),
        ("title: 'a' b\ntags: [x, 'y]\nc: \"d\"", {"title": "'a' b", "tags": "[x, 'y]", "c": "d"}),
    ],
)  # fmt: skip
def test_a_broken_value_spoils_no_other(head: str, fields: dict[str, Any]) -> None:
    document = split(f"---\n{head}\n---\nText.\n")
    assert document.fields == fields
    assert document.body == "Text.\n"
    (problem,) = document.problems
    assert problem.kind == "front matter"
    assert problem.detail.endswith("its values were read one by one")


def test_a_broken_value_in_toml_spoils_no_other() -> None:
    document = split('+++\ntitle = a b\ntags = ["x", "y"]\ndate = 2024-01-02\n+++\nText.\n')
    assert document.fields == {"title": "a b", "tags": ["x", "y"], "date": "2024-01-02"}


@pytest.mark.parametrize(
    ("path", "text", "config"),
    [
        ("_config.yml", "a: 1\nb: {c: [yes]}", {"a": "1", "b": {"c": ["yes"]}}),
        ("_config.yml", "a: b: c\nd: [e]", {"a": "b: c", "d": ["e"]}),
        ("hugo.toml", "a = true\n[b]\nc = 1", {"a": "true", "b": {"c": "1"}}),
        ("hugo.toml", "[taxonomies]\ntag = 'tags'", {"taxonomies": {"tag": "tags"}}),
        ("config.json", ' {"a": {"b": 1.50}}', {"a": {"b": "1.50"}}),
        ("config.json", "[", {}),
        ("_config.yml", "- a", {}),
        ("_config.yml", "", {}),
    ],
)
def test_configurations(path: str, text: str, config: dict[str, Any]) -> None:
    assert parse_config(path, text) == config


@pytest.mark.parametrize(
    ("value", "is_read"),
    [
        ("[" * 50 + "]" * 50, True),
        ("[" * 51 + "]" * 51, False),
        # Beside each other, not in each other.
        ("[" + "[], " * 51 + "]", True),
        ("[" + "[], " * 51 + "[" * 49 + "]" * 50, True),
        ("[" + "[], " * 51 + "[" * 50 + "]" * 51, False),
    ],
)
def test_front_matter_may_be_nested_so_deep(value: str, is_read: bool) -> None:
    problems = split(f"---\na: {value}\n---\nText.\n").problems
    assert [each.kind for each in problems] == ([] if is_read else ["front matter"])


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_front_matter_may_be_so_long(
    monkeypatch: pytest.MonkeyPatch, more: int, is_read: bool
) -> None:
    head = "tags: [a, b]\n"
    monkeypatch.setattr(front_matter, "MAX_LENGTH", len(head) - more)
    problems = split(f"---\n{head}---\nText.\n").problems
    assert [each.kind for each in problems] == ([] if is_read else ["front matter"])


@pytest.mark.parametrize(
    ("text", "fields", "body", "line"),
    [
        ("---\na: 1\nb: ~\nc: \"~\"\n---\n\nText", {"a": "1", "b": "", "c": "~"}, "\nText", 6),
        ("\n\n---\na: 1\n---\nText", {"a": "1"}, "Text", 6),
        ("---\n\n---\nText", {}, "Text", 4),
        ("---\na: 1\n...\nText", {"a": "1"}, "Text", 4),
        ('{"a": 1, "b": null, "c": [true]}\nText', {"a": "1", "b": "", "c": ["true"]}, "Text", 2),
        ('\n{"a": 1} Text', {"a": "1"}, " Text", 2),
        ('"a": 1,\n"b": [2]\n;;;\nText', {"a": "1", "b": ["2"]}, "Text", 4),
        (';;;\n"a": 1\n;;;\nText', {"a": "1"}, "Text", 4),
        ('"a": \n;;;\nText', {}, '"a": \n;;;\nText', 1),
        (";;;\nText", {}, ";;;\nText", 1),
        ("title: a\ndate: b\n---\nText", {"title": "a", "date": "b"}, "Text", 4),
        ("title: a\ntags:\n- b\n---\nText", {"title": "a", "tags": ["b"]}, "Text", 5),
        ("Title: a\nmore\n---\nText", {}, "Title: a\nmore\n---\nText", 1),
        ("{ Text", {}, "{ Text", 1),
        ("{}\nText", {}, "{}\nText", 1),
        ("+++\n[taxonomies]\ntags = ['x']\n+++\nText", {"tags": ["x"]}, "Text", 5),
        ("+++\na = 2024-01-02T03:04:05\nb = 07:30:00\n+++\n",
         {"a": "2024-01-02 03:04:05", "b": "07:30:00"}, "", 5),
        ("Text", {}, "Text", 1),
        # A thematic break, and a file that is only that.
        ("---\n\nText: x\n", {}, "---\n\nText: x\n", 1),
    ],
)  # fmt: skip
def test_heads_and_bodies(text: str, fields: dict[str, Any], body: str, line: int) -> None:
    assert split(text) == front_matter.SplitPost(fields, body, line)


@pytest.mark.parametrize(
    ("text", "fields", "body", "line", "problem_line"),
    [
        ("---\na: 1\n- b\nText\n", {"a": ["1", "b"]}, "Text\n", 4, 1),
        ("---\na: 1\ntags:\n- b\n  c\n", {"a": "1", "tags": ["b"]}, "  c\n", 5, 1),
        ("\n---\na: 'x'\nText\n", {"a": "x"}, "Text\n", 4, 2),
        ("---\n- b\nText\n", {}, "- b\nText\n", 2, 1),
        ("---\n- b\na: 1\nText\n", {}, "- b\na: 1\nText\n", 2, 1),
        ('---\na: "\nb: ""\nText', {"a": '"', "b": ""}, "Text", 4, 1),
        ('---\na: "b\nc: bcb\nText', {"a": '"b', "c": "bcb"}, "Text", 4, 1),
        ("\n+++\na b\n+++\nText", {}, "+++\na b\n+++\nText", 2, 3),
        ("---\na: 1\na: 2\n---\nText", {"a": "2"}, "Text", 5, 3),
        ('---\nb: 1\ntitle: "a\\nb"\n---\nText', {"b": "1", "title": "a\\nb"}, "Text", 5, 3),
        ("\n---\na: 1\nb: c: d\n---\nText", {"a": "1", "b": "c: d"}, "Text", 6, 4),
        ('\n{"a": 1,\n"b" 2}', {}, '\n{"a": 1,\n"b" 2}', 1, 3),
    ],
)
def test_problems_have_their_lines(
    text: str, fields: dict[str, Any], body: str, line: int, problem_line: int
) -> None:
    found = split(text)
    assert (found.fields, found.body, found.line) == (fields, body, line)
    assert [each.line for each in found.problems] == [problem_line]


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("a: b: c", "mapping values are not allowed in this context"),
        ("- a", "it is no list of keys and values"),
    ],
)
def test_a_problem_says_what_is_wrong(head: str, reason: str) -> None:
    (problem,) = split(f"---\n{head}\n---\nText").problems
    assert problem.detail.startswith(f"the front matter is not valid ({reason}); ")


def test_json_that_is_nested_too_deeply_is_text() -> None:
    text = '{"a":' * 100_000
    found = split(text)
    assert (found.fields, found.body) == ({}, text)
    assert [(each.kind, each.line) for each in found.problems] == [("front matter", 1)]


def test_a_title_with_a_real_line_break_is_kept() -> None:
    assert split("---\ntitle: |\n  a\tb\n---\n").problems == ()
    assert split('---\ntitle: "a b"\nx: "a\\tb"\n---\n').fields == {"title": "a b", "x": "a\tb"}


@pytest.mark.parametrize(("nodes", "is_read"), [(8, True), (7, False)])
def test_front_matter_may_have_so_many_values(
    monkeypatch: pytest.MonkeyPatch, nodes: int, is_read: bool
) -> None:
    """Aliases are counted each time they stand for something."""
    monkeypatch.setattr(front_matter, "MAX_NODES", nodes)
    problems = split("---\na: &x [1, 2]\nb: *x\nc: {d: 3}\n---\n").problems
    assert [each.kind for each in problems] == ([] if is_read else ["front matter"])


def test_front_matter_of_every_kind() -> None:
    def call(text: str) -> list[Any]:
        found = split(text)
        problems = (f"{each.kind} {each.line}: {each.detail}" for each in found.problems)
        # What parsers say is in brackets, and not the same in all their versions.
        without = [re.sub(r" \(.*\)", "", each) for each in problems]
        return [found.fields, found.body, found.line, *without]

    golden_rows.check("front_matter", call)


def test_configurations_of_every_kind() -> None:
    golden_rows.check("configurations", parse_config)
