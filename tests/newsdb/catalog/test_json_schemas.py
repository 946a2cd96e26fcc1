"""JSON Schemas of the API: valid ones, that accept a record and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from newsdb.catalog.json_schemas import BULK, FILE, MONTH, SEARCH, schemas
from newsdb.fields import FIELDS, NAMES
from newsdb.search.filters import PARAMETERS, REPEATABLE

SCHEMAS: dict[str, Any] = json.loads(
    json.dumps(schemas()).replace("#/components/schemas/", "#/$defs/")
)
RECORD: dict[str, Any] = {
    field.name: {
        "integer": 0,
        "date": "2022-01-31",
        "datetime": "2022-01-31T08:00:00+08:00",
        "strings": ["a"],
        "objects": [],
    }.get(field.type, "text")
    for field in FIELDS
}


def errors(name: str, value: object) -> list[str]:
    """Return what a schema finds wrong with a value."""
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMAS}
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.validator for error in checker.iter_errors(value)]


@pytest.mark.parametrize("schema", [*SCHEMAS.values(), FILE, MONTH])
def test_schemas_are_valid(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_record() -> None:
    assert errors("Record", RECORD) == []
    for name in NAMES:
        without = {key: value for key, value in RECORD.items() if key != name}
        assert errors("Record", without) == ["required"], name
        assert errors("Record", {**RECORD, name: True}) != [], name
    for field in FIELDS:
        expected = [] if field.nullable else ["type"]
        assert errors("Record", {**RECORD, field.name: None}) == expected, field.name
    assert errors("Record", {**RECORD, "more": 1}) == ["additionalProperties"]
    assert errors("Record", {**RECORD, "date": "2022-02-30"}) == ["format"]
    assert errors("Record", {**RECORD, "published": "2022-01-31"}) == []
    assert errors("Record", {**RECORD, "characters": -1}) == ["minimum"]


def test_an_article_is_a_record_with_its_url() -> None:
    assert errors("Article", {"article": "https://a.example/article/x", **RECORD}) == []
    assert errors("Article", RECORD) == ["required"]


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
