"""`/trends`: pages, files and frames."""

import csv
import io
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from datasette.app import Datasette
from lxml import etree

from newsdb.web.i18n import catalogue
from newsdb.web.links import LinkContext
from newsdb.web.trends import CountSeries, Trend, parse_trend_request
from newsdb.web.views.trends import (
    CELL_BYTES,
    ROW_BYTES,
    number_format,
    period_format,
    shown_periods,
    title_of,
    tooltip_format,
)
from tests.clients import search_results, soup_of, texts

ASKED = "q=银行&q=央行&since=2022-01-01&by=month"


async def test_a_page_has_a_chart_and_a_table(datasette: Datasette) -> None:
    soup = await soup_of(datasette, f"/trends?{ASKED}&lang=en")
    assert texts(soup, "figcaption") == ["银行, 央行: posts by month"]
    assert len(soup.select(".chart .lines path")) == 2
    assert texts(soup, ".legend li") == ["银行", "央行"]
    header, *rows = (
        [" ".join(each.get_text().split()) for each in row.select("th, td")]
        for row in soup.select(".trend-table tr")
    )
    assert header == ["Period", "银行", "央行"]
    data = (await datasette.client.get(f"/trends.json?{ASKED}")).json()
    totals = [f"{each['total']}" for each in data["series"]]
    assert rows[-1] == ["Total posts", *totals]
    counts = list(zip(*(each["counts"] for each in data["series"]), strict=True))
    assert [row[1:] for row in rows[:-1]] == [[f"{n}" for n in each] for each in counts[::-1]]
    link = f"{soup.select('.trend-table td a')[0]['href']}"
    found = await search_results(datasette, urlsplit(link).query.replace("lang=en", "page=1"))
    assert found["total"] == int(rows[0][1])


async def test_files_agree(datasette: Datasette) -> None:
    response = await datasette.client.get(f"/trends.csv?{ASKED}&split=source")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.text)))
    data = (await datasette.client.get(f"/trends.json?{ASKED}&split=source")).json()
    assert rows[0] == ["month", *(each["label"] for each in data["series"])]
    assert [row[0] for row in rows[1:]] == data["periods"]
    for column, series in enumerate(data["series"], 1):
        assert [int(row[column]) for row in rows[1:]] == series["counts"]
    bom = await datasette.client.get(f"/trends.csv?{ASKED}&_bom=1")
    assert bom.content.startswith(b"\xef\xbb\xbfmonth,")


async def test_the_sql_gives_the_same_numbers(datasette: Datasette) -> None:
    for query in (
        ASKED,
        f"{ASKED}&split=source",
        "split=tag&tag!=滚动新闻",
        "by=week&source=瀚海证券报",
    ):
        data = (await datasette.client.get(f"/trends.json?{query}")).json()
        asked = urlencode({"sql": data["sql"], **data["parameters"], "_shape": "array"})
        rows = (await datasette.client.get(f"/news.json?{asked}")).json()
        assert rows
        shown = {each["label"] for each in data["series"]}
        total = sum(
            row["posts"]
            for row in rows
            if not data["split"] or {row["label"], f"{row['search']} · {row['label']}"} & shown
        )
        assert total == sum(each["total"] for each in data["series"])


async def test_shares_are_of_all_posts(datasette: Datasette) -> None:
    data = (await datasette.client.get(f"/trends.json?{ASKED}&share=on")).json()
    everything = (await datasette.client.get("/trends.json?since=2022-01-01")).json()
    whole = dict(zip(everything["periods"], everything["series"][0]["counts"], strict=True))
    for series in data["series"]:
        assert series["shares"] == [
            count / whole[period]
            for period, count in zip(data["periods"], series["counts"], strict=True)
        ]
    page = await soup_of(datasette, f"/trends?{ASKED}&share=on&lang=en")
    assert "%" in texts(page, ".trend-table td")[0]


async def test_a_chart_is_a_file_of_its_own(datasette: Datasette) -> None:
    response = await datasette.client.get(f"/trends.svg?{ASKED}&lang=en")
    assert response.headers["content-type"] == "image/svg+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    said = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "银行, 央行: posts by month"
    assert {"银行", "央行"} < set(said)
    nothing = await datasette.client.get("/trends.svg?q=没有这样的话")
    assert etree.fromstring(nothing.content).tag.endswith("svg")


async def test_other_sites_can_show_a_chart_and_nothing_else(datasette: Datasette) -> None:
    framed = await datasette.client.get(f"/trends?{ASKED}&embed=1")
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    assert "<form" not in framed.text and 'class="lines"' in framed.text
    for path in (f"/trends?{ASKED}", f"/trends?{ASKED}&embed=10", "/search?embed=1", "/?embed=1"):
        whole = await datasette.client.get(path)
        assert "frame-ancestors 'none'" in whole.headers["content-security-policy"]
        assert whole.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("by=hour", 400, "by must be day or week or month or year, not 'hour'"),
        ("source=nope", 404, "there is no source 'nope'"),
        ("q=source:nope", 404, "there is no source 'nope'"),
        ("tag!=nope", 404, "there is no tag 'nope'"),
    ],
)
async def test_errors_say_what_is_wrong(
    datasette: Datasette, query: str, status: int, error: str
) -> None:
    for suffix in ("json", "csv", "svg"):
        response = await datasette.client.get(f"/trends.{suffix}?{query}")
        assert (response.status_code, response.json()["error"]) == (status, error)
    page = await datasette.client.get(f"/trends?{query}")
    assert page.status_code == status
    assert error.replace("'", "&#39;") in page.text


async def test_conditions_can_be_removed_and_days_chosen(datasette: Datasette) -> None:
    query = "source=瀚海证券报&source=东岭财经报&tag!=滚动新闻&split=source"
    soup = await soup_of(datasette, f"/trends?{query}")
    links = [f"{each['href']}" for each in soup.select(".chosen a")]
    assert parse_qs(urlsplit(links[0]).query)["source"] == ["东岭财经报"]
    assert len(links) == 3 and "tag" not in urlsplit(links[2]).query
    days = [parse_qs(urlsplit(f"{each['href']}").query) for each in soup.select(".presets a")]
    assert [("since" in each, each["source"]) for each in days] == [
        *[(True, ["瀚海证券报", "东岭财经报"])] * 4,
        (False, ["瀚海证券报", "东岭财经报"]),
    ]


async def test_words_are_text(datasette: Datasette) -> None:
    page = await datasette.client.get("/trends?q=<script>x&q=银行&embed=1")
    assert "<script" not in page.text
    svg = (await datasette.client.get("/trends.svg?q=<script>x&q=银行")).text
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (b"", "Posts by month"),
        (b"by=week&share=on", "Share of all posts by week"),
        (b"q=a&q=b&tag=c&by=year", "a, b, c: posts by year"),
    ],
)
def test_what_a_chart_is_called(query: bytes, title: str) -> None:
    wanted = parse_trend_request(query)
    assert title_of(LinkContext("", "", catalogue("en")), wanted) == title


@pytest.mark.parametrize("share", [True, False])
def test_numbers_of_a_trend(share: bool) -> None:
    wanted = replace(parse_trend_request(b""), share=share)
    assert number_format(wanted)(1200) == ("120000%" if share else "1,200")
    assert tooltip_format(catalogue("en"), wanted)(1) == ("100%" if share else "1 article")


def test_a_week_is_called_by_its_monday() -> None:
    text = catalogue("en")
    assert period_format(text, "week")("2022-01-03") == text("week_of", day="3 January 2022")
    assert period_format(text, "day")("2022-01-03") == "3 January 2022"


def test_the_latest_periods_fit_into_a_page() -> None:
    series = CountSeries("", {}, {})
    trend = Trend("month", ("a", "b", "c"), (series,))
    row = ROW_BYTES + CELL_BYTES
    rooms = ((0, "c"), (row, "c"), (2 * row - 1, "c"), (2 * row, "cb"), (9 * row, "cba"))
    for room, shown in rooms:
        assert "".join(shown_periods(trend, room)) == shown
