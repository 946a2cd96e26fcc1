"""Charts drawn as SVG.

`NEWSDB_REWRITE_GOLDEN=1 pytest tests/newsdb/web/test_svg.py` rewrites the drawings in
tests/golden/drawings; look at them in a browser then.
"""

import os

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsdb.web.charts import Chart, Series
from newsdb.web.svg import (
    draw,
    draw_file,
    percentage,
    plain_number,
    sparkline,
    swatch,
)
from tests.paths import GOLDEN

MONTHS = ("2022-01", "2022-02", "2022-03", "2022-04")
ONE = Chart(MONTHS, (Series("", (4, 0, 1, 2)),))
TWO = Chart(MONTHS, (Series("a<b", (4, 0, 1, 2)), Series("c", (1, 1, 1, 0))), "lines")


def parsed(svg: str) -> Tag:
    return BeautifulSoup(svg, "html5lib").svg or pytest.fail("there is no svg")


def test_bars() -> None:
    svg = parsed(draw(ONE, str, lambda number: f"{number} posts"))
    assert [each.get_text() for each in svg.select("title")] == [
        *("2022-01: 4 posts", "2022-02: 0 posts", "2022-03: 1 posts", "2022-04: 2 posts")
    ]
    bars = [each["d"] for each in svg.select(".targets path + path")]
    assert bars == [
        "M0.1 112v-112h0.8V112",
        "M2.1 112v-28h0.8V112",
        "M3.1 112v-56h0.8V112",
    ]
    assert [each.get_text() for each in svg.select(".number")] == ["0", "2", "4"]


def test_few_beside_many_can_be_seen() -> None:
    svg = parsed(draw(Chart(MONTHS[:2], (Series("", (100_000, 1)),)), str, plain_number))
    bars = [each["d"] for each in svg.select(".targets path + path")]
    assert bars == ["M0.1 112v-112h0.8V112", "M1.1 112v-1.5h0.8V112"]
    assert svg["class"] == ["wide"]


def test_lines_are_told_apart_without_colours() -> None:
    svg = parsed(draw(TWO, str, plain_number))
    lines = svg.select(".lines path")
    assert [each["d"] for each in lines] == ["M.5 0l1 112 1-28 1-28", "M.5 84l1 0 1 0 1 28"]
    assert [each.get("stroke-dasharray") for each in lines] == [None, "5 3"]
    assert svg.select("title")[0].get_text() == "2022-01\na<b: 4\nc: 1"


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        (1, [("50.0%", "middle")]),
        (3, [("16.67%", "middle"), ("50.0%", "middle"), ("83.33%", "middle")]),
        (4, [("0.0%", "start"), ("100.0%", "end")]),
        (9, [("0.0%", "start"), ("50.0%", "middle"), ("100.0%", "end")]),
    ],
)
def test_few_periods_are_named_below_their_bars(keys: int, places: list[tuple[str, str]]) -> None:
    chart = Chart(tuple(f"{at}" for at in range(keys)), (Series("", (1,) * keys),))
    shown = parsed(draw(chart, str, plain_number)).select(".axis text:not(.number)")
    assert [(each["x"], each["text-anchor"]) for each in shown] == places
    # Phones hide the one in the middle of many.
    assert [each.get("class") for each in shown] == [
        ["middle"] if keys > 3 and anchor == "middle" else None for _, anchor in places
    ]


def test_legends_show_what_the_chart_is_made_of() -> None:
    assert parsed(swatch(1)).line and not parsed(swatch(1)).rect
    bar = parsed(swatch(1, "bars"))
    assert bar.rect and bar.rect["class"] == ["value", "s2"] and not bar.line
    chart = Chart(MONTHS, TWO.series, "bars")
    legend = parsed(draw_file(chart, "T", "S", str, plain_number)).select("g[transform] > *")
    assert [(each.name, each["fill"]) for each in legend] == [
        *(("rect", "#a3271f"), ("rect", "#22568f"))
    ]


def test_rows_have_names() -> None:
    chart = Chart(("甲", "<乙>"), (Series("", (4, 1)),), "rows")
    svg = parsed(draw(chart, str, plain_number))
    assert [each.get_text() for each in svg.select("text")] == ["甲", "4", "<乙>", "1"]
    assert [each["width"] for each in svg.select(".value")] == ["100.0%", "25.0%"]


@given(text=st.text(), values=st.lists(st.integers(0, 10**9) | st.floats(1e-6, 1), min_size=1))
def test_a_file_is_xml_whatever_it_says(text: str, values: list[float]) -> None:
    keys = tuple(f"{at}" for at in range(len(values)))
    for kind in ("bars", "lines"):
        chart = Chart(keys, (Series(text, tuple(values)), Series("b", tuple(values))), kind)
        file = draw_file(chart, text, text, lambda key: f"{key} {text}", lambda _: text)
        root = etree.fromstring(file.encode())
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (1, "100%"), (0.0123, "1.23%"), (0.5, "50%"), (0.00004567, "0.00457%")],
)
def test_percentages(share: float, text: str) -> None:
    assert percentage(share) == text


def test_sparklines_of_few_stay_small() -> None:
    bars = parsed(sparkline([0, 1, 4])).select("rect")
    assert [(each["x"], each["height"]) for each in bars] == [("6", "4.2"), ("12", "17.0")]
    assert parsed(sparkline([])).select("rect") == []


YEARS = tuple(f"{year}" for year in range(2015, 2022))
THREE = tuple(
    Series(name, (at, 12_000, 0, 7, 30, 2500 * at, 9)) for at, name in enumerate("甲乙丙")
)
DRAWINGS = {
    "bars": draw(ONE, str, plain_number, link=lambda key: f"/date/{key}?a=1&b=2"),
    "bars-of-three": draw(Chart(YEARS, THREE), str, plain_number, height=80),
    "lines": draw(Chart(YEARS, THREE, "lines"), str, plain_number),
    "rows": draw(Chart(("甲", "乙", "丙"), (Series("", (3, 0, 9000)),), "rows"), str, plain_number),
    "file": draw_file(Chart(YEARS, THREE, "lines"), "T", "S", str, plain_number),
    "file-without-legend": draw_file(ONE, "T", "S", str, plain_number, height=200),
    "sparkline": sparkline([0, 1, 4, 40, 0, 9]),
    "swatches": "".join(map(swatch, range(9))),
    "swatches-of-bars": "".join(swatch(at, "bars") for at in range(9)),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_stay_as_they_were_approved(name: str) -> None:
    path = GOLDEN / "drawings" / f"{name}.svg"
    drawing = f"{DRAWINGS[name]}".replace("><", ">\n<").strip() + "\n"
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        path.write_text(drawing, "utf-8")
    assert drawing == path.read_text("utf-8")
