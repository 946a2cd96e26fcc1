"""Entries of feeds to posts."""

from __future__ import annotations

import json

from loaders.parsers.convert import convert_article, published_at
from newsdb.models import Converted, Options, Problem, RawPost


def convert_entry(raw: RawPost, options: Options) -> Converted:
    """Return the post of an entry, or why there is none."""
    entry = json.loads(raw.content)
    if not entry["title"] and not entry["body"] and not entry["summary"]:
        problem = Problem("empty", "the entry has neither a title nor a text", raw=raw.content)
        return Converted(raw.path, None, (problem,), "rejected")
    published, problems = published_at(entry["published"], options)
    # What follows is not in entries that an older version of newsdb kept.
    updated, update_problems = published_at(entry.get("updated"), options)
    post, more = convert_article(
        entry["slug"],
        entry["body"] or entry["summary"],
        base=entry.get("base") or "",
        title=entry["title"],
        published=published,
        updated=updated,
        source=entry["source"],
        url=entry["url"],
        summary=entry["summary"],
        tags=entry["tags"],
        categories=entry["categories"],
        authors=tuple(entry.get("authors") or ()),
        lang=entry.get("lang"),
        image=entry.get("image"),
    )
    return Converted(raw.path, post, (*problems, *update_problems, *more))
