"""`/edits`, as a page, as JSON and as a feed."""

from __future__ import annotations

import pytest
from datasette.app import Datasette
from lxml import etree
from lxml.html import document_fromstring

from tests.edits_site import TIMES, A, B, D

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ALL = [(A, 4), (B, 3), (A, 3), (D, 2), (B, 2), (A, 2)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("kind=cut", [(A, 4)]),
        ("kind=removed", [(B, 3)]),
        ("change=title", [(A, 2)]),
        ("change=mentions", [(D, 2)]),
        ("since=2022-02-03", ALL[:3]),
        ("since=2022-02-02&until=2022-02-02", ALL[3:]),
        ("change=text&until=2022-02-02", ALL[3:]),
        ("page=2", []),
    ],
)
async def test_filters(edits_site: Datasette, query: str, expected: list[object]) -> None:
    found = (await edits_site.client.get(f"/edits.json?{query}")).json()
    assert {(each["slug"], each["number"]) for each in found["edits"]} == set(expected)
    times = [each["seen"] for each in found["edits"]]
    assert times == sorted(times, reverse=True)
    assert found["next"] is None
    page = await edits_site.client.get(f"/edits?{query}")
    assert len(document_fromstring(page.text).xpath("//ol[@class='posts']/li")) == len(expected)


@pytest.mark.parametrize(
    "query", ["kind=first", "change=all", "since=yesterday", "page=0", "page=1001", "q=x"]
)
async def test_parameters_that_make_no_sense(edits_site: Datasette, query: str) -> None:
    for path, kind in (("/edits", "html"), ("/edits.json", "json"), ("/edits.xml", "json")):
        response = await edits_site.client.get(f"{path}?{query}")
        assert (response.status_code, kind in response.headers["content-type"]) == (400, True)


async def test_pages(edits_site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsdb.web.edits.PAGE_SIZE", 4)
    first = (await edits_site.client.get("/edits.json?until=2022-02-28")).json()
    second = (await edits_site.client.get(first["next"].removeprefix("http://localhost"))).json()
    found = [(each["slug"], each["number"]) for each in first["edits"] + second["edits"]]
    assert (len(first["edits"]), set(found), second["next"]) == (4, set(ALL), None)
    page = document_fromstring((await edits_site.client.get("/edits?page=2")).text)
    assert page.xpath("//nav[@class='pager']/a/@href") == ["/edits"]


async def test_the_feed(edits_site: Datasette) -> None:
    response = await edits_site.client.get("/edits.xml?kind=cut")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    [entry] = feed.findall("a:entry", ATOM)
    url = f"http://localhost/article/{A}/history?from=3&to=4"
    assert entry.findtext("a:id", namespaces=ATOM) == url
    assert entry.findtext("a:title", namespaces=ATOM) == "Cut: 利润大增"
    assert entry.findtext("a:updated", namespaces=ATOM) == TIMES[3]
    assert entry.findtext("a:summary", namespaces=ATOM) == "Summary, Text · +0 −22 characters"


async def test_without_edits_there_is_no_section(datasette: Datasette) -> None:
    assert "/edits" not in (await datasette.client.get("/")).text
    assert (await datasette.client.get("/edits?lang=en")).text.count("No such edits.") == 1
