"""JSON Schemas of the API: valid ones, that accept a record and nothing else."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from newsdb.catalog.json_schemas import schemas
from newsdb.fields import FIELDS, NAMES

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


@pytest.mark.parametrize("schema", SCHEMAS.values())
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


@pytest.mark.parametrize(("count", "wrong"), [(0, []), (3, []), (-1, ["minimum"])])
def test_a_number_of_posts_may_be_zero(count: int, wrong: list[str]) -> None:
    facets = {"source": [{"value": "a", "label": "a", "count": count}]}
    schema = SCHEMAS["Found"]["properties"]["facets"]
    found = jsonschema.Draft202012Validator(schema).iter_errors(facets)
    assert [error.validator for error in found] == wrong


@pytest.mark.parametrize(
    ("name", "path", "least", "most"),
    [
        ("Found", ("page",), 1, None),
        ("Found", ("total",), 0, None),
        ("Trend", ("left_out",), 0, None),
        ("Trend", ("series", "items", "properties", "total"), 0, None),
        ("Trend", ("series", "items", "properties", "shares", "items"), 0, 1),
    ],
)
def test_numbers_have_limits(
    name: str, path: tuple[str, ...], least: int, most: int | None
) -> None:
    schema = SCHEMAS[name]["properties"]
    for part in path:
        schema = schema[part]
    assert (schema["minimum"], schema.get("maximum")) == (least, most)


@pytest.mark.parametrize(
    ("span", "wrong"), [([1], ["minItems"]), ([1, 2], []), ([1, 2, 3], ["maxItems"])]
)
def test_a_span_has_two_ends(span: list[int], wrong: list[str]) -> None:
    hits = SCHEMAS["Found"]["properties"]["hits"]["items"]["properties"]["title_marks"]
    found = jsonschema.Draft202012Validator(hits).iter_errors([span])
    assert [error.validator for error in found] == wrong
