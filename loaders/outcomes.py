"""The outcome for each file of a load: files are classified, and what is new is converted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain

from loaders.changes import (
    Duplicate,
    Finding,
    NewContent,
    Outcome,
    Result,
    leaves_slug_free,
)
from loaders.classify import classify, classify_duplicate, classify_files, read_within_limit
from loaders.earlier import Earlier
from loaders.plan import Plan, PlannedFile
from loaders.workers import converted
from newsdb.models import Options, RawPost


def find_changes(
    plan: Plan,
    earlier: list[Earlier],
    kept: Iterable[NewContent],
    options: Options,
    jobs: int,
    progress: Callable[[int, int], None],
) -> Generator[Outcome, None, None]:
    """Yield what is to be written or counted for each file of a plan, and for those `kept`.

    First come the files that win their slug. If one is refused, the last good one of its
    duplicates becomes the post; the others are recorded as duplicates.
    """
    refused: set[str] = set()
    findings = chain(classify_files(plan, earlier, progress), kept)
    for change in _convert(plan, findings, options, jobs):
        if change.file is not None and leaves_slug_free(change):
            refused.add(change.file.slug)
        yield change
    duplicates: list[dict[str, PlannedFile]] = [{} for _ in plan.sources]
    for slug, files in plan.duplicates.items():
        for file in reversed(files):
            if slug in refused:
                for change in _promote_duplicate(plan, earlier, file, options):
                    if not leaves_slug_free(change):
                        refused.discard(slug)
                    yield change
                continue
            known = earlier[file.source].unchanged(file.path)
            if known and known.status == "duplicate":
                yield Duplicate(file, known.sha256, 0, is_new=False)
            else:
                duplicates[file.source][file.path] = file
    for source, before, files_by_path in zip(plan.sources, earlier, duplicates, strict=True):
        for raw in read_within_limit(source, files_by_path, plan.max_bytes):
            yield classify_duplicate(files_by_path[raw.path], raw, before.files.get(raw.path))


def _convert(
    plan: Plan, findings: Iterable[Finding], options: Options, jobs: int
) -> Iterator[Outcome]:
    """Yield the findings with what new content became, converted by `jobs` processes.

    Those that need no conversion may come earlier; all others stay in order.
    """
    others: deque[Outcome] = deque()
    pending: deque[NewContent] = deque()

    def new_posts() -> Iterator[tuple[int, RawPost]]:
        for finding in findings:
            if isinstance(finding, NewContent):
                pending.append(finding)
                yield finding.file.source, finding.raw
            else:
                others.append(finding)

    for result in converted(new_posts(), options, plan.generators, jobs, preparing=True):
        while others:
            yield others.popleft()
        new = pending.popleft()
        kept = new.raw if options.keep_source else None
        yield Result(new.file, new.sha256, len(new.raw.content), result, kept)
    yield from others


def _promote_duplicate(
    plan: Plan, earlier: list[Earlier], file: PlannedFile, options: Options
) -> Iterator[Outcome]:
    """Yield what another file of a slug becomes, in place of the one that was refused."""
    known = earlier[file.source].files.get(file.path)
    raws = plan.sources[file.source].read([file.path])
    findings = (classify(file, raw, known) for raw in raws)
    return _convert(plan, findings, options, jobs=1)
