"""Each request reads one generation of the database, from its beginning to its end."""

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.config import DATABASE_NAME
from newsdb.generations import FollowingDatabase
from newsdb.http.asgi import App, Receive, Scope, Send


# Last, which is outermost: middleware reads the database, too.
@hookimpl(trylast=True)
def asgi_wrapper(datasette: Datasette) -> object:
    def wrap(app: App) -> App:
        async def pin_generation(scope: Scope, receive: Receive, send: Send) -> None:
            database = datasette.databases.get(DATABASE_NAME)
            if scope["type"] != "http" or not isinstance(database, FollowingDatabase):
                await app(scope, receive, send)
                return
            with database.pin():
                await app(scope, receive, send)

        return pin_generation

    return wrap
