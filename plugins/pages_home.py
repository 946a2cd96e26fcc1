"""`/`: what this dataset is, its newest articles, and ways in."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from loaders.data.dataset import describe
from loaders.data.schema_org import dataset_json_ld
from loaders.pages.charts import by_month
from loaders.pages.citing import script_json
from loaders.pages.context import page, read
from loaders.pages.home import by_day, read_home
from loaders.pages.questions import QUESTIONS
from loaders.serve import NAME


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/$", home)]


async def home(datasette: Datasette, request: Request) -> Response:
    """Answer with the home page."""
    found = await read(datasette, read_home)
    database = datasette.get_database(NAME)
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
