"""The dimensions of posts, and the names that they have in a search."""

from __future__ import annotations

import sqlite3

import pytest

from newsdb.search.dimensions import DIMENSIONS, FIELDS


def test_each_dimension_is_a_field_of_a_search_by_its_name_and_its_aliases() -> None:
    for dimension in DIMENSIONS.values():
        assert FIELDS[dimension.name] == dimension.name
        assert {FIELDS[alias] for alias in dimension.aliases} <= {dimension.name, *DIMENSIONS}
    assert {*FIELDS.values()} == {*DIMENSIONS, "title", "date", "before", "after"}
    assert [FIELDS[name] for name in ("来源", "company", "公司", "栏目")] == [
        "source",
        "security",
        "security",
        FIELDS["section"],
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("600160.SH", "600160.SH"),
        ("巨化股份", "600160.SH"),
        ("600160", "600160.SH"),
        ("60016", None),
        ("600160.", None),
        ("", None),
        ("%", None),
    ],
)
def test_a_security_has_a_code_a_name_and_a_code_without_the_market(
    database: sqlite3.Connection, value: str, code: str | None
) -> None:
    reference = DIMENSIONS["security"].reference
    assert database.execute(f"select {reference}", {"security": value}).fetchone() == (code,)
