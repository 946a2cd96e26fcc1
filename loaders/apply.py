"""Applies the changes of a load to the database, and counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from loaders.changes import Change, Duplicate, Gone, KeptPost, Result, Unchanged
from newsdb.models import Problem, Summary

if TYPE_CHECKING:
    from loaders.database.writing import Writer

MAX_PROBLEMS_SHOWN = 5
COUNTED_APART = ("difference", "zone")
"""Kinds of problems that many posts of a site share, and that repair nothing."""


def apply_changes(
    changes: Iterable[Change],
    sources: Sequence[str],
    summary: Summary,
    open_writer: Callable[[], Writer],
    commits: Sequence[str | None] = (),
) -> None:
    """Write each change, and count it in `summary`; `sources` are the names of the load's sources.

    `commits` are those that they are read at, None outside of git. `open_writer` returns the load's
    writer; it is called only if there is something to write.
    """
    for change in changes:
        if isinstance(change, Unchanged):
            summary.unchanged += change.status == "post"
            summary.rejected += change.status == "rejected"
        elif isinstance(change, Result):
            number = change.file.source
            commit = commits[number] if commits else None
            _write_result(change, sources[number], commit, summary, open_writer())
        elif isinstance(change, KeptPost):
            summary.rejected += 1
            _show_problems(summary, change.file.path, [change.problem])
            if change.file_id is not None:
                open_writer().keep_post(change.file_id, change.file.path, change.problem)
        elif isinstance(change, Duplicate):
            summary.duplicates += 1
            if change.is_new:
                _, path, slug = change.file
                source = sources[change.file.source]
                open_writer().put_file(source, path, slug, change.sha256, change.size, "duplicate")
        elif isinstance(change, Gone):
            open_writer().remove_file(change.file_id)


def _write_result(
    change: Result, source: str, commit: str | None, summary: Summary, writer: Writer
) -> None:
    """Write the result of a conversion: a post, or why there is none."""
    result, post_id = change.converted, None
    kinds = {problem.kind for problem in result.problems}
    summary.different += "difference" in kinds
    summary.unzoned += "zone" in kinds
    problems = [problem for problem in result.problems if problem.kind not in COUNTED_APART]
    _show_problems(summary, result.path, problems)
    summary.repaired += bool(result.post and problems)
    if result.post is None:
        summary.rejected += result.status == "rejected"
    else:
        sha256 = change.sha256 or ""
        post_id, is_new = writer.put_post(result.post, result.path, sha256, commit, result.prepared)
        summary.added += is_new
        summary.changed += not is_new
    writer.put_file(
        source,
        result.path,
        change.file.slug,
        change.sha256,
        change.size,
        result.status,
        result.problems,
        post_id,
        change.kept if result.post else None,
    )


def _show_problems(summary: Summary, path: str, problems: Iterable[Problem]) -> None:
    """Keep the first few problems of a load as lines for the user."""
    for problem in problems:
        if len(summary.problems) < MAX_PROBLEMS_SHOWN:
            place = f"{path}:{problem.line}" if problem.line else path
            summary.problems.append(f"{place}: {problem.detail}")
