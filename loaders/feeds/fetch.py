"""The bytes of a feed, from a file or over HTTP, with what a conditional request needs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx

from loaders.feeds.decompress import ACCEPTED, decompress
from loaders.feeds.network import Guard, GuardedTransport, proxy_for
from loaders.sources.names import source_name
from loaders.sources.protocol import MAX_BYTES, require_regular_file, too_large
from newsdb import __version__
from newsdb.exceptions import FeedUnavailableError, SourceError
from newsdb.redaction import redact

SECONDS = 30
"""How long one feed may take, with all redirects."""
MAX_REDIRECTS = 10
MAX_WAIT = timedelta(days=7)
"""How long a server may ask to wait before the next request."""
HEADERS = {
    "User-Agent": f"newsdb/{__version__} (feed reader; archives posts)",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/html;q=0.5, */*;q=0.4",
    "Accept-Encoding": ACCEPTED,
}
PERMANENT = (301, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed's bytes, or None if it did not change; its final URL, without secrets; its revision.

    The revision is JSON of the ETag and Last-Modified headers, or None without them. `moved` is
    the URL that the server says is the feed's for good, '' if it does not.
    """

    content: bytes | None
    url: str
    content_type: str = ""
    revision: str | None = None
    moved: str = ""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What fetching may do: connect to private addresses, and go on until `deadline`."""

    allow_private: bool = False
    deadline: float = float("inf")


def fetch(
    location: str,
    revision: str | None,
    limits: FetchLimits = FetchLimits(),
    *,
    is_trusted: bool = True,
) -> Fetched:
    """Return the feed at a path or an http(s) URL.

    With the `revision` of an earlier fetch, the request is conditional (https://www.rfc-editor.org/rfc/rfc9110#section-13).
    A location that is not `is_trusted` was named by somebody else than the user. Raises
    SourceError if it cannot be read, FeedUnavailableError where the server says how to go on.
    """
    if urlsplit(location).scheme not in ("http", "https"):
        return read_feed_file(location)
    name = source_name(location)
    guard = Guard(min(monotonic() + SECONDS, limits.deadline), limits.allow_private, is_trusted)
    try:
        with httpx.Client(
            transport=GuardedTransport(guard, proxy_for(location)), timeout=SECONDS
        ) as client:
            return _follow(client, guard, name, location, revision)
    except httpx.TimeoutException:
        reason = f"it takes over {SECONDS} seconds"
        if monotonic() >= limits.deadline:
            reason = "the time for all feeds is over"
        raise SourceError(f"{name} cannot be read: {reason}") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(f"{name} cannot be read: {redact(reason)}") from None


def _follow(
    client: httpx.Client, guard: Guard, name: str, location: str, revision: str | None
) -> Fetched:
    """Request a URL, and what it redirects to."""
    request = client.build_request("GET", location, headers={**HEADERS, **_conditions(revision)})
    moved, is_permanent = "", True
    for _ in range(MAX_REDIRECTS + 1):
        try:
            response = client.send(request, stream=True)
        except SourceError as error:
            raise SourceError(f"{name} cannot be read: {error}") from None
        try:
            if response.next_request is None:
                return replace(_answer(response, name, revision), moved=moved)
            request = response.next_request
            guard.is_trusted = False
            is_permanent = is_permanent and response.status_code in PERMANENT
            if is_permanent:
                moved = str(request.url)
        finally:
            response.close()
    raise SourceError(f"{name} cannot be read: it redirects more than {MAX_REDIRECTS} times")


def _answer(response: httpx.Response, name: str, revision: str | None) -> Fetched:
    if response.status_code == 304 and revision:
        return Fetched(None, name, revision=revision)
    if response.status_code != 200:
        reason = f"{response.status_code} {response.reason_phrase}".strip()
        raise FeedUnavailableError(
            f"{name} cannot be read: the server answered {reason}",
            is_gone=response.status_code == 410,
            retry_after=_retry_after(response),
        )
    content = bytearray()
    encoding = response.headers.get("content-encoding", "")
    try:
        for part in decompress(response.iter_raw(), encoding):
            content += part
            if len(content) > MAX_BYTES:
                raise SourceError(too_large(len(content)))
    except SourceError as error:
        raise SourceError(f"{name} cannot be read: {error}") from None
    kept = {
        "etag": response.headers.get("etag"),
        "modified": response.headers.get("last-modified"),
    }
    return Fetched(
        bytes(content),
        redact(str(response.url)),
        response.headers.get("content-type", ""),
        json.dumps(kept) if any(kept.values()) else None,
    )


def _retry_after(response: httpx.Response) -> datetime | None:
    """Return when the server wants to be asked again, in UTC.

    https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    text, now = response.headers.get("retry-after", "").strip(), datetime.now(timezone.utc)
    if not text or response.status_code not in (429, 503):
        return None
    try:
        if text.isdecimal():
            time = now + min(timedelta(seconds=int(text[:9])), MAX_WAIT)
        else:
            time = parsedate_to_datetime(text).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
    return min(time, now + MAX_WAIT).replace(microsecond=0)


def read_feed_file(location: str) -> Fetched:
    """Return the feed in a file. Raises SourceError."""
    path, name = Path(location.removeprefix("file://")), source_name(location)
    require_regular_file(path, name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{name} cannot be read: {reason}") from None
    if len(content) > MAX_BYTES:
        raise SourceError(f"{name}: {too_large(path.stat().st_size)}")
    return Fetched(content, path.as_posix())


def _conditions(revision: str | None) -> dict[str, str]:
    """Return the headers of a conditional request."""
    kept = json.loads(revision) if revision else {}
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {names[key]: value for key, value in kept.items() if value}
