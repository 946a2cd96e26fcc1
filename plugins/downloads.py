"""`/news.db`: the database itself, in place of Datasette's download, which has no ranges."""

from pathlib import Path

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from newsdb.http.asgi import Receive, Scope
from newsdb.http.files import FileResponse
from newsdb.web.middleware.permissions import ensure_tables_visible


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/(?P<database>[^/.]+)\.db$", download)]


async def download(
    datasette: Datasette, request: Request, scope: Scope, receive: Receive
) -> FileResponse | Response:
    name = tilde_decode(request.url_vars["database"])
    await datasette.ensure_permissions(
        request.actor, [("view-database-download", name), ("view-database", name), "view-instance"]
    )
    try:
        database = datasette.get_database(route=name)
    except KeyError:
        raise NotFound("Database not found") from None
    if not datasette.setting("allow_download") or database.is_mutable or not database.path:
        raise Forbidden("Database download is forbidden")
    # Whoever downloads the file has all of its tables.
    await ensure_tables_visible(datasette, request.actor, tuple(await database.table_names()))
    etag = f'"{database.hash}"'
    if request.headers.get("if-none-match") in (etag, "*"):
        return Response("", status=304, headers={"etag": etag})
    path = Path(database.path)
    attachment = {"content-disposition": f'attachment; filename="{path.name}"'}
    return FileResponse(scope, receive, path, "application/octet-stream", etag, attachment)
