"""`/media/<SHA-256>.<suffix>`: an image that the database holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from newsdb import urls
from newsdb.database.images import read_image
from newsdb.http.responses import failure
from newsdb.instance import read_first

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

FOREVER = "public, max-age=31536000, immutable"
"""The URL of an image changes with its content."""


async def image(datasette: Datasette, request: Request) -> Response:
    """Respond with the image of a SHA-256; its type is what a load found in its content."""
    sha256 = request.url_vars["sha256"]
    _, found = await read_first(datasette, lambda connection: read_image(connection, sha256))
    path = urls.image(sha256, found.media_type) if found else ""
    if found is None or not path.endswith(request.url_vars["suffix"]):
        return failure("there is no such image", 404)
    return Response(
        found.content,
        content_type=found.media_type,
        headers={"cache-control": FOREVER, "etag": f'"{sha256[:32]}"'},
    )
