"""URLs of articles in what Markdown says."""

from __future__ import annotations

from loaders.generators.article_urls import article_url, as_shown, show_articles
from newsdb.text import Reading


def test_urls_of_articles_are_shown_without_the_mark() -> None:
    url = article_url("a/b")
    assert (url != "/article/a/b", as_shown(f"at {url}#c")) == (True, "at /article/a/b#c")
    reading = Reading([(url, f"x {url}")], [("u.png", url)], [("video", "v", url)])
    show_articles(reading)
    shown = "/article/a/b"
    assert reading == Reading([(shown, f"x {shown}")], [("u.png", shown)], [("video", "v", shown)])
