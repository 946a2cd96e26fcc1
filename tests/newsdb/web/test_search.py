"""Searches as the site runs them: what a URL asks for, and what is suggested."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.search import Filter
from newsdb.web.search import (
    MAX_PAGE,
    MAX_QUERY_LENGTH,
    SIZES,
    SearchRequest,
    active_filters,
    days_of,
    parse_search_request,
    read_search_request,
    story_titled,
)
from newsdb.web.stories import Versions


def test_read_search_request() -> None:
    assert read_search_request({}) == SearchRequest()
    asked = read_search_request(
        {"q": " 央行 ", "tag": "甲", "since": "2022-01-01", "page": "3", "size": "10"}
    )
    filter = Filter("央行", tag="甲", since="2022-01-01")
    assert asked == SearchRequest(filter=filter, page=3, size=10)
    assert asked.parameters(page=4) == {
        "q": "央行",
        "tag": "甲",
        "since": "2022-01-01",
        "size": "10",
        "page": "4",
    }
    assert read_search_request({"since": "2022-03-01", "until": "2022-02-01"}) == SearchRequest(
        filter=Filter(since="2022-02-01", until="2022-03-01")
    )
    assert read_search_request({"since": "2022-02-30", "until": "2022-03-01"}) == SearchRequest(
        filter=Filter(until="2022-03-01")
    )


def test_days_of() -> None:
    within = Filter(since="2022-02-10", until="2022-12-01")
    assert days_of(within, "2022-02") == {"since": "2022-02-10", "until": "2022-02-28"}
    assert days_of(within, "2022") == {"since": "2022-02-10", "until": "2022-12-01"}
    assert days_of(Filter(), "2022-02") == {"since": "2022-02-01", "until": "2022-02-28"}
    assert days_of(Filter(), "2022") == {"since": "2022-01-01", "until": "2022-12-31"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"page": "0"}, SearchRequest()),
        ({"page": "x"}, SearchRequest()),
        ({"page": f"{MAX_PAGE}"}, SearchRequest(page=MAX_PAGE)),
        ({"page": f"{MAX_PAGE + 1}"}, SearchRequest(page=MAX_PAGE)),
        ({"size": "7"}, SearchRequest()),
        ({"size": f"{SIZES[-1]}"}, SearchRequest(size=SIZES[-1])),
        ({"order": "newest"}, SearchRequest(order="newest")),
        ({"order": "oldest"}, SearchRequest()),
        ({"stories": "off"}, SearchRequest(once=False)),
        ({"stories": "x"}, SearchRequest()),
        ({"q": "a" * MAX_QUERY_LENGTH}, SearchRequest(Filter("a" * MAX_QUERY_LENGTH))),
        (
            {"q": "a" * (MAX_QUERY_LENGTH + 1)},
            SearchRequest(Filter("a" * MAX_QUERY_LENGTH), is_cut=True),
        ),
        ({"tag": (" a ", "", "b")}, SearchRequest(Filter(tag=("a", "b")))),
        ({"tag": ("", " ")}, SearchRequest()),
        ({"since": "2022-01-01"}, SearchRequest(Filter(since="2022-01-01"))),
        ({"source": "a", "q": ""}, SearchRequest(Filter(source="a"))),
    ],
)
def test_what_people_may_write_into_urls(given: dict[str, Any], expected: SearchRequest) -> None:
    assert read_search_request(given) == expected


@pytest.mark.parametrize(
    ("changes", "parameters"),
    [
        ({}, {"q": "a", "order": "newest", "size": f"{SIZES[1]}", "stories": "off", "page": "2"}),
        ({"page": 1, "order": None}, {"q": "a", "size": f"{SIZES[1]}", "stories": "off"}),
        ({"q": "", "size": None, "tag": ("b", "c")},
         {"order": "newest", "stories": "off", "page": "2", "tag": ("b", "c")}),
    ],
)  # fmt: skip
def test_parameters_of_a_search(changes: dict[str, Any], parameters: dict[str, Any]) -> None:
    asked = SearchRequest(Filter("a"), "newest", 2, SIZES[1], once=False)
    assert asked.parameters(**changes) == parameters
    assert asked.filter_parameters == {"q": "a", "stories": "off"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"order=oldest", "order must be relevance or newest, not 'oldest'"),
        (b"order=" + b"x" * 41, f"not '{'x' * 40}'$"),
        (b"size=7", "size must be 20 or 10"),
        (b"page=0", "page must be a number from 1 to "),
        (b"stories=no", "stories must be "),
    ],
)
def test_programs_learn_what_is_wrong(query: bytes, message: str) -> None:
    with pytest.raises(InvalidParameterError, match=message):
        parse_search_request(query)
    assert parse_search_request(b"q=a&page=2&stories=off") == SearchRequest(
        Filter("a"), page=2, once=False
    )


@pytest.mark.parametrize(
    ("title", "story"), [("Ａ题", 8), ("a题", 8), ("b题", None), ("c题", None), ("", None)]
)
def test_the_story_that_has_a_title(title: str, story: int | None) -> None:
    hits: Any = [
        SimpleNamespace(id=number, title=((text[:1], True), (text[1:], False)))
        for number, text in enumerate(("b题", "A题", "d题"))
    ]
    found = story_titled(title, hits, {1: Versions(8, 2, ()), 2: Versions(9, 2, ())})
    assert (found and found.story_id) == story


def test_each_condition_can_be_taken_away() -> None:
    page: Any = SimpleNamespace(facets={"tag": [SimpleNamespace(value="b", label="B")]})
    asked = SearchRequest(Filter("a", tag=("b", "c"), since="2022-01-01"), page=2)
    assert active_filters(asked, page) == [
        ("tag", "B", {"q": "a", "tag": "c", "since": "2022-01-01"}),
        ("tag", "c", {"q": "a", "tag": "b", "since": "2022-01-01"}),
        ("since", "2022-01-01", {"q": "a", "tag": ("b", "c")}),
    ]
