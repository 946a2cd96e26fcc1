"""`newsdb serve`: a real server, its refusals, and `datasette .` beside it."""

import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from newsdb.cli import main
from newsdb.commands.serve import missing_settings
from tests.live import refusal
from tests.paths import TOP

SAID = re.compile(r"Serving (.+) at (http://127\.0\.0\.1:(\d+)/) \(press Ctrl\+C to stop\)\n")


@dataclass
class Server:
    """A running `newsdb serve`, with the address that it said and its temporary folder."""

    process: subprocess.Popen[str]
    address: str
    port: int
    database: Path
    temporary: Path

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, timeout=60)


def start(database: Path, temporary: Path, *options: str) -> Server:
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "newsdb", "serve", "--db", database, "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TOP,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert process.stdout
    said = SAID.fullmatch(process.stdout.readline())
    assert said and said[1] == str(database)
    return Server(process, said[2], int(said[3]), database, temporary)


def ends_cleanly(server: Server, ending: signal.Signals) -> None:
    # multiprocessing has a directory there, too, once SQL was run.
    own = [path for path in server.temporary.iterdir() if not path.name.startswith("pymp-")]
    assert [path.name[:7] for path in own] == ["newsdb-"]
    server.process.send_signal(ending)
    assert server.process.wait(timeout=60) == 0
    assert not any(path.exists() for path in own)


@pytest.fixture(scope="module")
def server(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample archive, in a file whose name is hard to put into an address."""
    folder = tmp_path_factory.mktemp("served")
    database = Path(shutil.copy(news_db, folder / "my archive #1 50%?.sqlite"))
    server = start(database, folder / "tmp", "--", "--setting", "max_returned_rows", "77")
    yield server
    ends_cleanly(server, signal.SIGINT)


MEMORY = Path("/dev/shm")


@pytest.mark.skipif(
    not os.access(MEMORY, os.W_OK) or MEMORY.stat().st_dev == TOP.stat().st_dev,
    reason="there is no second file system to write to",
)
def test_a_new_file_changes_nothing_where_temporary_files_lie_elsewhere(
    news_db: Path, tmp_path: Path
) -> None:
    database = Path(shutil.copy(news_db, tmp_path / "mine.db"))
    with tempfile.TemporaryDirectory(dir=MEMORY) as elsewhere:
        server = start(database, Path(elsewhere, "tmp"))
        try:
            (tmp_path / "other.db").write_bytes(b"no database")
            (tmp_path / "other.db").replace(database)
            # Each is asked by a thread that may not have opened the file yet.
            for path in ["article/2021-12-01-init", "search?q=x", "news/posts", "tag/x", "data"]:
                assert server.get(path).status_code in (200, 404)
        finally:
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(timeout=60) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.db"]


def test_the_database_is_news_whatever_its_file_is_called(server: Server) -> None:
    with closing(sqlite3.connect(server.database)) as connection:
        (count,) = connection.execute("select count(*) from posts").fetchone()
    data = server.get("news/posts.json?_size=1").json()
    assert (data["database"], data["filtered_table_rows_count"]) == ("news", count)
    assert list(server.get(".json").json()) == ["news"]


def test_the_whole_file_can_be_downloaded(server: Server) -> None:
    content = server.database.read_bytes()
    response = server.get("news.db")
    assert response.content == content
    assert response.headers["content-length"] == str(len(content))
    assert response.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert response.headers["content-disposition"] == 'attachment; filename="news.db"'


def test_settings_are_the_projects_and_options_go_before_them(server: Server) -> None:
    settings = server.get("-/settings.json").json()
    assert settings["max_returned_rows"] == 77
    assert settings["suggest_facets"] is False
    assert settings["default_page_size"] == 30
    assert server.get("news/tags.json").headers["access-control-allow-origin"] == "*"


def test_head_over_the_wire(server: Server) -> None:
    for path in ("", "news/posts", "news.db", "-/health"):
        head = httpx.head(server.address + path, timeout=60)
        assert (head.status_code, head.content) == (200, b"")


def test_another_server_on_the_same_port(server: Server) -> None:
    arguments = ["serve", "--db", str(server.database), "--port", str(server.port)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr == (
        f"newsdb: cannot listen on 127.0.0.1, port {server.port}: Address already in use; "
        "choose another with --port\n"
    )


def test_an_error_is_an_answer(server: Server) -> None:
    broken = server.get("news.json?sql=x")
    assert (broken.status_code, broken.json()["error"]) == (400, "Statement must be a SELECT")


def load_without_images(database: Path) -> str:
    """Put a new file in place of a database, as a load does, and return its SHA-256."""
    newer = Path(shutil.copy(database, database.with_suffix(".db.new")))
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("delete from images")
        connection.execute("update loads set started = '2030-01-01T00:00:00+00:00'")
        connection.commit()
    newer.replace(database)
    return hashlib.sha256(database.read_bytes()).hexdigest()


def test_every_process_serves_a_load(news_db: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(news_db, tmp_path / "x.db"))
    server = start(database, tmp_path / "tmp", "--workers", "2")
    tags = {f'"{hashlib.sha256(database.read_bytes()).hexdigest()}"'}
    assert {server.get("news.db").headers["etag"] for _ in range(6)} == tags
    after = load_without_images(database)
    deadline = time.monotonic() + 60
    # Connections are accepted by either process.
    while {server.get("news.db").headers["etag"] for _ in range(6)} != {f'"{after}"'}:
        assert time.monotonic() < deadline
    ends_cleanly(server, signal.SIGTERM)


def test_a_load_is_served_without_a_restart(news_db: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(news_db, tmp_path / "x.db"))
    server = start(database, tmp_path / "tmp")
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    assert server.get("news.db").headers["etag"] == f'"{before}"'
    assert server.get("news.json?sql=select+count(*)+from+images").json()["rows"] != [[0]]
    after = load_without_images(database)
    deadline = time.monotonic() + 60
    while server.get("news.db").headers["etag"] != f'"{after}"':
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert server.get("-/health").json()["last_load"].startswith("2030")
    assert server.get("news/images.json").json()["filtered_table_rows_count"] == 0
    # In a worker, which had the old file open.
    assert server.get("news.json?sql=select+count(*)+from+images").json()["rows"] == [[0]]
    assert hashlib.sha256(server.get("news.db").content).hexdigest() == after
    ends_cleanly(server, signal.SIGTERM)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--nonsense"], "No such option"),
        (["other.db"], "other.db: give either --db or the names of files"),
        (["--setting", "nonsense", "1"], "Invalid value for '--setting': nonsense is not a valid"),
        (["--", "--setting", "sql_time_limit_ms", "x"], "Invalid value for '--setting'"),
        (["--reload"], "--reload is not supported; run `datasette . --reload` in a checkout"),
        (["--root"], "--root is not supported; the site is read-only and has no logins"),
        (["--open"], "--open is not supported; open the URL that is printed"),
        (["--host", "256.0.0.1"], "cannot listen on 256.0.0.1, port 8001: "),
        (
            ["--ssl-keyfile", "no.pem", "--ssl-certfile", "no.pem", "--port", "0"],
            "the TLS certificate or key cannot be used: ",
        ),
    ],
)
def test_unsupported_options(news_db: Path, options: list[str], sentence: str) -> None:
    assert refusal("--db", str(news_db), *options).startswith(sentence)


def test_one_page_without_a_server(news_db: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--db", str(news_db), "--get", "/-/health"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith('{"ok": true')


def test_help_shows_an_example() -> None:
    result = CliRunner().invoke(main, ["serve", "--help"])
    assert result.exit_code == 0
    assert "newsdb serve --db news.db --port 8001" in result.stdout


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ({"description": "D", "license": "L", "plugins": {"newsdb": {"lang": "en"}}}, ""),
        ({"description": "D", "license_url": "/l", "plugins": {"newsdb": {"lang": "en"}}}, ""),
        (
            {"description": "D", "license": "L"},
            "The site is called 'A B' and has no language; set it in newsdb.yml",
        ),
        (
            {"plugins": {"newsdb": {}}},
            "The site is called 'A B' and has no description, license, language; set it in "
            "newsdb.yml",
        ),
    ],
)
def test_what_a_publisher_should_set(metadata: dict[str, Any], line: str) -> None:
    site = Datasette(memory=True, metadata={"title": " A\n B ", **metadata})
    assert missing_settings(site) == line
