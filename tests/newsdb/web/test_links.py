"""URLs of the site's pages, in the reader's language and below any path."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from newsdb.web.i18n import catalogue
from newsdb.web.links import LinkContext, name_from_url

SITE = LinkContext("Title", "", catalogue("en"), versions={"site.css": "0123abcd"})


def test_urls() -> None:
    assert SITE.page() == "/"
    assert SITE.page("/search", {"q": "银 &"}) == "/search?q=%E9%93%B6+%26"
    assert SITE.page("/article?name=..", {"q": "a"}) == "/article?name=..&q=a"
    assert SITE.data("/posts", {"_size": "1"}) == "/news/posts?_size=1"
    assert SITE.file("/posts.json") == "/news/posts.json"
    assert SITE.article("a/b c") == "/article/a/b%20c"
    assert SITE.article("a", ".md") == "/article/a.md"
    assert SITE.list("tag", "a/b", {"before": "x"}) == "/tag/a%2Fb?before=x"
    assert (SITE.story(7), SITE.time("month", "2022-01")) == ("/story/7", "/month/2022-01")
    assert SITE.feed({"tag": "a"}, "json") == "/feed.json?tag=a"
    assert SITE.sql("select 1") == "/news?sql=select+1"
    assert SITE.static("site.css") == "/static/site.css?v=0123abcd"
    assert SITE.static("other.css") == "/static/other.css"
    # What no URL can hold does not end a page.
    assert SITE.page("/search", {"q": "\ud800"}) == "/search?q=%3F"


def test_the_language_stays_where_the_url_names_it() -> None:
    site = replace(SITE, asked=True)
    assert site.page("/search", {"q": "a"}) == "/search?q=a&lang=en"
    assert site.article("a") == "/article/a?lang=en"
    assert site.data("/posts") == "/news/posts?_lang=en"
    # Files and feeds have none.
    assert site.article("a", ".json") == "/article/a.json"
    assert (site.feed(), site.file(), site.plain("/x")) == ("/feed.xml", "/news", "/x")


def test_below_a_path_and_for_another_database() -> None:
    site = replace(SITE, base="/archive/", databases=("mine",))
    assert (site.page(), site.page("/data")) == ("/archive/", "/archive/data")
    assert site.data("/posts") == "/archive/mine/posts"
    assert site.static("x.js") == "/archive/static/x.js"


def test_times() -> None:
    time = "2022-01-09T08:05:59+08:00"
    assert (SITE.when(time), SITE.when(time, day=False)) == ("9 January 2022 08:05", "08:05")
    assert (SITE.when("2022-01-09"), SITE.stamp(time)) == ("9 January 2022", time)
    site = replace(SITE, sections=SITE.sections - {"times"})
    assert (site.when(time), site.when(time, day=False)) == ("9 January 2022", "")
    assert site.stamp(time) == "2022-01-09"


@pytest.mark.parametrize(
    ("part", "args", "name"),
    [
        ("a%2Fb", {}, "a/b"),
        ("%FF", {}, "\ufffd"),
        (None, {"name": ".."}, ".."),
        ("a", {"name": "b"}, "a"),
        (None, {}, ""),
    ],
)
def test_names_from_urls(part: str | None, args: dict[str, str], name: str) -> None:
    request = SimpleNamespace(url_vars={"name": part}, args=args)
    assert name_from_url(request) == name  # type: ignore[arg-type]
