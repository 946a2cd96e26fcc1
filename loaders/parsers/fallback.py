"""A post as plain text, without front matter and markup: what is left if conversion fails."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from loaders.dates import parse_date
from loaders.decode import decode
from loaders.generators import Generator
from loaders.generators.names import FILE_NAME
from loaders.markup.escape import escape, escape_opener
from loaders.parsers.posts import make_post
from loaders.post_paths import slug_of_path
from newsdb.exceptions import BinaryFileError
from newsdb.models import Converted, Options, Problem, RawPost
from newsdb.text import Reading, clean_values

SUMMARY_LENGTH = 160
MAX_HEAD_LENGTH = 100_000
UNPUBLISHED = re.compile(
    r"^[ \t\"']{0,9}(?:published[\"' \t]{0,9}[:=][\"' \t]{0,9}(?:false|no|off)"
    r"|draft[\"' \t]{0,9}[:=][\"' \t]{0,9}(?:true|yes|on))\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What may hold a post back: nobody may read a draft because its conversion failed."""


def convert_as_text(
    raw: RawPost, options: Options, problem: Problem, generator: Generator | None = None
) -> Converted:
    """Return a post whose body is the text of a file or entry as it is, escaped as Markdown.

    Takes time in proportion to the size. `problem` says why it was not converted; it holds the
    bytes.
    """
    try:
        slug, title, text = _parts(raw, generator)
    except (BinaryFileError, ValueError):
        return Converted(raw.path, None, (problem,), "rejected")
    if raw.form == "file" and UNPUBLISHED.search(text, 0, MAX_HEAD_LENGTH):
        detail = "its front matter seems to say that it is not published"
        return Converted(raw.path, None, (Problem("unpublished", detail),), "unpublished")
    match = FILE_NAME.match(PurePosixPath(raw.path).name) if raw.form == "file" else None
    try:
        published = parse_date(match["date"], options.timezone) if match else None
    except ValueError:
        published = None
    post = make_post(
        slug=slug,
        title=" ".join(title.split())[:SUMMARY_LENGTH] or slug,
        published=published,
        source=None,
        url=None,
        summary=" ".join(text[: SUMMARY_LENGTH * 2].split())[:SUMMARY_LENGTH],
        body="\n".join(escape_opener(escape(line)) for line in text.strip().split("\n")),
        reading=Reading([(text, text)]),
        tags=(),
        categories=(),
        mentions=(),
    )
    return Converted(raw.path, post, (problem,))


def _parts(raw: RawPost, generator: Generator | None) -> tuple[str, str, str]:
    """Return the slug, the title and the text of a post."""
    if raw.form == "file":
        slug = generator.slug(raw.path) if generator else slug_of_path(raw.path)
        return slug, PurePosixPath(raw.path).stem, decode(raw.content)[0]
    record = clean_values(json.loads(raw.content.decode("utf-8", "replace")))
    slug = record.get("slug") or slug_of_path(record.get("path") or raw.path)
    text = record.get("body") or record.get("html") or record.get("summary") or ""
    return str(slug).strip("/ \n"), str(record.get("title") or ""), str(text)
