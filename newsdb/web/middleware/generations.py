"""Each request reads one generation of the database, from its beginning to its end."""

from datasette.app import Datasette

from newsdb.config import DATABASE_NAME
from newsdb.generations import FollowingDatabase
from newsdb.http.asgi import App, Receive, Scope, Send


class GenerationMiddleware:
    """Pins the generation that is served when a request arrives."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        database = self.datasette.databases.get(DATABASE_NAME)
        if scope["type"] != "http" or not isinstance(database, FollowingDatabase):
            await self.app(scope, receive, send)
            return
        with database.pin():
            await self.app(scope, receive, send)
