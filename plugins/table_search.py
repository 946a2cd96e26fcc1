"""Fields in `?_search=` on tables of posts are filters, as they are on the site's search page."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Request

from newsdb.instance import database_names
from newsdb.tables.search import field_conditions, search_of


@hookimpl
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> FilterArguments | None:
    if database not in database_names(datasette):
        return None
    conditions, parameters = field_conditions(search_of(request, table))
    # The search itself is described by Datasette, with its fields.
    return FilterArguments(conditions, parameters) if conditions else None
