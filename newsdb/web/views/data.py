"""`/data` and `/data/months`: what the dataset is, and how to get it."""

from __future__ import annotations

import asyncio
import codecs
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from newsdb.catalog import api_examples as examples
from newsdb.catalog.api_examples import Example, Subject
from newsdb.catalog.dataset import Dataset, DatasetFile, describe_dataset, read_inventory
from newsdb.catalog.inventory import DATABASE_SUFFIX, Download, Inventory
from newsdb.catalog.profile import Profile, read_profile
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.export import checksums
from newsdb.export.formats import CSV, FORMATS, binary_formats, text_formats
from newsdb.export.records import SELECT
from newsdb.fields import FIELDS, NAMES
from newsdb.http.responses import addressing
from newsdb.instance import database_names, if_quick, read_one, shown_sections
from newsdb.models import Json
from newsdb.search import Databases
from newsdb.search.filters import Filter, shown_parameters
from newsdb.web.all_databases import read_all
from newsdb.web.citations import script_json
from newsdb.web.context import page, site_for
from newsdb.web.middleware.csv_bom import PARAMETER
from newsdb.web.search import SearchRequest, find_page
from newsdb.web.search_json import results_as_json
from newsdb.web.table_words import Descriptions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

INVENTORY_TIMEOUT = 2
"""In seconds: for sizes and checksums, which take longer the first time for a large archive."""


@dataclass(frozen=True, slots=True)
class DataPage:
    """What the page reads from the databases."""

    subject: Subject | None
    api_examples: list[Example]


async def data_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the page."""
    absolute = addressing(datasette, request)
    inventory = await inventory_if_ready(datasette)
    dataset = await describe_dataset(datasette, request, inventory)
    names = database_names(datasette)
    found = await read_all(datasette, lambda databases: read_data_page(databases, names, absolute))
    subject = found.subject
    # Of several databases, one is enough to see what records are like: that of the newest post.
    name = names[subject.database if subject else -1]
    profile = await if_quick(read_one(datasette, name, profile_of_records))
    parameters = shown_parameters(shown_sections(datasette))
    monthly = names_of_months(inventory)
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
        "databases": databases_of(dataset, names) if len(names) > 1 else {},
        "files": [
            card
            for each in whole.files
            if len(names) == 1 or each.format != DATABASE_SUFFIX
            for card in cards_of(each)
        ],
        "month_count": len({name.partition(".")[0] for name in monthly}),
        "text_files": ", ".join(f"posts.{format.suffix}" for format in text_formats()),
        "filters": ", ".join(parameters),
        "feed_filters": " ".join(f"?{name}=" for name in parameters),
        "subject": subject,
        "month_command": f"curl --fail --remote-name {quote(absolute(month_file))}",
        "sums_url": sums_url,
        "verify_command": f"curl --fail --silent {quote(sums_url)}"
        " | sha256sum --check --ignore-missing",
        "api_examples": found.api_examples,
        "sql_examples": examples.sql_examples(subject, absolute, f"/{tilde_encode(name)}")
        if subject
        else [],
        "tool_examples": examples.tool_examples(dataset),
        "rows": datasette.setting("max_returned_rows"),
        "fields": FIELDS,
        "descriptions": Descriptions(datasette, name, site_for(datasette, request).text.language),
        "profile": profile,
        "profiled": name,
    }
    return await page(datasette, request, "data.html", context)


async def months_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the page of the files of single months."""
    inventory = await inventory_if_ready(datasette)
    downloads = inventory.downloads.values() if inventory else ()
    months: dict[str, list[Download]] = {}
    for each in downloads:
        if each.month:
            months.setdefault(each.month, []).append(each)
    context = {"has_sizes": inventory is not None, "months": months}
    return await page(datasette, request, "data_months.html", context)


@dataclass(frozen=True, slots=True)
class Card:
    """A file as the page shows it.

    `key` is the end of the key of what it says of the file, `command` downloads it. The address of
    a file for Excel has a parameter, and its size is that with the byte order mark.
    """

    key: str
    name: str
    url: str
    posts: int
    size: int | None
    sha256: str | None
    summary: str = ""
    command: str = ""


def cards_of(file: DatasetFile) -> list[Card]:
    """Return what the page shows of a file: for CSV also the same file as Excel reads it."""
    summary = FORMATS[file.format].summary if file.format in FORMATS else ""
    command = examples.download_command(file)
    described = (file.posts, file.size, file.sha256, summary, command)
    cards = [Card(file.format, file.name, file.url, *described)]
    if file.format == CSV.suffix:
        size = file.size + len(codecs.BOM_UTF8) if file.size is not None else None
        url = f"{file.url}?{PARAMETER}=1"
        cards.append(Card("csv_excel", file.name, url, file.posts, size, None))
    return cards


def read_data_page(
    databases: Databases, names: Sequence[str], absolute: Callable[[str], str]
) -> DataPage:
    """Return what the page shows of the databases, with examples that find something in them."""

    def search_json(databases: Databases, filter: Filter, size: int) -> Json:
        request = SearchRequest(filter, size=size)
        return results_as_json(request, find_page(databases, request, names), absolute)

    subject = examples.find_subject(databases)
    return DataPage(
        subject,
        examples.api_examples(databases, subject, absolute, search_json) if subject else [],
    )


def databases_of(dataset: Dataset, names: Sequence[str]) -> dict[str, DatasetFile]:
    """Return the files of the databases by their names."""
    files = [each for each in dataset.files if each.format == DATABASE_SUFFIX]
    return dict(zip(names, files, strict=True))


def profile_of_records(connection: sqlite3.Connection) -> Profile:
    """Return the profile of the records that the files have."""
    return read_profile(connection, SELECT, NAMES)


def names_of_months(inventory: Inventory | None) -> list[str]:
    """Return the names of the files of single months."""
    return [each.name for each in inventory.downloads.values() if each.month] if inventory else []


async def inventory_if_ready(datasette: Datasette) -> Inventory | None:
    """Return the downloads with their checksums, or None if they take too long to calculate."""
    try:
        return await asyncio.wait_for(read_inventory(datasette), INVENTORY_TIMEOUT)
    except asyncio.TimeoutError:
        return None


def without_monthly_files(dataset: Dataset, monthly: list[str]) -> Dataset:
    """Return the dataset without its files of single months."""
    return replace(dataset, files=tuple(each for each in dataset.files if each.name not in monthly))
