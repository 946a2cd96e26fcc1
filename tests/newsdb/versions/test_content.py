"""What counts as the content of an article."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loaders.parsers.dispatch import convert
from newsdb.models import Options, RawPost
from newsdb.versions.content import NOTHING, Content, content_of, json_array, read_content
from tests.paths import TOP


def test_what_is_read_is_what_a_file_is_converted_to(news_db: Path) -> None:
    """Otherwise every load would find versions."""
    with closing(sqlite3.connect(news_db)) as connection:
        posts = connection.execute("select slug, path from posts").fetchall()
        assert len(posts) == 173
        for slug, path in posts:
            raw = RawPost(path, (TOP / "posts" / path).read_bytes())
            post = convert(raw, Options(split=False)).post
            assert read_content(connection, slug) == content_of(post), path
        assert read_content(connection, "no such post") == NOTHING == content_of(None)


def test_every_field_counts() -> None:
    content = Content("t", "s", "b", "m", '["x"]', '["600160.SH"]')
    others = [content._replace(**{name: "[]"}) for name in Content._fields]
    assert len({content.digest, NOTHING.digest, *(each.digest for each in others)}) == 8


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]))))
def test_arrays_are_those_of_sqlite(names: set[str]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        (again,) = connection.execute("select json(?)", (json_array(names),)).fetchone()
        values = connection.execute("select value from json_each(?)", (again,)).fetchall()
    assert "\0" in "".join(names) or {value for (value,) in values} == names
