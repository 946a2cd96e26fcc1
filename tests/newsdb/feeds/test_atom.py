"""A feed as Atom: valid by RFC 4287, and true."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import feedparser
from datasette.app import Datasette
from lxml import etree

from newsdb.commands.prepare import instance, prepared
from tests.conftest import load
from tests.feeds import ATOM, TIME, atom, newest, texts

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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


async def test_atom_is_valid(datasette: Datasette, news_db: Path) -> None:
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


async def test_feedparser_reads_it(datasette: Datasette, news_db: Path) -> None:
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


async def test_an_entry_exactly(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2022-01-02-a 中.md").write_text(POST, encoding="utf-8")
    options = ("--no-split", "--timezone", "Asia/Shanghai")
    database = load(tmp_path / "posts", tmp_path / "news.db", *options)
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
