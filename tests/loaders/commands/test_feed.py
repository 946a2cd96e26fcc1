"""`newsdb load feed`: what it says, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.feeds.server import feed
from tests.loaders.shell import rows, run

pytestmark = pytest.mark.usefixtures("folder")


def test_each_feed_has_a_line_and_the_rest_is_loaded() -> None:
    Path("a.xml").write_text(feed("a"), "utf-8")
    Path("c.xml").write_text(feed("c")[:-70], "utf-8")
    result = run("load", "feed", "a.xml", "b.xml", "c.xml")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "news.db: 3 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 repaired, "
        "0 rejected.",
        "  a.xml: 2 entries",
        "newsdb: b.xml cannot be read: No such file or directory",
        "newsdb: c.xml: 1 entry; the document ends too early: 1 entry does not end, "
        "and was left out",
    ]
    assert rows("select source, status, load_id from feeds order by source") == [
        ("a.xml", "ok", 1),
        ("b.xml", "failed", 1),
        ("c.xml", "incomplete", 1),
    ]


def test_quiet_says_what_failed_only() -> None:
    Path("a.xml").write_text(feed("a"), "utf-8")
    result = run("load", "feed", "a.xml", "b.xml", "--quiet")
    assert result.output == "newsdb: b.xml cannot be read: No such file or directory\n"


def test_if_no_feed_can_be_read_nothing_is_made() -> None:
    result = run("load", "feed", "a.xml", "b.xml")
    assert result.exit_code == 2
    assert result.output.endswith("newsdb: none of the 2 feeds could be read\n")
    assert not Path("news.db").exists()


def test_a_truncated_document_does_not_empty_a_post() -> None:
    Path("a.xml").write_text(feed("a"), "utf-8")
    run("load", "feed", "a.xml")
    posts = rows("select * from posts")
    Path("a.xml").write_text(feed("a")[:-60], "utf-8")
    result = run("load", "feed", "a.xml")
    assert result.exit_code == 1
    assert "the document ends too early" in result.output
    assert rows("select * from posts") == posts
    assert rows("select status from feeds") == [("incomplete",)]
    Path("a.xml").write_text(feed("a"), "utf-8")
    assert run("load", "feed", "a.xml").exit_code == 0
    assert rows("select status, detail from feeds") == [("ok", None)]


def test_other_sources_of_the_settings_load_when_one_feed_of_several_fails() -> None:
    Path("a.xml").write_text(feed("a"), "utf-8")
    Path("b.ndjson").write_text('{"slug": "b", "title": "题"}\n', "utf-8")
    Path("newsdb.yml").write_text("sources:\n- feed: a.xml\n- feed: x.xml\n- jsonl: b.ndjson\n")
    assert run("load").exit_code == 1
    assert {slug for (slug,) in rows("select slug from posts")} == {
        *("a.example/1", "a.example/2", "b")
    }
