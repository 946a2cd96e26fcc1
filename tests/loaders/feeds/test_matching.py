"""A feed that is polled while its entries change, move and disappear."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import pytest

from loaders.feeds.fetch import Fetched
from loaders.feeds.matching import KnownEntries, comparable_link, match_entries
from loaders.feeds.read import read_feed
from tests.loaders.shell import rows, run

POLLS = 50
RSS = '<rss version="2.0"><channel><title>早报</title><link>{home}</link>{items}</channel></rss>'


@dataclass(frozen=True)
class Entry:
    number: int
    version: int = 0
    id_version: int = 0

    @property
    def title(self) -> str:
        return f"第{self.number}篇"

    @property
    def text(self) -> str:
        return f"这是第{self.number}篇文章的正文，足够长，可以辨认。版本{self.version}。"

    def item(self, home: str) -> str:
        hour, minute = divmod(self.number, 60)
        return (
            f"<item><title>{self.title}</title><link>{home}news/{self.number}.html</link>"
            f'<guid isPermaLink="false">id{self.id_version}-{self.number}</guid>'
            f"<pubDate>Mon, 07 Mar 2022 {hour:02}:{minute:02}:00 +0800</pubDate>"
            f"<description>{escape(self.text)}</description></item>"
        )


def poll(entries: list[Entry], home: str, file: str = "feed.xml") -> str:
    items = "".join(entry.item(home) for entry in reversed(entries))
    Path(file).write_text(RSS.format(home=home, items=items), "utf-8")
    result = run("load", "feed", file)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_a_feed_that_is_polled_50_times_gives_exactly_its_posts() -> None:
    chance = random.Random(22)
    home, file = "http://old.example/", "feed.xml"
    entries: dict[int, Entry] = {}
    shown: list[int] = []
    for turn in range(POLLS):
        for _ in range(chance.randrange(3) if turn else 2):
            number = len(entries) + 1
            entries[number] = Entry(number)
            shown.append(number)
        shown = shown[-12:]
        for number in chance.sample(shown, min(2, len(shown))):
            entries[number] = replace(entries[number], version=entries[number].version + 1)
        if turn == 15:  # the site changes the ids of its entries
            entries = {n: replace(e, id_version=1) for n, e in entries.items()}
        if turn == 25:  # it moves to https and www
            home = "https://www.old.example/"
        if turn == 35:  # the feed has another URL
            file = "other.xml"
        if turn == 42:  # another host, and new ids, and nothing else has changed
            poll([entries[n] for n in shown], home, file)
            home = "https://new.example/"
            entries = {n: replace(e, id_version=2) for n, e in entries.items()}
            poll([entries[n] for n in shown], home, file)
        poll([entries[number] for number in shown], home, file)
    assert len(entries) > 30
    found = rows("select title, body from posts order by id")
    assert found == [(entry.title, entry.text) for entry in entries.values()]
    unchanged = Path("news.db").read_bytes()
    assert "0 added, 0 changed" in poll([entries[number] for number in shown], home, file)
    assert Path("news.db").read_bytes() == unchanged


@pytest.mark.usefixtures("folder")
def test_entries_that_only_look_alike_stay_apart() -> None:
    """Flash news: all have the title and the link of the page."""
    item = (
        "<item><title>快讯</title><link>http://m.example/</link>"
        '<guid isPermaLink="false">{0}</guid><description>内容{0}</description></item>'
    )
    for number in range(5):
        Path("feed.xml").write_text(RSS.format(home="", items=item.format(number)), "utf-8")
        assert "1 added, 0 changed" in run("load", "feed", "feed.xml").output
    assert len(rows("select id from posts")) == 5


@pytest.mark.parametrize(
    ("url", "compared"),
    [
        ("http://www.A.example/b/", "a.example/b"),
        ("https://a.example/b?utm_source=rss&id=5#top", "a.example/b?id=5"),
        ("https://user:pw@a.example", "a.example"),
    ],
)
def test_links_that_lead_to_the_same_page(url: str, compared: str) -> None:
    assert comparable_link(url) == compared


LONG, SHORT = "一二三四五六七八九十", "一二三四五六七八九"
ITEM = (
    "<item><title>{0}</title><link>http://a.example/{1}</link>"
    '<guid isPermaLink="false">{2}</guid><pubDate>{3} Mar 2022 09:00:00 +0800</pubDate>'
    "<description>{4}</description></item>"
)


def feed_of(*items: str) -> bytes:
    return RSS.format(home="http://a.example/", items="".join(items)).encode()


@pytest.mark.usefixtures("folder")
def test_what_an_entry_with_a_new_id_is_known_by() -> None:
    """The link with the title, the time or the text; without the link, all of them."""
    known = [ITEM.format("甲", "a", 1, "7", LONG), ITEM.format("乙", "b", 2, "8", SHORT)]
    Path("feed.xml").write_bytes(feed_of(*known))
    assert run("load", "feed", "feed.xml").exit_code == 0
    for item, expected in {
        ("甲", "a", "9", "别的文字，也足够长，可以辨认"): "a.example/1",
        ("丙", "a", "7", "别的文字，也足够长，可以辨认"): "a.example/1",
        ("丙", "a", "9", LONG): "a.example/1",
        ("丙", "a", "9", "别的文字，也足够长，可以辨认"): "a.example/new",
        ("", "a", "9", "别的文字，也足够长，可以辨认"): "a.example/new",
        ("丙", "b", "9", SHORT): "a.example/new",
        ("甲", "c", "7", LONG): "a.example/1",
        ("甲", "c", "7", f"{LONG}。"): "a.example/1",
        ("甲", "c", "7", f"{LONG}后"): "a.example/new",
        ("甲", "c", "9", LONG): "a.example/new",
        ("丙", "c", "7", LONG): "a.example/new",
        ("甲", "", "9", "别的文字，也足够长，可以辨认"): "a.example/new",
        ("乙", "c", "8", SHORT): "a.example/new",
    }.items():
        title, link, day, text = item
        content = feed_of(ITEM.format(title, link, "new", day, text))
        feed = read_feed("other.xml", Fetched(content, "http://a.example/feed"))
        found = match_entries(feed, KnownEntries.read(Path("news.db")), "UTC")
        assert [slug for slug, _ in found.entries.values()] == [expected], item
