"""Parameters of the API: those that the site takes, with the values that it takes."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from newsdb.catalog.api_parameters import (
    BULK,
    CURSOR,
    EDITS,
    FILE,
    MONTH,
    SEARCH,
    STORY,
    TRENDS,
    VERSIONS,
)
from newsdb.search.filters import PARAMETERS, REPEATABLE


@pytest.mark.parametrize("schema", [FILE, MONTH])
def test_schemas_of_paths_are_valid(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_parameters_are_those_that_the_site_takes() -> None:
    assert {*BULK} == {*PARAMETERS, *REPEATABLE, "after", "limit"}
    assert {*SEARCH} == {*PARAMETERS, *REPEATABLE, "stories", "order", "page", "size"}
    assert all(each["description"].endswith(".") for each in {**BULK, **SEARCH}.values())


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("limit", 1, True),
        ("limit", 1001, False),
        ("limit", "", True),
        ("page", 0, False),
        ("size", 20, True),
        ("size", 15, False),
        ("order", "newest", True),
        ("order", "oldest", False),
        ("since", "2022-01-31", True),
        ("since", "2022-02-30", False),
        ("since", "", True),
        ("stories", "off", True),
        ("stories", "none", False),
    ],
)
def test_values_of_parameters(parameter: str, value: object, expected: bool) -> None:
    schema = {**BULK, **SEARCH}[parameter]["schema"]
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert checker.is_valid(value) is expected


def test_names_of_files() -> None:
    names = ["posts", "undated", "2022-01", "2022-13", "2022-1", "posts.csv", ""]
    assert [name for name in names if re.search(FILE["pattern"], name)] == names[:3]
    assert [name for name in names if re.search(MONTH["pattern"], name)] == names[1:3]


@pytest.mark.parametrize(
    ("parameters", "name", "least", "most"),
    [
        (BULK, "limit", 1, 1000),
        (CURSOR, "since_load", 0, 999_999_999),
        (CURSOR, "after", 0, 2**62),
        (STORY, "story", 1, 2**63 - 1),
        (SEARCH, "page", 1, 100_000),
        (EDITS, "page", 1, 1000),
        (VERSIONS, "from", 1, 999_999_999),
        (VERSIONS, "to", 1, 999_999_999),
    ],
)
def test_numbers_have_limits(parameters: dict[str, Any], name: str, least: int, most: int) -> None:
    checker = jsonschema.Draft202012Validator(parameters[name]["schema"])
    values = (least - 1, least, most, most + 1)
    assert [checker.is_valid(value) for value in values] == [False, True, True, False]


@pytest.mark.parametrize(("parameters", "name", "most"), [(TRENDS, "q", 8), (SEARCH, "tag", 20)])
def test_lists_have_limits(parameters: dict[str, Any], name: str, most: int) -> None:
    checker = jsonschema.Draft202012Validator(parameters[name]["schema"])
    assert [checker.is_valid(["a"] * number) for number in (most, most + 1)] == [True, False]


def test_sizes_of_pages() -> None:
    checker = jsonschema.Draft202012Validator(SEARCH["size"]["schema"])
    assert [size for size in range(100) if checker.is_valid(size)] == [10, 20]
