"""`newsdb check` of a database that a load made, whole or damaged since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.loaders.shell import run

pytestmark = pytest.mark.usefixtures("with_post")


def test_check_finds_a_whole_database_whole() -> None:
    run("load", "posts", ".")
    assert run("check").output == "news.db: OK (1 post)\n"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            "update posts set body = '别的正文'",
            "search index is stale for 1 post (id 1)",
        ),
        (
            "update posts set body = replace(body, '扩', '减')",
            "search index is stale for 2 tokens (such as 减, 扩)",
        ),
        ("delete from files", "1 post has no source file: 2022-03-01-"),
        ("update files set post_id = 7", "row 1 of files refers to a row of posts that does not"),
        ("update files set status = 'lost'", "1 file has a status that does not fit its post"),
        ("insert into tags (name) values ('没有')", "1 tag has no posts: 没有"),
        ("update posts set sha256 = 'x'", "1 file has another SHA-256 than its post: "),
        ("update files set slug = 'x'", "1 file has another slug than its post: "),
        (
            "update posts set date = '2022-03-02'",
            "1 post has a date that disagrees with",
        ),
        (
            "update securities set mentions = 7",
            "1 security has totals that disagree",
        ),
        ("delete from security_names", "1 security has names that disagree with its posts: 3019"),
        ("delete from security_months", "1 security has monthly totals that disagree with"),
        (
            "update problems set raw = cast('oh' as blob)",
            "1 rejected file has no stored bytes: _posts/2022-03-02-bad.md",
        ),
    ],
)
def test_check_says_what_is_wrong(folder: Path, damage: str, sentence: str) -> None:
    if "problems" in damage:
        (folder / "_posts/2022-03-02-bad.md").write_bytes(b"\0\1")
    run("load", "posts", ".")
    with closing(sqlite3.connect("news.db")) as connection, connection:
        connection.execute(damage)
    result = run("check")
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_damaged_file_is_reported(folder: Path) -> None:
    run("load", "posts", ".")
    path = folder / "news.db"
    whole = path.read_bytes()
    pages = len(whole) // 4096
    for page in range(1, pages):
        damaged = bytearray(whole)
        damaged[page * 4096 : page * 4096 + 8] = b"\xff" * 8
        path.write_bytes(damaged)
        result = run("check")
        # Without its schema, it is no news.db any more.
        no_schema = "newsdb: news.db is not a database that can be read (database disk image is"
        sentence = {1: "news.db: file is damaged: ", 2: no_schema}
        assert result.output.startswith(sentence[result.exit_code]), page


def test_damage_in_a_text_is_reported(folder: Path) -> None:
    run("load", "posts", ".")
    path = folder / "news.db"
    # Text of a post that is no UTF-8 any more; its tokens in the index are others.
    found = path.read_bytes().replace("公告，拟扩产。".encode(), b"\xff" * 21)
    path.write_bytes(found)
    result = run("check")
    assert result.exit_code == 1
    assert "search index is stale for 1 post (id 1)" in result.output


def test_what_sqlite_says_of_a_damaged_schema_is_short_and_plain() -> None:
    run("load", "posts", ".")
    with closing(sqlite3.connect("news.db")) as connection, connection:
        connection.execute("pragma writable_schema = on")
        name = "\x1b]0;evil\x07" + "x" * 500
        connection.execute(
            "update sqlite_master set sql = 'x', name = ? where name = 'tags'", [name]
        )
    result = run("check")
    assert result.exit_code == 2
    sentence = (
        "newsdb: news.db is not a database that can be read (malformed database schema (]0;evilx"
    )
    assert result.output.startswith(sentence)
    assert len(result.output) < 150
