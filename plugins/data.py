"""The files below `/data`, which the page there lists."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb import __version__, urls
from newsdb.catalog.api_parameters import MAX_PLACE
from newsdb.catalog.dataset import read_inventory
from newsdb.database.reading import loads_of
from newsdb.exceptions import InvalidParameterError, StaleCursorError
from newsdb.export import checksums
from newsdb.export.changes import Changes, changes_since
from newsdb.export.formats import FORMATS, NDJSON, BinaryFormat, TextFormat
from newsdb.export.records import first_records, months
from newsdb.fields import Record
from newsdb.http.asgi import Receive, Send
from newsdb.http.files import FileResponse
from newsdb.http.responses import absolute, failure
from newsdb.instance import database_names, read_each
from newsdb.parameters import parse_number, parse_query_string
from newsdb.search import Databases
from newsdb.search.databases import database_of, site_id
from newsdb.search.filter_sql import check_values_exist
from newsdb.search.filters import UNDATED, Filter, parse_filter_query
from newsdb.web.all_databases import read_all
from newsdb.web.streaming import reader, stream

MAX_LIMIT = 1000
"""How many records a response with `limit` can have."""
CURSOR = ("since_load", "after")
MAX_LOAD = 10**9 - 1


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [
        (r"^/data/changes\.ndjson$", changes),
        (rf"^/data/(?P<name>[^/]+)\.(?P<suffix>{'|'.join(FORMATS)})$", data_file),
        (rf"^/data/{checksums.FILE_NAME}$", sums),
    ]


async def data_file(
    datasette: Datasette, request: Request, receive: Receive, send: Send
) -> Response | FileResponse | None:
    """Respond with a file; a text file is streamed."""
    name, format = unquote(request.url_vars["name"]), FORMATS[request.url_vars["suffix"]]
    query_string = request.scope["query_string"]
    try:
        if isinstance(format, TextFormat) and name == "posts":
            filter, others = parse_filter_query(query_string, ("after",), ("limit",))
            if "limit" in others:
                return await limited_file(datasette, request, format, filter, others["limit"])
            await read_all(datasette, lambda databases: check_values_exist(databases, filter))
        else:
            parse_query_string(query_string, ())
            if isinstance(format, BinaryFormat):
                return await binary_file(datasette, request, receive, name, format)
            known = await read_each(datasette, lambda connection, _: months(connection))
            if name not in [month or UNDATED for each in known.values() for month, _ in each]:
                return failure(f"there are no posts of {name}", 404)
            filter = Filter(month=name)
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    headers = streaming_headers(datasette, f"{name}.{format.suffix}")
    await stream(reader(datasette), filter, format, headers, receive, send)
    return None


async def limited_file(
    datasette: Datasette, request: Request, format: TextFormat, filter: Filter, given: str
) -> Response:
    """Respond with `limit` of the posts that a filter selects, and a link to the next ones."""
    limit = parse_number("limit", given, MAX_LIMIT)

    def find(databases: Databases) -> list[Record]:
        check_values_exist(databases, filter)
        return first_records(databases, filter, limit + 1)

    found = await read_all(datasette, find)
    page = found[:limit]
    headers = {}
    if len(found) > limit:
        after = replace(filter, after=page[-1]["slug"])
        query = urls.query_string({**after.parameters, "limit": limit})
        url = absolute(datasette, request, f"/data/posts.{format.suffix}?{query}")
        headers["Link"] = f'<{url}>; rel="next"'
    body = format.header + format.encode(page)
    return Response(body, headers=headers, content_type=format.content_type)


async def binary_file(
    datasette: Datasette, request: Request, receive: Receive, name: str, format: BinaryFormat
) -> Response | FileResponse:
    """Respond with a file from the inventory, or the range of it that was requested."""
    if not format.is_available():
        return failure(f"{format.suffix} files are not available on this site", 404)
    inventory = await read_inventory(datasette)
    file = f"{name}.{format.suffix}"
    if file not in inventory.downloads:
        return failure(f"there are no posts of {name}", 404)
    etag = f'"{inventory.downloads[file].sha256}"'
    path = Path(inventory.directory.name, file)
    content_type = format.content_type
    return FileResponse(request.scope, receive, path, content_type, etag, attachment(file))


async def changes(datasette: Datasette, request: Request) -> Response:
    """Respond with the changes of posts since a load, and a link to further ones.

    Of several databases, each has loads of its own: those since one are of a database that is
    named, and those since the first are of each, one after the other.
    """
    names = database_names(datasette)
    try:
        cursor = CURSOR if len(names) == 1 else (*CURSOR, "database")
        given = parse_query_string(request.scope["query_string"], cursor)
        since = parse_number("since_load", given.get("since_load", "0"), MAX_LOAD, 0)
        after = parse_number("after", given.get("after", "0"), MAX_PLACE, 0)
        asked = given.get("database", "")
        if asked and asked not in names:
            return failure(f"there is no database {asked[:40]!r}", 404)
        if since and len(names) > 1 and not asked:
            return failure(f"since_load needs a database: {', '.join(names)}", 400)
        numbers = [names.index(asked)] if asked else range(len(names))
        found = await read_all(
            datasette, lambda each: find_changes(each, names, numbers, since, after)
        )
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    headers = {"Cache-Control": "no-cache"}
    if found.after:
        following = {"since_load": f"{since}", "after": f"{found.after}"}
        if asked:
            following["database"] = asked
        path = f"/data/changes.ndjson?{urls.query_string(following)}"
        headers["Link"] = f'<{absolute(datasette, request, path)}>; rel="next"'
    return Response("".join(found.lines), headers=headers, content_type=NDJSON.content_type)


def find_changes(
    databases: Databases, names: Sequence[str], numbers: Sequence[int], since: int, after: int
) -> Changes:
    """Return the changes since a load of some databases, given by their numbers: those after a
    place, of the first that has any there.

    Raises StaleCursorError if there is no such load.
    """
    for number in numbers:
        if number < database_of(after):
            continue
        first, last = loads_of(databases[number])
        if since and not first <= since <= last:
            raise StaleCursorError(
                f"there is no load {since}, only {first} to {last}: the database was rebuilt, "
                "so start again with since_load=0"
            )
        place = after - site_id(number, 0) if number == database_of(after) else 0
        name = names[number] if len(names) > 1 else ""
        found = changes_since(databases[number], since, place, name)
        if found.after is not None:
            return Changes(found.lines, site_id(number, found.after))
        if found.lines:
            is_last = number == numbers[-1]
            return Changes(found.lines, None if is_last else site_id(number + 1, 0))
    return Changes((), None)


async def sums(datasette: Datasette) -> Response:
    """Respond with the checksums of all files."""
    inventory = await read_inventory(datasette)
    return Response.text(inventory.sums())


def attachment(name: str) -> dict[str, str]:
    """Return the headers of a file that is to be saved under a name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def streaming_headers(datasette: Datasette, name: str) -> dict[str, str]:
    """Return the headers of a file that is streamed.

    Its ETag is known before it is written: the databases, and the version of newsdb. It is weak,
    because the file may be compressed on its way.
    """
    hashes = [datasette.get_database(name).hash for name in database_names(datasette)]
    if not all(hashes):
        return attachment(name)
    databases = hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode()).hexdigest()
    etag = {"ETag": f'W/"{databases[:32]}-{__version__}"'}
    return {**attachment(name), **etag}
