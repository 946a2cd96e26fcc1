"""`/`: what this dataset is, its newest articles, and ways in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from newsdb.catalog.dataset import describe_dataset
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.instance import only_database, read_database, shown_sections
from newsdb.web.charts import by_month
from newsdb.web.citations import script_json
from newsdb.web.context import page
from newsdb.web.directories import DIRECTORIES
from newsdb.web.home import group_by_day, read_home
from newsdb.web.sample_queries import SAMPLE_QUERIES

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


FRONT = 3
"""How many of the newest articles are set large; the first of them leads."""


async def home_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the home page."""
    found = await read_database(datasette, read_home)
    front = found.newest[:FRONT]
    if found.lead:
        front = (replace(front[0], summary=found.lead), *front[1:])
    database = only_database(datasette)
    sections = shown_sections(datasette)
    dataset = await describe_dataset(datasette, request)
    context = {
        "url": dataset.home,
        "json_ld": Markup(script_json(dataset_json_ld(dataset))),  # noqa: S704 (no character special to HTML)
        "home": found,
        "chart": by_month(found.months),
        "front": front,
        "images": {front[0].id: found.lead_image} if found.lead_image else {},
        "days": group_by_day(found.newest[len(front) :]),
        "directories": [name for name in (*DIRECTORIES, "archive") if name in sections],
        "sample_queries": [each for each in SAMPLE_QUERIES if each.section in sections],
        "size": database.size if not database.is_mutable else None,
    }
    return await page(datasette, request, "home.html", context)
