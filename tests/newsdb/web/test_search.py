"""`/search` and `/search.json`, over the sample archive."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from newsdb.search import Filter
from newsdb.web.highlight import with_marks
from newsdb.web.search import SearchRequest, narrowed, read_search_request, suggestions


async def found(datasette: Datasette, query: str) -> dict:  # type: ignore[type-arg]
    response = await datasette.client.get(f"/search.json?{query}")
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


async def titles(datasette: Datasette, sql: str) -> list[str]:
    rows = await datasette.get_database("news").execute(sql)
    return [row[0] for row in rows.rows]


async def test_what_is_found_is_what_a_scan_finds(datasette: Datasette) -> None:
    scan = await titles(
        datasette,
        "select slug from posts where title || summary || body like '%央行%' "
        "order by published_utc desc",
    )
    pages = [await found(datasette, f"q=央行&order=newest&page={page}") for page in (1, 2, 3)]
    slugs = [hit["slug"] for page in pages for hit in page["hits"]]
    assert slugs == scan
    assert {page["total"] for page in pages} == {len(scan)}
    assert [len(page["hits"]) for page in pages] == [20, len(scan) - 20, 0]
    assert [page["more"] for page in pages] == [False] * 3


async def test_next_leads_through_all_pages(datasette: Datasette) -> None:
    address, slugs = "/search.json?q=央行&size=10", []
    while address:
        response = await datasette.client.get(address.removeprefix("http://localhost"))
        slugs += [hit["slug"] for hit in response.json()["hits"]]
        address = response.json()["next"]
        assert ("link" in response.headers) == bool(address)
    assert len(slugs) == len(set(slugs)) == response.json()["total"]


async def test_filters_say_how_many_each_would_leave(datasette: Datasette) -> None:
    answer = await found(datasette, "q=央行")
    for name in ("source", "tag", "category", "security"):
        for facet in answer["facets"][name][:3]:
            narrower = await found(datasette, f"q=央行&{name}={facet['value']}")
            assert narrower["total"] == facet["count"], facet
    for facet in answer["facets"]["month"]:
        days = narrowed(SearchRequest(Filter("央行")), "month", facet["value"])
        narrower = await found(datasette, f"q=央行&since={days['since']}&until={days['until']}")
        assert narrower["total"] == facet["count"], facet


async def test_the_words_are_marked(datasette: Datasette) -> None:
    answer = await found(datasette, "q=央行")
    for hit in answer["hits"]:
        marked = [hit["title"][start:end] for start, end in hit["title_marks"]]
        marked += [hit["snippet"][start:end] for start, end in hit["snippet_marks"]]
        assert set(marked) == {"央行"}


async def test_the_page_links_to_articles_with_the_words_marked(datasette: Datasette) -> None:
    page = await datasette.client.get("/search?q=央行&lang=zh")
    tree = html.fromstring(page.text)
    assert tree.xpath("//main//ol[@class='posts']//h3//mark/text()")[0] == "央行"
    links = tree.xpath("//main//ol[@class='posts']//h3/a/@href")
    article = await datasette.client.get(links[1])
    assert html.fromstring(article.text).xpath("//article//mark/text()")[0] == "央行"


@pytest.mark.parametrize(
    ("way", "start"),
    [("JSON", "{"), ("CSV", "slug,"), ("SQL", "<!DOCTYPE html>"), ("订阅", "<?xml")],
)
async def test_the_same_search_in_other_forms(datasette: Datasette, way: str, start: str) -> None:
    asked = "q=银行&source=东岭财经报&since=2022-01-01&until=2022-06-30"
    page = await datasette.client.get(f"/search?{asked}", headers={"accept-language": "zh"})
    (link,) = html.fromstring(page.text).xpath(
        f"//main//ul[@class='formats']//a[normalize-space()='{way}']/@href"
    )
    answer = await datasette.client.get(link)
    assert answer.status_code == 200
    assert answer.text.lstrip("\ufeff").startswith(start)
    slugs = [hit["slug"] for hit in (await found(datasette, f"{asked}&order=newest"))["hits"]]
    assert 1 < len(slugs) < 20
    answers = {
        "JSON": lambda: [hit["slug"] for hit in answer.json()["hits"]],
        "CSV": lambda: [row["slug"] for row in csv.DictReader(StringIO(answer.text))],
        "SQL": lambda: html.fromstring(answer.text).xpath(
            "//td[contains(@class, 'col-slug')]//text()[normalize-space()]"
        ),
        "订阅": lambda: [
            unquote(address.rpartition("/article/")[2])
            for address in etree.fromstring(answer.content).xpath(
                "//*[local-name()='entry']/*[local-name()='id']/text()"
            )
        ],
    }
    assert sorted(answers[way]()) == sorted(slugs)


@pytest.mark.parametrize(
    "asked", ["q=储能", "q=", "tag=滚动新闻&since=2022-01-15&until=2022-03-10"]
)
async def test_a_click_on_a_filter_leaves_as_many_as_it_says(
    datasette: Datasette, asked: str
) -> None:
    page = html.fromstring((await datasette.client.get(f"/search?{asked}&lang=en")).text)
    items = page.xpath("//section[starts-with(@aria-labelledby, 'by-')]//li")
    assert len(items) > 20
    for item in items:
        narrower = html.fromstring((await datasette.client.get(item.xpath("a/@href")[0])).text)
        (count,) = narrower.xpath("//h2[@id='results']/text()")
        assert count.split()[0] == item.xpath("span/text()")[0], item.xpath("a/@href")


async def test_the_chosen_filter_has_its_name(datasette: Datasette) -> None:
    page = await datasette.client.get("/search?q=储能&security=301908.SZ&lang=en")
    chosen = html.fromstring(page.text).xpath("//ul[contains(@class, 'chosen')]/li/a/span[1]")
    assert [each.text for each in chosen] == ["远汐储能"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sourse=x", "unknown parameter 'sourse'"),
        ("q=a&q=b", "q can be given only once"),
        ("since=2022-02-30", "since must be a day such as 2022-01-31, not '2022-02-30'"),
        ("until=2022-2-3", "until must be a day"),
        ("order=worst", "order must be relevance or newest, not 'worst'"),
        ("size=7", "size must be 20 or 10, not '7'"),
        ("page=0", "page must be a number from 1 to 1000, not '0'"),
    ],
)
async def test_a_program_is_told_what_is_wrong(
    datasette: Datasette, query: str, sentence: str
) -> None:
    answer = await datasette.client.get(f"/search.json?{query}")
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]
    assert (await datasette.client.get(f"/search?{query}")).status_code == 200


async def test_where_nothing_is_found_it_says_what_to_try(datasette: Datasette) -> None:
    answer = await found(datasette, "q=远汐储水")
    assert answer["total"] == 0
    assert answer["suggestions"][0]["query"] == "远汐储能"
    answer = await found(datasette, "q=央行&source=东岭财经报&since=2100-01-01")
    assert answer["suggestions"][0]["query"] == "央行"


@pytest.mark.parametrize("name", ["source", "tag", "category", "security"])
async def test_unknown_values_are_reported_to_programs(datasette: Datasette, name: str) -> None:
    files = ("posts.ndjson?", "posts.csv?", "posts.csv?limit=5&")
    for path in ("search.json?", "feed.xml?", "feed.json?", *(f"data/{file}" for file in files)):
        response = await datasette.client.get(f"/{path}{name}=nobody")
        assert response.status_code == 404, path
        assert response.json()["error"] == f"there is no {name} 'nobody'"
    page = html.fromstring((await datasette.client.get(f"/search?q=央行&{name}=nobody")).text)
    assert page.xpath("//div[@class='empty']//a/text()") == ["央行"]


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("央行 火星蛋糕", ["央行"]),
        ("火星 -芯片", []),
        ("央行，LPR，火星", ["央行", "LPR"]),
        ("title:火星 OR 水星", []),
        ("新能源汽车", ["新能源", "汽车"]),
        ("hfo-1234zf", ["hfo-1234"]),
        ("岚山银行业", ["岚山银行", "银行业"]),
        ("()", []),
    ],
)
async def test_words_and_pieces_that_exist_are_suggested(
    datasette: Datasette, query: str, suggested: list[str]
) -> None:
    answer = await found(datasette, f"q={quote(query)}")
    assert answer["total"] == 0
    names = await titles(datasette, "select name from securities union select name from tags")
    given = [each["query"] for each in answer["suggestions"]]
    assert [each for each in given if each in suggested or each not in names] == suggested
    for each in answer["suggestions"]:
        assert (await found(datasette, f"q={each['query']}"))["total"] == each["total"] > 0


@settings(max_examples=settings().max_examples // 4)
@given(query=st.text() | st.text(alphabet='央行火星OR-+&.% ab12"“”*：:title', max_size=30))
def test_suggestions_never_fail(news_db: Path, query: str) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        suggestions(connection, Filter(query))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%22",
        "q=%00",
        "q=%E2%80%94",
        "q=" + "%E5%A4%AE" * 800,
        "q=%FF%FE",
        "page=-1&size=7",
    ]
    + [
        "page=99999999999",
        "since=2022-13-45&until=x",
        "order=worst",
        "q=-",
        "q=OR",
        "q=title:",
        "q=*",
    ]
    + [
        "source=%22%3E%3Cscript%3E",
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "lang=xx",
    ],
)
async def test_any_query_has_an_answer(datasette: Datasette, query: str) -> None:
    response = await datasette.client.get(f"/search?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    response = await datasette.client.get(f"/search.json?{query}")
    assert response.status_code == (
        404 if query.startswith("source=") else 200 if query.startswith("q=") or not query else 400
    )
    assert ("error" in response.json()) == (response.status_code != 200)


async def test_a_shared_address_keeps_the_whole_search(datasette: Datasette) -> None:
    address = "/search?q=央行&source=东岭财经报&since=2022-01-01&until=2022-12-31&order=newest"
    page = html.fromstring((await datasette.client.get(address)).text)
    form = page.xpath("//form[@class='finder']")[0]
    assert form.form_values() == [
        ("q", "央行"),
        ("since", "2022-01-01"),
        ("until", "2022-12-31"),
        ("order", "newest"),
        ("source", "东岭财经报"),
    ]


def test_what_an_address_asks_for() -> None:
    assert read_search_request({}) == SearchRequest()
    asked = read_search_request(
        {"q": " 央行 ", "tag": "甲", "since": "2022-01-01", "page": "3", "size": "10"}
    )
    filter = Filter("央行", tag="甲", since="2022-01-01")
    assert asked == SearchRequest(filter=filter, page=3, size=10)
    assert asked.parameters(page=4) == {
        "q": "央行",
        "tag": "甲",
        "since": "2022-01-01",
        "size": "10",
        "page": "4",
    }
    assert read_search_request({"since": "2022-03-01", "until": "2022-02-01"}) == SearchRequest(
        filter=Filter(since="2022-02-01", until="2022-03-01")
    )
    assert read_search_request({"since": "2022-02-30", "until": "2022-03-01"}) == SearchRequest(
        filter=Filter(until="2022-03-01")
    )
    asked = SearchRequest(filter=Filter(since="2022-02-10", until="2022-12-01"))
    assert narrowed(asked, "month", "2022-02") == {"since": "2022-02-10", "until": "2022-02-28"}
    assert narrowed(asked, "year", "2022") == {"since": "2022-02-10", "until": "2022-12-01"}
    assert narrowed(SearchRequest(), "month", "2022-02") == {
        "since": "2022-02-01",
        "until": "2022-02-28",
    }
    assert narrowed(SearchRequest(), "year", "2022") == {
        "since": "2022-01-01",
        "until": "2022-12-31",
    }


def test_marks_change_nothing_else() -> None:
    before = '<p>央行<a href="/x?a=1&amp;b=2">的央行</a>与&lt;央行&gt;</p><p>无</p>'
    after = with_marks(before, "央行")
    assert after.count("<mark>央行</mark>") == 3
    assert re.sub("</?mark>", "", after) == before
