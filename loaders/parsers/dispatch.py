"""A raw post to a post, by its form: a file, an entry of a feed, a record, an item of an export."""

from __future__ import annotations

from loaders.generators import Generator
from loaders.parsers import convert as files
from loaders.parsers.fallback import convert_as_text
from loaders.parsers.time_limit import cpu_time_limit
from newsdb.exceptions import ConversionTimeoutError
from newsdb.models import Converted, Options, Problem, RawPost

MAX_SECONDS = 10
"""CPU time for one post; a post of a few kilobytes takes milliseconds."""
GIT_LFS = b"version https://git-lfs.github.com/spec/"
"""How a pointer begins: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md"""
MAX_POINTER_BYTES = 1024


def convert(raw: RawPost, options: Options, generator: Generator | None = None) -> Converted:
    """Return the post that a file, entry or record holds, or why there is none.

    `generator` has the rules for a file; entries and records need none. A post that takes longer
    than `MAX_SECONDS` is kept as plain text.
    """
    try:
        with cpu_time_limit(MAX_SECONDS):
            return _convert(raw, options, generator)
    except ConversionTimeoutError:
        pass
    detail = f"converting it took more than {MAX_SECONDS} seconds; its text was kept as it is"
    problem = Problem("timeout", detail, raw=raw.content)
    try:
        with cpu_time_limit(MAX_SECONDS):
            return convert_as_text(raw, options, problem, generator)
    except ConversionTimeoutError:
        return Converted(raw.path, None, (problem,), "rejected")


def _convert(raw: RawPost, options: Options, generator: Generator | None) -> Converted:
    if raw.form == "entry":
        from loaders.parsers.entry import convert_entry  # slow import

        return convert_entry(raw, options)
    if raw.form == "record":
        from loaders.parsers.jsonl import convert_record

        return convert_record(raw, options)
    if raw.form == "wordpress":
        from loaders.parsers.wordpress import convert_wordpress

        return convert_wordpress(raw, options)
    if raw.content.startswith(GIT_LFS) and len(raw.content) <= MAX_POINTER_BYTES:
        detail = "the file is a Git LFS pointer, not the post itself; run git lfs pull"
        return Converted(raw.path, None, (Problem("git lfs", detail, raw=raw.content),), "rejected")
    return files.convert_file(raw, options, generator)
