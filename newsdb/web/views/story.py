"""`/story/<id>`: the posts of a story in the order of time, and what each adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from newsdb.instance import database_names, read_one
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.stories import find_story, story_after

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def story_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a story; the URL of one that became part of another redirects there."""
    story_id = int(request.url_vars["story"])
    names = database_names(datasette)
    # Each of several databases has numbers of its own.
    database = request.args.get("database") if len(names) > 1 else names[0]
    if database not in names:
        return await not_found(datasette, request)
    versions = await read_one(
        datasette, database, lambda connection: find_story(connection, story_id)
    )
    site = site_for(datasette, request)
    if versions:
        feeds = {"story": f"{story_id}"}
        if site.has_several_databases:
            feeds["database"] = database
        return await page(datasette, request, "story.html", {"versions": versions, "feeds": feeds})
    later = await read_one(
        datasette, database, lambda connection: story_after(connection, story_id)
    )
    if later is None:
        return await not_found(datasette, request)
    return Response.redirect(site_for(datasette, None).story(later, database), 301)
