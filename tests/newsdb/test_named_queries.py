"""Queries of newsdb.yml that SQLite cannot run are found when the site starts."""

import json
import sqlite3
from pathlib import Path

import pytest

from newsdb.commands.prepare import instance, prepared
from newsdb.exceptions import SettingsError
from newsdb.named_queries import check_queries
from tests.conftest import PATIENT

FAULTY = """title: A
queries:
  good:
    sql: select title from posts where id = :id
  column:
    title: By month
    sql: select mnth from posts
  syntax:
    sql: |
      select count(*)
      frm posts
  two: {sql: select 1; select 2}
"""


def test_every_faulty_query_has_a_line(tmp_path: Path, news_db: Path) -> None:
    path = tmp_path / "newsdb.yml"
    path.write_text(FAULTY, encoding="utf-8")
    with sqlite3.connect(news_db) as connection, pytest.raises(SettingsError) as raised:
        check_queries(connection, path)
    first, second, third = str(raised.value).split("\n")
    assert first == f"{path}:7: queries.column.sql: no such column: mnth"
    assert second == f'{path}:9: queries.syntax.sql: near "posts": syntax error'
    assert third.startswith(f"{path}:12: queries.two.sql: ")


def test_a_site_does_not_start_with_a_faulty_query(tmp_path: Path, news_db: Path) -> None:
    config = tmp_path / "newsdb.yml"
    config.write_text(FAULTY, encoding="utf-8")
    with prepared(news_db, PATIENT, config) as context, pytest.raises(SettingsError, match=":7: "):
        instance(context)


async def test_queries_can_use_the_functions_of_the_site(tmp_path: Path, news_db: Path) -> None:
    config = tmp_path / "newsdb.yml"
    sql = "select count(*) from posts_fts where posts_fts match match_expression(:q)"
    config.write_text(f"queries:\n  found:\n    sql: {sql}\n", encoding="utf-8")
    with prepared(news_db, PATIENT, config) as context:
        found = await instance(context).client.get("/news/found.json?q=银行&_shape=arrayfirst")
        assert found.status_code == 200 and found.json()[0] > 0


async def test_the_page_of_a_faulty_query_says_what_is_wrong(tmp_path: Path, news_db: Path) -> None:
    """Datasette's own file of metadata can have one, too."""
    metadata = tmp_path / "metadata.json"
    queries = {"faulty": {"sql": "select mnth from posts"}}
    metadata.write_text(json.dumps({"databases": {"news": {"queries": queries}}}))
    with prepared(news_db, [*PATIENT, "--metadata", f"{metadata}"]) as context:
        site = instance(context)
        page = await site.client.get("/news/faulty?_lang=en")
        assert page.status_code == 400
        assert "no such column: mnth" in page.text
        assert "Traceback" not in page.text
        data = (await site.client.get("/news/faulty.json")).json()
        assert data["error"] == "no such column: mnth"
