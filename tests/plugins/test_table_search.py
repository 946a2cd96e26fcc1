"""Datasette's own search: `?_search=` of table pages, and the functions in SQL."""

import csv
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from newsdb.search import MATCH_ALL, match_expression, tokenize
from newsdb.web.middleware.table_search import without_empty_search
from plugins.sql_functions import MAX_TEXT_LENGTH
from tests.paths import TOP

FIELDS = "title || char(10) || summary || char(10) || body"
NOTHING = ["", "%20", "+%09", "%00", "%E2%80%8B", "%EF%BB%BF"]


def ids(database: Path, condition: str = "1", *values: str) -> set[int]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(f"select id from posts where {condition}", values)
        return {row[0] for row in rows}


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize("word", ["银行", "氢能", "板块", "重工", "12%", '"'])
async def test_a_word_finds_what_contains_it(
    datasette: Datasette, news_db: Path, table: str, word: str
) -> None:
    address = f"/news/{table}.json?_search={quote(word)}&_shape=array&_size=max&_col=id"
    if table == "posts":
        address = address.replace("&_col=id", "&_col=title")
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    assert found == ids(news_db, f"instr({FIELDS}, ?)", word)
    assert found


async def test_two_words_find_what_contains_both(datasette: Datasette, news_db: Path) -> None:
    address = f"/news/posts.json?_search={quote('银行 贷款')}&_shape=array&_size=max&_col=title"
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    both = ids(news_db, f"instr({FIELDS}, '银行') and instr({FIELDS}, '贷款')")
    assert found == both
    assert found


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("table", ["posts", "articles"])
async def test_a_search_for_nothing_shows_all(
    datasette: Datasette, news_db: Path, table: str, nothing: str
) -> None:
    everything = ids(news_db)
    response = await datasette.client.get(f"/news/{table}.json?_search={nothing}&_size=max")
    assert response.status_code == 200
    data = response.json()
    assert {row[0] for row in data["rows"]} == everything
    assert data["filtered_table_rows_count"] == len(everything)
    assert data["human_description_en"] == "sorted by published_utc descending"


@pytest.mark.parametrize("nothing", NOTHING)
async def test_a_search_for_nothing_in_one_column_shows_all(
    datasette: Datasette, news_db: Path, nothing: str
) -> None:
    response = await datasette.client.get(
        f"/news/posts.json?_search_title={nothing}&_size=max&_shape=array"
    )
    assert {row["id"] for row in response.json()} == ids(news_db)


async def test_html_and_csv_of_an_empty_search(datasette: Datasette, news_db: Path) -> None:
    page = await datasette.client.get("/news/posts?_search=&_filter_column=&_filter_op=exact")
    assert page.status_code in (200, 302)
    page = await datasette.client.get("/news/posts?_search=&_lang=en")
    assert f"{len(ids(news_db))} rows" in page.text
    rows = await datasette.client.get("/news/posts.csv?_search=&_size=max")
    assert len(list(csv.DictReader(rows.text.splitlines()))) > 0
    ids_in_csv = {int(row["id"]) for row in csv.DictReader(rows.text.splitlines(keepends=True))}
    assert ids_in_csv == ids(news_db)


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    "query",
    ['"', "'", "AND", "a AND", "NEAR(", "nope:x", "^", "*", '"a\0b"', "\\", "()", "-", "{a"],
)
async def test_raw_search_with_bad_syntax_is_a_bad_request(
    datasette: Datasette, table: str, query: str, ending: str
) -> None:
    asked = urlencode({"_search": query, "_searchmode": "raw"})
    response = await datasette.client.get(f"/news/{table}{ending}?{asked}")
    assert response.status_code == 400
    assert "Traceback" not in response.text
    if ending == ".json":
        assert response.json()["ok"] is False


async def test_raw_search_with_good_syntax_works(datasette: Datasette, news_db: Path) -> None:
    asked = urlencode({"_search": f'title : "{MATCH_ALL}"', "_searchmode": "raw", "_size": "max"})
    response = await datasette.client.get(f"/news/posts.json?{asked}&_shape=array&_col=title")
    assert {row["id"] for row in response.json()} == ids(news_db)


@pytest.mark.parametrize(
    "query", ["fts_table=nope", "fts_pk=nope", "fts_table=posts", "search_nope=x"]
)
async def test_odd_parameters_are_bad_requests(datasette: Datasette, query: str) -> None:
    response = await datasette.client.get(f"/news/posts.json?_search=x&_{query}")
    assert response.status_code in (200, 400)


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
        (f"length(cut(printf('%.*c', {MAX_TEXT_LENGTH + 1}, 'x')))", None),
    ],
)
async def test_functions_in_sql(datasette: Datasette, sql: str, expected: str | None) -> None:
    asked = urlencode({"sql": f"select {sql}", "_shape": "arrayfirst"})
    assert (await datasette.client.get(f"/news.json?{asked}")).json() == [expected]


@pytest.mark.parametrize(
    ("query_string", "left"),
    [
        (b"", b""),
        (b"_search=", b""),
        (b"a=1&_search=&b=%2F", b"a=1&b=%2F"),
        (b"%5Fsearch=+&_search=x", b"_search=x"),
        (b"_search=%E5%A4%AE&_searchmode=raw", b"_search=%E5%A4%AE&_searchmode=raw"),
        (b"_search_title=&x_search=", b"_search_title=&x_search="),
        (b"_search=%FF&_search=\xff", b"_search=%FF&_search=\xff"),
    ],
)
def test_only_empty_searches_are_dropped(query_string: bytes, left: bytes) -> None:
    assert without_empty_search(query_string) == left


def test_a_question_has_its_time_for_itself() -> None:
    """What the first search needs is loaded with the connection, in each new process."""
    code = (
        "import sqlite3, sys; from plugins.sql_functions import prepare_connection as prepare; "
        "prepare(sqlite3.connect(':memory:')); print('opencc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
