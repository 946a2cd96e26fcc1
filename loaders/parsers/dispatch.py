"""A raw post to a post, by the form that it has: a file, an entry of a feed, a record."""

from __future__ import annotations

from loaders.parsers import convert as files
from newsdb.models import Converted, Options, RawPost


def convert(raw: RawPost, options: Options) -> Converted:
    """Return the post that a file, entry or record holds, or why there is none."""
    if raw.form == "entry":
        from loaders.parsers.feed import convert_entry  # its packages take time to import

        return convert_entry(raw, options)
    if raw.form == "record":
        from loaders.parsers.jsonl import convert_record

        return convert_record(raw, options)
    return files.convert(raw, options)
