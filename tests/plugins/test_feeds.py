"""`/feed.xml` and `/feed.json`, all posts or a part of them."""

from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT, load
from tests.feeds import ATOM, FILTERED, TIME, atom, newest, texts

FILTERS = {
    **FILTERED,
    "since=2022-07-10": "where date >= '2022-07-10'",
}


@pytest.mark.parametrize("filter", FILTERS)
async def test_filtered_feeds(datasette: Datasette, news_db: Path, filter: str) -> None:
    name, _, value = filter.partition("=")
    query = f"?{urlencode({name: value})}"
    root = await atom(datasette, query)
    slugs = newest(news_db, FILTERS[filter])
    assert texts(root, "entry/id") == [f"http://localhost/article/{quote(each)}" for each in slugs]
    assert texts(root, "title") == [f"开放新闻档案: {value}"]
    page = {
        "q": f"/search{query}",
        "since": f"/search{query}",
    }.get(name, f"/{name}/{quote(value, safe='')}")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": f"http://localhost/feed.xml{query}",
        "alternate": f"http://localhost{page}",
    }
    assert (await datasette.client.get(page)).status_code == 200
    feed = (await datasette.client.get(f"/feed.json{query}")).json()
    assert [item["_newsdb"]["slug"] for item in feed["items"]] == slugs


@pytest.mark.parametrize("kind", ["source", "section", "author", "tag", "category", "security"])
async def test_feeds_of_unknown_values_are_not_found(datasette: Datasette, kind: str) -> None:
    for ending in ("xml", "json"):
        response = await datasette.client.get(f"/feed.{ending}?{kind}=没有")
        assert response.status_code == 404
        assert response.json()["error"] == f"there is no {kind} '没有'"
    empty = await atom(datasette, "?q=没有这样的话")
    assert texts(empty, "entry/id") == [] and TIME.fullmatch(texts(empty, "updated")[0])
    assert (await datasette.client.get("/feed.xml?limit=3")).status_code == 400


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/article/-202205262391920486", None),
        ("/", None),
        ("/month/2022-03", {"since": "2022-03-01", "until": "2022-03-31"}),
        ("/news/posts?_size=1", None),
        (f"/source/{quote('瀚海证券报')}", {"source": "瀚海证券报"}),
        (f"/tag/{quote('滚动新闻')}", {"tag": "滚动新闻"}),
        ("/category/rolling", {"category": "rolling"}),
        (f"/section/{quote('港股')}", {"section": "港股"}),
        ("/security/609011.SH", {"security": "609011.SH"}),
        (
            f"/search?q={quote('银行')}&since=2022-01-01&page=2",
            {"q": "银行", "since": "2022-01-01"},
        ),
    ],
)
async def test_pages_link_to_their_feeds(
    datasette: Datasette, page: str, query: dict[str, str] | None
) -> None:
    soup = BeautifulSoup((await datasette.client.get(page)).text, "html5lib")
    links = [(link["type"], link["href"]) for link in soup.select("link[rel=alternate][title]")]
    expected = [
        ("application/atom+xml", "/feed.xml"),
        ("application/feed+json", "/feed.json"),
    ]
    expected += [(kind, f"{path}?{urlencode(query)}") for kind, path in expected if query]
    assert links == expected
    # A visible link that says what to do with them.
    follow = soup.select("details.follow")
    assert [[link["href"] for link in each.select("a")] for each in follow] == (
        [[path for _, path in expected[2:]]] if query else []
    )
    assert all("订阅阅读器" in each.p.text for each in follow)
    for kind, address in links:
        response = await datasette.client.get(address)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kind)


async def test_an_author_can_be_followed(tmp_path: Path) -> None:
    """No post of the sample has an author."""
    (tmp_path / "posts").mkdir()
    for name in ("Ann Lee", "Bob"):
        text = f"---\ntitle: By {name}\nauthor: {name}\ndate: 2024-05-01\n---\nText of {name}.\n"
        (tmp_path / "posts" / f"2024-05-01-{name[:3]}.md").write_text(text, encoding="utf-8")
    with prepared(load(tmp_path / "posts", tmp_path / "news.db"), PATIENT) as context:
        site = instance(context)
        page = BeautifulSoup((await site.client.get("/author/Ann%20Lee")).text, "html5lib")
        links = [f"{link['href']}" for link in page.select("details.follow a")]
        assert links == ["/feed.xml?author=Ann+Lee", "/feed.json?author=Ann+Lee"]
        root = await atom(site, "?author=Ann+Lee")
        assert texts(root, "entry/title") == ["By Ann Lee"]
        feed = (await site.client.get(links[1])).json()
        assert [item["title"] for item in feed["items"]] == ["By Ann Lee"]
        assert (await site.client.get("/feed.xml?author=Eve")).status_code == 404


@pytest.mark.parametrize("path", ["/feed.xml", "/edits.xml"])
async def test_a_browser_shows_what_a_feed_is(datasette: Datasette, path: str) -> None:
    accept = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    shown = await datasette.client.get(path, headers=accept)
    assert shown.headers["content-type"] == "application/xml; charset=utf-8"
    assert "Accept" in [each.strip() for each in shown.headers["vary"].split(",")]
    read = await datasette.client.get(path)
    assert read.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert read.content == shown.content
    assert (
        b'<?xml-stylesheet type="text/css" href="http://localhost/static/feed.css"?>'
        in read.content
    )
    assert (await datasette.client.get("/static/feed.css")).status_code == 200
