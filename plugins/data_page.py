"""`/data`: the page that says what there is and how to get it."""

import asyncio
import json
import re
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from shlex import quote
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from newsdb.catalog import api_examples as examples
from newsdb.catalog.api_examples import Example, download_command
from newsdb.catalog.dataset import Dataset, describe, inventory
from newsdb.catalog.diagram import picture
from newsdb.catalog.inventory import Inventory
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.catalog.tables import tables_of
from newsdb.config import DATABASE_NAME
from newsdb.export import checksums, parquet
from newsdb.fields import FIELDS
from newsdb.http.responses import addressing
from newsdb.instance import read
from newsdb.web.citations import script_json
from newsdb.web.context import page, site_for
from newsdb.web.i18n import Text

QUEUE_TIMEOUT = 2
"""For sizes and checksums, which take longer for a large archive when first asked for."""


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/data$", data_page)]


async def data_page(datasette: Datasette, request: Request) -> Response:
    """Answer with the page."""
    at = addressing(datasette, request)
    words = strings(site_for(datasette, request).text.language)
    found = await inventory_if_ready(datasette)
    dataset = await describe(datasette, request, found.downloads if found else None)
    described = datasette.metadata("tables", database=DATABASE_NAME) or {}
    tables = await read(datasette, lambda connection: tables_of(connection, described))
    subject = await read(datasette, examples.subject_of)
    api = examples.api_examples(subject, at) if subject else []
    monthly = [each.name for each in found.downloads.values() if each.month] if found else []
    month_file = f"/data/{subject.month}.ndjson" if subject else ""
    context: dict[str, Any] = {
        "d": words,
        "at": at,
        "dataset": dataset,
        "json_ld": Markup(  # noqa: S704 (script_json leaves no sign that HTML knows)
            script_json(dataset_json_ld(without_monthly_files(dataset, monthly)))
        ),
        "counted": found is not None,
        "parquet": parquet.is_available(),
        "whole": without_monthly_files(dataset, monthly).files,
        "monthly": [each for each in dataset.files if each.name in monthly],
        "month_count": len({name.partition(".")[0] for name in monthly}),
        "subject": subject,
        "command_of": download_command,
        "month_command": f"curl --fail --remote-name {quote(at(month_file))}",
        "verify_command": f"curl --fail --silent {quote(at(f'/data/{checksums.NAME}'))}"
        " | sha256sum --check --ignore-missing",
        "api_examples": [
            replace(each, answer=await answer(datasette, at("/"), each)) for each in api
        ],
        "sql_examples": examples.sql_examples(subject, at) if subject else [],
        "tool_examples": examples.tool_examples(dataset),
        "rows": datasette.setting("max_returned_rows"),
        "fields": FIELDS,
        "picture": Markup(picture(tables, words("schema"))),  # noqa: S704 (lxml escapes)
        "tables": tables,
    }
    return await page(datasette, request, "data.html", context)


async def inventory_if_ready(datasette: Datasette) -> Inventory | None:
    """Return the downloads with their checksums, or None where that is not done in a moment."""
    try:
        return await asyncio.wait_for(inventory(datasette), QUEUE_TIMEOUT)
    except asyncio.TimeoutError:
        return None


def without_monthly_files(dataset: Dataset, monthly: list[str]) -> Dataset:
    """Return the dataset without its files of single months."""
    return replace(dataset, files=tuple(each for each in dataset.files if each.name not in monthly))


async def answer(datasette: Datasette, home: str, example: Example) -> str:
    """Return what the site answers to an example, shortened for people."""
    response = await datasette.client.get(f"/{example.address.removeprefix(home)}")
    # What is asked from inside is asked of another host.
    base = re.escape(datasette.setting("base_url"))
    text = re.sub(f"https?://localhost{base}", home, response.text)
    return examples.shown(text) if response.status_code == 200 else ""


@lru_cache
def strings(language: str) -> Text:
    """Return the page's words in a language."""
    content = files("newsdb.web").joinpath(f"strings/data.{language}.json").read_text("utf-8")
    return Text(language, json.loads(content))
