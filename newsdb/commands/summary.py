"""Numbers and summaries in words."""

from __future__ import annotations

from pathlib import Path

from newsdb.models import Summary


def in_words(summary: Summary, database: Path) -> str:
    """Return a load's summary as lines for a person."""
    counts = (
        f"{summary.added} added, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.removed} removed, {summary.duplicates} duplicates, "
        f"{summary.repaired} repaired, {summary.rejected} rejected"
    )
    lines = [f"{database}: {counts}."]
    if summary.ignored:
        lines.append(f"Left aside as no posts: {count(summary.ignored, 'file')}.")
    lines += [f"  {problem}" for problem in summary.problems]
    return "\n".join(lines)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 post`, `2 posts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
