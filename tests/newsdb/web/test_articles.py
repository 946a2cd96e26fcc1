"""Articles: their parts, and those before and after them."""

import sqlite3
from pathlib import Path

import pytest

from newsdb.web import articles
from newsdb.web.articles import Reference
from tests.factories import article


@pytest.mark.parametrize(
    ("summary", "body", "lead", "text"),
    [
        ("摘要。", "正文。", "摘要。", "正文。"),
        ("正文第一句。", "正文第一句。后文。", "", "正文第一句。后文。"),
        ("正文第一…", "**正文**第一句。", "", "**正文**第一句。"),
        ("正文第一句。", "本报记者\n\n正文第一句。后文。", "", "本报记者\n\n正文第一句。后文。"),
        ("只有摘要。", " \n", "", "只有摘要。"),
        ("", "正文", "", "正文"),
    ],
)
def test_a_summary_is_not_said_twice(summary: str, body: str, lead: str, text: str) -> None:
    found = article(summary=summary, body=body)
    assert (found.lead, found.text) == (lead, text)


def test_neighbours_at_the_same_second(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        create table sources (id, name);
        create table posts (id integer primary key, slug, title, date, published_utc, source_id);
        insert into sources values (1, '日报');
        insert into posts values (3, 'a', 'A', '2022-01-01', '2022-01-01T00:00:00Z', 1);
        insert into posts values (1, 'b', 'B', '2022-01-01', '2022-01-01T00:00:00Z', 1);
        insert into posts values (2, 'c', 'C', '2022-01-01', '2022-01-01T00:00:00Z', 1);
        """
    )
    middle = article(id=2, published="2022-01-01T08:00:00+08:00")
    assert articles.neighbours(connection, middle) == (
        Reference("b", "B", "2022-01-01"),
        Reference("a", "A", "2022-01-01"),
    )
    connection.close()
