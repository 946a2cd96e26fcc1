"""`newsdb load jsonl`, `csv`, `sqlite` and `wordpress`, as a person types them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.loaders.shell import rows, run

pytestmark = pytest.mark.usefixtures("folder")
POSTS = "select slug, title, body from posts order by slug"


def test_a_json_array_is_read_as_lines() -> None:
    Path("a.json").write_text('[{"slug": "a", "title": "甲"},\n {"slug": "b", "body": "乙"}]')
    assert "2 added" in run("load", "jsonl", "a.json").output
    assert rows(POSTS) == [("a", "甲", ""), ("b", "乙", "乙")]
    assert "2 unchanged" in run("load", "jsonl", "a.json").output


def test_csv_with_columns_of_other_names() -> None:
    table = '编号,标题,正文,tags,x\n1,"你好, 世界","<p>文<b>字</b></p>",甲;乙,y\n2,短\n'
    Path("a.csv").write_bytes(table.encode("gb18030"))
    columns = ("--column", "slug=编号", "--column", "title=标题", "--column", "html=正文")
    result = run("load", "csv", "a.csv", *columns)
    assert result.exit_code == 0
    assert "1 added" in result.output
    assert "1 rejected" in result.output
    assert "Ignored 1 unknown field: x." in result.output
    assert rows(POSTS) == [("1", "你好, 世界", "文**字**")]
    assert rows("select name from tags order by name") == [("乙",), ("甲",)]
    wrong = run("load", "csv", "a.csv", "--column", "title=名")
    assert (wrong.exit_code, "has no column 名 for title" in wrong.output) == (2, True)
    assert run("load", "csv", "a.csv", "--column", "title").exit_code == 2


def test_an_export_as_csv_loads_back() -> None:
    Path("a.ndjson").write_text(
        '{"slug": "a", "title": "甲", "published": "2022-03-07T10:00:00+08:00", '
        '"tags": ["x, y"], "body": "文，\\n\\n字"}\n',
        "utf-8",
    )
    run("load", "jsonl", "a.ndjson")
    before = rows("select slug, title, published, body from posts")
    assert run("export", "out", "--format", "csv").exit_code == 0
    table = next(Path("out").rglob("*.csv"))
    result = run("load", "csv", str(table), "--db", "other.db")
    assert "1 added" in result.output
    assert rows("select slug, title, published, body from posts", "other.db") == before
    assert rows("select name from tags", "other.db") == [("x, y",)]


def test_the_rows_of_a_query() -> None:
    with closing(sqlite3.connect("blog.db")) as other, other:
        other.execute("create table articles (id integer, headline, text, at)")
        other.execute("insert into articles values (7, '题', '<p>文</p>', 1646618400)")
    query = "select id, headline as title, text as html, at as published from articles"
    before = Path("blog.db").read_bytes()
    assert "1 added" in run("load", "sqlite", "blog.db", "--sql", query).output
    assert rows("select slug, title, body, published from posts") == [
        ("7", "题", "文", "2022-03-07T02:00:00+00:00")
    ]
    for sql, reason in (
        ("delete from articles", "attempt to write a readonly database"),
        ("select * from nowhere", "no such table: nowhere"),
        ("select 1; select 2", "You can only execute one statement at a time"),
    ):
        result = run("load", "sqlite", "blog.db", "--sql", sql)
        assert result.exit_code == 2
        assert reason in result.output
    assert Path("blog.db").read_bytes() == before
    assert run("load", "sqlite", "none.db", "--sql", query).exit_code == 2


def test_what_wordpress_does_not_publish_is_counted() -> None:
    Path("w.xml").write_text(
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>T</title>'
        "<wp:wxr_version>1.2</wp:wxr_version><item><title>a</title><link>http://a.example/a</link>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        "<item><title>b</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>"
        "</channel></rss>"
    )
    result = run("load", "wordpress", "w.xml")
    assert "1 added" in result.output
    assert "Skipped 1 item that is not a published post." in result.output
