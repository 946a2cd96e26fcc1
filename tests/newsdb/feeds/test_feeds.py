"""`/feed.xml` and `/feed.json`: valid by the rules of their standards, and true."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette
from lxml import etree

from newsdb.commands.serve import instance, prepared
from tests.conftest import load
from tests.databases import database_of

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ENTRY = """\
<entry xmlns="http://www.w3.org/2005/Atom" xmlns:newsdb="http://localhost/data">
    <id>http://localhost/article/2022-01-02-a%20%E4%B8%AD</id>
    <title>A &amp; B</title>
    <updated>LOADED</updated>
    <published>2022-01-02T03:04:05+08:00</published>
    <author>
      <name>甲报</name>
    </author>
    <link rel="alternate" type="text/html" href="http://localhost/article/2022-01-02-a%20%E4%B8%AD"/>
    <category term="要闻 &amp; 更多" scheme="http://localhost/tag/"/>
    <category term="rolling" scheme="http://localhost/category/"/>
    <summary>一段文字。</summary>
    <content type="html">&lt;p&gt;一段&lt;strong&gt;文字&lt;/strong&gt;。&lt;/p&gt;</content>
    <newsdb:record>RECORD</newsdb:record>
  </entry>
"""
POST = """\
---
title: "<b>A & B</b>\x07"
date: 2022-01-02 03:04:05
tags: ["要闻 & 更多"]
categories: rolling
---
一段**文字**。<script>alert(1)</script>

（文章来源：甲报）
"""


async def atom(datasette: Datasette, query: str = "") -> etree._Element:
    response = await datasette.client.get(f"/feed.xml{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    return etree.fromstring(response.content)


def texts(element: etree._Element, path: str) -> list[str]:
    return [
        each.text or "" for each in element.findall("/".join(ATOM + p for p in path.split("/")))
    ]


def newest(news_db: Path, more: str = "") -> list[str]:
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            f"select posts.slug from posts {more} order by published desc, posts.slug desc limit 50"
        )
        return [slug for (slug,) in rows]


async def test_atom_by_the_rules(datasette: Datasette, news_db: Path) -> None:
    """RFC 4287, and what the W3C's validator warns of."""
    root = await atom(datasette)
    assert root.tag == f"{ATOM}feed" and root.get(LANG) == "zh-Hans"
    for one in ("id", "title", "updated", "subtitle", "rights", "generator", "author"):
        assert len(root.findall(ATOM + one)) == 1, one
    assert texts(root, "generator") == ["newsdb"]
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://localhost/feed.xml", "alternate": "http://localhost/"}
    assert texts(root, "id") == [links["self"]]
    entries = root.findall(f"{ATOM}entry")
    assert texts(root, "entry/id") == [
        f"http://localhost/article/{quote(slug)}" for slug in newest(news_db)
    ]
    assert len(entries) == 50 == len(set(texts(root, "entry/id")))
    for entry in entries:
        for one in ("id", "title", "updated", "published", "content"):
            assert len(entry.findall(ATOM + one)) == 1, one
        assert entry.find(f"{ATOM}content").get("type") == "html"  # type: ignore[union-attr]
        alternates = [e for e in entry.findall(f"{ATOM}link") if e.get("rel") == "alternate"]
        assert [each.get("href") for each in alternates] == texts(entry, "id")
        assert all(
            TIME.fullmatch(time) for name in ("updated", "published") for time in texts(entry, name)
        )
        assert len(entry.findall(f"{ATOM}author")) <= 1
    for link in root.iter(f"{ATOM}link"):
        assert urlsplit(link.get("href")).scheme in ("http", "https")
    for category in root.iter(f"{ATOM}category"):
        assert category.get("term") and urlsplit(category.get("scheme")).scheme == "http"
    with closing(sqlite3.connect(news_db)) as connection:
        started = datetime.fromisoformat(
            connection.execute("select started from loads").fetchone()[0]
        )
    times = {
        datetime.fromisoformat(t.replace("Z", "+00:00"))
        for t in [*texts(root, "updated"), *texts(root, "entry/updated")]
    }
    assert times == {started}


async def test_a_reader_reads_it(datasette: Datasette, news_db: Path) -> None:
    feed = feedparser.parse((await datasette.client.get("/feed.xml")).content)
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 50)
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            "select title, summary, source, url from articles "
            "order by published desc, slug desc limit 50"
        ).fetchall()
    given = [
        (
            e.title,
            e.get("summary", ""),
            e.get("author"),
            next((x.href for x in e.links if x.rel == "via"), None),
        )
        for e in feed.entries
    ]
    title = feed.feed.title
    assert given == [(t, summary, source or title, url) for t, summary, source, url in rows]


async def test_an_entry_to_the_letter(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2022-01-02-a 中.md").write_text(POST, encoding="utf-8")
    database = load(tmp_path / "posts", tmp_path / "news.db", "--no-split")
    with closing(sqlite3.connect(database)) as connection:
        started = connection.execute("select started from loads").fetchone()[0]
    with prepared(database) as context:
        site = instance(context)
        root = await atom(site)
        item = (await site.client.get("/feed.json")).json()["items"][0]
    record = item.pop("_newsdb")
    assert json.loads(root.findtext(".//{http://localhost/data}record")) == record
    root.find(".//{http://localhost/data}record").text = "RECORD"
    entry = etree.tostring(root.find(f"{ATOM}entry"), encoding="unicode")
    loaded = started.replace("+00:00", "Z")
    assert entry.strip() == ENTRY.replace("LOADED", loaded).strip()
    assert item == {
        "id": "http://localhost/article/2022-01-02-a%20%E4%B8%AD",
        "url": "http://localhost/article/2022-01-02-a%20%E4%B8%AD",
        "title": record["title"],
        "summary": "一段文字。",
        "content_html": "<p>一段<strong>文字</strong>。</p>",
        "date_published": "2022-01-02T03:04:05+08:00",
        "date_modified": loaded,
        "authors": [{"name": "甲报"}],
        "tags": ["要闻 & 更多", "rolling"],
    }


async def test_json_feed_by_the_rules(datasette: Datasette, news_db: Path) -> None:
    """https://www.jsonfeed.org/version/1.1/"""
    response = await datasette.client.get("/feed.json")
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert "\\u" not in response.text
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "开放新闻档案"
    assert (feed["feed_url"], feed["home_page_url"]) == (
        "http://localhost/feed.json",
        "http://localhost/",
    )
    assert feed["_newsdb"]["about"] == "http://localhost/data"
    known = set(
        "id url external_url title content_html summary image date_published date_modified authors "
        "tags _newsdb".split()
    )
    slugs = newest(news_db)
    assert [item["id"] for item in feed["items"]] == [
        f"http://localhost/article/{quote(slug)}" for slug in slugs
    ]
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html", "date_modified"} <= set(item) <= known
        assert TIME.fullmatch(item["date_published"]) and TIME.fullmatch(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    exported = (await datasette.client.get("/data/posts.ndjson")).text
    records = {json.loads(line)["slug"]: json.loads(line) for line in exported.splitlines()}
    assert [item["_newsdb"] for item in feed["items"]] == [records[slug] for slug in slugs]


FILTERS = {
    "source=瀚海证券报": "join sources on sources.id = source_id where sources.name = '瀚海证券报'",
    "tag=滚动新闻": """join post_tags on post_id = posts.id join tags on tags.id = tag_id
        where tags.name = '滚动新闻'""",
    "category=rolling": """join post_categories on post_id = posts.id
        join categories on categories.id = category_id where categories.name = 'rolling'""",
    "security=609011.SH": "join post_securities on post_id = posts.id where code = '609011.SH'",
    "q=岚山银行": "where title || ' ' || summary || ' ' || body like '%岚山银行%'",
    "since=2022-07-10": "where date >= '2022-07-10'",
}


@pytest.mark.parametrize("filter", FILTERS)
async def test_feeds_of_a_part(datasette: Datasette, news_db: Path, filter: str) -> None:
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


@pytest.mark.parametrize("kind", ["source", "tag", "category", "security"])
async def test_no_feed_of_what_is_not_there(datasette: Datasette, kind: str) -> None:
    for ending in ("xml", "json"):
        response = await datasette.client.get(f"/feed.{ending}?{kind}=没有")
        assert response.status_code == 404
        assert response.json()["error"] == f"there is no {kind} '没有'"
    empty = await atom(datasette, "?q=没有这样的话")
    assert texts(empty, "entry/id") == [] and TIME.fullmatch(texts(empty, "updated")[0])
    assert (await datasette.client.get("/feed.xml?limit=3")).status_code == 400


async def test_hostile_text_and_texts_without_end(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 3, body="长" * 100_001)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "update posts set title = ?, summary = ?, url = 'javascript:alert(1)', body = ? "
            "where id = 2",
            (
                "]]><script>\x00\x1b\ufffe",
                "</summary><x>",
                "<img src=x onerror=alert(1)>\x0b[a](javascript:b)",
            ),
        )
        connection.execute(
            "update posts set published = null, published_utc = null, date = null, "
            "source_id = null where id = 3"
        )
        connection.execute("update posts set summary = '短 & 小' where id = 1")
    with prepared(database) as context:
        root = await atom(instance(context))
        items = (await instance(context).client.get("/feed.json")).json()["items"]
    titles, contents = texts(root, "entry/title"), texts(root, "entry/content")
    assert titles == ["]]><script>", "标题", "标题"]
    assert texts(root, "entry/summary") == ["</summary><x>", "短 & 小"]
    assert contents[1] == "<p>短 &amp; 小</p>" and len(contents) == 2
    assert contents[0] == "<p>a</p>"
    assert [e.get("href") for e in root.iter(f"{ATOM}link") if e.get("rel") == "via"] == []
    assert [len(e.findall(f"{ATOM}published")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert [len(e.findall(f"{ATOM}author")) for e in root.findall(f"{ATOM}entry")] == [1, 1, 0]
    assert all("external_url" not in item for item in items)
    assert "date_published" not in items[2] and items[2]["content_html"] == ""


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
        ("/security/609011.SH", {"security": "609011.SH"}),
        (
            f"/search?q={quote('银行')}&since=2022-01-01&page=2",
            {"q": "银行", "since": "2022-01-01"},
        ),
    ],
)
async def test_pages_say_where_their_feeds_are(
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
    for kind, address in links:
        response = await datasette.client.get(address)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kind)
