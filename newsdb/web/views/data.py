"""`/data`: the page that says what the dataset is and how to get it."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from newsdb.catalog import api_examples as examples
from newsdb.catalog.api_examples import Example, Subject
from newsdb.catalog.dataset import Dataset, describe_dataset, read_inventory
from newsdb.catalog.diagram import draw_diagram
from newsdb.catalog.inventory import Inventory
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.catalog.tables import Table, read_tables
from newsdb.config import DATABASE_NAME
from newsdb.export import checksums
from newsdb.export.formats import FORMATS, binary_formats, text_formats
from newsdb.fields import FIELDS
from newsdb.http.responses import addressing
from newsdb.instance import read_database, shown_sections
from newsdb.models import Json
from newsdb.search.filters import Filter, shown_parameters
from newsdb.web.citations import script_json
from newsdb.web.context import page
from newsdb.web.search import SearchRequest, find_page
from newsdb.web.search_json import results_as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

INVENTORY_TIMEOUT = 2
"""In seconds: for sizes and checksums, which take longer the first time for a large archive."""


@dataclass(frozen=True, slots=True)
class DataPage:
    """What the page reads from the database."""

    tables: tuple[Table, ...]
    subject: Subject | None
    api_examples: list[Example]


async def data_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the page."""
    absolute = addressing(datasette, request)
    inventory = await inventory_if_ready(datasette)
    dataset = await describe_dataset(datasette, request, inventory)
    descriptions = datasette.metadata("tables", database=DATABASE_NAME) or {}
    found = await read_database(
        datasette, lambda connection: read_data_page(connection, descriptions, absolute)
    )
    subject = found.subject
    parameters = shown_parameters(shown_sections(datasette))
    monthly = (
        [each.name for each in inventory.downloads.values() if each.month] if inventory else []
    )
    whole = without_monthly_files(dataset, monthly)
    month_file = f"/data/{subject.month}.ndjson" if subject else ""
    sums_url = absolute(f"/data/{checksums.FILE_NAME}")
    context: dict[str, Any] = {
        "absolute": absolute,
        "dataset": dataset,
        "json_ld": Markup(  # noqa: S704 (script_json leaves no character special to HTML)
            script_json(dataset_json_ld(whole))
        ),
        "has_sizes": inventory is not None,
        "missing_formats": [each for each in binary_formats() if not each.is_available()],
        "summaries": {suffix: format.summary for suffix, format in FORMATS.items()},
        "whole": whole.files,
        "monthly": [each for each in dataset.files if each.name in monthly],
        "month_count": len({name.partition(".")[0] for name in monthly}),
        "text_files": ", ".join(f"posts.{format.suffix}" for format in text_formats()),
        "filters": ", ".join(parameters),
        "feed_filters": " ".join(f"?{name}=" for name in parameters),
        "subject": subject,
        "command_of": examples.download_command,
        "month_command": f"curl --fail --remote-name {quote(absolute(month_file))}",
        "verify_command": f"curl --fail --silent {quote(sums_url)}"
        " | sha256sum --check --ignore-missing",
        "api_examples": found.api_examples,
        "sql_examples": examples.sql_examples(subject, absolute) if subject else [],
        "tool_examples": examples.tool_examples(dataset),
        "rows": datasette.setting("max_returned_rows"),
        "fields": FIELDS,
        "diagram": draw_diagram(found.tables),
        "tables": found.tables,
    }
    return await page(datasette, request, "data.html", context)


def read_data_page(
    connection: sqlite3.Connection,
    descriptions: dict[str, Any],
    absolute: Callable[[str], str],
) -> DataPage:
    """Return what the page shows of the database, with examples that find something in it."""

    def search_json(connection: sqlite3.Connection, filter: Filter, size: int) -> Json:
        request = SearchRequest(filter, size=size)
        return results_as_json(request, find_page(connection, request), absolute)

    subject = examples.find_subject(connection)
    return DataPage(
        read_tables(connection, descriptions),
        subject,
        examples.api_examples(connection, subject, absolute, search_json) if subject else [],
    )


async def inventory_if_ready(datasette: Datasette) -> Inventory | None:
    """Return the downloads with their checksums, or None if they take too long to calculate."""
    try:
        return await asyncio.wait_for(read_inventory(datasette), INVENTORY_TIMEOUT)
    except asyncio.TimeoutError:
        return None


def without_monthly_files(dataset: Dataset, monthly: list[str]) -> Dataset:
    """Return the dataset without its files of single months."""
    return replace(dataset, files=tuple(each for each in dataset.files if each.name not in monthly))
