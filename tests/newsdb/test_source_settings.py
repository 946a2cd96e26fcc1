"""Sources in newsdb.yml: of each kind, with its options, and what is wrong with them."""

from __future__ import annotations

import pytest

from newsdb.exceptions import SettingsError
from newsdb.settings import parse_settings


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("_posts", ("posts", "--", "_posts")),
        (
            "{posts: a.git, ref: main, path: [x, y], split: no, media: link}",
            (
                *("posts", "--ref=main", "--path=x", "--path=y", "--no-split", "--media=link"),
                *("--", "a.git"),
            ),
        ),
        ("{history: a.git, path: x}", ("history", "--path=x", "--", "a.git")),
        ("{feed: https://a.example/f}", ("feed", "--", "https://a.example/f")),
        ("{jsonl: a.ndjson}", ("jsonl", "--", "a.ndjson")),
        (
            "{csv: a.csv, columns: {title: 标题, html: a=b}}",
            ("csv", "--column=title=标题", "--column=html=a=b", "--", "a.csv"),
        ),
        (
            "{sqlite: a.db, sql: select 1 as id}",
            ("sqlite", "--sql=select 1 as id", "--", "a.db"),
        ),
        ("{wordpress: a.xml, pages: yes}", ("wordpress", "--pages", "--", "a.xml")),
        ("{wordpress: a.xml}", ("wordpress", "--", "a.xml")),
    ],
)
def test_each_kind_is_a_command(source: str, arguments: tuple[str, ...]) -> None:
    assert parse_settings(f"sources:\n  - {source}", "n").load_arguments() == [arguments]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{ref: main}", "needs exactly one of posts, history, feed, jsonl, csv, sqlite, wordpress"),
        (
            "{posts: a, feed: b}",
            "needs exactly one of posts, history, feed, jsonl, csv, sqlite, wordpress",
        ),
        ("{feed: a, ref: main}", "has ref, which is for posts and history"),
        ("{history: a, media: link}", "has media, which is for posts"),
        ("{jsonl: a, columns: {title: b}}", "has columns, which is for csv"),
        ("{csv: a, sql: select 1}", "has sql, which is for sqlite"),
        ("{posts: a, pages: yes}", "has pages, which is for wordpress"),
        ("{sqlite: a.db}", "needs sql, a query whose rows are the posts"),
        ("{csv: a, columns: title}", "sources.columns needs its settings below it, one a line"),
        ("{csv: a, column: x}", "there is no setting 'column'; did you mean columns?"),
    ],
)
def test_mistakes_are_explained(source: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings(f"title: T\nsources:\n  - {source}", "n")
    assert str(raised.value).startswith("n:3: ")
    assert message in str(raised.value)


def test_neighbours_with_the_same_options_are_loaded_together() -> None:
    text = "sources: [{wordpress: a}, {wordpress: b}, x, {posts: y}, {posts: z, split: no}]"
    assert parse_settings(f"{text}\ntimezone: Europe/Paris", "n").load_arguments() == [
        ("wordpress", "--timezone=Europe/Paris", "--", "a", "b"),
        ("posts", "--timezone=Europe/Paris", "--", "x", "y"),
        ("posts", "--timezone=Europe/Paris", "--no-split", "--", "z"),
    ]
