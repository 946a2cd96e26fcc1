"""The order of the middleware chain, and what depends on it."""

import asyncio
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.http.asgi import App, Receive, Scope, Send
from plugins.middleware import chain
from tests.asgi import FakeDatasette, application, ask
from tests.paths import TOP

ORDER = [
    "HeadersMiddleware",
    "RequestFilterMiddleware",
    "GenerationMiddleware",
    "ResponseCacheMiddleware",
    "GZipMiddleware",
    "ETagMiddleware",
    "PermissionsMiddleware",
    "PageSlotsMiddleware",
    "QuerySlotsMiddleware",
    "CSVBOMMiddleware",
    "BasePathMiddleware",
    "TableSearchMiddleware",
]
"""The outermost first; GZipMiddleware is that of datasette-gzip."""

PRINT_ORDER = """
import glob, json, sys
from pathlib import Path

listed = glob.glob

def in_order(pattern, *args, **options):
    found = sorted(listed(pattern, *args, **options))
    return found if sys.argv[1] == "sorted" else found[::-1]

glob.glob = in_order
from newsdb.commands.prepare import instance, prepared

with prepared(Path(sys.argv[2])) as context:
    app, names = instance(context).app(), []
    while type(app).__name__.endswith("Middleware"):
        names.append(type(app).__name__)
        app = app.app
    print(json.dumps(names))
"""


@pytest.mark.parametrize("listing", ["sorted", "reversed"])
def test_the_order_does_not_depend_on_the_directory(news_db: Path, listing: str) -> None:
    # In a process of its own: entry points such as datasette-gzip are not loaded under pytest.
    result = subprocess.run(
        [sys.executable, "-c", PRINT_ORDER, listing, news_db],
        capture_output=True,
        text=True,
        cwd=TOP,
    )
    assert json.loads(result.stdout) == ORDER, result.stderr


def test_other_plugins_stand_between_ours() -> None:
    def other(app: App) -> App:
        return app

    wrappers = chain(FakeDatasette(), [other])
    names = [getattr(getattr(each, "func", each), "__name__", "") for each in wrappers[::-1]]
    assert names == ["other" if name == "GZipMiddleware" else name for name in ORDER]


class Recorder:
    """Middleware of another plugin that remembers the requests it sees."""

    def __init__(self, app: App, seen: list[Scope]) -> None:
        self.app, self.seen = app, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(scope)
        await self.app(scope, receive, send)


@pytest.mark.parametrize(
    ("method", "url", "seen"),
    [
        ("POST", "/news?sql=select+1", []),
        ("GET", "/news\\?sql=select+1", []),
        ("GET", "/-/threads", []),
        ("GET", "/news/posts?_ttl=1", [b""]),
    ],
)
async def test_rejected_requests_take_no_slot(
    datasette: Datasette, method: str, url: str, seen: list[bytes]
) -> None:
    scopes: list[Scope] = []
    inner: App = application()
    for wrapper in chain(datasette, [partial(Recorder, seen=scopes)]):
        inner = wrapper(inner)
    answer = await ask(inner, url, method)
    assert [scope["query_string"] for scope in scopes] == seen
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_removed_parameter_starts_no_worker(news_db: Path) -> None:
    """`_ttl` is removed before the middleware for SQL sees it: no slot, no process."""
    script = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from newsdb.commands.prepare import instance, prepared\n"
        "with prepared(Path(sys.argv[1])) as context:\n"
        "    site = instance(context)\n"
        "    page = asyncio.run(site.client.get('/news/posts?_size=3&_ttl=1'))\n"
        "    posted = asyncio.run(site.client.post('/news?sql=select+1'))\n"
        "    tasks = Path(f'/proc/{os.getpid()}/task').glob('*/children')\n"
        "    children = ''.join(each.read_text() for each in tasks)\n"
        "    print(page.status_code, posted.status_code, repr(children))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, f"{news_db}", cwd=TOP, stdout=subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert output.decode() == "200 405 ''\n"
