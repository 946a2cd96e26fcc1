"""One load: from sources to a database that holds exactly their posts.

Files are classified (what is new?), converted (by worker processes) and applied (written), one
stream of plain data through the three steps; `loaders/changes.py` has its types.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.apply import apply_changes
from loaders.database import feeds
from loaders.database.file_states import write_image_states, write_states
from loaders.database.replacing import Replacement, replacing
from loaders.database.versions import RECORDING, Recording
from loaders.earlier import (
    Earlier,
    are_new_names,
    count_posts,
    is_older,
    last_load_if_unchanged,
    read_earlier,
    read_gone,
    read_kept,
    scope_of,
)
from loaders.history import has_new_commits, record_history
from loaders.image_copies import copy_images
from loaders.mentions.dictionary import KnownName
from loaders.outcomes import find_changes
from loaders.plan import Plan, list_posts
from loaders.sources import Source, Stateful, Versioned
from loaders.sources.entry_source import EntrySource
from loaders.sources.git import Git
from loaders.sources.protocol import MAX_SOURCE_BYTES
from loaders.stages import Form, build_key
from newsdb.database.reading import open_read_only
from newsdb.exceptions import TooManyRemovedError
from newsdb.models import Options, Summary

if TYPE_CHECKING:
    from loaders.database.writing import Writer


MAX_REMOVED = 10
"""How many posts `prune` may always remove; beyond that, a tenth of those of the sources."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a load refuses to do, because it is more likely a mistake than meant.

    `allow_empty` accepts sources without posts, `force` lets `prune` remove any number of posts,
    `max_bytes` is how much is read of each source.
    """

    allow_empty: bool = False
    force: bool = False
    max_bytes: int = MAX_SOURCE_BYTES


def load(
    database: Path,
    sources: list[Source],
    options: Options,
    limits: Limits = Limits(),
    *,
    prune: bool = False,
    jobs: int = 1,
    names: tuple[KnownName, ...] | None = None,
    feed_states: Sequence[feeds.FeedState] = (),
    recording: Recording = RECORDING,
    history: Git | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Bring the database up to date with the sources, atomically, and return what was done.

    The file is replaced as a whole, and only if something changed. `prune` removes the posts
    whose file is gone. `names` are the publisher's, in place of those of earlier loads; None keeps
    these. `feed_states` are what is known of feeds now. `recording` says what is kept of posts that
    change; `history` is the one source, if the versions in its history are to be recorded, too. A
    `dry_run` does everything except replacing the file. `progress` is called with the number of
    files done and of all files; `waiting` once if another load has to finish first.
    Raises NotANewsDatabaseError for any other file, SourceError for a source that cannot be read
    at all or exceeds the limits, TooManyRemovedError if pruning does, OSError or sqlite3.Error
    if the disk fails; then nothing has changed.
    """
    form = form_of(sources)
    unsited = build_key(options, form)
    are_known = not feeds.has_new_states(feed_states, database)
    # Before anything is read: what changes later has another revision.
    revisions = [source.revision for source in sources]
    if not prune and names is None and are_known:
        unchanged = last_load_if_unchanged(database, sources, revisions, unsited)
        if unchanged is not None:
            return unchanged
    plan = list_posts(sources, options, limits.allow_empty, limits.max_bytes)
    sites = [generator.site.described() if generator else {} for generator in plan.generators]
    key = build_key(options, form, sites)
    summary = Summary(ignored=plan.ignored)
    with (
        replacing(database, waiting) as replacement,
        closing(LazyWriter(replacement, sources, names, recording)) as writer,
    ):
        earlier = read_earlier(replacement.target, plan, key)
        is_older_file = is_older(replacement.target)
        if is_older_file or not are_known or are_new_names(names, replacement.target):
            writer.open()  # migrates the database, also if no post changes
        summary.unchanged = plan.unchanged
        kept = () if prune else read_kept(replacement.target, plan, key)
        gone = read_gone(replacement.target, plan) if prune else ()
        commits = [
            revision if isinstance(source, Versioned) else None
            for source, revision in zip(sources, revisions, strict=True)
        ]
        names_of_sources = [each.name for each in sources]
        # Closed also if writing fails: the garbage collector may do it in a thread of the workers.
        with closing(find_changes(plan, earlier, kept, options, jobs, progress)) as found:
            apply_changes(chain(found, gone), names_of_sources, summary, writer.open, commits)
        with writer.reading() as connection:
            copy_images(
                *(plan, earlier, connection, writer.open, summary),
                load_id=writer.open().load_id if writer.is_open else 0,
                copying=options.media == "copy",
                prune=prune,
            )
        if writer.is_open or (history and has_new_commits(replacement.target, history)):
            opened = writer.open()
            feeds.write_states(opened.connection, opened.load_id, feed_states)
            summary.removed = opened.remove_orphans()
            if history:
                record_history(history, plan, opened, options, jobs)
            if prune and not limits.force:
                _check_removed(summary.removed, replacement.target, plan)
            _write_states(opened, plan, earlier)
            # Of a million files, half a gigabyte; what follows needs room for itself.
            del plan, earlier
            _finish(opened, revisions, summary, key)
        replacement.used &= not dry_run
    return summary


def form_of(sources: list[Source]) -> Form:
    """Return the form of what sources hold: the sources of a load have one form."""
    return next((source.form for source in sources if isinstance(source, EntrySource)), "file")


class LazyWriter:
    """A load's writer, opened at the first change: most loads of an archive write nothing."""

    def __init__(
        self,
        replacement: Replacement,
        sources: list[Source],
        names: tuple[KnownName, ...] | None = None,
        recording: Recording = RECORDING,
    ) -> None:
        """Remember what to open; nothing is copied yet."""
        self._names = names
        self._recording = recording
        self._replacement = replacement
        self._scopes = "\n".join(scope_of(source) for source in sources)
        self._writer: Writer | None = None

    @property
    def is_open(self) -> bool:
        """Whether there was anything to write."""
        return self._writer is not None

    def open(self) -> Writer:
        """Return the writer; the first call copies the database."""
        from loaders.database.writing import Writer  # slow import

        if self._writer is None:
            started = datetime.now(timezone.utc).isoformat(timespec="seconds")
            self._writer = Writer(
                *(self._replacement.copy(), started, self._scopes, self._names, self._recording)
            )
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that reads what was written so far."""
        if self._writer is not None or not self._replacement.target.exists():
            yield self.open().connection
        else:
            with closing(open_read_only(self._replacement.target)) as connection:
                yield connection

    def close(self) -> None:
        """Roll back what is not committed, and close the file."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.close()


def _write_states(writer: Writer, plan: Plan, earlier: list[Earlier]) -> None:
    """Write the states of the files of those sources that know them.

    Another source of the same name, such as a branch of the repository in a directory, has none:
    what it changed is not what the directory has.
    """
    for source, before, paths in zip(plan.sources, earlier, plan.paths, strict=True):
        states = source.states() if isinstance(source, Stateful) else {}
        write_states(writer.connection, source.name, paths, before.files, states)
        write_image_states(writer.connection, source.name, states)


def _check_removed(removed: int, database: Path, plan: Plan) -> None:
    """Raise TooManyRemovedError if pruning removed more posts than is usual."""
    if removed > MAX_REMOVED and removed > (posts := count_posts(database, plan)) // 10:
        raise TooManyRemovedError(
            f"--prune would remove {removed:,} of {posts:,} posts; if that is right, add --force"
        )


def _finish(
    writer: Writer, revisions: Sequence[str | None], summary: Summary, key: tuple[str, str]
) -> None:
    """Bring what depends on all posts up to date, and write the load's own row."""
    writer.mark_duplicates()
    lines = "\n".join(revision or "" for revision in revisions)
    writer.finish(summary, lines if lines.strip() else None, *key)
