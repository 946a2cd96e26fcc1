"""The middleware chain, in order."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.http.asgi import App
from newsdb.web.middleware.base_path import BasePathMiddleware
from newsdb.web.middleware.csv_bom import CSVBOMMiddleware
from newsdb.web.middleware.etags import ETagMiddleware
from newsdb.web.middleware.generations import GenerationMiddleware
from newsdb.web.middleware.headers import HeadersMiddleware
from newsdb.web.middleware.page_slots import PageSlotsMiddleware
from newsdb.web.middleware.permissions import PermissionsMiddleware
from newsdb.web.middleware.query_slots import QuerySlotsMiddleware
from newsdb.web.middleware.request_filter import RequestFilterMiddleware
from newsdb.web.middleware.response_cache import ResponseCacheMiddleware
from newsdb.web.middleware.table_search import TableSearchMiddleware

Wrapper = Callable[[App], App]


# A hook wrapper sees what all other plugins return, so that the order is the one written here,
# whatever is installed and however the directory of plugins is listed.
@hookimpl(hookwrapper=True)
def asgi_wrapper(datasette: Datasette) -> Generator[None, Any, None]:
    outcome = yield
    outcome.force_result(chain(datasette, outcome.get_result()))


def chain(datasette: Datasette, others: list[Wrapper]) -> list[Wrapper]:
    """Return all middleware, innermost first; `others` is that of other plugins.

    A request passes it from the last to the first, a response from the first to the last.
    """
    return [
        # Change only what Datasette sees of a request.
        TableSearchMiddleware,
        partial(BasePathMiddleware, datasette=datasette),
        # Inside of the ETag and of gzip, which are of the bytes that are sent.
        CSVBOMMiddleware,
        # Near to Datasette: only requests that it answers take a slot.
        partial(QuerySlotsMiddleware, datasette=datasette),
        partial(PageSlotsMiddleware, datasette=datasette),
        partial(PermissionsMiddleware, datasette=datasette),
        # Inside of gzip: an ETag is of the uncompressed body. Outside of the slots: HEAD and 304
        # release a slot like any other response.
        partial(ETagMiddleware, datasette=datasette),
        # datasette-gzip, and whatever a publisher installs.
        *others,
        # Outside of gzip and of the slots: what is kept is compressed, and takes no slot.
        partial(ResponseCacheMiddleware, datasette=datasette),
        # Outside of everything that reads the database.
        partial(GenerationMiddleware, datasette=datasette),
        # Rejected requests reach nothing above: they compress nothing and take no slot.
        partial(RequestFilterMiddleware, datasette=datasette),
        # The outermost: no response goes without security headers, and it decides what gzip
        # (above) may compress.
        partial(HeadersMiddleware, datasette=datasette),
    ]
