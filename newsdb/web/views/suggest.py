"""`/suggest.json`, completions while a search is typed, and `/opensearch.xml` for browsers.

Both follow OpenSearch 1.1 and its extension for suggestions
(https://github.com/dewitt/opensearch).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response
from lxml.builder import ElementMaker
from lxml.etree import tostring

from newsdb.exceptions import InvalidParameterError
from newsdb.http.responses import addressing, failure, json_answer
from newsdb.instance import about, content_language
from newsdb.parameters import parse_query_string
from newsdb.web.all_databases import read_all
from newsdb.web.completions import complete_name
from newsdb.web.context import site_in
from newsdb.web.i18n import LANGUAGES, interface_language

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
MAX_NAME_LENGTH = 16
"""Of ShortName, in characters; the specification has no longer ones."""


async def suggest_json(datasette: Datasette, request: Request) -> Response:
    """Respond with what was typed, completions of it, what each is, and its URL.

    The kinds are in the language of `?lang=`, by default that of the archive: not in the
    browser's, so that caches can keep the response.
    """
    try:
        parameters = parse_query_string(request.scope["query_string"], ("q", "lang"))
        language = parameters.get("lang") or interface_language(content_language(datasette))
        if language not in LANGUAGES:
            raise InvalidParameterError(f"lang must be {' or '.join(LANGUAGES)}")
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    site = site_in(datasette, language, False)
    typed = parameters.get("q", "")
    found = await read_all(
        datasette, lambda databases: complete_name(databases, typed, site.sections)
    )
    at = addressing(datasette, request)
    kinds = [site.text(f"filter_{each.kind}") if each.kind != "title" else "" for each in found]
    content = [typed, [each.text for each in found], kinds, [at(each.path) for each in found]]
    return json_answer(content, content_type=f"{SUGGESTIONS}; charset=utf-8")


async def opensearch_xml(datasette: Datasette, request: Request) -> Response:
    """Respond with how a browser or a program searches the site."""
    at = addressing(datasette, request)
    title, description = about(datasette, interface_language(content_language(datasette)))
    element = ElementMaker(namespace=OPENSEARCH, nsmap={None: OPENSEARCH})

    def url(media_type: str, path: str, pages: bool = False) -> object:
        page = "&page={startPage?}" if pages else ""
        return element.Url(type=media_type, template=f"{at(path)}?q={{searchTerms}}{page}")

    root = element.OpenSearchDescription(
        element.ShortName(title[:MAX_NAME_LENGTH]),
        element.LongName(title[:48]),
        element.Description((description or title)[:1024]),
        url("text/html", "/search", pages=True),
        url("application/json", "/search.json", pages=True),
        url("application/atom+xml", "/feed.xml"),
        url(SUGGESTIONS, "/suggest.json"),
        element.Language(content_language(datasette) or "*"),
        element.InputEncoding("UTF-8"),
        element.OutputEncoding("UTF-8"),
    )
    body = tostring(root, xml_declaration=True, encoding="UTF-8")
    return Response(body, content_type=f"{DESCRIPTION}; charset=utf-8")
