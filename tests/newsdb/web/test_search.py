"""Searches as the site runs them: what a URL asks for, and what is suggested."""

from __future__ import annotations

from newsdb.search import Filter
from newsdb.web.search import SearchRequest, narrowed, read_search_request


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
    asked = SearchRequest(filter=Filter(since="2022-02-10", until="2022-12-01"))
    assert narrowed(asked, "month", "2022-02") == {"since": "2022-02-10", "until": "2022-02-28"}
    assert narrowed(asked, "year", "2022") == {"since": "2022-02-10", "until": "2022-12-01"}
    assert narrowed(SearchRequest(), "month", "2022-02") == {
        "since": "2022-02-01",
        "until": "2022-02-28",
    }
    assert narrowed(SearchRequest(), "year", "2022") == {
        "since": "2022-01-01",
        "until": "2022-12-31",
    }
