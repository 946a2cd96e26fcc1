"""`/`: what this dataset is, its newest articles, and ways in."""

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from loaders.pages.charts import by_month
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
    context = {
        "home": found,
        "chart": by_month(found.months),
        "days": by_day(found.newest),
        "questions": {key: sql.strip() for key, sql in QUESTIONS.items()},
        "size": database.size if not database.is_mutable else None,
    }
    return await page(datasette, request, "home.html", context)
