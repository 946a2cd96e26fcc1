"""Datasette's own pages in the site's clothes: what their templates here call."""

from datasette import hookimpl
from jinja2 import Environment
from markupsafe import Markup

from newsdb.web.datasette_html import repaired


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["repaired"] = lambda html: Markup(repaired(f"{html}"))  # noqa: S704
