"""`/`: what this dataset is, its newest articles, and ways in."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from newsdb.catalog.dataset import describe
from newsdb.catalog.schema_org import dataset_json_ld
from newsdb.config import DATABASE_NAME
from newsdb.instance import read
from newsdb.web.charts import by_month
from newsdb.web.citations import script_json
from newsdb.web.context import page
from newsdb.web.home import by_day, read_home
from newsdb.web.sample_queries import QUESTIONS


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/$", home)]


async def home(datasette: Datasette, request: Request) -> Response:
    """Answer with the home page."""
    found = await read(datasette, read_home)
    database = datasette.get_database(DATABASE_NAME)
    dataset = await describe(datasette, request)
    context = {
        "address": dataset.home,
        "json_ld": Markup(script_json(dataset_json_ld(dataset))),  # noqa: S704 (no sign of HTML)
        "home": found,
        "chart": by_month(found.months),
        "days": by_day(found.newest),
        "questions": {key: sql.strip() for key, sql in QUESTIONS.items()},
        "size": database.size if not database.is_mutable else None,
    }
    return await page(datasette, request, "home.html", context)
