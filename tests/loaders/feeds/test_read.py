"""`newsdb load feed`: RSS, Atom and JSON Feed, from files and from a real HTTP server."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loaders.feeds import read
from loaders.feeds.fetch import Fetched
from newsdb.cli import main

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>澄江日报</title>
<link>https://news.example.com/</link><description>d</description>
<item><title>澄川化工(609011)：净利增长</title><link>https://news.example.com/2022/a.html</link>
<guid>https://news.example.com/2022/a.html</guid><pubDate>Mon, 07 Mar 2022 18:05:40 +0800</pubDate>
<dc:creator>王小川</dc:creator><category>公司</category><category>产业</category>
<description>净利增长三成。</description>
<content:encoded><![CDATA[<p>3*4 与 <b>净利</b><script>x</script></p>]]></content:encoded>
<enclosure url="https://news.example.com/1.jpg" type="image/jpeg" length="1"/></item>
<item><title>快讯</title><guid isPermaLink="false">id 17</guid>
<description>&lt;p&gt;一段&lt;/p&gt;</description><source url="https://o.example.com/f">流明网</source></item>
<item><guid>empty</guid></item>
</channel></rss>"""


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>远汐周刊</title><id>urn:x</id>
<updated>2022-03-08T00:00:00Z</updated>
<entry><id>https://a.example.com/p?id=5</id><title type="html">A &amp;lt;b&amp;gt; B</title>
<updated>2022-03-07T10:00:00+09:00</updated><link rel="alternate" href="https://a.example.com/p?id=5"/>
<category term="储能"/><content type="html">&lt;p&gt;文&lt;/p&gt;</content></entry></feed>"""


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "流明网",
    "items": [
        {
            "id": "1",
            "url": "https://l.example.com/1",
            "title": "题",
            "content_text": "一 <b>\n二\n\n三",
            "date_published": "2022-03-07T10:00:00Z",
            "tags": ["甲", "乙"],
            "image": "https://l.example.com/i.png",
        }
    ],
}


COLUMNS = "posts.slug, title, published, date, url, summary, body, sources.name"


def load(tmp_path: Path, *sources: str, options: tuple[str, ...] = ()) -> Result:
    arguments = ["load", "feed", *sources, "--db", str(tmp_path / "news.db"), *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def rows(tmp_path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(tmp_path / "news.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def posts(tmp_path: Path) -> list[tuple[Any, ...]]:
    join = "posts left join sources on sources.id = source_id"
    return rows(tmp_path, f"select {COLUMNS} from {join} order by posts.slug")


def write(tmp_path: Path, name: str, content: str) -> str:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return str(path)


def eight(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def test_rss(tmp_path: Path) -> None:
    source = write(tmp_path, "feed.xml", RSS)
    result = load(tmp_path, source)
    assert result.exit_code == 0
    assert "2 added, 0 changed, 0 unchanged" in result.output
    assert "1 rejected" in result.output
    assert posts(tmp_path) == [
        (
            "news.example.com/2022/a.html",
            "澄川化工(609011)：净利增长",
            "2022-03-07T18:05:40+08:00",
            "2022-03-07",
            "https://news.example.com/2022/a.html",
            "净利增长三成。",
            "3\\*4 与 **净利**\n\n![](https://news.example.com/1.jpg)",
            "澄江日报",
        ),
        (
            f"news.example.com/id-17-{eight('id 17')}",
            "快讯",
            None,
            None,
            None,
            "一段",
            "一段",
            "流明网",
        ),
    ]
    assert rows(tmp_path, "select url from images") == [("https://news.example.com/1.jpg",)]
    assert rows(tmp_path, "select name from tags order by name") == [("产业",), ("公司",)]
    assert rows(tmp_path, "select code from securities") == [("609011.SH",)]
    files = rows(tmp_path, "select path, status, sha256, bytes from files order by path")
    assert [file[:2] for file in files] == [
        ("empty", "rejected"),
        ("https://news.example.com/2022/a.html", "post"),
        ("id 17", "post"),
    ]
    raw = rows(tmp_path, "select raw from problems where kind = 'empty'")[0][0]
    assert json.loads(raw)["id"] == "empty"
    assert files[0][2:] == (hashlib.sha256(raw).hexdigest(), len(raw))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021/12/31 23:59:59", "2021-12-31T23:59:59+00:00"),
        ("2021年12月31日 23:59", "2021-12-31T23:59:00+00:00"),
        ("2021.12.31 07:30", "2021-12-31T07:30:00+00:00"),
        ("1640966399", "2021-12-31T15:59:59+00:00"),
        ("Fri, 31 Dec 2021 07:30:00", "2021-12-31T07:30:00+00:00"),
        ("Fri, 31 Dec 2021 07:30:00 GMT+8", "2021-12-31T07:30:00+08:00"),
        ("Fri, 31 Dec 2021 07:30:00 Asia/Shanghai", "2021-12-31T07:30:00+08:00"),
        ("Fri, 31 Dec 2021 07:30:00 -0000", "2021-12-31T07:30:00+00:00"),
        ("Fri, 31 Dec 2021 07:30:00 XYZ", None),
        ("yesterday", None),
    ],
)
def test_dates_are_read_by_the_one_parser(tmp_path: Path, written: str, read: str | None) -> None:
    feed = RSS.replace("Mon, 07 Mar 2022 18:05:40 +0800", written)
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    load(tmp_path, str(tmp_path / "feed.xml"))
    found = rows(tmp_path, "select published from posts where slug like '%a.html'")
    assert found == [(read,)]
    problems = rows(tmp_path, "select detail from problems where kind = 'date'")
    assert [written in detail for (detail,) in problems] == ([] if read else [True])


def test_atom(tmp_path: Path) -> None:
    assert load(tmp_path, write(tmp_path, "atom.xml", ATOM)).exit_code == 0
    assert posts(tmp_path) == [
        (
            f"a.example.com/p-{eight('https://a.example.com/p?id=5')}",
            "A <b> B",
            "2022-03-07T10:00:00+09:00",
            "2022-03-07",
            "https://a.example.com/p?id=5",
            "文",
            "文",
            "远汐周刊",
        )
    ]


def test_json_feed(tmp_path: Path) -> None:
    assert load(tmp_path, write(tmp_path, "feed.json", json.dumps(JSON_FEED))).exit_code == 0
    assert posts(tmp_path) == [
        (
            "feed/1",
            "题",
            "2022-03-07T10:00:00+00:00",
            "2022-03-07",
            "https://l.example.com/1",
            "一 <b> 二 三",
            "一 \\<b>\\\n二\n\n三\n\n![](https://l.example.com/i.png)",
            "流明网",
        )
    ]


def test_texts_that_no_file_could_hold_are_repaired(tmp_path: Path) -> None:
    item = {"id": "a\ud800", "title": "\0题\udfff", "content_text": "x\0y", "tags": ["\ud800"]}
    feed = json.dumps({**JSON_FEED, "items": [item]})
    assert "1 added" in load(tmp_path, write(tmp_path, "feed.json", feed)).output
    assert [row[1:2] + row[6:7] for row in posts(tmp_path)] == [("题\ufffd", "xy")]
    assert rows(tmp_path, "select path from files") == [("a\ufffd",)]


def test_slugs_in_a_feed_of_ours_are_those_of_its_records(tmp_path: Path) -> None:
    records = [
        {"slug": "/a/", "title": "甲"},
        {"slug": 5, "title": "乙"},
        {"slug": "b\ud800", "title": "丙"},
    ]
    items = [{"id": f"{at}", "_newsdb": record} for at, record in enumerate(records)]
    feed = json.dumps({**JSON_FEED, "_newsdb": {}, "items": items})
    assert load(tmp_path, write(tmp_path, "feed.json", feed)).exit_code == 0
    assert [row[:2] for row in posts(tmp_path)] == [("a", "甲"), ("b\ufffd", "丙")]
    assert rows(tmp_path, "select slug, status from files order by path") == [
        ("a", "post"),
        ("feed/1", "rejected"),
        ("b\ufffd", "post"),
    ]


def test_a_second_load_changes_nothing_and_a_shorter_feed_removes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path, "feed.xml", RSS)
    load(tmp_path, source)
    before = (tmp_path / "news.db").read_bytes()
    assert "0 added, 0 changed, 2 unchanged" in load(tmp_path, source).output
    assert (tmp_path / "news.db").read_bytes() == before
    write(
        tmp_path, "feed.xml", RSS.replace("净利增长三成", "净利增长四成").replace("id 17", "id 18")
    )
    assert "1 added, 1 changed, 0 unchanged, 0 removed" in load(tmp_path, source).output
    assert len(posts(tmp_path)) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("hello", "neither RSS, Atom nor JSON Feed"),
        ("", "neither RSS, Atom nor JSON Feed"),
        ('{"items": []}', "not a JSON Feed"),
        ('{"items"', "not a JSON Feed"),
        ('{"items": ' + "[" * 100_000, "not a JSON Feed"),
        (RSS.replace("快讯", "&#xD800;&#1;"), "is not a feed that can be read: "),
    ],
)
def test_what_is_no_feed_is_said_in_a_sentence(tmp_path: Path, content: str, words: str) -> None:
    result = load(tmp_path, write(tmp_path, "x", content))
    assert result.exit_code == 2
    assert words in result.output
    assert result.output.count("\n") == 1
    assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize(
    "fields",
    [
        f"<author>{'a' * 100_000}</author>",
        f"<dc:creator>{'a.' * 50_000}</dc:creator>",
        "".join(f"<category>{number}</category>" for number in range(20_000)),
    ],
    ids=["a long author", "a long creator", "many categories"],
)
def test_a_feed_that_takes_quadratic_time_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: str
) -> None:
    monkeypatch.setattr(read, "MAX_SECONDS", 0.3)
    content = RSS.replace("<item>", f"<item>{fields}", 1)
    begin = process_time()
    result = load(tmp_path, write(tmp_path, "hostile.xml", content))
    # Without a limit these take 10 to 60 seconds.
    assert process_time() - begin < 5
    name = (tmp_path / "hostile.xml").as_posix()
    reason = "reading it takes more than 0 seconds"
    assert (result.exit_code, result.output) == (2, f"newsdb: {name} cannot be read: {reason}\n")


@pytest.mark.parametrize(
    ("entries", "paths"),
    [
        # The oldest is the last. Ids that are no ids give way to the entries' own URLs.
        ([("x", "/b"), ("x", "/a")], ["https://f.example/a", "https://f.example/b"]),
        ([("x", "/a"), ("x", "/a")], ["x", "x#2"]),
        ([("x", "/a"), ("x", "/a"), ("x", "/b")], ["x", "x#2", "x#3"]),
        ([("x", "/b"), ("x", None)], ["x", "x#2"]),
        ([("y", "/b"), ("x", "/a")], ["x", "y"]),
        ([("x", None)], ["x"]),
        # A link that entries without an id share does not make them one.
        ([("", "/a"), ("", "/a")], ["https://f.example/a#1", "https://f.example/a#0"]),
        ([("", "/b"), ("", "/a")], ["https://f.example/a", "https://f.example/b"]),
    ],
)
def test_entries_with_the_same_id(entries: list[tuple[str, str | None]], paths: list[str]) -> None:
    items = [
        {"id": name, "title": f"{at}", "content_text": f"{at}"}
        | ({"url": f"https://f.example{url}"} if url else {})
        for at, (name, url) in enumerate(entries)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items}
    found = read.read_feed("f", Fetched(json.dumps(feed).encode(), "https://f.example/feed"))
    assert found.paths() == paths
