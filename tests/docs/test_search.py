"""What docs/searching.md shows is true."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import match_expression, tokenize
from newsdb.search.pairs import pairs_of
from tests.paths import TOP
from tests.search_examples import EXAMPLES

PAGE = (TOP / "docs" / "searching.md").read_text("utf-8")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.query)
def test_the_grammar_is_in_the_documentation(example: tuple[str, str]) -> None:
    query, meaning = example[:2]
    assert f"| `{query}` | {meaning} | `{match_expression(query)}` |" in PAGE


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A news.db with one post, in the current directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path)) as connection:
        schema.create(Database(connection))
        connection.execute(
            "insert into posts (id, slug, title, date, summary, characters, path, sha256, body) "
            "values (1, 'a', '央行降息', '2022-01-01', '', 2, '', '', '央行')"
        )
        connection.execute(
            "insert into posts_fts (rowid, title, body) values (1, ?, ?)",
            [tokenize("央行降息"), tokenize("央行")],
        )
        connection.execute(
            "insert into posts_pairs (rowid, pairs) values (1, ?)", [pairs_of("央行降息", "央行")]
        )
        connection.commit()
    return path


def test_the_statements_find_the_post(news: Path) -> None:
    statements = [block for block in blocks("sql") if block.startswith("select")]
    with closing(sqlite3.connect(news)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
            assert rows == [("2022-01-01", "央行降息")]
    assert len(statements) == 2


@pytest.mark.usefixtures("restored_plugins")
async def test_the_statement_for_the_site_runs(news: Path) -> None:
    patient = {"sql_time_limit_ms": 600_000}
    datasette = Datasette([str(news)], plugins_dir=str(TOP / "plugins"), settings=patient)
    (block,) = (block for block in blocks("sql") if block.startswith("with"))
    response = await datasette.client.get(
        "/news.json", params={"sql": block.rstrip(";\n"), "query": "央行", "_shape": "array"}
    )
    assert response.json() == [{"date": "2022-01-01", "title": "央行降息", "excerpt": "[央行]"}]


def test_the_python_runs(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python")
    exec(block.replace("央行 -降息", "央行 -降准"), {})
    assert capsys.readouterr().out == "2022-01-01 [央行]\n"
