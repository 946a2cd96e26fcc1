"""Each request reads one generation of each database, from its beginning to its end."""

from contextlib import ExitStack

from datasette.app import Datasette

from newsdb.generations import FollowingDatabase
from newsdb.http.asgi import App, Receive, Scope, Send


class GenerationMiddleware:
    """Pins the generations that are served when a request arrives."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as pins:
            for database in self.datasette.databases.values() if scope["type"] == "http" else ():
                if isinstance(database, FollowingDatabase):
                    pins.enter_context(database.pin())
            await self.app(scope, receive, send)
