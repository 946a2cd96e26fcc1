"""`newsdb load` without a command: what newsdb.yml lists, of every kind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.loaders.feeds.server import feed
from tests.loaders.feeds.test_wordpress import END, HEAD, POST
from tests.loaders.shell import rows, run

pytestmark = pytest.mark.usefixtures("folder")
SETTINGS = """
timezone: Asia/Shanghai
sources:
  - _posts
  - feed: feed.xml
  - jsonl: a.ndjson
  - csv: a.csv
    columns: {title: 标题}
  - sqlite: blog.db
    sql: select id, headline as title from articles
  - wordpress: w.xml
"""
SLUGS = [
    *("2022-03-07-a", "a.example/1", "a.example/2", "blog.example/2022/03/hello"),
    *("from-csv", "from-json", "from-sqlite"),
]


@pytest.fixture(autouse=True)
def sources(folder: Path) -> None:
    Path("_posts").mkdir()
    Path("_posts/2022-03-07-a.md").write_text("---\ntitle: 甲\n---\n文", "utf-8")
    Path("feed.xml").write_text(feed("a"), "utf-8")
    Path("a.ndjson").write_text('{"slug": "from-json", "title": "乙"}\n', "utf-8")
    Path("a.csv").write_text("id,标题\nfrom-csv,丙\n", "utf-8")
    with closing(sqlite3.connect("blog.db")) as other, other:
        other.execute("create table articles (id, headline)")
        other.execute("insert into articles values ('from-sqlite', '丁')")
    Path("w.xml").write_text(HEAD + POST + END, "utf-8")
    Path("newsdb.yml").write_text(SETTINGS, "utf-8")


def slugs() -> list[str]:
    return [slug for (slug,) in rows("select slug from posts order by slug")]


def test_every_kind_of_source_is_loaded_and_loaded_again() -> None:
    result = run("load")
    assert result.exit_code == 0, result.output
    assert slugs() == SLUGS
    before = Path("news.db").read_bytes()
    assert run("load", "--quiet").output == ""
    assert Path("news.db").read_bytes() == before
    Path("a.csv").write_text("id,标题\nfrom-csv,丙丙\n", "utf-8")
    assert "1 changed" in run("load").output
    assert rows("select title from posts where slug = 'from-csv'") == [("丙丙",)]


def test_a_source_that_fails_keeps_no_other_from_being_loaded() -> None:
    Path("feed.xml").unlink()
    Path("a.ndjson").unlink()
    result = run("load", "--quiet")
    assert result.exit_code == 2
    assert result.output == (
        "newsdb: feed.xml cannot be read: No such file or directory\n"
        "newsdb: a.ndjson cannot be read: No such file or directory\n"
    )
    assert slugs() == [each for each in SLUGS if "a.example" not in each and each != "from-json"]


def test_of_a_rejected_row_and_a_failure_the_worse_status_counts() -> None:
    Path("a.csv").write_text("id,标题\nshort\n", "utf-8")
    assert run("load", "--quiet").exit_code == 0
    assert run("load", "--quiet", "--strict").exit_code == 1
    Path("feed.xml").write_text("no feed")
    assert run("load", "--quiet", "--strict").exit_code == 2


def test_ctrl_c_ends_the_whole_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("loaders.feeds.download.download_feeds", interrupted)
    result = run("load", "--quiet")
    assert (result.exit_code, result.output) == (2, "newsdb: interrupted; nothing was changed\n")
    assert slugs() == ["2022-03-07-a"]


def test_prune_removes_the_posts_of_records_that_are_gone() -> None:
    assert run("load").exit_code == 0
    Path("a.csv").write_text("id,标题\nother,丙\n", "utf-8")
    Path("feed.xml").write_text(feed("a", numbers=(2,)), "utf-8")
    assert run("load", "--prune").exit_code == 0
    assert slugs() == sorted({*SLUGS, "other"} - {"from-csv"})
