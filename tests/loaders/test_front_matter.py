"""Front matter that is not valid as a whole: each value is read on its own."""

from __future__ import annotations

from typing import Any

import pytest

from loaders import front_matter
from loaders.front_matter import MAX_DEPTH, parse_config, split


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
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, True),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), False),
        # Beside each other, not in each other.
        ("[" + "[], " * (MAX_DEPTH + 1) + "]", True),
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
