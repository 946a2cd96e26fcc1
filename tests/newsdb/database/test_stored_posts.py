"""Posts that are read back from the tables are those that were written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from loaders.database.writing import Writer
from newsdb.database.stored_posts import read_posts
from newsdb.models import Image, Media, Mention, Post, Security

PLAIN = Post("a", "A", None, None, None, None, "", "正文", 2)
FULL = Post(
    slug="b",
    title="B",
    published="2022-01-31T10:00:00+08:00",
    date="2022-01-31",
    source="乙",
    url="https://example.org/b",
    summary="S",
    body="**正文**",
    characters=2,
    text="正文",
    tags=("乙", "甲"),
    categories=("丙", "丁"),
    images=(Image("/b.png", "b"), Image("/a.png", "")),
    media=(Media("video", "https://example.org/v", "V"),),
    mentions=(
        Mention(Security("600519.SH", "贵州茅台", "share", "SH", "https://x/1"), 2, True, "mark"),
        Mention(Security("000001.SZ", "平安银行", "share", "SZ", ""), 1, False, "code"),
    ),
    updated="2022-02-01",
    authors=("丑", "子"),
    permalink="/b/",
    image="/b.png",
    lang="zh",
    redirects=("/z/", "/y/"),
    front_matter='{"x": 1}',
    section="要闻",
    published_utc="2022-01-31T02:00:00Z",
    updated_utc="2022-02-01T00:00:00Z",
)


def test_all_that_a_post_has_comes_back_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.touch()
    with closing(Writer(path, "2022-01-01T00:00:00+00:00", "source")) as writer:
        ids = [
            writer.put_post(post, f"{post.slug}.md", post.slug * 64)[0] for post in (FULL, PLAIN)
        ]
        writer.connection.execute("commit")
    with closing(sqlite3.connect(path)) as connection:
        assert list(read_posts(connection, ids)) == [
            (FULL, "b.md", "b" * 64),
            (PLAIN, "a.md", "a" * 64),
        ]
        assert [post for post, _, _ in read_posts(connection, ids[1:])] == [PLAIN]
