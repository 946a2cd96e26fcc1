"""Parameters of the API: those that the site takes, with the values that it takes."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from newsdb.catalog.api_parameters import BULK, FILE, MONTH, SEARCH
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
