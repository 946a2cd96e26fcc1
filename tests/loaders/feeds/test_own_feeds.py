"""Feeds of newsdb itself, loaded again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.loaders.feeds.test_read import load, rows, write


@pytest.mark.parametrize("name", ["feed.xml", "feed.json"])
async def test_our_own_feed_gives_the_same_posts(
    tmp_path: Path, datasette: Datasette, news_db: Path, name: str
) -> None:
    answer = await datasette.client.get(f"/{name}")
    assert answer.status_code == 200
    assert load(tmp_path, write(tmp_path, name, answer.text)).exit_code == 0
    known = sqlite3.connect(news_db)
    of_a_post = "(select group_concat(name, '|') from (select name from {0} join post_{0} on "
    of_a_post += "{1} = {0}.id where post_id = posts.id order by name))"
    tags = of_a_post.format("tags", "tag_id")
    categories = of_a_post.format("categories", "category_id")
    sql = (
        f"select posts.slug, title, published, url, sources.name, {tags}, {categories}, summary, "
        "characters, body, (select json_group_array(json_array(code, name, mentions, in_title)) "
        "from post_securities where post_id = posts.id), "
        "(select json_group_array(json_array(url, alt)) from images where post_id = posts.id) "
        "from posts left join sources on sources.id = source_id"
    )
    before = {row[0]: row for row in known.execute(sql)}
    known.close()
    after = rows(tmp_path, sql)
    assert len(after) == 50
    assert after == [before[row[0]] for row in after]


@pytest.mark.parametrize(
    ("name", "record", "broken"),
    [
        ("feed.xml", "<newsdb:record>{", "<newsdb:record>"),
        ("feed.xml", "<newsdb:record>{", "<newsdb:record>[1] {"),
        ("feed.json", '"_newsdb":{"slug"', '"_other":{"slug"'),
    ],
)
async def test_our_own_feed_with_a_record_gone_is_read_as_any(
    tmp_path: Path, datasette: Datasette, name: str, record: str, broken: str
) -> None:
    text = (await datasette.client.get(f"/{name}?source=滚动")).text
    if name.endswith("json"):
        text = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    slugs = "select slug from posts order by slug"
    load(tmp_path, write(tmp_path, name, text))
    whole = rows(tmp_path, slugs)
    (tmp_path / "news.db").unlink()
    assert record in text
    assert load(tmp_path, write(tmp_path, name, text.replace(record, broken, 1))).exit_code == 0
    assert rows(tmp_path, slugs) == whole != []
