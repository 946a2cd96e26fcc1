"""The histogram above the results of a search, on which a range of days is chosen."""

from urllib.parse import parse_qs, urlsplit

from datasette.app import Datasette

from tests.clients import search_results, soup_of


async def test_the_histogram_leads_to_its_days(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/search?q=银行&source=瀚海证券报&source=东岭财经报")
    facets = (await search_results(datasette, "q=银行&source=瀚海证券报&source=东岭财经报"))[
        "facets"
    ]
    bars = {
        parse_qs(urlsplit(f"{link['href']}").query)["since"][0][:7]: link.select("path + path")
        for link in soup.select(".chart a[tabindex]")
    }
    assert [month for month, values in bars.items() if values] == sorted(
        each["value"] for each in facets["month"]
    )
    link = f"{soup.select('.chart a[tabindex]')[0]['href']}"
    found = await search_results(datasette, urlsplit(link).query)
    assert found["total"] == min(facets["month"], key=lambda each: each["value"])["count"]
    trend = f"{soup.select('figcaption a')[0]['href']}"
    assert parse_qs(urlsplit(trend).query)["source"] == ["瀚海证券报", "东岭财经报"]


async def test_a_range_of_the_histogram_is_a_form(datasette: Datasette) -> None:
    query = "q=银行&source!=滚动&since=2022-01-10&stories=off&order=newest&page=2"
    form = (await soup_of(datasette, f"/search?{query}")).select("figure form")[0]
    chosen = {
        select["name"]: [
            (option["value"], option.has_attr("selected")) for option in select.select("option")
        ]
        for select in form.select("select")
    }
    # Of the first month only the days that the search has already.
    assert chosen["since"][:2] == [("2022-01-10", False), ("2022-02-01", False)]
    assert chosen["until"][-2:] == [("2022-06-30", False), ("2022-07-31", True)]
    kept = {(field["name"], field["value"]) for field in form.select("input")}
    assert kept == {("q", "银行"), ("source!", "滚动"), ("stories", "off"), ("order", "newest")}


async def test_a_search_without_results_offers_no_periods_and_no_files(
    datasette: Datasette,
) -> None:
    found = await soup_of(datasette, "/search?q=银行")
    assert len(found.select(".presets a")) == 5
    assert found.select_one(".presets [aria-current]").text == "全部日期"
    assert len(found.select(".table-head .formats a")) == 5
    nothing = await soup_of(datasette, "/search?q=zzzzzz")
    assert nothing.select(".presets, .table-head .formats") == []
    # The days may be why there is none.
    some_days = await soup_of(datasette, "/search?q=银行&since=2030-01-01")
    assert len(some_days.select(".presets a")) == 5
    assert some_days.select(".presets [aria-current], .table-head .formats") == []
