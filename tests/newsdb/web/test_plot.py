"""Charts of periods: what can be pointed at, and what a chart of many periods is made of."""

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from newsdb.web.charts import Chart, Kind, Series
from newsdb.web.plot import (
    MAX_LABEL,
    MAX_TARGET_BYTES,
    axes,
    by_class,
    by_colour,
    by_default,
    shortened,
)
from newsdb.web.svg import plain_number

HEIGHT = 100


def plot(chart: Chart, **options: object) -> Tag:
    paint = by_class if len(chart.series) > 1 else by_default
    given = {"paint": paint, "link": None, **options}
    svg = axes(chart, str, lambda number: f"{number} posts", HEIGHT, plain_number, **given)  # type: ignore[arg-type]
    return BeautifulSoup(f"<svg>{svg}</svg>", "html5lib").svg or pytest.fail("there is no svg")


def days(number: int, series: int = 1, kind: Kind = "bars", label: str = "") -> Chart:
    values = (4, 0, 1, *[2] * (number - 3))
    keys = tuple(f"{at}" for at in range(number))
    return Chart(keys, tuple(Series(label, values) for _ in range(series)), kind)


def test_each_period_can_be_pointed_at_over_the_whole_height() -> None:
    svg = plot(days(4))
    assert [each.get_text() for each in svg.select(".targets title")] == [
        *("0: 4 posts", "1: 0 posts", "2: 1 posts", "3: 2 posts")
    ]
    assert [each["d"] for each in svg.select(".targets path:first-of-type")] == [
        f"M{at} 0h1v100h-1" for at in range(4)
    ]


def test_numbers_of_several_series_are_said_briefly() -> None:
    svg = plot(days(3, 2, label="甲" * (MAX_LABEL + 1)))
    short = "甲" * MAX_LABEL
    assert svg.select("title")[0].get_text() == f"0\n{short}…: 4\n{short}…: 4"
    assert [each["class"] for each in svg.select("path + path")][:2] == [["s1"], ["s2"]]
    assert [each["d"] for each in svg.select("path + path")][:2] == [
        *("M0.1 100v-100h0.4V100", "M0.5 100v-100h0.4V100")
    ]


def test_neighbours_with_the_same_link_share_it() -> None:
    chart = Chart(("2021-11", "2021-12", "2022-01"), (Series("", (1, 1, 1)),))
    links = plot(chart, link=lambda period: f"/?year={period[:4]}&a").select("a")
    assert [(each["href"], len(each.select("title"))) for each in links] == [
        *(("/?year=2021&a", 2), ("/?year=2022&a", 1))
    ]
    assert {each["tabindex"] for each in links} == {"-1"}


@pytest.mark.parametrize(("series", "kind"), [(1, "bars"), (2, "bars"), (1, "lines"), (8, "lines")])
def test_a_chart_of_many_periods_is_drawn_in_few_bytes(series: int, kind: Kind) -> None:
    chart = days(720, series, kind)
    svg = plot(chart, link=str)
    assert svg.select("title, a, .targets g") == []
    drawn = svg.select(".lines path" if kind == "lines" else ".targets path + path")
    assert len(drawn) == series
    for position, each in enumerate(drawn):
        left = 0.1 + position * 0.8 / series
        start = "M.5 0l1 100 1-25 1-25" if kind == "lines" else f"M{left:g} 100v-100h"
        assert f"{each['d']}".startswith(start)
    assert len(f"{svg}") < MAX_TARGET_BYTES * series


def test_files_have_colours_of_their_own() -> None:
    bars = plot(days(3, 2), paint=by_colour).select("path + path")
    assert [each["fill"] for each in bars][:2] == ["#a3271f", "#22568f"]
    lines = plot(days(3, 2, "lines"), paint=by_colour).select(".lines path")
    assert [each["stroke"] for each in lines] == ["#a3271f", "#22568f"]


def test_long_labels_are_shortened() -> None:
    assert shortened("x" * MAX_LABEL) == "x" * MAX_LABEL
    assert shortened("x" * (MAX_LABEL + 1)) == "x" * MAX_LABEL + "…"
