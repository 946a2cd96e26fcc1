"""Tables: the project's view of them instead of Datasette's own, at the same URLs."""

import re
from collections.abc import Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.tables.view import NewsTableView, facets_are_counted


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, object]]:
    routes = [re.escape(database.route) for database in datasette.databases.values()]
    if not routes:
        return []
    # Routes of plugins come before Datasette's: this one must not match those of others.
    table = rf"^/(?P<database>{'|'.join(routes)})/(?P<table>[^\/\.]+)(\.(?P<format>\w+))?$"
    return [(table, NewsTableView.as_view(datasette))]


@hookimpl(hookwrapper=True)
def register_facet_classes() -> Generator[None, Any, None]:
    outcome = yield
    if not facets_are_counted.get():
        outcome.force_result([])
