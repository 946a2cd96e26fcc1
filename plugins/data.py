"""`/data`: the page that says what there is, and the files that it names."""

from pathlib import Path
from urllib.parse import unquote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb import __version__
from newsdb.catalog.dataset import inventory
from newsdb.config import DATABASE_NAME
from newsdb.exceptions import InvalidParameterError
from newsdb.export import checksums, formats, parquet
from newsdb.export.formats import CONTENT_TYPES, Format
from newsdb.export.records import months, records
from newsdb.export.selection import UNDATED, Selection, number, parameters
from newsdb.http.asgi import Receive, Send
from newsdb.http.files import FileResponse
from newsdb.http.responses import absolute, failure
from newsdb.instance import read
from newsdb.web.streaming import reader, stream

FILTERS = ("q", "source", "tag", "category", "security", "since", "until", "after")
MAX_LIMIT = 1000
"""How many records one answer with `limit` may hold."""


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    file = r"(?P<name>[^/]+)\.(?P<format>ndjson|csv|parquet)"
    return [
        (rf"^/data/{file}$", data_file),
        (rf"^/data/{checksums.NAME}$", sums),
    ]


async def data_file(
    datasette: Datasette, request: Request, receive: Receive, send: Send
) -> Response | FileResponse | None:
    name, format = unquote(request.url_vars["name"]), request.url_vars["format"]
    try:
        if format == "parquet":
            parameters(request.scope["query_string"], ())
            return await parquet_file(datasette, request, receive, f"{name}.parquet")
        if name == "posts":
            return await posts_file(datasette, request, receive, send, format)
        parameters(request.scope["query_string"], ())
        known = await read(datasette, months)
        if name not in [month or UNDATED for month, _ in known]:
            return failure(f"there are no posts of {name}", 404)
        more = streamed(datasette, f"{name}.{format}")
        await stream(reader(datasette), Selection(month=name), format, more, receive, send)
    except InvalidParameterError as error:
        return failure(str(error), 400)
    return None


async def posts_file(
    datasette: Datasette, request: Request, receive: Receive, send: Send, format: Format
) -> Response | None:
    """Answer with all posts that a filter selects, or with `limit` of them and a link to more."""
    given = parameters(request.scope["query_string"], (*FILTERS, "limit"))
    limit = given.pop("limit", None)
    selection = Selection(**given)
    if limit is None:
        more = streamed(datasette, f"posts.{format}")
        await stream(reader(datasette), selection, format, more, receive, send)
        return None
    size = number("limit", limit, MAX_LIMIT)
    found = await read(datasette, lambda connection: records(connection, selection, size + 1))
    page = found[:size]
    headers = {}
    if len(found) > size:
        query = urlencode({**given, "after": page[-1]["slug"], "limit": limit})
        following = absolute(datasette, request, f"/data/posts.{format}?{query}")
        headers["Link"] = f'<{following}>; rel="next"'
    body = formats.head(format) + formats.rows(format, page)
    return Response(body, headers=headers, content_type=CONTENT_TYPES[format])


async def parquet_file(
    datasette: Datasette, request: Request, receive: Receive, name: str
) -> Response | FileResponse:
    if not parquet.is_available():
        return failure("this site has no Parquet files: pyarrow is not installed on it", 404)
    found = await inventory(datasette)
    if name not in found.downloads:
        return failure(f"there are no posts of {name.partition('.')[0]}", 404)
    etag = f'"{found.downloads[name].sha256}"'
    path = Path(found.folder.name, name)
    content_type = CONTENT_TYPES["parquet"]
    return FileResponse(request.scope, receive, path, content_type, etag, attached(name))


async def sums(datasette: Datasette) -> Response:
    found = await inventory(datasette)
    return Response.text(found.sums())


def attached(name: str) -> dict[str, str]:
    """Return the headers of a file that is to be saved under a name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def streamed(datasette: Datasette, name: str) -> dict[str, str]:
    """Return the headers of a file that is made while it is sent.

    Its tag is known before: the database, and what makes the file of it. It is a weak one, because
    the file may be compressed on its way.
    """
    database = datasette.get_database(DATABASE_NAME).hash
    tag = {"ETag": f'W/"{database[:32]}-{__version__}"'} if database else {}
    return {**attached(name), **tag}
