"""Datasette's own search: `?_search=` of table pages, and the functions in SQL."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette
from lxml import html

from newsdb.search import MATCH_ALL, Filter
from newsdb.search import search as search_posts
from newsdb.search.filters import with_fields
from tests.databases import ids_of_posts

FIELDS = "title || char(10) || summary || char(10) || body"


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize("word", ["银行", "氢能", "板块", "重工", "12%", '"'])
async def test_a_word_finds_what_contains_it(
    datasette: Datasette, news_db: Path, table: str, word: str
) -> None:
    address = f"/news/{table}.json?_search={quote(word)}&_shape=array&_size=max&_col=id"
    if table == "posts":
        address = address.replace("&_col=id", "&_col=title")
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    assert found == ids_of_posts(news_db, f"instr({FIELDS}, ?)", word)
    assert found


async def test_two_words_find_what_contains_both(datasette: Datasette, news_db: Path) -> None:
    address = f"/news/posts.json?_search={quote('银行 贷款')}&_shape=array&_size=max&_col=title"
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    both = ids_of_posts(news_db, f"instr({FIELDS}, '银行') and instr({FIELDS}, '贷款')")
    assert found == both
    assert found


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
    assert {row["id"] for row in response.json()} == ids_of_posts(news_db)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("fts_table=nope", 400),
        ("fts_pk=nope", 400),
        ("fts_table=posts", 400),
        ("search_nope=x", 200),
    ],
)
async def test_odd_parameters_are_bad_requests(
    datasette: Datasette, query: str, status: int
) -> None:
    response = await datasette.client.get(f"/news/posts.json?_search=x&_{query}")
    assert (response.status_code, "error" in response.json()) == (status, status == 400)


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    ("search", "condition"),
    [
        ("来源:东岭财经报 银行", f"instr({FIELDS}, '银行') and source_id = 3"),
        ("source:东岭财经报", "source_id = 3"),
        ("银行 before:2022-03", f"instr({FIELDS}, '银行') and date < '2022-03-01'"),
        (
            "公司:609015 2022年3月",
            "id in (select post_id from post_securities where code = "
            "'609015.SH') and date between '2022-03-01' and '2022-03-31'",
        ),
        ("tag:没有", "false"),
    ],
)
async def test_fields_are_filters(
    datasette: Datasette, news_db: Path, table: str, search: str, condition: str
) -> None:
    """As on /search: the same posts, and their number."""
    path = f"/news/{table}.json?_search={quote(search)}&_size=max&_shape=objects"
    answer = (await datasette.client.get(path)).json()
    assert {row["id"] for row in answer["rows"]} == ids_of_posts(news_db, condition)
    assert answer["filtered_table_rows_count"] == len(ids_of_posts(news_db, condition))


async def test_what_a_search_finds_is_marked(datasette: Datasette) -> None:
    columns = "_lang=en&_col=title&_col=summary&_col=body&_col=slug"
    for table in ("posts", "articles"):
        page = await datasette.client.get(f"/news/{table}?_search=银行 before:2022-03&{columns}")
        tree = html.fromstring(page.text)
        rows = tree.xpath("//tbody/tr")
        assert rows
        for row in rows:
            assert set(row.xpath(".//mark/text()")) == {"银行"}
        (link,) = tree.xpath("//a[text()='Most relevant first']/@href")
        assert link.startswith(f"/news/{table}?_search=%E9%93%B6%E8%A1%8C+before%3A2022-03&")
        assert link.endswith("&_sort=relevance")
        unsearched = await datasette.client.get(f"/news/{table}?{columns}")
        assert "<mark>" not in unsearched.text
        assert "Most relevant first" not in unsearched.text


RELEVANT = "银行 OR 贷款 OR 股价"


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    ("search", "condition"),
    [(RELEVANT, ""), (f"{RELEVANT} before:2022-07", "date__gte=2022-02-01")],
)
async def test_relevance_is_the_order_of_the_search_page_on_every_page(
    datasette: Datasette, news_db: Path, table: str, search: str, condition: str
) -> None:
    path = f"/news/{table}.json?{urlencode({'_search': search, '_sort': 'relevance'})}"
    path += f"&_shape=objects&_size=7&_col=title&_col=id&{condition}"
    ids: list[int] = []
    pages = 0
    while path:
        answer = (await datasette.client.get(path)).json()
        ids += [row["id"] for row in answer["rows"]]
        path = (answer["next_url"] or "").removeprefix("http://localhost")
        pages += 1
    with closing(sqlite3.connect(news_db)) as connection:
        found = search_posts([connection], with_fields(Filter(search)), near=False, once=False)
        dates = dict(connection.execute("select id, date from posts"))
    assert ids == [each for each in found.ids if not condition or dates[each] >= "2022-02-01"]
    assert ids != sorted(ids, key=lambda each: dates[each], reverse=True)
    assert pages == (len(ids) + 6) // 7 > 2
    assert answer["filtered_table_rows_count"] == len(ids)


async def test_relevance_is_a_choice_of_the_page(datasette: Datasette) -> None:
    address = f"/news/posts?_lang=en&_sort=relevance&_size=5&_search={quote(RELEVANT)}"
    page = await datasette.client.get(address)
    tree = html.fromstring(page.text)
    assert tree.xpath("//select[@name='_sort']/option[@selected]/@value") == ["relevance"]
    assert tree.xpath("//a[@aria-current='true' and text()='Most relevant first']")
    (following,) = tree.xpath("//a[@rel='next']/@href")
    assert "_sort=relevance" in following
    assert following.endswith("_next=5")
    streamed = await datasette.client.get(
        f"/news/posts.csv?_sort=relevance&_stream=on&_size=5&_col=title&_search={quote(RELEVANT)}"
    )
    rows = (await datasette.client.get(address.replace("?", ".json?") + "&_shape=array")).json()
    first = [line.split(",")[0] for line in streamed.text.splitlines()[1:6]]
    assert first == [f"{row['id']}" for row in rows]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("_sort=relevance", 200),
        ("_sort=relevance&_search=", 200),
        ("_sort=relevance&_search=a&_next=x", 400),
        ("_sort=relevance&_search=a&_next=999999999", 200),
        ("_sort=relevance&_search=a&_searchmode=raw", 400),
    ],
)
async def test_relevance_of_nothing_is_the_usual_order(
    datasette: Datasette, query: str, status: int
) -> None:
    assert (await datasette.client.get(f"/news/posts?{query}")).status_code == status
    assert (await datasette.client.get(f"/news/posts.json?{query}")).status_code == status


async def test_a_field_that_does_not_exist_is_named(datasette: Datasette) -> None:
    for query, note in (("foo:银行", "foo"), ("before:nonsense", "before"), ("tag:银行", "")):
        for path in (f"/search?q={query}", f"/news/posts?_search={query}"):
            page = html.fromstring((await datasette.client.get(f"{path}&_lang=en&lang=en")).text)
            notes = [text for text in page.xpath("//p[@class='note']/text()") if "field" in text]
            expected = f"No such field, or not a date: {note}. It was searched as text."
            assert notes == ([expected] if note else [])


async def test_marks_are_escaped(datasette: Datasette) -> None:
    page = await datasette.client.get("/news/posts?_search=<script>alert(1)</script> OR 银行")
    assert "<script>alert" not in page.text
