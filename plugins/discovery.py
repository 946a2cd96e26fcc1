"""What programs look for first: sitemap, robots.txt, llms.txt, OpenAPI, dataset descriptions."""

import asyncio

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request, Response

from newsdb import urls
from newsdb.catalog import sitemap
from newsdb.catalog.api_examples import find_subject
from newsdb.catalog.croissant import croissant
from newsdb.catalog.data_package import data_package
from newsdb.catalog.dataset import Dataset, describe_dataset, read_inventory
from newsdb.catalog.llms import llms_txt
from newsdb.catalog.openapi import openapi
from newsdb.catalog.tables import PublishedQuery, Table, named_queries, read_tables
from newsdb.http.responses import JSON, addressing, failure, json_answer
from newsdb.instance import (
    TIME_LIMIT_FACTOR,
    about,
    database_names,
    read_each,
    read_one,
    shown_sections,
)
from newsdb.site import ABOUT_SECURITIES
from newsdb.web.all_databases import read_all
from newsdb.web.context import site_for

XML = "application/xml; charset=utf-8"
JSON_LD = "application/ld+json; charset=utf-8"
DESCRIPTIONS = {
    "croissant": (croissant, JSON_LD),
    "datapackage": (data_package, JSON),
}


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [
        (r"^/sitemap\.xml$", sitemap_or_index),
        (r"^/sitemap-(?P<number>[1-9]\d{0,4})\.xml$", numbered_sitemap),
        (r"^/robots\.txt$", robots),
        (r"^/llms\.txt$", llms),
        (r"^/openapi\.json$", openapi_json),
        (rf"^/data/(?P<name>{'|'.join(DESCRIPTIONS)})\.json$", description),
    ]


async def sitemap_or_index(datasette: Datasette, request: Request) -> Response:
    files = sum(await sitemap_files(datasette))
    if files <= 1:
        return await sitemap_file(datasette, request, 1)
    index = sitemap.as_index(files, addressing(datasette, request))
    return Response(index, content_type=XML)


async def numbered_sitemap(datasette: Datasette, request: Request) -> Response:
    return await sitemap_file(datasette, request, int(request.url_vars["number"]))


async def sitemap_files(datasette: Datasette) -> list[int]:
    """Return how many sitemap files the posts of each database take."""
    each = await read_each(datasette, lambda connection, _: sitemap.count_files(connection))
    return list(each.values())


async def sitemap_file(datasette: Datasette, request: Request, number: int) -> Response:
    others = [
        urls.custom_page(each.name) for each in site_for(datasette, request).publication.pages
    ]
    names = database_names(datasette)
    pages = sitemap.own_pages(shown_sections(datasette), others) if number == 1 else ()
    database, own = sitemap.file_of_database(await sitemap_files(datasette), number)
    found = await read_one(
        datasette,
        names[database],
        lambda connection: sitemap.read_sitemap(connection, own, pages),
        TIME_LIMIT_FACTOR,
    )
    if not found:
        return failure("there is no such part of the sitemap", 404)
    at = addressing(datasette, request)
    body = await asyncio.to_thread(sitemap.as_sitemap, found, at)
    return Response(body, content_type=XML)


async def robots(datasette: Datasette, request: Request) -> Response:
    text = sitemap.robots_txt(
        map(tilde_encode, database_names(datasette)),
        datasette.urls.path,
        addressing(datasette, request),
    )
    return Response.text(text)


async def llms(datasette: Datasette, request: Request) -> Response:
    sections = shown_sections(datasette)
    dataset = await describe_dataset(datasette, request)
    subject = await read_all(datasette, find_subject)
    tables, queries = await tables_and_queries(datasette)
    shown = [
        table for table in tables if ABOUT_SECURITIES not in table.name or "securities" in sections
    ]
    word = subject.word if subject else ""
    at = addressing(datasette, request)
    databases = [tilde_encode(name) for name in database_names(datasette)]
    return Response.text(llms_txt(dataset, shown, queries, word, sections, databases, at))


async def openapi_json(datasette: Datasette, request: Request) -> Response:
    # Descriptions for programs are in English, in any language of the interface.
    site = *about(datasette, "en"), addressing(datasette, request)("/")
    databases = [tilde_encode(name) for name in database_names(datasette)]
    return json_answer(openapi(*site, *await tables_and_queries(datasette), databases))


async def tables_and_queries(
    datasette: Datasette,
) -> tuple[list[Table], tuple[PublishedQuery, ...]]:
    """Return the tables and views that are not hidden, and the named queries."""
    described = datasette.metadata("tables", database=database_names(datasette)[0]) or {}
    tables = await read_one(
        datasette,
        database_names(datasette)[0],
        lambda connection: read_tables(connection, described),
    )
    shown = [
        table
        for table in tables
        if not table.is_virtual and not described.get(table.name, {}).get("hidden")
    ]
    queries = datasette.metadata("queries", database=database_names(datasette)[0]) or {}
    return shown, named_queries(queries)


async def description(datasette: Datasette, request: Request) -> Response:
    describe_as, content_type = DESCRIPTIONS[request.url_vars["name"]]
    return json_answer(
        describe_as(await describe_with_files(datasette, request)), content_type=content_type
    )


async def describe_with_files(datasette: Datasette, request: Request) -> Dataset:
    """Return the dataset with all files and their checksums."""
    return await describe_dataset(datasette, request, await read_inventory(datasette))
