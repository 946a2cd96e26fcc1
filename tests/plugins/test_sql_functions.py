"""The functions for search in SQL."""

import subprocess
import sys
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from newsdb.search import MATCH_ALL, match_expression, tokenize
from plugins import sql_functions
from tests.paths import TOP


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("match_expression('央行 LPR')", match_expression("央行 LPR")),
        ("match_expression('')", f'"{MATCH_ALL}"'),
        ("match_expression(null)", None),
        ("match_expression(600519)", match_expression("600519")),
        ("match_expression(x'e5a4ae')", match_expression("央")),
        ("escape_fts('央行')", match_expression("央行")),
        ("cut('央行A股')", tokenize("央行A股")),
        ("cut(null)", None),
        ("excerpt('第一句。今天央行**宣布**降息。', '央行 降息')", "…今天[央行]宣布[降息]。"),
        ("excerpt('没有', '央行')", "没有"),
        ("excerpt(null, '央行')", None),
        ("length(cut(printf('%.*c', 30001, 'x')))", None),
    ],
)
async def test_functions_in_sql(datasette: Datasette, sql: str, expected: str | None) -> None:
    asked = urlencode({"sql": f"select {sql}", "_shape": "arrayfirst"})
    assert (await datasette.client.get(f"/news.json?{asked}")).json() == [expected]


def test_dictionaries_are_loaded_with_the_connection() -> None:
    """What the first search needs is loaded with the connection, in each new process."""
    code = (
        "import sqlite3, sys; from plugins.sql_functions import prepare_connection as prepare; "
        "prepare(sqlite3.connect(':memory:')); print('opencc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\n", "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("央行A股", tokenize("央行A股")),
        ("央行".encode(), tokenize("央行")),
        ("xxx", tokenize("xxx")),
        ("x" * 10, None),
        (123, tokenize("123")),
    ],
)
def test_texts_as_they_are_indexed(
    value: object, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_functions, "MAX_TEXT_LENGTH", 9)
    assert sql_functions.tokens(value) == expected
    assert sql_functions.tokens("x" * 9) == tokenize("x" * 9)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [("甲央行", "央行", "甲[央行]"), (None, "央行", None), ("央行", None, None)],
)
def test_excerpts(text: object, query: object, expected: str | None) -> None:
    assert sql_functions.excerpt((), text, query) == expected
    assert sql_functions.expression((), query) == (query and match_expression(f"{query}"))
    assert (sql_functions.table_expression((), query) is None) is (query is None)


def test_an_empty_query_selects_all() -> None:
    assert sql_functions.expression((), "") == sql_functions.table_expression((), "")
    assert sql_functions.expression((), "") == f'"{MATCH_ALL}"'
