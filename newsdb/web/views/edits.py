"""`/edits`: the edits of all articles, as a page, as JSON (`.json`) and as a feed (`.xml`)."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.feeds.atom import STYLE_PATH
from newsdb.feeds.edits import EditEntry, edits_as_atom
from newsdb.http.responses import addressing, atom_response, json_answer
from newsdb.parameters import parse_query_string
from newsdb.versions.edits import EDITS, PARTS
from newsdb.web.all_databases import read_all
from newsdb.web.context import page, site_for
from newsdb.web.edits import (
    MAX_PAGE,
    PARAMETERS,
    EditFilter,
    EditRow,
    find_edits_page,
    parse_edit_filter,
)
from newsdb.web.errors import HTTPError, error_response
from newsdb.web.i18n import Strings

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


async def edits_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of edits, newest first."""
    try:
        given = parse_query_string(request.scope["query_string"], PARAMETERS)
        wanted = parse_edit_filter(given)
    except InvalidParameterError as error:
        return await error_response(datasette, request, HTTPError(error.status, f"{error}"))
    found, has_more = await read_all(
        datasette, lambda databases: find_edits_page(databases, wanted)
    )
    suffix = request.url_vars["suffix"]
    address = addressing(datasette, request)
    following = replace(wanted, page=wanted.page + 1) if has_more else None
    if following and following.page > MAX_PAGE:
        following = None
    if suffix == "json":
        return json_answer(
            {
                "edits": [edit_json(each, address) for each in found],
                "next": _url(address, "/edits.json", following) if following else None,
            }
        )
    site = site_for(datasette, None if suffix == "xml" else request)
    if suffix == "xml":
        content = edits_as_atom(
            f"{site.title}: {site.text('edits')}",
            _url(address, "/edits.xml", wanted),
            _url(address, "/edits", wanted),
            address(STYLE_PATH),
            [edit_entry(each, address, site.text) for each in found],
        )
        return atom_response(request, content)
    previous = replace(wanted, page=wanted.page - 1) if wanted.page > 1 else None
    context = {
        "edits": found,
        "wanted": wanted,
        "previous": previous and _parameters(previous),
        "following": following and _parameters(following),
        "kinds": EDITS,
        "parts": PARTS,
    }
    return await page(datasette, request, "edits.html", context)


def edit_json(edit: EditRow, address: Callable[[str], str]) -> dict[str, object]:
    """Return an edit for programs."""
    return {
        "article": address(urls.article(edit.slug)),
        "diff": diff_url(edit, address),
        **asdict(edit),
    }


def edit_entry(edit: EditRow, address: Callable[[str], str], text: Strings) -> EditEntry:
    """Return an edit for a feed."""
    what = text(f"edit_{edit.kind}")
    changes = text("list_comma").join(text(f"change_{each}") for each in edit.changes)
    sizes = text("edit_size", added=edit.characters_added, removed=edit.characters_removed)
    title = text("edit_titled", kind=what, title=edit.name)
    return EditEntry(
        title, " · ".join(filter(None, [changes, sizes])), diff_url(edit, address), edit.seen
    )


def diff_url(edit: EditRow, address: Callable[[str], str]) -> str:
    """Return the URL of what an edit changed."""
    query = f"?{urlencode({'from': edit.number - 1, 'to': edit.number})}"
    return address(urls.history(edit.slug) + (query if edit.changes else ""))


def _parameters(wanted: EditFilter) -> dict[str, str]:
    return wanted.parameters | ({"page": f"{wanted.page}"} if wanted.page > 1 else {})


def _url(address: Callable[[str], str], path: str, wanted: EditFilter) -> str:
    query = urlencode(_parameters(wanted))
    return address(f"{path}{'?' if query else ''}{query}")
