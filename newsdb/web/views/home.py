"""`/`: what this dataset is, its newest articles, and ways in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from newsdb.catalog.dataset import describe_dataset
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.http.responses import absolute
from newsdb.instance import database_names, read_each, shown_sections
from newsdb.web.charts import by_month
from newsdb.web.citations import script_json
from newsdb.web.context import page
from newsdb.web.directories import DIRECTORIES
from newsdb.web.home import Home, group_by_day, last_day, merge_homes, read_home
from newsdb.web.sample_queries import SAMPLE_QUERIES

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


FRONT = 3
"""How many of the newest articles are set large; the first of them leads."""


async def home_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the home page."""
    found = merge_homes(await read_homes(datasette))
    front = found.newest[:FRONT]
    if found.lead:
        front = (replace(front[0], summary=found.lead), *front[1:])
    sections = shown_sections(datasette)
    dataset = await describe_dataset(datasette, request)
    context = {
        "url": absolute(datasette, request, "/"),
        "home": found,
        "chart": by_month(found.months),
        "front": front,
        "images": {front[0].id: found.lead_image} if found.lead_image else {},
        "days": group_by_day(found.newest[len(front) :]),
        "json_ld": Markup(script_json(dataset_json_ld(dataset))),  # noqa: S704 (no character special to HTML)
        "directories": [name for name in (*DIRECTORIES, "archive") if name in sections],
    }
    names = database_names(datasette)
    if len(names) == 1:
        # SQL of a single database; of several, each has its own.
        database = datasette.get_database(names[0])
        context |= {
            "sample_queries": [each for each in SAMPLE_QUERIES if each.section in sections],
            "size": database.size if not database.is_mutable else None,
        }
    return await page(datasette, request, "home.html", context)


async def read_homes(datasette: Datasette) -> dict[str, Home]:
    """Return what each database of the site has for the home page, by their names."""
    if len(database_names(datasette)) == 1:
        return await read_each(datasette, lambda connection, _: read_home(connection))
    days = await read_each(datasette, lambda connection, _: last_day(connection))
    last = max(filter(None, days.values()), default=None)
    return await read_each(datasette, lambda connection, _: read_home(connection, last))
