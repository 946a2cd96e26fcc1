"""Reads files and classifies them as new, changed, unchanged or duplicate.

Nothing is converted or written here; what the database knows comes as plain data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from loaders.changes import Duplicate, Finding, KeptPost, NewContent, Result, Unchanged
from loaders.database.known_files import KnownFile
from loaders.earlier import Earlier
from loaders.plan import Plan, PlannedFile
from loaders.sources import Source
from loaders.sources.protocol import SizeLimit
from newsdb.models import Converted, Problem, RawPost, Unreadable

SAME_POST = Unchanged("post")
"""One object, shared by all posts that did not change."""


def classify_files(
    plan: Plan, earlier: list[Earlier], progress: Callable[[int, int], None]
) -> Iterator[Finding]:
    """Yield the finding for each slug's own file, reading only files that may have changed.

    `progress` is called with how many of the plan's files are done, and with their number.
    """
    winners: list[dict[str, PlannedFile]] = [{} for _ in plan.sources]
    for winner in plan.winners.values():
        winners[winner.source][winner.path] = winner
    done = plan.unchanged
    for source, before, paths, own in zip(plan.sources, earlier, plan.paths, winners, strict=True):
        to_read = []
        for path in paths:
            file = own.get(path)
            known = before.unchanged(path)
            if file is not None and (known is None or not _is_settled(known)):
                to_read.append(path)
            elif file is not None and known is not None:
                yield _unchanged(file, known)
        done += len(paths) - len(to_read)
        progress(done, plan.files)
        for raw in read_within_limit(source, to_read, plan.max_bytes):
            yield classify(own[raw.path], raw, before.files.get(raw.path))
            done += 1
            progress(done, plan.files)


def read_within_limit(
    source: Source, paths: Iterable[str], max_bytes: int
) -> Iterator[RawPost | Unreadable]:
    """Yield the files at `paths`. Raises SourceError once they have more than `max_bytes`."""
    limit = SizeLimit(source.name, max_bytes)
    for raw in source.read(paths):
        if isinstance(raw, RawPost):
            limit.add(len(raw.content))
        yield raw


def classify(file: PlannedFile, raw: RawPost | Unreadable, known: KnownFile | None) -> Finding:
    """Return the finding for a file that was read; `known` is what earlier loads recorded."""
    if isinstance(raw, Unreadable):
        return _classify_unreadable(file, raw, known)
    sha256 = hashlib.sha256(raw.content).hexdigest()
    if known and known.sha256 == sha256 and _is_settled(known):
        return _unchanged(file, known)
    return NewContent(file, sha256, raw)


def classify_duplicate(
    file: PlannedFile, raw: RawPost | Unreadable, known: KnownFile | None
) -> Duplicate:
    """Return the finding for a file whose slug belongs to another file's post."""
    content = raw.content if isinstance(raw, RawPost) else b""
    sha256 = hashlib.sha256(content).hexdigest() if isinstance(raw, RawPost) else None
    is_new = not (known and known.status == "duplicate" and known.sha256 == sha256)
    return Duplicate(file, sha256, len(content), is_new)


def _is_settled(known: KnownFile) -> bool:
    """Return whether a file need not be converted again while its content stays."""
    return known.up_to_date and known.status != "duplicate"


def _unchanged(file: PlannedFile, known: KnownFile) -> Unchanged:
    return SAME_POST if known.status == "post" else Unchanged(known.status, file)


def _classify_unreadable(
    file: PlannedFile, raw: Unreadable, known: KnownFile | None
) -> Unchanged | KeptPost | Result:
    reason = f"the file cannot be read: {raw.reason}"
    if known and known.status == "post":
        problem = Problem("unreadable", f"{reason}; its post stays as it was")
        return KeptPost(file, known.id if known.sha256 is not None else None, problem)
    if known and known.status == "rejected" and known.sha256 is None:
        return _unchanged(file, known)
    converted = Converted(raw.path, None, (Problem("unreadable", reason),), "rejected")
    return Result(file, None, 0, converted)
