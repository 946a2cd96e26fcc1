"""The search index is made of plain text, whatever markup a post is written in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.database.checking import check_database
from newsdb.models import Options
from newsdb.search import Filter, match_expression, search

MARKDOWN = """---
title: 题
---
上海**证券**报说，[央行](https://bank.example/zhoubao "说明")决定 *降*息。

<p class="lead">AT&amp;T <strong>涨</strong>停 <abbr title="quanwen">GDP</abbr></p>

![走势图](https://images.example/zoushi.png)

| 公司 | 营收 |
|---|---:|
| 甲 | 5&nbsp;亿 |

```sh
echo "<b>"
```
"""
PLAIN = "---\ntitle: 乙\n---\n没有标记的一段，\n第二行 GDP。\n\n第二段。\n"
VISIBLE = (
    *("上海证券报", "央行决定", "降息", "AT&T", "涨停", '"公司 营收"', "5亿", "GDP"),
    'echo "<b>"',
)
INVISIBLE = (
    *("**", "bank.example", "zhoubao", "说明", "lead", "strong>", "quanwen", "zoushi", "走势图"),
    *("|", "&amp;"),
)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    posts = folder / "_posts"
    posts.mkdir()
    (posts / "2024-01-01-a.md").write_text(MARKDOWN)
    (posts / "2024-01-02-b.md").write_text(PLAIN)
    load(folder / "news.db", [Directory(folder)], Options())
    return folder / "news.db"


def slugs(path: Path, query: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "select slug from posts where id in "
            "(select rowid from posts_fts where posts_fts match ?)",
            (match_expression(query),),
        )
        return [slug for (slug,) in rows]


@pytest.mark.parametrize("query", VISIBLE)
def test_what_is_visible_is_found(news: Path, query: str) -> None:
    assert "2024-01-01-a" in slugs(news, query)


@pytest.mark.parametrize("query", INVISIBLE)
def test_markup_is_not_found(news: Path, query: str) -> None:
    assert slugs(news, query) == []


def test_snippets_have_no_markup(news: Path) -> None:
    with closing(sqlite3.connect(news)) as connection:
        (hit,) = search([connection], Filter("上海证券报")).hits
    assert hit.snippet[0] == ("上海证券报", True)
    assert "".join(piece for piece, _ in hit.snippet) == (
        '上海证券报说，央行决定 降息。 AT&T 涨停 GDP 公司 营收 甲 5 亿 echo "<b>"'
    )


def test_only_bodies_with_markup_have_a_text_beside_them(news: Path) -> None:
    with closing(sqlite3.connect(news)) as connection:
        query = "select slug from posts join post_texts on post_id = posts.id"
        assert connection.execute(query).fetchall() == [("2024-01-01-a",)]


def test_a_changed_post_leaves_nothing_behind(news: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(news.read_bytes())
    post = news.parent / "_posts/2024-01-01-a.md"
    for text, found in (("**新**文本", True), ("无标记", False), ("新*文*本", True)):
        post.write_text(f"---\ntitle: 题\n---\n{text}\n")
        load(path, [Directory(news.parent)], Options())
        assert bool(slugs(path, "新文本")) is found
        assert slugs(path, "上海证券报") == []
        with closing(sqlite3.connect(path)) as connection:
            assert list(check_database(connection)) == []
