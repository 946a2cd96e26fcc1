"""Front matter values, in which every scalar is text, to what a generator makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.generators.values import (
    Fields,
    as_text,
    items_of,
    people_of,
    split_names,
    unique,
    url_of,
)


def test_keys_are_folded_and_the_one_in_lower_case_counts() -> None:
    fields = Fields({"title": "a", "Title": "b", "Draft": "Yes", "Tags": "", "lastMod": " c\n d "})
    assert fields.text("title") == "a"
    assert fields.get("tags", "draft") == "Yes"
    assert fields.text("tags", "lastmod") == "c d"
    assert (fields.get("none"), fields.text("none")) == ("", "")
    assert ("tags" in fields, "none" in fields) == (True, False)


@pytest.mark.parametrize(
    ("text", "flag"),
    [("true", True), ("ON", True), ("no", False), ("false", False), ("1", None), ("", None)],
)
def test_flags(text: str, flag: bool | None) -> None:
    assert Fields({"draft": text}).flag("draft") is flag


@pytest.mark.parametrize(
    ("value", "text", "items"),
    [
        (" a \n b ", "a b", ["a b"]),
        ("", "", []),
        (["a", ["b", " "]], "a, b, ", ["a", "b"]),
        ({"x": "a", "y": ["b c"]}, "a, b c", ["a", "b c"]),
    ],
)
def test_texts_and_items(value: Any, text: str, items: list[str]) -> None:
    assert as_text(value) == text
    assert items_of(value) == items


def test_no_value_is_an_empty_text() -> None:
    assert as_text(None) == ""


def test_names_are_unique_in_order() -> None:
    assert unique(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("value", "split", "names"),
    [
        ("a b", True, ["a", "b"]),
        ("a b", False, ["a b"]),
        (" a  b, c ", True, ["a b", "c"]),
        ("甲，乙 丙", False, ["甲", "乙 丙"]),
        (" ", False, []),
        (",", True, []),
        (["a b", "c,d"], True, ["a b", "c,d"]),
    ],
)
def test_a_string_of_names_is_split(value: Any, split: bool, names: list[str]) -> None:
    assert split_names(value, split) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Wu Ming", ["Wu Ming"]),
        ([{"Name": "Wu"}, "Li", {"url": "x"}], ["Wu", "Li"]),
        ({"display_name": "Wu", "author": "other"}, ["Wu"]),
    ],
)
def test_people(value: Any, names: list[str]) -> None:
    assert people_of(value) == names


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (" /a.png ", "/a.png"),
        (["", {"alt": "x"}, "/b.png", "/c.png"], "/b.png"),
        ({"Feature": "/d.png", "alt": "x"}, "/d.png"),
        ({"path": "/a.png", "src": "/b.png"}, "/a.png"),
        ([], ""),
    ],
)
def test_addresses_of_images(value: Any, address: str) -> None:
    assert url_of(value) == address
