"""What docs/data.md and docs/api.md say, held against the program."""

import contextlib
import io
import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner
from sqlite_utils.cli import cli

from newsdb import __version__
from newsdb.catalog.openapi import openapi
from newsdb.cli import main
from newsdb.fields import FIELDS
from tests.paths import TOP

TYPES = {
    "string": "string",
    "integer": "integer",
    "date": "string (day)",
    "datetime": "string (time)",
    "strings": "list of strings",
    "objects": "list of objects",
}
DATA, API = ((TOP / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("data", "api"))


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the documentation supposes one."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "news.db").write_bytes(news_db.read_bytes())
    for more in (["."], ["data", "--format", "parquet", "--by", "month"]):
        arguments = ["export", f"{folder / more[0]}", "--db", f"{news_db}", *more[1:]]
        assert CliRunner().invoke(main, arguments).exit_code == 0
    return folder


def test_queries_for_sqlite(folder: Path) -> None:
    counted, searched = blocks(DATA, "sql sqlite")
    with closing(sqlite3.connect(folder / "news.db")) as connection:
        assert len(connection.execute(counted).fetchall()) == 10
        found = connection.execute(searched).fetchall()
        titles = "select title from posts where title || summary || body like '%银行%'"
        with_it = {title for (title,) in connection.execute(titles)}
    assert len(found) == 5 and {title for _, title in found} <= with_it


def test_sqlite_utils(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (command,) = [block for block in blocks(DATA, "console") if "sqlite-utils" in block]
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "sqlite-utils"
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0
    searched = blocks(DATA, "sql sqlite")[1]
    with closing(sqlite3.connect("news.db")) as connection:
        expected = [list(row) for row in connection.execute(searched)]
    assert [list(row.values()) for row in json.loads(result.output)] == expected


def test_queries_for_duckdb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    by_month, together = (duckdb.sql(query).fetchall() for query in blocks(DATA, "sql duckdb"))
    assert len(by_month) == 9 and sum(posts for _, posts, _ in by_month) == 173
    assert len(together) == 5


def test_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    codes = blocks(DATA, "python")
    printed = []
    for code in codes:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "docs/data.md", "exec"), {})
        printed.append(out.getvalue().splitlines())
    # Both ways of reading give the same; the last line of each is the type.
    assert printed[0][1:6] == printed[1][1:6]
    assert len(printed[0]) == 14


def test_every_field_stands_in_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", DATA, re.MULTILINE)
    assert rows == [
        (field.name, TYPES[field.type] + ", or null" * field.nullable, field.description)
        for field in FIELDS
    ]


def test_every_address_is_named() -> None:
    text = DATA + API
    for path in openapi("", "", "")["paths"]:
        spelled = path.replace("{slug}", "SLUG").replace("{month}", "2022-01")
        spelled = spelled.replace("{file}", "posts")
        name = spelled.removeprefix("/data/2022-01")
        assert spelled in text or f"`{name}`" in text, path


def test_the_citation() -> None:
    citation = yaml.safe_load((TOP / "CITATION.cff").read_text(encoding="utf-8"))
    # https://github.com/citation-file-format/citation-file-format, required keys.
    assert {"authors", "cff-version", "message", "title"} <= set(citation)
    assert (citation["version"], citation["license"]) == (__version__, "Apache-2.0")
