"""Requests for pages of tables, with other parameters than those that were asked for."""

from typing import Any

import pytest
from datasette.utils.asgi import Request

from newsdb.tables.requests import sorted_by_instant, with_query_string, without_parameters


def request_for(table: str, query_string: str) -> Request:
    request = Request.fake(f"/news/{table}?{query_string}")
    scope: dict[str, Any] = {**request.scope, "url_route": {"kwargs": {"table": table}}}
    return Request(scope, None)


@pytest.mark.parametrize(
    ("table", "given", "expected"),
    [
        ("posts", "_sort_desc=published&_size=3", "_sort_desc=published_utc&_size=3"),
        ("articles", "_size=&_sort=updated", "_size=&_sort=updated_utc"),
        ("posts", "_sort=title&title=published", "_sort=title&title=published"),
        ("posts", "published=2022", "published=2022"),
        ("loads", "_sort=published", "_sort=published"),
    ],
)
def test_posts_are_sorted_by_instant(table: str, given: str, expected: str) -> None:
    assert sorted_by_instant(request_for(table, given)).query_string == expected


def test_another_query_string() -> None:
    request = with_query_string(request_for("posts", "a=1"), "b=2")
    assert request.url == "http://localhost/news/posts?b=2"
    assert request.url_vars == {"table": "posts"}


def test_parameters_are_left_out() -> None:
    given = "_next=3&title=%E6%96%B0&_size=&_next=4"
    assert without_parameters(given, "_next") == "title=%E6%96%B0&_size="
    assert without_parameters(given, "_size", "title") == "_next=3&_next=4"
