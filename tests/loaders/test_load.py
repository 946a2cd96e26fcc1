"""A load as a person starts it, from posts to rows."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from loaders import load
from loaders.database.known_files import KnownFile
from loaders.plan import Plan
from tests.loaders.shell import POST, rows, run

pytestmark = pytest.mark.usefixtures("with_post")


def test_navigation_with_brackets_in_its_address_is_dropped() -> None:
    first, _, _ = POST.rpartition("[返回滚动新闻]")
    links = "[返回报(香港)新闻](//x.example/category/bao(xianggang).html)｜[返回首页](//x.example/)"
    Path("_posts/2022-03-01-202203012290000001.md").write_text(first + links)
    run("load", "posts", ".", "--no-split")
    assert rows("select url, body like '%返回%' from posts") == [
        ("http://finance.example/news/1353,202203012290000001.html", 0)
    ]


def test_a_post_becomes_rows() -> None:
    result = run("load", "posts", ".", "--no-split")
    assert result.exit_code == 0, result.output
    assert "news.db: 1 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, " in result.output
    assert rows("select slug, title, published, date, url, summary, path, body from posts") == [
        (
            "2022-03-01-202203012290000001",
            "远汐储能拟扩产",
            "2022-03-01T09:30:00+08:00",
            "2022-03-01",
            "http://finance.example/news/1353,202203012290000001.html",
            "远汐储能公告，拟在东岭扩建二期产线。",
            "_posts/2022-03-01-202203012290000001.md",
            "远汐储能公告，拟扩产。",
        )
    ]
    assert rows("select name, slug from sources") == [("瀚海证券报", "hanhaizhengquanbao")]
    assert rows("select name from tags") == [("潮汐经济报道 潮汐APP新闻",)]
    assert rows("select name from categories") == [("rolling",)]
    assert rows("select code, name, kind, market, url, posts, mentions from securities") == [
        ("301908.SZ", "远汐储能", "share", "Shenzhen", "http://quote.example/0.301908", 1, 2)
    ]
    assert rows("select source, path, status, post_id from files") == [
        (".", "_posts/2022-03-01-202203012290000001.md", "post", 1)
    ]
    assert rows("""select rowid from posts_fts where posts_fts match '"扩 产"'""") == [(1,)]


def test_tags_are_split_at_spaces_as_jekyll_does_unless_told_not_to() -> None:
    run("load", "posts", ".")
    assert rows("select name from tags order by id") == [("潮汐经济报道",), ("潮汐APP新闻",)]


def test_other_options_make_every_post_anew() -> None:
    run("load", "posts", ".")
    assert "1 changed" in run("load", "posts", ".", "--no-split").output
    assert rows("select name from tags order by id") == [("潮汐经济报道 潮汐APP新闻",)]
    assert "1 unchanged" in run("load", "posts", ".", "--no-split").output


def test_loading_nothing_new_leaves_the_bytes_alone(folder: Path) -> None:
    run("load", "posts", ".")
    before = (folder / "news.db").stat()
    assert "0 added, 0 changed, 1 unchanged" in run("load", "posts", ".").output
    after = (folder / "news.db").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_changed_post_keeps_its_id_and_its_search_is_that_of_its_new_text(folder: Path) -> None:
    (folder / "_posts/2022-03-02-second.md").write_text("---\ntitle: 第二篇\n---\n港口繁忙。")
    run("load", "posts", ".")
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    path.write_text(POST.replace("拟扩产", "暂缓扩建").replace("301908", "301905"))
    assert "1 changed, 1 unchanged" in run("load", "posts", ".").output
    assert rows("select id, title from posts order by id") == [
        (1, "远汐储能暂缓扩建"),
        (2, "第二篇"),
    ]
    assert rows("""select rowid from posts_fts where posts_fts match '"扩 产"'""") == []
    assert rows("""select rowid from posts_fts where posts_fts match '"暂 缓"'""") == [(1,)]
    assert rows("select code from securities") == [("301905.SZ",)]


def test_rejected_files_keep_their_bytes_and_strict_says_so(folder: Path) -> None:
    rubbish = bytes(range(256))
    (folder / "_posts/2022-03-02-bad.md").write_bytes(rubbish)
    assert run("load", "posts", ".").exit_code == 0
    assert run("load", "posts", ".", "--strict").exit_code == 1
    listed = run("problems").output
    assert listed == "_posts/2022-03-02-bad.md:1: not text: the file is binary, not text\n"
    assert run("problems", "--kind", "date").output == ""
    assert run("problems", "--raw", "_posts/2022-03-02-bad.md").stdout_bytes == rubbish
    missing = run("problems", "--raw", "other.md")
    assert (missing.exit_code, missing.output) == (
        2,
        "newsdb: no stored bytes for other.md\n",
    )


@pytest.mark.parametrize("prune", [[], ["--prune"]])
def test_what_is_known_of_files_takes_no_memory_while_a_load_is_finished(
    monkeypatch: pytest.MonkeyPatch, prune: list[str]
) -> None:
    def known() -> dict[int, object]:
        return {id(each): each for each in gc.get_objects() if isinstance(each, Plan | KnownFile)}

    run("load", "posts", ".")
    finish, before, kept = load._finish, known(), []

    def finishing(*arguments: Any) -> None:
        kept.append(known().keys() - before.keys())
        finish(*arguments)

    monkeypatch.setattr(load, "_finish", finishing)
    Path("_posts/2022-03-02-new.md").write_text(POST)
    run("load", "posts", ".", *prune)
    assert kept == [set()]
