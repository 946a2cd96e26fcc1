"""Databases of older and newer versions."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loaders import stages
from loaders.database import indexing, migrations
from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.cli import main
from newsdb.database import schema
from newsdb.models import Options
from tests.contents import contents
from tests.databases import downgraded
from tests.paths import TOP

pytestmark = pytest.mark.slow

SPLIT_OFF = Options(split=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def ids(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        names = {"posts": "slug", "files": "path"}
        names |= dict.fromkeys(("sources", "tags", "categories"), "name")
        return [
            (table, *row)
            for table, name in names.items()
            for row in connection.execute(f"select id, {name} from {table} order by id")
        ]


@pytest.fixture
def older(news_db: Path, tmp_path: Path) -> Path:
    return downgraded(news_db, tmp_path / "older.db")


def test_an_older_database_is_migrated_by_the_next_load(
    news_db: Path, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ids(older)
    monkeypatch.chdir(TOP)
    summary = load(older, [Directory(TOP / "posts")], SPLIT_OFF)
    # Nothing tells which stages its posts went through: all are converted again.
    assert (summary.added, summary.changed, summary.unchanged) == (0, 173, 0)
    assert ids(older) == before
    assert contents(older) == contents(news_db)
    assert run("check", "--db", older).exit_code == 0
    again = load(older, [Directory(TOP / "posts")], SPLIT_OFF)
    assert (again.changed, again.unchanged) == (0, 173)


def test_posts_of_other_sources_are_migrated_as_they_are(older: Path, tmp_path: Path) -> None:
    """Feeds forget their entries: what only the database has must survive."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2023-01-01-new.md").write_text("---\ntitle: 新\n---\n<p>新闻</p>\n")
    before = ids(older)
    assert load(older, [Directory(tmp_path / "posts")], Options()).added == 1
    assert ids(older)[:173] == before[:173]
    result = run("check", "--db", older)
    assert (result.exit_code, result.stderr) == (0, "")


def test_secrets_in_names_of_sources_are_removed_by_the_next_load(tmp_path: Path) -> None:
    """Early versions stored the URL of a feed as it was given."""
    entries = "".join(
        f"<item><title>{n}</title><guid>{n}</guid><description>正文</description></item>"
        for n in (1, 2)
    )
    feed = tmp_path / "feed.xml"
    feed.write_text(f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>")
    made, older = tmp_path / "made.db", tmp_path / "older.db"
    assert run("load", "feed", feed, "--db", made).exit_code == 0
    downgraded(made, older)
    secret = "https://user:s3cret@site.example/f.xml?token=s3cret"
    other = "https://s3cret@site.example/f.xml"
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("update files set source = ? where id = 1", (secret,))
        # The same feed with another password: one entry of it is the same.
        connection.execute("update files set source = ? where id = 2", (other,))
        connection.execute(
            "insert into files (source, path, slug, load_id, post_id, status) "
            "select ?, path, slug, load_id, post_id, 'duplicate' from files where id = 1",
            (other,),
        )
        connection.execute("update loads set source = ?", (f"{secret}\nposts\n{other}",))
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "2023-01-01-new.md").write_text("---\ntitle: 新\n---\n新闻\n")
    assert run("load", "posts", posts, "--db", older).exit_code == 0
    assert b"s3cret" not in older.read_bytes()
    url = "https://site.example/f.xml"
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute(
            "select id, source, status from files where source glob 'https*' order by id"
        ).fetchall() == [
            (1, url, "post"),
            (2, f"{url} (2)", "post"),
            (3, f"{url} (2)", "duplicate"),
        ]
        (source,) = connection.execute("select source from loads where id = 1").fetchone()
    assert source == f"{url}\nposts\n{url}"
    assert run("check", "--db", older).exit_code == 0


def test_a_feed_with_a_password_is_known_after_its_name_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loaders.feeds import download
    from loaders.feeds.fetch import Fetched

    content = (
        "<rss version='2.0'><channel><title>t</title><item><title>1</title><guid>1</guid>"
        "<description>正文</description></item></channel></rss>"
    ).encode()
    url = "https://user:s3cret@site.example/f.xml"

    def fetched(*_: object, **__: object) -> Fetched:
        return Fetched(content, "https://site.example/f.xml")

    monkeypatch.setattr(download, "fetch", fetched)
    made, older = tmp_path / "made.db", tmp_path / "older.db"
    assert run("load", "feed", url, "--db", made).exit_code == 0
    downgraded(made, older)
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("update files set source = ?", (url,))
    before = ids(older)
    result = run("load", "feed", url, "--db", older)
    assert result.exit_code == 0
    assert "0 added" in result.output
    assert ids(older) == before


@pytest.mark.parametrize(
    "command", [("check",), ("problems",), ("serve", "--get", "/"), ("export", "out")]
)
def test_an_older_database_is_not_read(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(command[0], "--db", "older.db", *command[1:])
    assert (result.exit_code, result.stderr) == (
        2,
        "newsdb: older.db was written by an older version of newsdb (schema 1, now "
        f"{schema.VERSION}); load its posts again to upgrade it, as with `newsdb load posts`\n",
    )


@pytest.mark.parametrize("command", [("check",), ("load", "posts", "."), ("serve",)])
def test_a_newer_database_is_rejected(
    news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    newer = tmp_path / "newer.db"
    newer.write_bytes(news_db.read_bytes())
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"pragma user_version = {schema.VERSION + 1}")
    before = newer.read_bytes()
    (tmp_path / "2023-01-01-new.md").write_text("---\ntitle: 新\n---\n<p>新闻</p>\n")
    result = run(*command, "--db", newer)
    assert (result.exit_code, result.stderr) == (
        2,
        f"newsdb: {newer} was written by a newer version of newsdb "
        f"(schema {schema.VERSION + 1}, this one knows {schema.VERSION}); upgrade newsdb\n",
    )
    assert newer.read_bytes() == before


@pytest.mark.parametrize(
    ("raised", "again"), [("front_matter", ["a"]), ("mentions", ["a", "b"]), ("feed", [])]
)
def test_only_what_went_through_a_changed_stage_is_converted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: str, again: list[str]
) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text("---\ntitle: A\n---\n正文\n")
    (tmp_path / "b.ndjson").write_text('{"slug": "b", "title": "B"}\n')
    database = tmp_path / "news.db"
    loads = [
        ("load", "posts", tmp_path / "posts", "--db", database),
        ("load", "jsonl", tmp_path / "b.ndjson", "--db", database),
    ]
    for each in loads * 2:
        assert run(*each).exit_code == 0

    def written() -> dict[str, int]:
        with closing(sqlite3.connect(database)) as connection:
            return dict(connection.execute("select slug, load_id from posts"))

    before = written()
    recorded_stages = dict(stages.STAGES["file"])
    assert before == {"a": 1, "b": 2}
    for versions in stages.STAGES.values():
        if raised in versions:
            monkeypatch.setitem(versions, raised, versions[raised] + 1)
    for each in loads:
        assert run(*each).exit_code == 0
    assert [slug for slug, load_id in written().items() if load_id != before[slug]] == again
    with closing(sqlite3.connect(database)) as connection:
        (recorded,) = connection.execute("select stages from loads where id = 1").fetchone()
    assert json.loads(recorded) == recorded_stages


def test_a_new_search_index_is_made_of_the_posts_as_they_are(
    news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "news.db"
    database.write_bytes(news_db.read_bytes())
    monkeypatch.setattr(indexing, "tokenize_folded", lambda text, language: "新词")
    monkeypatch.setattr(migrations.migrations._migrations[0], "name", "search index 999")
    for module in ("newsdb.database.schema.VERSION", "newsdb.database.reading.VERSION"):
        monkeypatch.setattr(module, schema.VERSION + 1)
    monkeypatch.chdir(TOP)
    summary = load(database, [Directory(TOP / "posts")], SPLIT_OFF)
    assert (summary.added, summary.changed) == (0, 0)
    with closing(sqlite3.connect(database)) as connection:
        found = "select count(*) from posts_fts where posts_fts match '新词'"
        assert connection.execute(found).fetchone() == (173,)
        assert connection.execute("select max(load_id) from posts").fetchone() == (1,)
