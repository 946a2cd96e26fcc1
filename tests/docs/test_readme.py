"""What the README and the docs say works as they say it.

`make serve` and `make test` are run by `tests/fresh_clone` and by CI.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.paths import TOP

README = (TOP / "README.md").read_text("utf-8")
DOCUMENTS = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(README) if found == language]


def commands() -> list[str]:
    lines = "".join(blocks("console")).splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ newsdb")]


def test_the_commands_of_the_readme_work(tmp_path: Path) -> None:
    shutil.copytree(TOP / "posts", tmp_path / "posts")
    assert len(commands()) == 4
    for command in commands():
        words = [sys.executable, "-m", "newsdb", *shlex.split(command)[1:]]
        if "serve" in words:
            # tests/newsdb/commands/test_serve.py serves; here, the arguments must parse.
            words.append("--help")
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), command


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_questions_have_answers_in_stock_sqlite(query: str) -> None:
    with closing(sqlite3.connect(TOP / "news.db")) as connection:
        assert len(connection.execute(query).fetchall()) >= 5


@pytest.mark.parametrize("address", re.findall(r"^\| `(/[^`]+)`", README, re.MULTILINE))
async def test_the_addresses_answer(address: str, datasette: Datasette) -> None:
    response = await datasette.client.get(address, follow_redirects=True)
    assert response.status_code == 200
    if address.endswith(".db"):
        assert response.content.startswith(b"SQLite format 3\0")
    else:
        assert response.json()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target
