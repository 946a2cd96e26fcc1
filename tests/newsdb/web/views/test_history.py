"""`/article/<slug>/history`, as a page and as JSON."""

from __future__ import annotations

import json

import pytest
from datasette.app import Datasette
from lxml.html import HtmlElement, document_fromstring

from tests.edits_site import TEXT, TIMES, A, B, C


async def page(site: Datasette, path: str) -> HtmlElement:
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return document_fromstring(response.text)


async def test_an_article_says_how_often_it_was_edited(edits_site: Datasette) -> None:
    article = await page(edits_site, f"/article/{A}?lang=en")
    [link] = article.xpath("//p[@class='byline']/a[contains(@href, '/history')]")
    assert link.text == "Edited 3 times, last on 4 February 2022"
    assert link.get("href") == f"/article/{A}/history?lang=en"
    data = json.loads(article.xpath("string(//script[@type='application/ld+json'])"))
    assert data["dateModified"] == TIMES[3]
    unedited = await edits_site.client.get(f"/article/{C}")
    assert "dateModified" not in unedited.text
    assert "/history" not in unedited.text


async def test_versions_are_listed_newest_first(edits_site: Datasette) -> None:
    history = await page(edits_site, f"/article/{A}/history?lang=en")
    items = history.xpath("//ol[contains(@class, 'versions')]/li")
    assert [" ".join(item.text_content().split()) for item in items] == [
        "4. Cut 4 February 2022, 08:00 UTC Summary, Text +0 −22 characters Show changes",
        "3. Formatting 3 February 2022, 08:00 UTC Formatting, links or images Show changes",
        "2. Small edit 2 February 2022, 08:00 UTC Title, Summary, Text, Numbers "
        "+5 −5 characters Show changes",
        "1. First version 1 February 2022, 08:00 UTC +50 −0 characters",
    ]
    options = history.xpath("//select[@id='from']/option[@selected]/@value")
    assert (options, history.xpath("//select[@id='to']/option[@selected]/@value")) == (["3"], ["4"])


async def test_a_diff_marks_words(edits_site: Datasette) -> None:
    diff = await page(edits_site, f"/article/{A}/history?from=1&to=4&lang=en")
    section = diff.xpath("//section[@class='difference']")[0]
    deleted = [each.text_content() for each in section.xpath(".//div//del")]
    inserted = [each.text_content() for each in section.xpath(".//div//ins")]
    assert deleted == ["[removed:] 3.5", "[removed:] " + TEXT.partition("\n\n")[2]]
    assert inserted == ["[added:] 4.5"]
    headings = [each.text for each in section.xpath(".//h3")]
    assert headings == ["Title", "Summary", "Text"]
    same = await page(edits_site, f"/article/{A}/history?from=2&to=2&lang=en")
    assert "The text is the same." in same.text_content()


async def test_json_has_whole_texts_and_the_diff(edits_site: Datasette) -> None:
    response = await edits_site.client.get(f"/article/{A}/history.json?from=1&to=2")
    found = response.json()
    assert [each["kind"] for each in found["versions"]] == ["first", "small", "format", "cut"]
    assert found["from"]["content"]["body"] == TEXT
    assert found["to"]["content"]["title"] == "利润大增"
    assert found["diff"]["title"] == [["equal", "利润"], ["del", "增长"], ["ins", "大增"]]
    for query, numbers in (("from=2", (2, 4)), ("to=2", (1, 2)), ("to=1", (1, 1))):
        found = (await edits_site.client.get(f"/article/{A}/history.json?{query}")).json()
        assert (found["from"]["number"], found["to"]["number"]) == numbers
    listed = (await edits_site.client.get(f"/article/{A}/history.json")).json()
    assert listed.keys() == {"article", "slug", "title", "exists", "versions"}


async def test_a_removed_article_has_a_history_without_texts(edits_site: Datasette) -> None:
    assert (await edits_site.client.get(f"/article/{B}")).status_code == 404
    history = await page(edits_site, f"/article/{B}/history?lang=en&from=1&to=2")
    text = " ".join(history.text_content().split())
    assert "No longer in the archive" in text
    assert "The text of one of these versions is not kept." in text
    assert "净利润" not in text


async def test_an_article_that_was_never_edited(edits_site: Datasette) -> None:
    history = await page(edits_site, f"/article/{C}/history?lang=en")
    assert "No edit of this article is known." in history.text_content()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article/nothing/history", 404),
        ("/article/nothing/history.json", 404),
        (f"/article/{A}/history?from=1&to=9", 404),
        (f"/article/{A}/history.json?from=0&to=1", 400),
        (f"/article/{A}/history?from=1", 200),
        (f"/article/{C}/history?from=1", 404),
        (f"/article/{A}/history?from=x&to=1", 400),
        (f"/article/{A}/history?other=1", 400),
    ],
)
async def test_what_there_is_not(edits_site: Datasette, path: str, status: int) -> None:
    response = await edits_site.client.get(path)
    kind = "json" if ".json" in path else "html"
    assert (response.status_code, kind in response.headers["content-type"]) == (status, True)
