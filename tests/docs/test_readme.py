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
DOCUMENTS = [TOP / "README.md", TOP / "README.zh.md", *sorted((TOP / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str, text: str = README) -> list[str]:
    return [block for found, block in BLOCK.findall(text) if found == language]


def tour(text: str) -> list[tuple[str, str]]:
    """Return the commands of newsdb and what they print, as a document has them."""
    lines = "".join(blocks("console", text)).split("$ ")
    pairs = (line.partition("\n") for line in lines if line.startswith("newsdb "))
    return [(command, output) for command, _, output in pairs]


def test_the_tour(tmp_path: Path) -> None:
    shutil.copytree(TOP / "posts", tmp_path / "posts")
    *commands, (serve, said) = tour(README)
    assert [command.split()[1] for command, _ in tour(README)] == ["init", "load", "check", "serve"]
    for command, output in commands:
        words = [sys.executable, "-m", "newsdb", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        assert (done.stdout, done.stderr) == (output, ""), command
    words = [sys.executable, "-m", "newsdb", *shlex.split(serve)[1:], "--port", "0"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.terminate()
    assert re.sub(r":\d+/", ":8001/", line) == said


def test_the_chinese_readme_has_the_same_tour() -> None:
    assert tour((TOP / "README.zh.md").read_text("utf-8")) == tour(README)


def test_the_commands_of_the_recipes_exist() -> None:
    """Every command and option of newsdb in the documents parses."""
    for name in ("your-blog", "every-day", "publish"):
        text = (TOP / "docs" / f"{name}.md").read_text("utf-8")
        found = re.findall(r"(?:\$ |`|&& )(newsdb [^`\n&]+)", text)
        assert found
        for command in found:
            done = subprocess.run(
                [sys.executable, "-m", "newsdb", *shlex.split(command)[1:], "--help"],
                capture_output=True,
                text=True,
            )
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
