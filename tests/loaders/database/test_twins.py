"""What posts of the same article share: tags, mentions, and the URL of the original."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main

ID = "202203012290000001"
ROLLING, NW = f"2022-03-01-{ID}", f"2022-03-01-NW{ID}"
URL = f"http://finance.eastmoney.com/news/1353,{ID}.html"
PAGE = f"http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW{ID}"
LASTING = f"https://finance.eastmoney.com/a/{ID}.html"


def write(folder: Path, slug: str, url: str, tag: str) -> None:
    (folder / "_posts").mkdir(exist_ok=True)
    (folder / "_posts" / f"{slug}.md").write_text(
        f'---\ntitle: "题"\ndate: 2022-03-01 08:00:00\ntags: {tag}\n---\n'
        f"<p>青禾农牧与岚山银行今日签约。</p>\n\n<{url}>\n",
        "utf-8",
    )


def load(folder: Path, *arguments: str) -> None:
    for command in (["load", "posts", f"{folder}", *arguments], ["check"]):
        result = CliRunner().invoke(main, [*command, "--db", f"{folder / 'news.db'}"])
        assert result.exit_code == 0, result.output


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        return connection.execute(query).fetchall()


TAGS = """select slug, name, found_by from posts join post_tags on post_id = posts.id
join tags on tags.id = tag_id order by slug, name"""
URLS = "select slug, url, derived_url, section from articles order by slug"


def test_twins_share_tags_and_the_original(tmp_path: Path) -> None:
    write(tmp_path, ROLLING, URL, "滚动新闻")
    write(tmp_path, NW, PAGE, "瀚海日报新闻")
    load(tmp_path)
    both = [
        (ROLLING, "滚动新闻", "post"),
        (ROLLING, "瀚海日报新闻", "twin"),
        (NW, "滚动新闻", "twin"),
        (NW, "瀚海日报新闻", "post"),
    ]
    assert rows(tmp_path, TAGS) == both
    assert rows(tmp_path, URLS) == [
        (ROLLING, URL, None, "证券聚焦"),
        (NW, PAGE, URL, None),
    ]
    # Without its twin, a post has its own tags again, and a URL that follows from the id.
    rolling = tmp_path / "_posts" / f"{ROLLING}.md"
    kept = rolling.read_text("utf-8")
    rolling.unlink()
    load(tmp_path, "--prune")
    assert rows(tmp_path, TAGS) == [(NW, "瀚海日报新闻", "post")]
    assert rows(tmp_path, URLS) == [(NW, PAGE, LASTING, None)]
    assert rows(tmp_path, "select name from sections") == []
    rolling.write_text(kept, "utf-8")
    load(tmp_path)
    assert rows(tmp_path, TAGS) == both


def test_no_url_is_made_up(tmp_path: Path) -> None:
    """Only of the archive itself is it known where the originals are."""
    page = PAGE.replace("finews.zning.xyz", "share.dongling.example")
    write(tmp_path, NW, page, "甲")
    write(tmp_path, f"2022-03-01-{int(ID) + 1}", "", "甲")
    write(tmp_path, "2022-03-01-a", PAGE, "甲")
    load(tmp_path)
    assert rows(tmp_path, "select url, derived_url from posts order by slug") == [
        (None, None),
        (page, None),
        (None, None),
    ]
