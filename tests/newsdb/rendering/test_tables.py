"""Tables: regions that scroll, captions, and columns of numbers."""

import pytest
from bs4 import BeautifulSoup, Tag

from newsdb.rendering.render import Labels, render


def table_of(markdown: str) -> Tag:
    (table,) = BeautifulSoup(render(markdown), "html5lib").select("div.scroll > table")
    return table


def test_tables_are_numbered_in_their_order() -> None:
    text = "|a|\n|-|\n|x|\n\n<table><tr><td>1</td></tr></table>\n\n文\n\n|b|\n|-|\n|y|"
    soup = BeautifulSoup(render(text, labels=Labels(table="Table")), "html5lib")
    frames = soup.select("div.scroll[role=region][tabindex='0']")
    assert [(each["aria-label"], each.table.get_text().split()[0]) for each in frames] == [
        ("Table 1", "a"),
        ("Table 2", "1"),
        ("Table 3", "b"),
    ]
    assert [each.name for each in soup.body.find_all(recursive=False)] == ["div", "div", "p", "div"]


@pytest.mark.parametrize(
    ("before", "caption"),
    [
        ("表1：业绩", "表1：业绩"),
        ("附表 二 业绩", "附表 二 业绩"),
        ("图表3: x", "图表3: x"),
        ("报表：x", None),
        ("表示：" + "长" * 40, None),
        ("表：" + "长" * 38, "表：" + "长" * 38),
        ("表：" + "长" * 39, None),
        ("> 表1：业绩", None),
        ("文", None),
    ],
)
def test_the_line_before_may_be_the_caption(before: str, caption: str | None) -> None:
    table = table_of(f"{before}\n\n|a|\n|-|\n|x|")
    assert (table.caption.get_text() if table.caption else None) == caption
    text = before.removeprefix("> ")
    assert render(f"{before}\n\n|a|\n|-|\n|x|").count(text) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("1", "-2.5", "3,000"), "number"),
        (("1.5%", "—", "16.44元"), "number"),
        (("约20bps", "", "~3"), "number"),
        (("1", "x"), None),
        (("x", "1"), None),
        (("", ""), None),
        (("2022-01-01",), None),
    ],
)
def test_columns_of_numbers(values: tuple[str, ...], expected: str | None) -> None:
    rows = "".join(f"|x|{value}|\n" for value in values)
    table = table_of(f"|a|b|\n|-|-|\n{rows}")
    cells = [row.find_all(["td", "th"]) for row in table.select("tr")]
    assert [first.get("class") for first, _ in cells] == [None] * len(cells)
    expected_classes = [[expected] if expected else None] * len(cells)
    assert [second.get("class") for _, second in cells] == expected_classes


def test_alignment_and_heads() -> None:
    table = table_of("| |b|c|\n|-|:-:|-:|\n|x|1|2|")
    head = [
        (cell.name, cell.get("scope"), cell.get("class")) for cell in table.thead.tr.find_all(True)
    ]
    assert head == [("td", None, None), ("th", "col", ["center"]), ("th", "col", ["right"])]
    assert [cell.get("class") for cell in table.tbody("td")] == [None, ["center"], ["right"]]


def test_a_heading_is_no_caption() -> None:
    table = table_of("## 表1：业绩\n\n|a|\n|-|\n|x|")
    assert table.caption is None


def test_tables_are_numbered_in_their_labels() -> None:
    soup = BeautifulSoup(render("|a|\n|-|\n|x|\n\n文\n\n|b|\n|-|\n|y|"), "html5lib")
    assert [each["aria-label"] for each in soup.select("div[aria-label]")] == ["表格 1", "表格 2"]
