"""`newsdb load` without arguments loads what newsdb.yml says."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main
from newsdb.settings import parse_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blog" / "_posts").mkdir(parents=True)
    post = "---\ntitle: One\ndate: 2024-05-01 10:00\n---\nText.\n"
    (tmp_path / "blog" / "_posts" / "2024-05-01-one.md").write_text(post, encoding="utf-8")
    record = {"slug": "two", "title": "Two", "body": "Text."}
    (tmp_path / "more.ndjson").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return tmp_path


def titles(database: Path) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("select title, published from posts order by title").fetchall()


def test_sources_and_time_zone(folder: Path) -> None:
    settings = "timezone: Europe/Paris\nsources:\n  - blog\n  - jsonl: more.ndjson\n"
    (folder / "newsdb.yml").write_text(settings, encoding="utf-8")
    result = CliRunner().invoke(main, ["load"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert titles(folder / "news.db") == [("One", "2024-05-01T10:00:00+02:00"), ("Two", None)]
    again = CliRunner().invoke(main, ["load", "--quiet", "--db", "news.db"])
    assert (again.exit_code, again.output) == (0, "")


def test_nothing_to_load(folder: Path) -> None:
    result = CliRunner().invoke(main, ["load"])
    assert result.exit_code == 2
    assert result.stderr == "newsdb: there is no newsdb.yml here; `newsdb init` writes one\n"
    (folder / "newsdb.yml").write_text("title: Mine\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["load"])
    assert result.exit_code == 2
    assert "newsdb.yml has no sources; name one: newsdb load posts SOURCE" in result.stderr
    assert not (folder / "news.db").exists()


def test_neighbours_are_loaded_together() -> None:
    text = """
url: https://ann.example
sources:
  - a
  - b
  - {posts: c, ref: main, path: [_posts, drafts]}
  - {posts: -d, split: no}
  - feed: https://ann.example/feed.xml
"""
    url = "--site-url=https://ann.example"
    assert parse_settings(text, "n").load_arguments() == [
        ("posts", url, "--", "a", "b"),
        ("posts", url, "--ref=main", "--path=_posts", "--path=drafts", "--", "c"),
        ("posts", url, "--no-split", "--", "-d"),
        ("feed", "--", "https://ann.example/feed.xml"),
    ]
