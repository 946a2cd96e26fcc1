"""The diagram of the schema: every key is a line, and nothing overlaps."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import yaml
from datasette.app import Datasette
from lxml import html

from newsdb.catalog.diagram import CHARACTER_WIDTH, PADDING, draw_diagram, place_boxes
from newsdb.catalog.tables import Column, Table, read_tables
from tests.paths import TOP

KEYS = (
    'select m.name, k."from", k."table" '
    "from sqlite_master m, pragma_foreign_key_list(m.name) k where m.type = 'table'"
)


def test_lines_and_boxes_do_not_overlap(news_db: Path) -> None:
    metadata = yaml.safe_load((TOP / "metadata.yml").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(news_db)) as connection:
        tables = read_tables(connection, metadata["databases"]["news"]["tables"])
        keys = connection.execute(KEYS).fetchall()
    diagram = draw_diagram(tables)
    assert len(diagram.lines) == len(keys) > 10
    assert {box.table.name for box in diagram.boxes} == {
        n for key in keys for n in (key[0], key[2])
    }
    for line in diagram.lines:
        # From a box, straight to the gap before the other, and then in a curve.
        begins = re.match(r"M([\d.]+) ([\d.]+)H([\d.]+)C", line)
        assert begins
        x1, y1, gap = map(float, begins.groups())
        left, right = min(x1, gap), max(x1, gap)
        for box in diagram.boxes:
            is_beside = box.x >= right - 0.1 or left + 0.1 >= box.x + box.width
            assert is_beside or not box.y < y1 < box.y + box.height, (line, box.table.name)
    for box in diagram.boxes:
        assert box.x + box.width < diagram.width and box.y + box.height < diagram.height
        for other in diagram.boxes:
            assert (
                box is other
                or box.x + box.width <= other.x
                or other.x + other.width <= box.x
                or box.y + box.height <= other.y
                or other.y + other.height <= box.y
            ), (box.table.name, other.table.name)


def test_a_box_is_as_wide_as_its_longest_name() -> None:
    tags = Table("tags", (Column("id", "INTEGER", True), Column("long_name", "TEXT", False)))
    links = Table("links", (Column("tag", "INTEGER", False, ("tags", "id")),))
    widths = {box.table.name: box.width for box in place_boxes([tags, links])}
    assert widths == {
        "tags": len("long_name") * CHARACTER_WIDTH + 2 * PADDING,
        "links": len("links") * CHARACTER_WIDTH + 2 * PADDING,
    }


async def test_the_page_draws_it(datasette: Datasette, news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        keys = connection.execute(KEYS).fetchall()
    page = html.fromstring((await datasette.client.get("/data/tables?lang=en")).text)
    (svg,) = page.xpath("//svg[@role='img']")
    assert svg.get("aria-label") == "Schema"
    assert len(svg.xpath(".//path")) == len(keys)
    # A line begins beside the name of its column, whose letters stand 4 pixels below the middle.
    places = {float(text.get("y")) - 4 for text in svg.xpath(".//text")}
    assert {
        float(line.get("d").split()[1].partition("H")[0]) for line in svg.xpath(".//path")
    } <= places
    names = set(svg.xpath(".//text/text()"))
    assert {name for key in keys for name in key} <= names


def test_a_line_goes_from_a_column_to_the_key() -> None:
    tags = Table("tags", (Column("id", "INTEGER", True), Column("name", "TEXT", False)))
    links = Table(
        "links", (Column("x", "TEXT", False), Column("tag", "INT", False, ("tags", "id")))
    )
    notes = Table("notes", (Column("link", "TEXT", False, ("links", "x")),))
    diagram = draw_diagram([tags, links, notes, Table("alone", ())])
    boxes = {
        box.table.name: (round(box.x, 1), box.y, round(box.width, 1), box.height)
        for box in diagram.boxes
    }
    assert boxes == {
        "tags": (1.0, 1.0, 49.2, 70),
        "links": (120.2, 1.0, 56.5, 70),
        "notes": (246.7, 1.0, 56.5, 50),
    }
    assert diagram.lines == (
        "M246.7 36.0H246.7C176.7 36.0 246.7 36.0 176.7 36.0",
        "M120.2 56.0H120.2C50.2 56.0 120.2 36.0 50.2 36.0",
    )
    assert (round(diagram.width, 1), diagram.height) == (304.2, 72.0)
