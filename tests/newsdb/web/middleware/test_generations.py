"""A request pins the databases that are served when it arrives; tests/newsdb/test_generations.py
replaces files under a site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsdb.generations import FollowingDatabase
from newsdb.http.asgi import Receive, Scope, Send
from newsdb.web.middleware.generations import GenerationMiddleware
from tests.asgi import FakeDatasette, application, ask


class Pinned(FollowingDatabase):
    """A database that says when it is pinned."""

    def __init__(self) -> None:
        self.is_pinned = False
        self.pins = 0

    @contextmanager
    def pin(self) -> Iterator[None]:
        self.is_pinned, self.pins = True, self.pins + 1
        try:
            yield
        finally:
            self.is_pinned = False


async def test_pinned_from_the_beginning_of_a_request_to_its_end() -> None:
    database = Pinned()
    seen: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(database.is_pinned)
        await application()(scope, receive, send)
        seen.append(database.is_pinned)

    middleware = GenerationMiddleware(app, FakeDatasette(databases={"news": database}))
    assert (await ask(middleware)).body == b"body"
    assert (seen, database.is_pinned, database.pins) == ([True, True], False, 1)

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await ask(GenerationMiddleware(broken, FakeDatasette(databases={"news": database})))
    assert not database.is_pinned


async def test_each_database_that_follows_its_file_is_pinned() -> None:
    databases = {"2021": Pinned(), "2022": Pinned()}
    seen: list[list[bool]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append([each.is_pinned for each in databases.values()])
        await application()(scope, receive, send)

    middleware = GenerationMiddleware(app, FakeDatasette(databases={**databases, "x": object()}))
    assert (await ask(middleware)).body == b"body"
    assert seen == [[True, True]]
    assert [(each.is_pinned, each.pins) for each in databases.values()] == [(False, 1)] * 2


@pytest.mark.parametrize("databases", [{}, {"news": object()}])
async def test_without_such_a_database_requests_pass(databases: dict[str, object]) -> None:
    middleware = GenerationMiddleware(application(), FakeDatasette(databases=databases))
    assert (await ask(middleware)).body == b"body"


async def test_other_protocols_pin_nothing() -> None:
    database = Pinned()
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    middleware = GenerationMiddleware(app, FakeDatasette(databases={"news": database}))
    await middleware({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert (seen, database.pins) == ([{"type": "lifespan"}], 0)
