"""Many feeds at once: each is requested politely, and none keeps the others from being loaded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from loaders.database.feeds import FeedState, read_feed_states
from loaders.feeds.discover import feed_of_page, feeds_of_list
from loaders.feeds.fetch import Fetched, FetchLimits, fetch
from loaders.feeds.matching import KnownEntries, match_entries
from loaders.feeds.read import read_feed
from loaders.feeds.revisions import last_revision_of_feed
from loaders.sources.entry_source import FeedEntries
from loaders.sources.names import source_name
from newsdb.exceptions import FeedUnavailableError, SourceError
from newsdb.redaction import redact

MAX_HOSTS = 16
"""From how many hosts feeds are requested at once; from one host, one after the other."""


@dataclass(frozen=True, slots=True)
class FeedPolicy:
    """How feeds are requested: `refresh` forgets what earlier loads remember of them.

    `timezone` is that of times without one.
    """

    timezone: str = "UTC"
    allow_private: bool = False
    refresh: bool = False
    max_seconds: int = 600


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A feed to be requested: where it is said to be, and what is known of it.

    The user typed the location, unless `is_listed`: then a list of feeds did.
    """

    location: str
    state: FeedState
    revision: str | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class FeedResult:
    """A feed as it was found: its entries, none if it could not be read, and its state.

    `was_requested` says whether it was requested at all: a server may ask to wait.
    """

    entries: FeedEntries
    state: FeedState
    was_requested: bool = True

    @property
    def is_new_failure(self) -> bool:
        """Whether the feed was requested, and it or a part of it could not be read."""
        return self.was_requested and not self.state.is_good

    @property
    def sentence(self) -> str:
        """What became of the request."""
        name, state = self.state.source, self.state
        if state.status == "failed":
            return state.detail
        if state.status in ("gone", "waiting"):
            return f"{name}: {state.detail}"
        if self.entries.is_unchanged:
            return f"{name}: not changed"
        number = len(self.entries.entries)
        entries = f"{name}: {number:,} {'entry' if number == 1 else 'entries'}"
        return f"{entries}; {state.detail}" if state.detail else entries


Task = tuple[FeedRequest, "Future[Fetched | SourceError]"]


def download_feeds(
    locations: Iterable[str], database: Path, build_key: tuple[str, str], policy: FeedPolicy
) -> list[FeedResult]:
    """Return the result of each feed, in the order of the locations; of a list, its feeds'.

    `database` says what earlier loads remember of the feeds, and which entries they know.
    """
    states = {} if policy.refresh else read_feed_states(database)
    limits = FetchLimits(policy.allow_private, monotonic() + policy.max_seconds)

    def request(location: str, is_listed: bool = False) -> FeedRequest:
        name = source_name(location)
        revision = None if policy.refresh else last_revision_of_feed(database, name, build_key)
        return FeedRequest(location, states.get(name, FeedState(name)), revision, is_listed)

    first = [request(location) for location in dict.fromkeys(locations)]
    results: dict[str, FeedResult] = {}
    for each, found in _fetch_all(first, limits):
        try:
            listed = feeds_of_list(each.state.source, _content(found))
        except SourceError as error:
            listed, found = None, error
        if listed is None:
            results.setdefault(each.state.source, _result(each, found))
            continue
        for inner, found in _fetch_all([request(url, True) for url in listed], limits):
            results.setdefault(inner.state.source, _result(inner, found))
    known = KnownEntries.read(database)
    return [
        replace(result, entries=match_entries(result.entries, known, policy.timezone))
        for result in results.values()
    ]


def _content(found: Fetched | SourceError) -> bytes:
    return (found.content or b"") if isinstance(found, Fetched) else b""


def _fetch_all(
    requests: list[FeedRequest], limits: FetchLimits
) -> Iterator[tuple[FeedRequest, Fetched | SourceError]]:
    """Yield each request with its result, in order."""
    # Each is taken out as soon as it is used: a result is as large as its feed.
    tasks = deque((request, Future[Fetched | SourceError]()) for request in requests)
    by_host: dict[str, deque[Task]] = {}
    for task in tasks:
        url = task[0].state.url or task[0].location
        by_host.setdefault(urlsplit(url).netloc.rpartition("@")[2], deque()).append(task)

    def fetch_in_order(waiting: deque[Task]) -> None:
        while waiting:
            request, future = waiting.popleft()
            try:
                future.set_result(_fetch_feed(request, limits))
            except BaseException as error:
                future.set_exception(error)

    with ThreadPoolExecutor(MAX_HOSTS, thread_name_prefix="feeds") as pool:
        for waiting in by_host.values():
            pool.submit(fetch_in_order, waiting)
        while tasks:
            request, future = tasks.popleft()
            yield request, future.result()


def _fetch_feed(request: FeedRequest, limits: FetchLimits) -> Fetched | SourceError:
    """Return a feed, or why it cannot be read. One that moved is tried at its old URL, too."""
    state = request.state
    if not _may_be_requested(state):
        return SourceError(state.detail)
    if state.url:
        try:
            return _fetch_or_discover(request, state.url, request.revision, limits)
        except SourceError:
            pass
    try:
        revision = None if state.url else request.revision
        return _fetch_or_discover(request, request.location, revision, limits)
    except SourceError as error:
        return error


def _may_be_requested(state: FeedState) -> bool:
    """Return whether the server allows another request for a feed by now."""
    if state.status == "waiting":
        return datetime.fromisoformat(state.retry_after) <= datetime.now(timezone.utc)
    return state.status != "gone"


def _fetch_or_discover(
    request: FeedRequest, url: str, revision: str | None, limits: FetchLimits
) -> Fetched:
    """Return the feed at a URL, or the one that the web page there names."""

    def is_trusted(other: str) -> bool:
        same = urlsplit(other).netloc == urlsplit(request.location).netloc
        return same and not request.is_listed

    found = fetch(url, revision, limits, is_trusted=is_trusted(url))
    found = replace(found, moved=found.moved or (url if url != request.location else ""))
    try:
        inner = feed_of_page(found.content or b"", found.url)
    except SourceError as error:
        raise SourceError(f"{request.state.source} is not a feed: {error}") from None
    if inner is None:
        return found
    return replace(fetch(inner, None, limits, is_trusted=is_trusted(inner)), moved=inner)


def _result(request: FeedRequest, found: Fetched | SourceError) -> FeedResult:
    before, name = request.state, request.state.source
    if isinstance(found, Fetched):
        try:
            entries = read_feed(request.location, found)
        except SourceError as error:
            found = error
        else:
            # A URL with a token is not remembered: what is remembered is published.
            url = found.moved if redact(found.moved) == found.moved else ""
            state = FeedState(name, url)
            if entries.missing:
                state = replace(state, status="incomplete", detail=entries.missing)
            elif entries.note:
                state = replace(state, detail=entries.note, document=found.content)
            elif entries.is_unchanged and before.is_good:
                state = replace(before, url=url)
            return FeedResult(entries, state)
    entries = FeedEntries(name, request.revision, is_unchanged=True)
    if not _may_be_requested(before):
        return FeedResult(entries, before, was_requested=False)
    return FeedResult(entries, _failed(before, found))


def _failed(before: FeedState, error: SourceError) -> FeedState:
    state = FeedState(before.source, before.url, "failed", str(error))
    if isinstance(error, FeedUnavailableError):
        if error.is_gone:
            detail = "the server answered 410 Gone; it is not asked again without --refresh"
            return replace(state, status="gone", detail=detail)
        if error.retry_after:
            time = error.retry_after.isoformat(timespec="seconds")
            detail = f"the server wants to be asked again after {time}"
            return replace(state, status="waiting", detail=detail, retry_after=time)
    return state
