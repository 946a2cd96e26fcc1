"""Variables for every template: the site in the reader's language."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request
from jinja2 import Environment

from newsdb.http.responses import addressing
from newsdb.web.context import in_other_language, site_for
from newsdb.web.headlines import breakable, without_headline
from newsdb.web.svg import draw, plain_number, sparkline, swatch
from newsdb.web.templates import render_without_await


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    # Datasette renders some pages without a request and without variables of plugins.
    env.globals["site"] = site_for(datasette, None)
    env.globals.update(draw=draw, sparkline=sparkline, swatch=swatch, plain_number=plain_number)
    env.globals.update(breakable=breakable, without_headline=without_headline)
    render_without_await(env)


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    site = site_for(datasette, request)
    return {
        "site": site,
        "absolute_url": addressing(datasette, request) if request else None,
        "other_language": in_other_language(site, request) if request else None,
        # How a chart labels a number, by the key of its string.
        "count_tooltip": lambda key: lambda number: site.text(key, count=number),
    }
