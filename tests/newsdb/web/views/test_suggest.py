"""`/suggest.json` and `/opensearch.xml`."""

from __future__ import annotations

import pytest
from datasette.app import Datasette
from lxml import etree

NAMESPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.mark.parametrize(
    ("query", "kind"), [("&lang=en", "Security"), ("&lang=zh", "证券"), ("", "证券")]
)
async def test_suggestions_are_those_of_opensearch(
    datasette: Datasette, query: str, kind: str
) -> None:
    response = await datasette.client.get(f"/suggest.json?q=lsyh{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-suggestions+json; charset=utf-8"
    assert response.headers["cache-control"].startswith("public")
    # A cache has one response for all readers.
    assert "Accept-Language" not in response.headers["vary"]
    url = "http://localhost/security/609015.SH"
    assert response.json() == ["lsyh", ["岚山银行"], [kind], [url]]
    article = (await datasette.client.get("/suggest.json?q=数稻子")).json()
    assert article[2] == [""]
    page = await datasette.client.get(article[3][0].removeprefix("http://localhost"))
    assert "数稻子" in page.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=%FF%00", f"?q={'央' * 800}"])
async def test_any_text_has_suggestions(datasette: Datasette, query: str) -> None:
    response = await datasette.client.get(f"/suggest.json{query}")
    assert response.status_code == 200
    assert response.json()[1:] == [[], [], []]


@pytest.mark.parametrize("query", ["lang=xx", "lang=", "x=1"])
async def test_other_parameters_are_400(datasette: Datasette, query: str) -> None:
    response = await datasette.client.get(f"/suggest.json?q=a&{query}")
    assert response.status_code == (200 if query == "lang=" else 400)


async def test_a_browser_finds_the_search_and_can_use_it(datasette: Datasette) -> None:
    for path in ("/", "/search", "/news/posts", "/news"):
        page = etree.HTML((await datasette.client.get(path)).text)
        (link,) = page.xpath("//head/link[@rel='search']")
        assert link.get("type") == "application/opensearchdescription+xml"
    response = await datasette.client.get(link.get("href"))
    assert response.headers["content-type"].startswith(link.get("type"))
    description = etree.fromstring(response.content)
    assert description.findtext("o:ShortName", namespaces=NAMESPACE) == "开放新闻档案"
    templates = {
        url.get("type"): url.get("template")
        for url in description.iterfind("o:Url", namespaces=NAMESPACE)
    }
    assert templates["text/html"] == "http://localhost/search?q={searchTerms}&page={startPage?}"
    for media_type, template in templates.items():
        url = template.replace("{searchTerms}", "%E5%A4%AE%E8%A1%8C").replace("{startPage?}", "1")
        answer = await datasette.client.get(url.removeprefix("http://localhost"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert "央行" in answer.text
