"""Files that are served, and the Datasette that serves them."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, name_databases, prepared
from newsdb.config import site_directory
from tests.databases import damage
from tests.live import refusal
from tests.paths import TOP


def test_files_that_cannot_be_served(tmp_path: Path) -> None:
    missing, text, empty, foreign = (tmp_path / name for name in ("no.db", "a", "b.db", "c.db"))
    text.write_text("not a database, but a text of some length" * 100)
    sqlite3.connect(empty).close()
    empty.touch()
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("create table posts (id integer)")
    assert refusal("--db", str(missing)) == (
        f"there is no file {missing}; load posts into it first"
    )
    assert refusal("--db", str(tmp_path)) == f"{tmp_path} is a directory, not a database"
    assert refusal("--db", str(text)).startswith(f"{text} is not a database that can be read")
    assert refusal("--db", str(empty)) == f"{empty} is an empty database; load posts into it first"
    assert refusal("--db", str(foreign)) == f"{foreign} is not a newsdb database"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.executescript("drop table posts; create table other (id); pragma user_version=1")
    assert refusal("--db", str(foreign)) == f"{foreign} is not a newsdb database"


@pytest.mark.parametrize(
    ("names", "databases"), [(["a.db"], ["news"]), (["a.db", "b.db"], ["a", "b"])]
)
def test_only_a_single_database_is_called_news(
    tmp_path: Path, names: list[str], databases: list[str]
) -> None:
    files = [tmp_path / name for name in names]
    for file in files:
        file.touch()
    assert name_databases(files) == dict(zip(databases, files, strict=True))


def test_what_is_not_a_regular_file_is_not_served(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.db")
    for path in (tmp_path / "fifo.db", Path("/dev/null")):
        assert refusal("--db", str(path)) == f"{path} is not a regular file"


def test_a_damaged_database_is_not_served(news_db: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copy(news_db, tmp_path / "damaged.db"))
    damage(damaged, "tags", "idx_tags_name")
    assert refusal("--db", str(damaged)) == (
        f"{damaged} is damaged (database disk image is malformed); `newsdb check` says more"
    )


def test_synonyms_that_cannot_be_read(
    news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing, binary = tmp_path / "missing.txt", tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe")
    for path, reason in (
        (missing, "cannot be read: No such file or directory"),
        (tmp_path, "cannot be read: Is a directory"),
        (binary, "is not UTF-8"),
    ):
        monkeypatch.setenv("NEWSDB_SYNONYMS", str(path))
        assert refusal("--db", str(news_db)) == f"NEWSDB_SYNONYMS: {path} {reason}"


async def test_datasette_itself_in_the_checkout(news_db: Path, tmp_path: Path) -> None:
    """`datasette .` finds the same site, at the same addresses."""
    for name in ("metadata.yml", "settings.json", "plugins", "templates", "static"):
        (tmp_path / name).symlink_to(TOP / name)
    shutil.copy(news_db, tmp_path / "news.db")
    plain = Datasette([], config_dir=tmp_path)
    with prepared(news_db) as context:
        ours = instance(context)
    assert plain.static_mounts == [("static", str((TOP / "static").resolve()))]
    assert [(path, Path(folder)) for path, folder in ours.static_mounts] == [
        ("static", TOP / "static")
    ]
    assert list(plain.databases) == list(ours.databases) == ["_internal", "news"]
    assert plain._settings == ours._settings
    assert plain.metadata() == ours.metadata()
    for address in ("/", "/news", "/-/health", "/news/posts.json?_search=银行"):
        assert (await plain.client.get(address)).status_code == 200
    assert site_directory() == TOP
