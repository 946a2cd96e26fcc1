"""`?_search=` on tables of posts, without a site."""

from __future__ import annotations

import pytest
from datasette.utils.asgi import Request

from newsdb.tables.search import field_conditions, search_of


@pytest.mark.parametrize(
    ("path", "table", "search"),
    [
        ("/?_search=a", "posts", "a"),
        ("/?_search=a", "articles", "a"),
        ("/?_search=a", "tags", ""),
        ("/?_search=a&_searchmode=raw", "posts", ""),
        ("/", "posts", ""),
    ],
)
def test_what_a_page_is_searched_for(path: str, table: str, search: str) -> None:
    assert search_of(Request.fake(path), table) == search


def test_only_fields_are_conditions() -> None:
    assert field_conditions("央行 -降息") == ([], {})
    conditions, parameters = field_conditions("央行 tag:甲 before:2022-03")
    assert parameters == {"tag": "甲", "until": "2022-02-28"}
    assert len(conditions) == 1
    assert conditions[0].startswith("id in (select posts.id from posts where ")
    assert ":tag" in conditions[0]
    assert "甲" not in conditions[0]
