"""A feed's bytes, from a file or over HTTP, with what to ask next time whether it changed."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx

from loaders.sources.protocol import MAX_BYTES
from newsdb import __version__
from newsdb.database.reading import open_read_only
from newsdb.exceptions import SourceError

SECONDS = 30
HEADERS = {
    "User-Agent": f"newsdb/{__version__}",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed's bytes, or None where it is what it was; its final address; its revision.

    The revision is JSON of the ETag and the Last-Modified header; None where there are none.
    """

    content: bytes | None
    address: str
    content_type: str = ""
    revision: str | None = None


def fetch(location: str, revision: str | None) -> Fetched:
    """Return what lies at a path or an http(s) address. Raises SourceError, with a sentence.

    With the `revision` of an earlier fetch, a server is asked only for what changed
    (https://www.rfc-editor.org/rfc/rfc9110#section-13).
    """
    if urlsplit(location).scheme not in ("http", "https"):
        return _read(location)
    headers = {**HEADERS, **_conditions(revision)}
    try:
        with httpx.stream(
            "GET", location, headers=headers, timeout=SECONDS, follow_redirects=True
        ) as answer:
            if answer.status_code == 304 and revision:
                return Fetched(None, location, revision=revision)
            if answer.status_code != 200:
                reason = f"{answer.status_code} {answer.reason_phrase}".strip()
                raise SourceError(f"{location} cannot be read: the server answered {reason}")
            content, deadline = b"", monotonic() + SECONDS
            for part in answer.iter_bytes():
                content += part
                if len(content) > MAX_BYTES:
                    raise SourceError(f"{location} is too big for a feed: over {MAX_BYTES} bytes")
                if monotonic() > deadline:
                    raise SourceError(f"{location} cannot be read: it takes over {SECONDS} seconds")
            kept = {
                "etag": answer.headers.get("etag"),
                "modified": answer.headers.get("last-modified"),
            }
            known = json.dumps(kept) if any(kept.values()) else None
            kind = answer.headers.get("content-type", "")
            return Fetched(content, str(answer.url), kind, known)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(f"{location} cannot be read: {reason}") from None


def remembered(database: Path, location: str, build_key: tuple[str, str]) -> str | None:
    """Return the revision at which the last load left a feed; None where it must be read anew.

    That is so, too, where other loaders or other options (`build_key`) made the posts.
    """
    if not database.exists() or not database.stat().st_size:
        return None
    with closing(open_read_only(database)) as connection:
        rows = connection.execute(
            "select source, revision, version, options from loads order by id desc"
        )
        for source, revision, *made in rows:
            names, revisions = (source or "").split("\n"), (revision or "").split("\n")
            if location in names:
                at = names.index(location)
                fits = len(names) == len(revisions) and tuple(made) == build_key
                return (revisions[at] or None) if fits else None
    return None


def _read(location: str) -> Fetched:
    path = Path(location.removeprefix("file://"))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{location} cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise SourceError(f"{location} is too big for a feed: over {MAX_BYTES} bytes")
    return Fetched(content, path.as_posix())


def _conditions(revision: str | None) -> dict[str, str]:
    """Return the headers that ask whether a feed changed."""
    kept = json.loads(revision) if revision else {}
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {names[key]: value for key, value in kept.items() if value}
