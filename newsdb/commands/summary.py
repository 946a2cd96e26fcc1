"""The summary of a load, for the user."""

from __future__ import annotations

from pathlib import Path

from newsdb.commands.output import count, one_line
from newsdb.models import Summary

MAX_FIELDS_SHOWN = 10


def format_summary(summary: Summary, database: Path, *, dry_run: bool = False) -> str:
    """Return a load's summary as lines."""
    counts = (
        f"{summary.added} added, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.removed} removed, {count(summary.duplicates, 'duplicate')}, "
        f"{summary.repaired} repaired, {summary.rejected} rejected"
    )
    lines = [f"{database}: {counts}."]
    if dry_run:
        lines.append("Dry run: nothing was changed.")
    if summary.ignored:
        verb = "is not a post" if summary.ignored == 1 else "are not posts"
        lines.append(f"Skipped {count(summary.ignored, 'file')} that {verb}.")
    if summary.different:
        lines.append(
            f"The site's generator would have read {count(summary.different, 'post')} differently: "
            "newsdb problems --kind difference lists them."
        )
    if summary.unzoned:
        verb = "has a time" if summary.unzoned == 1 else "have times"
        lines.append(
            f"{count(summary.unzoned, 'post')} {verb} without a time zone; UTC was assumed: "
            "set timezone in newsdb.yml, or --timezone."
        )
    if summary.images:
        lines.append(f"Copied {count(summary.images, 'image')}.")
    if summary.images_missing:
        lines.append(
            f"{count(summary.images_missing, 'image')} could not be copied: "
            "newsdb problems --kind image lists them."
        )
    lines += [f"  {one_line(problem)}" for problem in summary.problems]
    return "\n".join(lines)


def format_unknown_fields(names: list[str]) -> str:
    """Return which fields of JSON lines were ignored, as a sentence."""
    shown = ", ".join(map(one_line, names[:MAX_FIELDS_SHOWN]))
    more = ", …" if len(names) > MAX_FIELDS_SHOWN else ""
    return f"Ignored {count(len(names), 'unknown field')}: {shown}{more}."
