"""The commands on `/data`; tests/newsdb/web/views/test_data.py runs those of the sample."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlite_utils import Database

from newsdb.catalog.api_examples import (
    Example,
    Subject,
    api_examples,
    download_command,
    find_subject,
    sql_examples,
    tool_examples,
)
from newsdb.catalog.dataset import DatasetFile
from newsdb.database import schema
from newsdb.models import Json
from newsdb.search import Databases
from newsdb.search.filters import Filter
from tests.databases import add_post
from tests.factories import FILES, dataset

SUBJECT = Subject("2022-01-01-a'b", "600160.SH", "海 'x", "2022-01")


def absolute(path: str) -> str:
    return f"https://a.example{path}"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        yield connection


def test_the_subject_is_the_newest_article_and_the_security_named_most(
    connection: sqlite3.Connection,
) -> None:
    assert find_subject([connection]) is None
    add_post(connection, title="无日期", day=None, source=None)
    assert find_subject([connection]) is None
    for day, title in (("2022-02-01", "a longer word"), ("2022-01-01", "x")):
        add_post(connection, title=title, day=day, source=None)
    (slug,) = connection.execute("select slug from posts where date = '2022-02-01'").fetchone()
    assert find_subject([connection]) == Subject(slug, "", "longer", "2022-02")
    securities = [("2.SH", "乙", 1), ("1.SH", "甲", 2), ("0.SH", "丙", 1)]
    connection.executemany(
        "insert into securities (code, name, kind, market, posts) values (?, ?, 'share', '', ?)",
        securities,
    )
    assert find_subject([connection]) == Subject(slug, "1.SH", "甲", "2022-02")


def test_what_a_site_gives_is_shown_in_short(connection: sqlite3.Connection) -> None:
    add_post(connection, title="题" * 60, body="文", source=None)
    connection.execute("update posts set slug = ?", (SUBJECT.slug,))
    asked: list[tuple[Filter, int]] = []

    def search_json(databases: Databases, filter: Filter, size: int) -> Json:
        asked.append((filter, size))
        return {"hits": [{"a": [1]}, {"a": [2]}], "none": [], "next": None}

    search, article = api_examples(
        [connection], Subject(SUBJECT.slug, "", SUBJECT.word, "2022-01"), absolute, search_json
    )
    assert asked == [(Filter(SUBJECT.word), 10)]
    assert json.loads(search.output) == {"hits": [{"a": [1]}, "…"], "none": [], "next": None}
    assert article.url == "https://a.example/article/2022-01-01-a%27b.json"
    assert f'"title": "{"题" * 49}…"' in article.output
    assert article.output.startswith('{\n "article": "https://a.example/article/2022-01-01-a%27b",')


def test_commands_are_one_word_for_a_shell() -> None:
    for example in sql_examples(SUBJECT, absolute, "/2021"):
        assert example.url.startswith(
            ("https://a.example/2021.json?", "https://a.example/2021.csv?")
        )
        assert shlex.split(example.command) == ["curl", "--fail", example.url]
        sql = parse_qs(urlsplit(example.url).query)["sql"][0]
        assert sqlite3.complete_statement(f"{sql};")
    text = parse_qs(urlsplit(sql_examples(SUBJECT, absolute, "/news")[0].url).query)["text"]
    assert text == [SUBJECT.word]


def test_downloads_are_verified_if_the_checksum_is_known() -> None:
    database, _ = FILES
    url = "https://a.example/it's.db"
    known = download_command(DatasetFile("news.db", "db", url, 1, 2, "ab"))
    assert known == (
        "curl --fail --remote-name 'https://a.example/it'\"'\"'s.db' \\\n"
        '  && echo "ab  news.db" | sha256sum --check'
    )
    assert download_command(
        DatasetFile("news.db", "db", "https://a.example/news.db", 1, None, None)
    ) == (f"curl --fail --remote-name {database.url}")


def test_tools_are_for_the_files_that_there_are() -> None:
    def keys(examples: list[Example]) -> list[str]:
        return [example.key for example in examples]

    tools = ["tool_sqlite", "tool_pandas", "tool_duckdb"]
    assert keys(tool_examples(dataset())) == tools
    parquet = DatasetFile("posts.parquet", "parquet", "", 2, None, None)
    assert keys(tool_examples(dataset(files=(*FILES, parquet)))) == [*tools, "tool_parquet"]
