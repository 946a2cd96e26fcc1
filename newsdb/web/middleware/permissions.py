"""Datasette's permissions (`allow` in metadata.yml) apply to the pages of this project, too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.plugins import DEFAULT_PLUGINS, pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Forbidden, Request

from newsdb.database import schema
from newsdb.http.asgi import App, Receive, Scope, Send, page_kind, route_path
from newsdb.instance import database_names
from newsdb.web.errors import forbidden_error, respond_to_error, send_error

if TYPE_CHECKING:
    from datasette.app import Datasette

ON_NO_PAGE = (
    *("loads", "files", "file_states", "file_contents", "compression_dictionaries", "problems"),
    *(
        "image_states",
        "derivations",
        "names",
        "story_changes",
        "story_keys",
        "unmarked_names",
        "feeds",
        "histories",
    ),
)
TABLES = tuple(table for table in schema.TABLES if table not in ON_NO_PAGE)
"""The tables whose contents are on the pages, in the feeds and in the bulk files."""
VERDICT_SECONDS = 1.0
RULES = {"allow", "permissions"}
"""Keys of metadata under which Datasette finds who may view what."""

_verdicts: WeakKeyDictionary[Datasette, dict[tuple[str, ...], tuple[float, str | None]]]
_verdicts = WeakKeyDictionary()
"""Until when clients that are not logged in may view tables, or why they may not."""


class PermissionsMiddleware:
    """Answers 403 for own pages if the client may not view the tables that they are made of.

    Datasette's own pages check permissions themselves.
    """

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette
        self.base_url = datasette.setting("base_url")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.is_own(scope):
            await self.app(scope, receive, send)
            return
        await self.datasette.invoke_startup()
        request = Request(scope, receive)
        try:
            await ensure_tables_visible(self.datasette, await actor_of(self.datasette, request))
        except Forbidden as error:
            await send_error(self.datasette, scope, receive, send, forbidden_error(f"{error}"))
            return
        except Exception as error:  # of the database, or of a plugin of the publisher's
            found = respond_to_error(self.datasette, request, error)
            await send_error(self.datasette, scope, receive, send, found)
            return
        await self.app(scope, receive, send)

    def is_own(self, scope: Scope) -> bool:
        """Return whether a request is for a page of this project."""
        databases = {each.route for each in self.datasette.databases.values()}
        return page_kind(route_path(scope, self.base_url), databases) == "own"


async def actor_of(datasette: Datasette, request: Request) -> dict[str, Any] | None:
    """Return who sends a request, as Datasette finds out, or None."""
    for hook in pm.hook.actor_from_request(datasette=datasette, request=request):
        if actor := await await_me_maybe(hook):
            return actor  # type: ignore[no-any-return]
    return None


async def ensure_tables_visible(
    datasette: Datasette, actor: dict[str, Any] | None, tables: tuple[str, ...] = TABLES
) -> None:
    """Raise Forbidden unless an actor may view all of these tables.

    Datasette reads the whole metadata for each table, which takes longer than a page: what is found
    for clients that are not logged in holds for VERDICT_SECONDS. It grows with the square of the
    number of databases (two seconds for twelve): where nothing can forbid, nothing is asked.
    """
    if actor is not None:
        await _check_tables(datasette, actor, tables)
        return
    verdicts = _verdicts.setdefault(datasette, {})
    expires, forbidden = verdicts.get(tables, (0.0, None))
    if time.monotonic() >= expires:
        forbidden = None
        try:
            if can_forbid(datasette):
                await _check_tables(datasette, None, tables)
        except Forbidden as error:
            forbidden = f"{error}"
        verdicts[tables] = time.monotonic() + VERDICT_SECONDS, forbidden
    if forbidden is not None:
        raise Forbidden(forbidden)


def can_forbid(datasette: Datasette) -> bool:
    """Return whether the metadata, or a plugin, may forbid something to those not logged in."""
    # A plugin may return other metadata for a database than for the whole site.
    hooks = [
        *pm.hook.permission_allowed.get_hookimpls(),
        *pm.hook.get_metadata.get_hookimpls(),
    ]
    return any(each.plugin_name not in DEFAULT_PLUGINS for each in hooks) or _has_rules(
        datasette.metadata()
    )


def _has_rules(metadata: object) -> bool:
    if isinstance(metadata, dict):
        return bool(RULES & metadata.keys()) or any(map(_has_rules, metadata.values()))
    return isinstance(metadata, list) and any(map(_has_rules, metadata))


async def _check_tables(
    datasette: Datasette, actor: dict[str, Any] | None, tables: tuple[str, ...]
) -> None:
    for database in database_names(datasette):
        for table in tables:
            await datasette.ensure_permissions(
                actor,
                [
                    ("view-table", (database, table)),
                    ("view-database", database),
                    "view-instance",
                ],
            )
