"""A load is done or it never was: killed, out of disk, with a reader or another load beside it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner

from loaders.database import replacing as module
from loaders.database.replacing import replacing
from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.cli import main
from newsdb.models import Options
from tests.contents import contents

FORK = multiprocessing.get_context("fork")


def write_posts(root: Path, how_many: int, word: str) -> Directory:
    """Write numbered posts that hold `word` into a directory."""
    root.mkdir(exist_ok=True)
    for number in range(how_many):
        path = root / f"2022-01-01-{number:018}.md"
        path.write_text(f"---\ntitle: 第{number}篇 {word}\ntags: 新闻\n---\n<p>{word * 200}</p>\n")
    return Directory(root)


def is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        integrity = connection.execute("pragma integrity_check").fetchall()
        foreign_keys = connection.execute("pragma foreign_key_check").fetchall()
    return integrity == [("ok",)] and foreign_keys == []


def titles(path: Path) -> set[str]:
    """Return the words that the posts' titles end with: one word where nothing is half done."""
    with closing(sqlite3.connect(path)) as connection:
        return {title.split()[1] for (title,) in connection.execute("select title from posts")}


def test_killed_at_twenty_moments(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    words = ["旧闻", "新闻"]
    source = write_posts(tmp_path / "posts", 60, words[0])
    load(database, [source], Options())
    write_posts(tmp_path / "posts", 60, words[1])
    copy = tmp_path / "timed.db"
    copy.write_bytes(database.read_bytes())
    started = time.monotonic()
    load(copy, [source], Options())
    duration = time.monotonic() - started
    chance = random.Random(2022)
    outcomes = set()
    for _ in range(20):
        process = FORK.Process(target=load, args=(database, [source], Options()))
        process.start()
        time.sleep(chance.uniform(0, duration))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert is_whole(database)
        found = titles(database)
        assert found in ({words[0]}, {words[1]})
        outcomes |= found
        if found == {words[1]}:
            words.reverse()
            write_posts(tmp_path / "posts", 60, words[1])
    assert words[0] in outcomes
    load(database, [source], Options())
    load(tmp_path / "once.db", [source], Options())
    assert contents(database) == contents(tmp_path / "once.db")
    assert not database.with_name("news.db.new").exists()


def test_killed_before_the_first_load_ends_leaves_no_database(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    source = write_posts(tmp_path / "posts", 300, "新闻")
    process = FORK.Process(target=load, args=(database, [source], Options()))
    process.start()
    while not database.with_name("news.db.new").exists():
        time.sleep(0.001)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert not database.exists()
    assert load(database, [source], Options()).added == 300
    assert is_whole(database)


@pytest.mark.parametrize("size", [1_000, 60_000, 200_000])
def test_out_of_disk_leaves_the_old_state(tmp_path: Path, size: int) -> None:
    database = tmp_path / "news.db"
    source = write_posts(tmp_path / "posts", 20, "旧闻")
    load(database, [source], Options())
    before = database.read_bytes()
    write_posts(tmp_path / "posts", 200, "新闻")
    # With `-B`: Python would leave half of a compiled module in the checkout.
    command = [sys.executable, "-B", "-m", "newsdb", "load", "posts", "posts", "--quiet"]
    # Not by `preexec_fn`: this process may have threads, which a fork does not take along.
    limited = (
        f"import os, resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        f"os.execv({sys.executable!r}, {command!r})"
    )
    result = subprocess.run(
        [sys.executable, "-B", "-c", limited], cwd=tmp_path, capture_output=True, text=True
    )
    assert result.returncode == 2
    assert result.stderr.startswith("newsdb: ")
    assert result.stderr.endswith("; nothing was changed\n")
    assert "Traceback" not in result.stderr
    assert database.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.db", "posts"]


def test_a_reader_goes_on_reading_what_it_opened(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    source = write_posts(tmp_path / "posts", 5, "旧闻")
    load(database, [source], Options())
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        cursor = reader.execute("select title from posts")
        first = cursor.fetchone()[0]
        write_posts(tmp_path / "posts", 5, "新闻")
        assert load(database, [source], Options()).changed == 5
        assert {first, *(title for (title,) in cursor)} == {f"第{n}篇 旧闻" for n in range(5)}
    assert titles(database) == {"新闻"}


def test_a_second_load_waits_for_the_first(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    sources = [write_posts(tmp_path / name, 80, name) for name in ("a", "b")]
    processes = [
        FORK.Process(target=load, args=(database, [source], Options())) for source in sources
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert is_whole(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("select status, count(*) from files group by 1").fetchall() == [
            ("duplicate", 80),
            ("post", 80),
        ]
        assert connection.execute("select count(*) from loads").fetchone() == (2,)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A load with two workers, which have begun and have more to do than one test waits for."""
    write_posts(tmp_path / "posts", 10_000, "新闻")
    command = [sys.executable, "-m", "newsdb", "load", "posts", "posts", "--jobs", "2"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        # Its workers are in its group, and a terminal's Ctrl-C is for all of it.
        start_new_session=True,
        # A shell that runs the tests in the background lets them inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while len(workers(process)) < 2:
        time.sleep(0.01)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def workers(process: subprocess.Popen[str]) -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


needs_proc = pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="workers are found in /proc"
)


@needs_proc
def test_ctrl_c_ends_with_a_sentence(tmp_path: Path, running: subprocess.Popen[str]) -> None:
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 2
    assert said == "newsdb: interrupted; nothing was changed\n"
    assert not (tmp_path / "news.db").exists()


@needs_proc
def test_a_worker_that_is_killed_is_a_sentence(running: subprocess.Popen[str]) -> None:
    os.kill(int(workers(running)[0]), signal.SIGKILL)
    _, said = running.communicate()
    assert running.returncode == 2
    reason = "a worker process was killed (out of memory?); try --jobs 1"
    assert said == f"newsdb: {reason}; nothing was changed\n"


@needs_proc
def test_the_workers_of_a_killed_load_hold_up_nobody(
    tmp_path: Path, running: subprocess.Popen[str]
) -> None:
    running.kill()
    assert running.wait() == -signal.SIGKILL
    command = [sys.executable, "-m", "newsdb", "load", "posts", "few", "--quiet"]
    write_posts(tmp_path / "few", 3, "旧闻")
    assert subprocess.run(command, cwd=tmp_path, timeout=200).returncode == 0
    assert titles(tmp_path / "news.db") == {"旧闻"}


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_another_program_has_not_written_whole_is_left_alone(
    tmp_path: Path, ending: str
) -> None:
    database = tmp_path / "news.db"
    source = write_posts(tmp_path / "posts", 3, "旧闻")
    load(database, [source], Options())
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        if ending == "-wal":
            other.execute("pragma journal_mode = wal")
        other.execute("begin")
        other.execute("create table notes as select body from posts")
        if ending == "-wal":
            other.execute("commit")
        write_posts(tmp_path / "posts", 3, "新闻")
        result = CliRunner().invoke(
            main, ["load", "posts", str(tmp_path / "posts"), "--db", str(database)]
        )
    assert result.exit_code == 2
    assert (
        f"has an unfinished transaction (news.db{ending}); close the program that writes to it"
        in result.output
    )
    assert not database.with_name("news.db.new").exists()
    assert titles(database) == {"旧闻"}
    assert load(database, [source], Options()).changed == 3
    assert is_whole(database)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file to somebody else")
def test_a_load_by_root_leaves_the_file_to_its_owner(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    database.touch()
    os.chown(database, 65534, 65533)
    database.chmod(0o640)
    with replacing(database, lambda: None) as replacement:
        replacement.copy().write_text("new")
    state = database.stat()
    assert (state.st_uid, state.st_gid, state.st_mode & 0o777) == (65534, 65533, 0o640)
    assert database.read_text() == "new"


def test_the_copy_shares_blocks_where_the_file_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "news.db"
    database.write_text("old")

    def clone(target: BinaryIO, request: int, source: int) -> None:
        assert request == 0x40049409
        os.sendfile(target.fileno(), source, 0, 100)

    monkeypatch.setattr(module.fcntl, "ioctl", clone)
    monkeypatch.setattr(module.shutil, "copyfile", None)
    with replacing(database, lambda: None) as replacement:
        path = replacement.copy()
        assert path.read_text() == "old"
        path.write_text("new")
    assert database.read_text() == "new"


def test_the_copy_is_whole_where_the_file_system_cannot_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "news.db"
    database.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(module.fcntl, "ioctl", fail)
    with replacing(database, lambda: None) as replacement:
        assert replacement.copy().read_text() == "old"
