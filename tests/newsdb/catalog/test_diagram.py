"""The drawing of the schema, to the pixel."""

from __future__ import annotations

from lxml import etree

from newsdb.catalog.diagram import picture
from newsdb.catalog.tables import Column, Table

TABLES = [
    Table("posts", (Column("id", "INTEGER", True), Column("source", "TEXT", False, ("s", "id")))),
    Table("s", (Column("id", "INTEGER", True),)),
    Table("alone", (Column("id", "INTEGER", True),)),
    Table("view", (Column("id", "INTEGER", True),), is_view=True),
]


def test_two_tables_and_a_line() -> None:
    svg = etree.fromstring(picture(TABLES, "Schema"))
    drawn = [
        (etree.QName(each).localname, {k: each.get(k) for k in ("x", "y", "d")}, each.text)
        for each in svg
    ]
    texts = [(at["x"], at["y"], text) for name, at, text in drawn if name == "text"]
    # Baselines are 4 below the middle of a line of 20.
    assert texts == [
        ("10.5", "29.5", "s"),
        ("10.5", "53.5", "id"),
        ("83.5", "53.5", "integer"),
        ("173.5", "29.5", "posts"),
        ("173.5", "53.5", "id"),
        ("253.8", "53.5", "integer"),
        ("173.5", "73.5", "source"),
        ("253.8", "73.5", "text"),
    ]
    # From the left edge of the column that refers to the right edge of the key, with a dot there.
    lines = [at["d"] for name, at, _ in drawn if name == "path" and "C" in at["d"]]
    assert lines == ["M163.5 69.5H163.5C93.5 69.5 163.5 49.5 93.5 49.5"]
    [dot] = svg.iterfind("{*}circle")
    assert (dot.get("cx"), dot.get("cy")) == ("93.5", "49.5")
    assert svg.get("aria-label") == "Schema"
