"""One load: from sources to a database that holds just what they hold."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.changes import changed_files, last_load_if_unchanged, scope_of
from loaders.database.replacing import Replacement, replacing
from loaders.plan import Plan, make_plan, slug_in
from loaders.sources import Source
from loaders.workers import converted
from newsdb import __version__
from newsdb.database.reading import KnownFile, known_files, open_read_only
from newsdb.models import Converted, Options, Problem, RawPost, Summary, Unreadable

if TYPE_CHECKING:
    from loaders.database.writing import Writer

MAX_PROBLEMS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """A file whose content is new, on its way to becoming a post."""

    number: int
    slug: str
    sha256: str
    bytes: int


def load(
    database: Path,
    sources: list[Source],
    options: Options,
    *,
    prune: bool = False,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Bring the database to what the sources hold, in one step, and say what was done.

    The database file changes only where something is to change, and as a whole.
    `prune` removes the posts whose file is gone. `progress` is told after each file how many
    are done, of how many; `waiting` is called once where another load has to end first.
    Raises NotANewsDatabaseError for any other file, SourceError for a source that cannot be read
    at all, OSError or sqlite3.Error if the disk fails; then nothing has changed.
    """
    if not prune and (summary := last_load_if_unchanged(database, sources, build_key(options))):
        return summary
    plan = make_plan(sources)
    with replacing(database, waiting) as replacement:
        run = Run(plan, options, replacement)
        try:
            run.load_all(jobs, progress)
            if prune:
                run.prune()
            run.finish()
        finally:
            if run.writer is not None:
                with suppress(Exception):
                    run.writer.close()
    return run.summary


def build_key(options: Options) -> tuple[str, str]:
    """Return the version and the options, as `loads` keeps them: what decides over the posts."""
    return __version__, json.dumps(asdict(options), sort_keys=True)


class Run:
    """The state of one load: what was known before, and the writer once it is needed."""

    def __init__(self, plan: Plan, options: Options, replacement: Replacement) -> None:
        """Read what earlier loads left; nothing is written yet."""
        self.plan = plan
        self.options = options
        self.build_key = build_key(options)
        self.replacement = replacement
        self.summary = Summary(ignored=plan.ignored)
        self.writer: Writer | None = None
        self.refused: set[str] = set()
        self.done = 0
        self.known: list[dict[str, KnownFile]] = [{} for _ in plan.sources]
        self.changed: list[frozenset[str] | None] = [None for _ in plan.sources]
        if replacement.target.exists() and replacement.target.stat().st_size:
            connection = open_read_only(replacement.target)
            self.known = [
                known_files(connection, source.name, self.build_key) for source in plan.sources
            ]
            self.changed = [
                changed_files(connection, source, known, paths)
                for source, known, paths in zip(plan.sources, self.known, plan.paths, strict=True)
            ]
            connection.close()

    def load_all(self, jobs: int, progress: Callable[[int, int], None]) -> None:
        """Read every file; write those whose content is not what is known."""
        tasks: deque[Task] = deque()
        for result in converted(self.new_posts(tasks, progress), self.options, jobs):
            self.write(tasks.popleft(), result)
        self.take_others()

    def new_posts(
        self, tasks: deque[Task], progress: Callable[[int, int], None]
    ) -> Iterator[RawPost]:
        """Yield the posts that are new or changed, each with its task put into `tasks`."""
        slugs = {place: slug for slug, place in self.plan.winners.items()}
        for number, source in enumerate(self.plan.sources):
            paths = self.plan.paths[number]
            unknown = [path for path in paths if not self.pass_over((number, path), slugs)]
            self.done += len(paths) - len(unknown)
            progress(self.done, self.plan.files)
            for raw in source.read(unknown):
                task = self.take(number, raw, slugs[number, raw.path])
                if task is not None and isinstance(raw, RawPost):
                    tasks.append(task)
                    yield raw
                self.done += 1
                progress(self.done, self.plan.files)

    def pass_over(self, place: tuple[int, str], slugs: dict[tuple[int, str], str]) -> bool:
        """Tell whether a file need not be read now: it is no slug's own file, or known."""
        if place not in slugs:
            return True
        number, path = place
        slug = slugs[place]
        known = self.unchanged(number, path)
        if known is None or known.status == "duplicate" or not known.up_to_date:
            return False
        self.count_unchanged(known, slug)
        return True

    def unchanged(self, number: int, path: str) -> KnownFile | None:
        """Return what is known of a file that its source says is what it was."""
        changed, known = self.changed[number], self.known[number].get(path)
        if changed is None or path in changed or known is None or known.sha256 is None:
            return None
        return known

    def take(self, number: int, raw: RawPost | Unreadable, slug: str) -> Task | None:
        """Return the task that a slug's file gives, or None where it is known or unreadable."""
        known = self.known[number].get(raw.path)
        if isinstance(raw, Unreadable):
            self.take_unreadable(number, raw, slug)
            return None
        sha256 = hashlib.sha256(raw.content).hexdigest()
        if known and known.sha256 == sha256 and known.status != "duplicate" and known.up_to_date:
            self.count_unchanged(known, slug)
            return None
        return Task(number, slug, sha256, len(raw.content))

    def take_unreadable(self, number: int, raw: Unreadable, slug: str) -> None:
        """Record a file that cannot be read now; where it is a post, that stays as it was."""
        known = self.known[number].get(raw.path)
        reason = f"the file cannot be read: {raw.reason}"
        if known and known.status == "post":
            problem = Problem("unreadable", f"{reason}; its post stays as it was")
            self.note(Converted(raw.path, None, (problem,), "rejected"))
            self.summary.rejected += 1
            if known.sha256 is not None:
                self.open_writer().keep_post(known.id, raw.path, problem)
        elif known and known.status == "rejected" and known.sha256 is None:
            self.count_unchanged(known, slug)
        else:
            result = Converted(raw.path, None, (Problem("unreadable", reason),), "rejected")
            self.write(Task(number, slug, "", 0), result)

    def count_unchanged(self, known: KnownFile, slug: str) -> None:
        """Count a file that is what it was."""
        if known.status == "post":
            self.summary.unchanged += 1
        else:
            self.refused.add(slug)
            self.summary.rejected += known.status == "rejected"

    def write(self, task: Task, result: Converted) -> None:
        """Write what became of a file: a post, or the reason why there is none."""
        self.note(result)
        writer = self.open_writer()
        post_id = None
        if result.post is None:
            self.refused.add(task.slug)
            self.summary.rejected += result.status == "rejected"
        else:
            post_id, new = writer.put_post(result.post, result.path, task.sha256)
            self.summary.added += new
            self.summary.changed += not new
        writer.put_file(
            self.plan.sources[task.number].name,
            result.path,
            task.slug,
            task.sha256 or None,
            task.bytes,
            result.status,
            result.problems,
            post_id,
        )

    def take_others(self) -> None:
        """Record the slugs' other files as their duplicates; where a slug's own file was
        refused, the last good one of them is the post."""
        duplicates: list[list[str]] = [[] for _ in self.plan.sources]
        for slug, others in self.plan.others.items():
            for number, path in reversed(others):
                if slug in self.refused:
                    self.take_instead(number, path, slug)
                    continue
                known = self.unchanged(number, path)
                if known and known.status == "duplicate":
                    self.summary.duplicates += 1
                else:
                    duplicates[number].append(path)
        for number, source in enumerate(self.plan.sources):
            for raw in source.read(duplicates[number]):
                self.take_duplicate(number, raw, slug_in(source, raw.path))

    def take_instead(self, number: int, path: str, slug: str) -> None:
        """Take another file of a slug as its post."""
        self.refused.discard(slug)
        for raw in self.plan.sources[number].read([path]):
            task = self.take(number, raw, slug)
            if task is not None and isinstance(raw, RawPost):
                self.write(task, next(converted([raw], self.options, 1)))

    def take_duplicate(self, number: int, raw: RawPost | Unreadable, slug: str) -> None:
        """Record a file as a duplicate of its slug's post."""
        self.summary.duplicates += 1
        content = raw.content if isinstance(raw, RawPost) else b""
        sha256 = hashlib.sha256(content).hexdigest() if isinstance(raw, RawPost) else None
        known = self.known[number].get(raw.path)
        if known and known.status == "duplicate" and known.sha256 == sha256:
            return
        source = self.plan.sources[number].name
        self.open_writer().put_file(source, raw.path, slug, sha256, len(content), "duplicate")

    def prune(self) -> None:
        """Forget the files that the sources no longer hold."""
        for known, paths in zip(self.known, self.plan.paths, strict=True):
            # A folder that cannot be listed stands for what it held.
            unlisted = tuple(path.removesuffix("*.md") for path in paths if path.endswith("/*.md"))
            for path in known.keys() - set(paths):
                if path.startswith(unlisted):
                    continue
                self.open_writer().remove_file(known[path].id)

    def finish(self) -> None:
        """Settle what depends on all files and write the load's row; else leave all as it is."""
        if self.writer is None and self.replacement.target.exists():
            return
        writer = self.open_writer()
        self.summary.removed = writer.remove_orphans()
        writer.mark_duplicates()
        revisions = "\n".join(source.revision or "" for source in self.plan.sources)
        known = revisions if revisions.strip() else None
        writer.finish(self.summary, known, *self.build_key)

    def open_writer(self) -> Writer:
        """Return the load's writer; the first call makes the new file."""
        from loaders.database.writing import Writer  # takes its time; many loads write nothing

        if self.writer is None:
            started = datetime.now(timezone.utc).isoformat(timespec="seconds")
            scopes = "\n".join(scope_of(source) for source in self.plan.sources)
            self.writer = Writer(self.replacement.copy(), started, scopes)
        return self.writer

    def note(self, result: Converted) -> None:
        """Count a file's problems, and keep the first few as sentences."""
        self.summary.repaired += bool(result.post and result.problems)
        for problem in result.problems:
            if len(self.summary.problems) < MAX_PROBLEMS_SHOWN:
                place = f"{result.path}:{problem.line}" if problem.line else result.path
                self.summary.problems.append(f"{place}: {problem.detail}")
