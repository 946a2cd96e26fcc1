"""200 feeds, half of which misbehave: the good ones are loaded, in a bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest

from tests.lakes import tables_of
from tests.loaders.feeds.server import serving
from tests.loaders.shell import rows, run

GOOD = ("good", "conditional", "gzip", "deflate", "brotli", "page", "moved", "gbk")
FAILURES = {
    "zstd": "its encoding zstd was not asked for",
    "cutbrotli": "its compressed text ends too early",
    "brotlibomb": "file too large",
    "cutgzip": "its compressed text ends too early",
    "bomb": "file too large",
    "doublebomb": "its encoding gzip, gzip was not asked for",
    "closed": "peer closed connection",
    "image": "neither RSS, Atom nor JSON Feed",
    "emptypage": "it is a web page, and names no feed",
    "loop": "it redirects more than 10 times",
    "elsewhere": "it leads to 169.254.169.254, which is not a public address",
    "file": "Request URL has an unsupported protocol 'file://'",
    "missing": "the server answered 404 Not Found",
    "slow": "it takes over 3 seconds",
    "trickle": "it takes over 3 seconds",
    "endless": "file too large",
}
KINDS = (*GOOD, *FAILURES, "truncated", "gone", "busy")
FEEDS = 200


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.feeds.fetch.SECONDS", 3)
    monkeypatch.setattr("loaders.feeds.fetch.MAX_BYTES", 2**21)


@pytest.fixture
def hosts() -> Iterator[tuple[list[str], list[list[str]]]]:
    """The URLs of servers, and the paths that each is asked for."""
    with ExitStack() as stack:
        started = [stack.enter_context(serving()) for _ in range(10)]
        yield [url for url, _ in started], [seen for _, seen in started]


@pytest.mark.usefixtures("folder", "impatient")
def test_200_feeds_of_which_many_misbehave(hosts: tuple[list[str], list[list[str]]]) -> None:
    urls, seen = hosts
    kinds = [KINDS[number % len(KINDS)] for number in range(FEEDS)]
    feeds = [f"{urls[at % 10]}/{kind}/f{at}" for at, kind in enumerate(kinds)]
    started = monotonic()
    result = run("load", "feed", *feeds)
    # Of each host, two or so of its feeds take until they are given up.
    assert monotonic() - started < 120
    assert result.exit_code == 1
    assert "Traceback" not in result.output

    good = [at for at, kind in enumerate(kinds) if kind in GOOD]
    cut = [at for at, kind in enumerate(kinds) if kind == "truncated"]
    expected = {f"f{at}.example/{number}" for at in good for number in (1, 2)}
    expected |= {f"f{at}.example/1" for at in cut}
    assert {slug for (slug,) in rows("select slug from posts")} == expected

    found = {source: state for source, *state in rows("select source, status, detail from feeds")}
    assert found.keys() == set(feeds)
    for feed, kind in zip(feeds, kinds, strict=True):
        status, detail = found[feed]
        if kind in FAILURES:
            assert status == "failed"
            assert FAILURES[kind] in str(detail)
            assert f"newsdb: {detail}" in result.output
        elif kind in ("gone", "truncated", "busy"):
            assert status == {"gone": "gone", "truncated": "incomplete", "busy": "waiting"}[kind]
        else:
            assert status == "ok"
            assert f"  {feed}: 2 entries" in result.output

    # What moved is remembered, what is gone or wants to be left alone is not asked for.
    for paths in seen:
        paths.clear()
    before = tables_of(Path("news.db"))
    assert run("load", "feed", *feeds).exit_code == 1
    asked = {path.split("/")[1] for paths in seen for path in paths}
    assert asked == set(KINDS) - {"moved", "page", "gone", "busy"}
    # But for the feeds: what is too large may take too long before it is found to be that.
    after = tables_of(Path("news.db"))
    assert [name for name in after if after[name] != before[name]] in ([], ["feeds"])

    everything = run("load", "feed", "--refresh", *feeds)
    assert everything.exit_code == 1
    assert {path.split("/")[1] for paths in seen for path in paths} == set(KINDS)


@pytest.mark.usefixtures("folder", "impatient")
def test_the_time_for_all_feeds_is_bounded(hosts: tuple[list[str], list[list[str]]]) -> None:
    started = monotonic()
    feeds = [f"{hosts[0][0]}/slow/{number}" for number in range(50)]
    result = run("load", "feed", "--max-time", "3", f"{hosts[0][1]}/good/a", *feeds)
    assert monotonic() - started < 20
    assert result.exit_code == 1
    assert "the time for all feeds is over" in result.output
    assert rows("select slug from posts") == [("a.example/1",), ("a.example/2",)]


@pytest.mark.usefixtures("folder")
def test_a_list_of_feeds(hosts: tuple[list[str], list[list[str]]]) -> None:
    host = hosts[0][0]
    outlines = "".join(
        f'<outline type="rss" xmlUrl="{host}/good/{name}"/>' for name in ("a", "b", "a")
    )
    opml = f'<opml version="2.0"><body>{outlines}<outline xmlUrl="/etc/passwd"/></body></opml>'
    Path("feeds.opml").write_text(opml)
    refused = run("load", "feed", "feeds.opml")
    assert refused.exit_code == 2
    assert "which is not a public address (127.0.0.1)" in refused.output
    assert run("load", "feed", "feeds.opml", "--allow-private").exit_code == 0
    assert len(rows("select slug from posts")) == 4
    assert rows("select source from feeds") == [(f"{host}/good/a",), (f"{host}/good/b",)]


@pytest.mark.usefixtures("folder")
def test_a_feed_that_cannot_be_read_keeps_its_posts(
    hosts: tuple[list[str], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = f"{hosts[0][0]}/good/a"
    assert run("load", "feed", feed).exit_code == 0
    posts = rows("select * from posts")
    monkeypatch.setattr(
        "tests.loaders.feeds.server.Handler.send_good",
        lambda handler, name: handler.send_gone(name),
    )
    result = run("load", "feed", feed)
    assert result.exit_code == 1
    assert "410 Gone" in result.output
    assert rows("select status from feeds") == [("gone",)]
    assert rows("select * from posts") == posts
    assert run("load", "feed", feed).exit_code == 0
