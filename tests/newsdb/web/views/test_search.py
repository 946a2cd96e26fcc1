"""`/search` and `/search.json`, over the sample archive."""

from __future__ import annotations

import csv
from io import StringIO
from urllib.parse import unquote

import pytest
from datasette.app import Datasette
from lxml import etree, html

from newsdb.search import Filter
from newsdb.web.search import days_of
from tests.clients import search_results, soup_of, texts
from tests.databases import first_column


async def test_what_is_found_is_what_a_scan_finds(datasette: Datasette) -> None:
    scan = await first_column(
        datasette,
        "select slug from posts where title || summary || body like '%央行%' "
        "order by published_utc desc",
    )
    pages = [
        await search_results(datasette, f"q=央行&order=newest&page={page}") for page in (1, 2, 3)
    ]
    slugs = [hit["slug"] for page in pages for hit in page["hits"]]
    assert slugs == scan
    assert {page["total"] for page in pages} == {len(scan)}
    assert [len(page["hits"]) for page in pages] == [20, len(scan) - 20, 0]
    assert [page["more"] for page in pages] == [False] * 3


async def test_filters_say_how_many_each_would_leave(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=央行")
    for name in ("source", "tag", "category", "security"):
        for facet in answer["facets"][name][:3]:
            narrower = await search_results(datasette, f"q=央行&{name}={facet['value']}")
            assert narrower["total"] == facet["count"], facet
    for facet in answer["facets"]["month"]:
        days = days_of(Filter("央行"), facet["value"])
        narrower = await search_results(
            datasette, f"q=央行&since={days['since']}&until={days['until']}"
        )
        assert narrower["total"] == facet["count"], facet


async def test_the_page_links_to_articles_with_the_words_marked(datasette: Datasette) -> None:
    page = await datasette.client.get("/search?q=央行&lang=zh")
    tree = html.fromstring(page.text)
    assert tree.xpath("//main//ol[@class='posts']//h3//mark/text()")[0] == "央行"
    links = tree.xpath("//main//ol[@class='posts']//h3/a/@href")
    article = await datasette.client.get(links[1])
    assert html.fromstring(article.text).xpath("//article//mark/text()")[0] == "央行"


@pytest.mark.parametrize(
    ("way", "start"),
    [
        ("JSON", "{"),
        ("CSV", "slug,"),
        ("CSV（Excel）", "slug,"),
        ("SQL", "<!DOCTYPE html>"),
        ("订阅", "<?xml"),
    ],
)
async def test_the_same_search_in_other_formats(datasette: Datasette, way: str, start: str) -> None:
    asked = "q=银行&source=东岭财经报&since=2022-01-01&until=2022-06-30&stories=off"
    page = await datasette.client.get(f"/search?{asked}", headers={"accept-language": "zh"})
    (link,) = html.fromstring(page.text).xpath(
        f"//main//ul[@class='formats']//a[normalize-space()='{way}']/@href"
    )
    answer = await datasette.client.get(link)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf") == ("Excel" in way)
    assert answer.text.lstrip("\ufeff").startswith(start)
    slugs = [
        hit["slug"] for hit in (await search_results(datasette, f"{asked}&order=newest"))["hits"]
    ]
    assert 1 < len(slugs) < 20
    answers = {
        "JSON": lambda: [hit["slug"] for hit in answer.json()["hits"]],
        "CSV": lambda: [row["slug"] for row in csv.DictReader(StringIO(answer.text))],
        "CSV（Excel）": lambda: [
            row["\ufeffslug"] for row in csv.DictReader(StringIO(answer.text))
        ],
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
        ("page=0", "page must be a number from 1 to 100000, not '0'"),
    ],
)
async def test_invalid_parameters_are_400_in_json(
    datasette: Datasette, query: str, sentence: str
) -> None:
    answer = await datasette.client.get(f"/search.json?{query}")
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]
    assert (await datasette.client.get(f"/search?{query}")).status_code == 200


@pytest.mark.parametrize("name", ["source", "tag", "category", "security"])
async def test_unknown_values_are_said_not_to_exist(datasette: Datasette, name: str) -> None:
    files = ("posts.ndjson?", "posts.csv?", "posts.csv?limit=5&")
    for path in ("search.json?", "feed.xml?", "feed.json?", *(f"data/{file}" for file in files)):
        response = await datasette.client.get(f"/{path}{name}=nobody")
        assert response.status_code == 404, path
        assert response.json()["error"] == f"there is no {name} 'nobody'"
    response = await datasette.client.get(f"/search?q=央行&{name}=nobody")
    assert response.status_code == 404
    page = html.fromstring(response.text)
    assert page.xpath("//p[@class='message-error']/text()") == [f"there is no {name} 'nobody'"]
    assert page.xpath("//div[@class='empty']//a/text()") == ["央行"]
    without_words = html.fromstring((await datasette.client.get(f"/search?{name}=nobody")).text)
    assert not without_words.xpath("//div[@class='empty']//a")


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
    assert response.status_code == (404 if query.startswith("source=") else 200)
    assert "<script>alert" not in response.text
    response = await datasette.client.get(f"/search.json?{query}")
    assert response.status_code == (
        404 if query.startswith("source=") else 200 if query.startswith("q=") or not query else 400
    )
    assert ("error" in response.json()) == (response.status_code != 200)


async def test_a_url_keeps_the_whole_search(datasette: Datasette) -> None:
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


async def test_values_can_be_excluded(datasette: Datasette) -> None:
    every = await search_results(datasette, "q=银行&stories=off")
    some = await search_results(datasette, "q=银行&stories=off&source=瀚海证券报")
    rest = await search_results(datasette, "q=银行&stories=off&source!=瀚海证券报")
    assert some["total"] and some["total"] + rest["total"] == every["total"]
    assert rest["filters"] == {"source!": "瀚海证券报"}
    soup = await soup_of(datasette, "/search?q=银行&source!=瀚海证券报&lang=en")
    assert texts(soup, ".chosen a")[0].startswith("without Source: 瀚海证券报")


async def test_a_query_has_links_to_the_pages_of_what_it_names(datasette: Datasette) -> None:
    def cards(page: html.HtmlElement) -> list[tuple[str, str]]:
        items = page.xpath("//ul[@class='cards']/li")
        return [(" ".join(li.text_content().split()), li.xpath("a/@href")[0]) for li in items]

    bank = "岚山银行 Security 609015.SH · 28 articles"
    paper = "东岭财经报 Source · 25 articles"
    for query, expected in (
        ("q=岚山银行降准", [bank]),
        ("q=609015 东岭财经报", [bank, paper]),
        ("q=company:岚山银行 降准", [bank]),
        ("q=降准&source=东岭财经报", [paper]),
        ("q=降准", []),
        ("q=岚山银行&page=2", []),
    ):
        response = await datasette.client.get(f"/search?{query}&lang=en")
        found = cards(html.fromstring(response.text))
        assert [text for text, _ in found] == expected, query
        for _, url in found:
            assert (await datasette.client.get(url)).status_code == 200


async def test_a_query_has_a_link_to_the_story_whose_title_it_is(stories_site: Datasette) -> None:
    for query, links in (("题 b", ["3 versions"]), ("题", [])):
        response = await stories_site.client.get(f"/search?q={query}&lang=en")
        page = html.fromstring(response.text)
        assert page.xpath("//ul[@class='cards']/li/a/text()") == links, query


async def test_names_are_completions_without_a_script(datasette: Datasette) -> None:
    page = html.fromstring((await datasette.client.get("/search?lang=en")).text)
    (field,) = page.xpath("//main//input[@name='q']")
    options = page.xpath(f"//datalist[@id='{field.get('list')}']/option")
    found = [(option.get("value"), option.text) for option in options]
    assert ("岚山银行", "Security") in found
    assert ("东岭财经报", "Source") in found


async def test_facets_with_one_value_are_hidden(datasette: Datasette) -> None:
    for query, hidden in (("数稻子", {"source", "year", "month"}), ("银行", set())):
        answer = await search_results(datasette, f"q={query}")
        page = html.fromstring((await datasette.client.get(f"/search?q={query}")).text)
        shown = {each.removeprefix("by-") for each in page.xpath("//section/@aria-labelledby")}
        assert {name for name, values in answer["facets"].items() if len(values) > 1} == (
            shown - {"results"}
        )
        assert hidden.isdisjoint(shown)


async def test_filters_are_a_drawer_that_links_open_and_close(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/search?q=银行")
    assert soup.select_one(".narrow a")["href"] == "#filters"
    drawer = soup.select_one(".drawer")
    assert (drawer["id"], drawer.select_one(".drawer-end a")["href"]) == ("filters", "#results")
    assert drawer.select(".facet")
    # The exports are beside the count.
    assert soup.select_one("#results + .formats") is not None


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_is_too_long_to_search_for_is_cut_and_said(
    datasette: Datasette, language: str
) -> None:
    notice = {
        "en": "Only the first 200 characters were searched for.",
        "zh": "只搜索了前 200 个字符。",
    }
    for length, is_cut in ((200, False), (201, True), (3000, True)):
        page = await datasette.client.get(f"/search?q={'a' * length}&lang={language}")
        assert (notice[language] in page.text) is is_cut
        assert f'name="q" value="{"a" * min(length, 200)}"' in page.text
    answer = await datasette.client.get(f"/search.json?q={'a' * 3000}")
    assert answer.json()["query"] == "a" * 200


async def test_what_is_near_is_not_said_to_be_nothing(datasette: Datasette) -> None:
    page = await soup_of(datasette, "/search?q=岚山银行降准公告&lang=en")
    assert texts(page, ".empty p")[0] == "No article has exactly these words."
    assert texts(page, "h2.near") and page.select("ol.posts li")
    page = await soup_of(datasette, "/search?q=qqqqq&lang=en")
    assert texts(page, ".empty p")[0].startswith("Nothing found.")
