"""`/archive`: all articles by month, and those of a year by day."""

import re
from collections import Counter

import pytest
from datasette.app import Datasette

from tests.clients import soup_of
from tests.databases import first_column


async def counted(datasette: Datasette, length: int) -> dict[str, int]:
    """Return the numbers of articles by the beginnings of their dates."""
    dates = await first_column(datasette, "select date from posts where date is not null")
    return Counter(day[:length] for day in dates)


async def test_every_month_leads_to_its_list(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/archive?lang=en")
    shown = {
        re.fullmatch(r"/month/(.{7})\?lang=en", link["href"])[1]: int(link.text)
        for link in soup.select(".months td a")
    }
    assert shown == await counted(datasette, 7)
    sums = [int(cell.text) for cell in soup.select(".months td.number")]
    assert sums == [146, 27]
    shades = {link["class"][0] for link in soup.select(".months td a")}
    assert shades == {"l2", "l3", "l4"}


@pytest.mark.parametrize(("path", "year"), [("/archive", "2022"), ("/archive?q=2021-12", "2021")])
async def test_every_day_leads_to_its_list(datasette: Datasette, path: str, year: str) -> None:
    soup = await soup_of(datasette, path)
    links = soup.select(".calendar div a")
    shown = {link["href"].removeprefix("/day/"): int(link["title"]) for link in links}
    days = await counted(datasette, 10)
    assert shown == {day: posts for day, posts in days.items() if day.startswith(year)}
    assert all(link.text == f"{int(link['href'][-2:])}" for link in links)
    for link in (links[0], links[-1], soup.select_one(".calendar h3 a")):
        assert (await datasette.client.get(link["href"])).status_code == 200
    assert soup.select_one("[aria-current]").text == year
    # Search engines get the calendar once.
    assert bool(soup.select("meta[name=robots]")) == ("?" in path)


async def test_a_month_begins_on_its_weekday(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/archive")
    march = soup.select_one("#m3 + div")
    # The first of March 2022 was a Tuesday.
    assert [tag.name for tag in march.find_all(True)][:2] == ["i", "a"]
    assert len(march.select("a, span")) == 31
