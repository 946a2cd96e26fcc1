"""The bytes of each post's file in the database, and what they are good for."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from loaders.feeds.fetch import Fetched
from loaders.feeds.read import read_feed
from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.cli import main
from newsdb.database.checking import check_database
from newsdb.models import Options, Summary

USUAL = Options()
FEED = """<rss version="2.0"><channel><title>T</title>{}</channel></rss>"""
ITEM = (
    "<item><title>{0}</title><guid>https://news.example/{0}</guid><description>x</description>"
    "<pubDate>2022-01-03 08:00</pubDate></item>"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "_posts").mkdir(parents=True)
    (folder / "_posts" / "2022-01-01-a.md").write_bytes(b"---\ntags: a b\n---\n<p>\xd2\xbb</p>\r\n")
    (folder / "_posts" / "2022-01-02-empty.md").write_bytes(b"")
    return folder


def add_posts(site: Path, first: int, last: int) -> None:
    for number in range(first, last):
        head = f"---\ntitle: 第{number}篇\n---\n"
        text = f"{head}\n<p>　　央行今日公告，第{number}号，净投放{number}亿元。</p>\n"
        (site / "_posts" / f"2022-02-01-{number}.md").write_text(text, "utf-8")


def load_site(site: Path, options: Options = USUAL, *, prune: bool = False) -> Summary:
    return load(site.parent / "news.db", [Directory(site)], options, prune=prune)


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def kept(database: Path) -> dict[str, bytes]:
    """Return what is kept, as any Zstandard decoder reads it."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("select content from compression_dictionaries").fetchall()
        dictionary = zstandard.ZstdCompressionDict(rows[0][0]) if rows else None
        decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)
        contents = "select path, content from file_contents join files on id = file_id"
        return {
            path: decompressor.decompress(frame) for path, frame in connection.execute(contents)
        }


def in_files(site: Path) -> dict[str, bytes]:
    every = {f"_posts/{path.name}": path.read_bytes() for path in (site / "_posts").iterdir()}
    return {path: content for path, content in every.items() if content}


def test_the_bytes_of_posts_are_kept_and_those_of_others_are_not(site: Path) -> None:
    load_site(site)
    assert kept(site.parent / "news.db") == in_files(site)
    assert query(site.parent / "news.db", "select count(*) from compression_dictionaries") == [(0,)]


def test_many_files_share_a_dictionary_which_stays(site: Path) -> None:
    database = site.parent / "news.db"
    add_posts(site, 0, 60)
    load_site(site)
    assert kept(database) == in_files(site)
    add_posts(site, 30, 150)
    load_site(site)
    dictionaries = query(database, "select id, content from compression_dictionaries")
    assert len(dictionaries) == 1
    assert kept(database) == in_files(site)
    add_posts(site, 140, 170)
    load_site(site)
    assert query(database, "select id, content from compression_dictionaries") == dictionaries
    frames = [bytes(frame) for (frame,) in query(database, "select content from file_contents")]
    assert {zstandard.get_frame_parameters(frame).dict_id for frame in frames} == {
        dictionaries[0][0]
    }
    assert kept(database) == in_files(site)
    with closing(sqlite3.connect(database)) as connection:
        assert list(check_database(connection)) == []


def test_a_post_whose_file_is_gone_is_converted_again_from_what_is_kept(site: Path) -> None:
    database = site.parent / "news.db"
    tags = "select name from tags order by name"
    load_site(site)
    assert query(database, tags) == [("a",), ("b",)]
    (site / "_posts" / "2022-01-01-a.md").unlink()
    # As a new version of a stage, other options convert every post again.
    summary = load_site(site, Options(split=False))
    assert (summary.added, summary.changed) == (0, 1)
    assert query(database, tags) == [("a b",)]
    assert list(kept(database)) == ["_posts/2022-01-01-a.md"]
    again = load_site(site, Options(split=False))
    assert (again.added, again.changed) == (0, 0)
    # What is kept of a file that is gone stands for no other file.
    assert load_site(site, prune=True).removed == 1
    assert kept(database) == {}


def test_the_file_that_has_the_slug_now_counts_not_the_one_that_is_gone(site: Path) -> None:
    load_site(site)
    (site / "old_post").mkdir()
    (site / "_posts" / "2022-01-01-a.md").rename(site / "old_post" / "2022-01-01-a.md")
    assert load_site(site, Options(split=False)).changed == 1
    assert list(kept(site.parent / "news.db")) == ["old_post/2022-01-01-a.md"]


def test_an_entry_that_left_its_feed_is_converted_again(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    for items, zone in (("ab", "Asia/Shanghai"), ("b", "Europe/London")):
        text = FEED.format("".join(map(ITEM.format, items))).encode()
        feed = read_feed("feed.xml", Fetched(text, "https://news.example/feed.xml"))
        load(database, [feed], Options(zone))
    published = query(database, "select slug, published from posts order by slug")
    assert published == [
        ("news.example/a", "2022-01-03T08:00:00+00:00"),
        ("news.example/b", "2022-01-03T08:00:00+00:00"),
    ]
    assert json.loads(kept(database)["https://news.example/a"])["title"] == "a"


def test_nothing_is_kept_if_that_is_not_wanted(site: Path) -> None:
    database = site.parent / "news.db"
    load_site(site)
    arguments = ["load", "posts", str(site), "--no-keep-source", "--db", str(database)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert kept(database) == {}
    with closing(sqlite3.connect(database)) as connection:
        assert list(check_database(connection)) == []


def test_the_bytes_are_printed(site: Path) -> None:
    load_site(site)
    path, database = "_posts/2022-01-01-a.md", str(site.parent / "news.db")
    result = CliRunner().invoke(main, ["problems", "--raw", path, "--db", database])
    assert result.stdout_bytes == (site / path).read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        "update file_contents set content = substr(content, 1, length(content) - 1)",
        "update file_contents set content = x'28b52ffd2001080000'",
    ],
)
def test_damaged_contents_are_found_and_reported(site: Path, damage: str) -> None:
    load_site(site)
    with closing(sqlite3.connect(site.parent / "news.db", isolation_level=None)) as connection:
        connection.execute(damage)
        found = list(check_database(connection))
    assert "1 file has kept content that is damaged: _posts/2022-01-01-a.md" in found
    (site / "_posts" / "2022-01-01-a.md").unlink()
    arguments = ["load", "posts", str(site), "--no-split", "--db", str(site.parent / "news.db")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "stored content" in result.stderr
    assert "Traceback" not in result.stderr
