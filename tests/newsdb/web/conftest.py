"""Sites for the tests of several pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.serve import instance, prepared
from tests.conftest import PATIENT, load
from tests.stories_site import POSTS


@pytest.fixture(scope="module")
def public_site(news_db: Path) -> Iterator[Datasette]:
    """A site with the time limit that everybody has."""
    with prepared(news_db) as context:
        yield instance(context)


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


@pytest.fixture(scope="module")
def stories_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    folder = tmp_path_factory.mktemp("stories")
    (folder / "_posts").mkdir()
    for name, (time, source, text) in POSTS.items():
        content = (
            f"---\ntitle: 题 {name[-1]}\ndate: {time} +0800\ntags: [t]\n---\n"
            f"{text}\n\n（文章来源：{source}）\n"
        )
        (folder / "_posts" / f"{name}.md").write_text(content, "utf-8")
    with prepared(load(folder, folder / "news.db"), PATIENT) as context:
        yield instance(context)
