"""What docs/scale.md says works, is done."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main
from newsdb.search import PLAIN_TEXT
from newsdb.times import instant
from tests.lakes import load_lake, tables_of
from tests.paths import TOP

TEXT = (TOP / "docs/scale.md").read_text("utf-8")


def test_the_two_commands_make_a_database(tmp_path: Path) -> None:
    shutil.copytree(TOP / "posts", tmp_path / "posts")
    section = TEXT.split("## On a laptop")[1]
    commands = re.findall(r"^\$ newsdb (.+)$", section.split("##")[0], re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        arguments = [sys.executable, "-m", "newsdb", *shlex.split(command)]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert len(tables_of(tmp_path / "news.db")["posts"]) == 173
    read, write = re.findall(r"^```python\n(.*?)(?=^```)", TEXT, re.MULTILINE | re.DOTALL)
    done = subprocess.run([sys.executable, "-c", read], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert int(done.stdout.split()[0]) > 0
    done = subprocess.run([sys.executable, "-c", write], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    check_documents(tmp_path / "bulk.ndjson", tmp_path / "news.db")


def check_documents(path: Path, database: Path) -> None:
    """Compare documents for a search engine with the posts: an action and a document for each."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {
        action["index"]["_id"]: document
        for action, document in zip(lines[::2], lines[1::2], strict=True)
    }
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            f"select slug, title, published_utc, summary, {PLAIN_TEXT} from posts"
        ).fetchall()
    assert len(lines) == 2 * len(rows)
    for slug, title, published, summary, text in rows:
        document = found[slug]
        assert (document["title"], document["summary"], document["text"]) == (title, summary, text)
        assert instant(document["published_utc"] or "") == published
        assert document.keys() == {"title", "published_utc", "source", "tags", "summary", "text"}


def test_the_years_are_built(tmp_path: Path) -> None:
    load_lake([TOP / "posts"], tmp_path / "lake")
    (command,) = re.findall(r"^\$ newsdb (build .*--shard.*) --cluster", TEXT, re.MULTILINE)
    arguments = [
        f"{tmp_path}/{word}" if word in ("lake", "years") else word for word in command.split()
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    years = [path.stem for path in sorted((tmp_path / "years").glob("*.db"))]
    assert "2022" in years
    posts = [len(tables_of(tmp_path / f"years/{year}.db")["posts"]) for year in years]
    assert sum(posts) == 173


def test_a_condition_of_the_text_is_one(tmp_path: Path) -> None:
    load_lake([TOP / "posts"], tmp_path / "lake")
    (where,) = re.findall(r'--where "(.+?)"', TEXT)
    arguments = ["build", "--from", f"{tmp_path}/lake", "--db", f"{tmp_path}/news.db"]
    result = CliRunner().invoke(main, [*arguments, "--where", where])
    assert result.output.startswith(f"{tmp_path}/news.db: 131 added"), result.output
