"""The bytes of a feed, from a file or over HTTP, with what a conditional request needs."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx

from loaders.sources.names import source_name
from loaders.sources.protocol import MAX_BYTES, require_regular_file, too_large
from newsdb import __version__
from newsdb.database.reading import is_current, open_read_only
from newsdb.exceptions import SourceError
from newsdb.redaction import redact

SECONDS = 30
HEADERS = {
    "User-Agent": f"newsdb/{__version__}",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed's bytes, or None if it did not change; its final URL, without secrets; its revision.

    The revision is JSON of the ETag and Last-Modified headers, or None without them.
    """

    content: bytes | None
    url: str
    content_type: str = ""
    revision: str | None = None


def fetch(location: str, revision: str | None) -> Fetched:
    """Return the feed at a path or an http(s) URL. Raises SourceError if it cannot be read.

    With the `revision` of an earlier fetch, the request is conditional (https://www.rfc-editor.org/rfc/rfc9110#section-13).
    """
    if urlsplit(location).scheme not in ("http", "https"):
        return _read(location)
    name = source_name(location)
    headers = {**HEADERS, **_conditions(revision)}
    try:
        with httpx.stream(
            "GET", location, headers=headers, timeout=SECONDS, follow_redirects=True
        ) as response:
            if response.status_code == 304 and revision:
                return Fetched(None, name, revision=revision)
            if response.status_code != 200:
                reason = f"{response.status_code} {response.reason_phrase}".strip()
                raise SourceError(f"{name} cannot be read: the server answered {reason}")
            content, deadline = bytearray(), monotonic() + SECONDS
            for part in response.iter_bytes():
                content += part
                if len(content) > MAX_BYTES:
                    raise SourceError(f"{name}: {too_large(len(content))}")
                if monotonic() > deadline:
                    raise SourceError(f"{name} cannot be read: it takes over {SECONDS} seconds")
            kept = {
                "etag": response.headers.get("etag"),
                "modified": response.headers.get("last-modified"),
            }
            known = json.dumps(kept) if any(kept.values()) else None
            kind = response.headers.get("content-type", "")
            return Fetched(bytes(content), redact(str(response.url)), kind, known)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(f"{name} cannot be read: {redact(reason)}") from None


def last_revision_of_feed(database: Path, location: str, build_key: tuple[str, str]) -> str | None:
    """Return the revision at which the last load left a feed, or None if it must be read again.

    That is also so if other stages or options (`build_key`) made the posts.
    """
    name = source_name(location)
    if not database.exists() or not database.stat().st_size:
        return None
    with closing(open_read_only(database, older=True)) as connection:
        if not is_current(connection):
            return None
        rows = connection.execute(
            "select source, revision, stages, options from loads order by id desc"
        )
        for source, revision, *made in rows:
            names, revisions = (source or "").split("\n"), (revision or "").split("\n")
            if name in names:
                at = names.index(name)
                fits = len(names) == len(revisions) and tuple(made) == build_key
                return (revisions[at] or None) if fits else None
    return None


def _read(location: str) -> Fetched:
    path, name = Path(location.removeprefix("file://")), source_name(location)
    require_regular_file(path, name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise SourceError(f"{name}: {too_large(path.stat().st_size)}")
    return Fetched(content, path.as_posix())


def _conditions(revision: str | None) -> dict[str, str]:
    """Return the headers of a conditional request."""
    kept = json.loads(revision) if revision else {}
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {names[key]: value for key, value in kept.items() if value}
