"""The content of `/search.json`."""

from __future__ import annotations

import pytest
from datasette.app import Datasette

from tests.clients import search_results


async def test_names_have_the_urls_of_their_pages(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=岚山银行 降准")
    assert answer["names"] == [
        {
            "dimension": "security",
            "value": "609015.SH",
            "label": "岚山银行",
            "posts": 28,
            "page": "http://localhost/security/609015.SH",
        }
    ]
    assert (await search_results(datasette, "q=降准"))["names"] == []


async def test_unknown_fields(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=soruce:x -sorce:y source:东岭财经报")
    assert answer["unknown_fields"] == ["soruce", "-sorce"]
    assert answer["filters"] == {"source": "东岭财经报"}


async def test_matches_are_marked(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=央行")
    for hit in answer["hits"]:
        marked = [hit["title"][start:end] for start, end in hit["title_marks"]]
        marked += [hit["snippet"][start:end] for start, end in hit["snippet_marks"]]
        assert set(marked) == {"央行"}


@pytest.mark.parametrize("query", ["央行", "为什么岚山银行下跌"])
async def test_next_leads_through_all_pages(datasette: Datasette, query: str) -> None:
    address, slugs = f"/search.json?q={query}&size=10", []
    while address:
        response = await datasette.client.get(address.removeprefix("http://localhost"))
        slugs += [hit["slug"] for hit in response.json()["hits"]]
        address = response.json()["next"]
        assert ("link" in response.headers) == bool(address)
    found = response.json()
    assert len(slugs) == len(set(slugs)) == found["total"] + found["near_total"] > 10
