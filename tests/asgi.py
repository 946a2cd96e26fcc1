"""A tiny application and a tiny client, to ask what stands between a server and Datasette."""

from dataclasses import dataclass, field
from typing import Any

from newsdb.http.asgi import App, Message, Receive, Scope, Send


@dataclass
class QueryResult:
    """A response as a client sees it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class FakeDatasette:
    """As much of Datasette as the plugins ask for."""

    cors: bool = True
    base_url: str = "/"
    databases: dict[str, Any] = field(
        default_factory=lambda: {"news": type("Database", (), {"route": "news"})}
    )

    def setting(self, name: str) -> str:
        assert name == "base_url"
        return self.base_url


def application(
    status: int = 200,
    headers: dict[str, str] | None = None,
    parts: tuple[bytes, ...] = (b"body",),
    seen: list[Scope] | None = None,
) -> App:
    """Return an application that answers every request alike, and keeps the scopes it saw."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if seen is not None:
            seen.append(scope)
        given = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        await send({"type": "http.response.start", "status": status, "headers": given})
        for position, part in enumerate(parts, 1):
            more = position < len(parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})

    return app


async def ask(
    app: App, address: str = "/", method: str = "GET", headers: dict[str, str] | None = None
) -> QueryResult:
    """Send one request, and return the answer; a second start of an answer is an error."""
    path, _, query_string = address.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query_string.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    answer = QueryResult()

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not answer.status
            answer.status = message["status"]
            names = [name.decode().lower() for name, _ in message["headers"]]
            assert len(names) == len(set(names))
            pairs = message["headers"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in pairs}
        else:
            assert answer.status
            answer.body += message["body"]

    await app(scope, receive, send)
    return answer
