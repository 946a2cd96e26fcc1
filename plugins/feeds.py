"""`/feed.xml` and `/feed.json`: the newest posts, or those of a source, tag, search and so on."""

import asyncio
from dataclasses import asdict

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.export.selection import Selection, parameters
from newsdb.feeds import feed as feeds
from newsdb.feeds.atom import as_atom
from newsdb.feeds.feed import Entry, Feed
from newsdb.feeds.json_feed import as_json_feed
from newsdb.http.responses import addressing, failure, json_answer
from newsdb.instance import about, content_language, read


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/feed\.(?P<ending>xml|json)$", feed)]


async def feed(datasette: Datasette, request: Request) -> Response:
    try:
        selection = Selection(**parameters(request.scope["query_string"], feeds.FILTERS))
        if sentence := await read(datasette, lambda each: feeds.unknown(each, selection)):
            return failure(sentence, 404)
        found = await made(datasette, request, selection)
    except InvalidParameterError as error:
        return failure(str(error), 400)
    ending = request.url_vars["ending"]
    if ending == "json":
        return json_answer(as_json_feed(found), content_type=feeds.FORMATS["json"])
    return Response(as_atom(found), content_type=feeds.FORMATS["xml"])


async def made(datasette: Datasette, request: Request, selection: Selection) -> Feed:
    """Return the feed of a selection."""
    at = addressing(datasette, request)
    found, updated = await read(datasette, lambda each: feeds.entries(each, selection))
    texts = await asyncio.to_thread(lambda: [feeds.content(record) for record, _ in found])
    filters = dict.fromkeys(value for value in asdict(selection).values() if value)
    language = content_language(datasette)
    title, description = about(datasette, language.partition("-")[0])
    return Feed(
        title=f"{title}: {', '.join(filters)}" if filters else title,
        description=description,
        rights=f"{datasette.metadata('license') or ''}",
        language=language,
        updated=updated,
        entries=tuple(
            Entry(record, at(urls.article(record["slug"])), loaded, text)
            for (record, loaded), text in zip(found, texts, strict=True)
        ),
        selection=selection,
        absolute=at,
    )
