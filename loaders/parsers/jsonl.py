"""JSON lines to posts: one object per line, with the fields that `newsdb export` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import IO, Any, Literal, get_args

from loaders.generators.links import absolute_url, resolve_urls
from loaders.mentions import Segments, find_mentions
from loaders.parsers.body import convert_body
from loaders.parsers.convert import published_at, title_of_text
from loaders.parsers.posts import make_post
from loaders.post_paths import slug_of_path
from loaders.sources.protocol import MAX_BYTES, too_large
from newsdb.commands.output import count
from newsdb.exceptions import InvalidRecordError
from newsdb.fields import FIELDS, NAMES
from newsdb.models import (
    OWN,
    Converted,
    FoundBy,
    Image,
    Kind,
    Mention,
    Options,
    Problem,
    RawPost,
    Security,
    Unreadable,
)
from newsdb.text import Reading, clean_values, read_markdown

TEXTS = (*(each.name for each in FIELDS if each.type in ("string", "date", "datetime")), "html")
KINDS: tuple[Kind, ...] = ("share", "board", "index", "fund")
MAX_MENTIONS = 2**31


class JsonLines:
    """The lines of a JSON file, each a post. Only their positions are in memory.

    `unknown` has the names of unknown fields, in the order in which they were found.
    """

    revision = None
    is_unchanged = False
    form: Literal["record", "wordpress"] = "record"

    def __init__(self, name: str, file: IO[bytes]) -> None:
        """Take the name of the source, and its lines: a file that can be read again."""
        self.name = name
        self.lines: dict[str, tuple[str, int, int]] = {}
        self.unknown: dict[str, None] = {}
        self.file = file
        self._lock = Lock()
        start = 0
        for number, line in enumerate(iter(lambda: self.file.readline(MAX_BYTES + 1), b""), 1):
            rest = line
            # What follows of a line that is too large belongs to it, and is not a line itself.
            end = start + len(line)
            while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
                rest = self.file.readline(MAX_BYTES + 1)
                end += len(rest)
            if len(line) > MAX_BYTES:
                self.lines[f"line {number}"] = (f"line {number}", start, end - start)
            elif line.strip(b"\xef\xbb\xbf \t\r\n"):
                self._add(number, start, line)
            start = end

    def _add(self, number: int, start: int, line: bytes) -> None:
        path = slug = f"line {number}"
        try:
            record = record_of(line)
        except InvalidRecordError:
            pass
        else:
            self.unknown.update(dict.fromkeys(record.keys() - set(NAMES) - {"html"}))
            slug = slug_of_record(record)
            path = record.get("path") or slug
            # The last line of a name counts; the ones before keep their numbers.
            if path in self.lines:
                path = f"{path} (line {number})"
        self.lines[path] = (slug, start, len(line))

    def paths(self) -> list[str]:
        """Return the names of the lines: their `path`, else their slug, else their number."""
        return list(self.lines)

    def slug(self, path: str) -> str:
        """Return the slug of a line's post."""
        return self.lines[path][0]

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield lines, without the end of the line."""
        for path in paths:
            _, start, size = self.lines[path]
            if size > MAX_BYTES:
                yield Unreadable(path, too_large(size))
                continue
            # Workers of a cluster can be threads of one process, which share the file.
            with self._lock:
                self.file.seek(start)
                line = self.file.read(size)
            yield RawPost(path, line.rstrip(b"\r\n"), self.form)


def record_of(line: bytes) -> dict[str, Any]:
    """Return a line's JSON object. Raises InvalidRecordError if it is not a post."""
    try:
        record = clean_values(json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8")))
    except UnicodeDecodeError:
        raise InvalidRecordError("the line is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise InvalidRecordError(f"the line is not JSON: {error}") from None
    if isinstance(record, list) and not any(isinstance(each, dict | list) for each in record):
        number = count(len(record), "value")
        raise InvalidRecordError(f"it is {number} without names; a row has as many as the header")
    if not isinstance(record, dict):
        raise InvalidRecordError("the line is not a JSON object")
    for name in TEXTS:
        if not isinstance(record.get(name), str | None):
            raise InvalidRecordError(f"{name} is not a string")
    for name in ("tags", "categories", "authors", "redirects"):
        names = record.get(name)
        if names is not None and not _are(names, str):
            raise InvalidRecordError(f"{name} is not a list of strings")
    for name in ("images", "mentions"):
        if record.get(name) is not None and not _are(record[name], dict):
            raise InvalidRecordError(f"{name} is not a list of objects")
    if not slug_of_record(record):
        raise InvalidRecordError("it has neither a slug nor a path")
    if not (any(record.get(each) for each in ("title", "body", "html", "summary"))):
        raise InvalidRecordError("it has neither a title nor a body")
    return record


def slug_of_record(record: dict[str, Any]) -> str:
    """Return a record's slug, else that of its path, or an empty text."""
    if slug := (record.get("slug") or "").strip("/ \n"):
        return slug
    path = record.get("path") or ""
    return slug_of_path(path) if path else ""


def convert_record(raw: RawPost, options: Options) -> Converted:
    """Return the post of a line, or why there is none."""
    try:
        record = record_of(raw.content)
        mentions = _mentions(record.get("mentions"))
        images = tuple(
            Image(_text(each, "url"), _text(each, "alt")) for each in record.get("images") or []
        )
    except InvalidRecordError as error:
        number = re.fullmatch(r"line (\d+)", raw.path)
        problem = Problem("record", str(error), int(number[1]) if number else None, raw.content)
        return Converted(raw.path, None, (problem,), "rejected")
    body, reading, segments, body_problems = _body(record)
    summary, text = _text(record, "summary"), reading.text
    title = " ".join(_text(record, "title").split()) or title_of_text(summary or text)
    published, problems = published_at(_text(record, "published") or _text(record, "date"), options)
    updated, more = published_at(_text(record, "updated"), options)
    source = _text(record, "source") or None
    slug = slug_of_record(record)
    post = make_post(
        slug=slug,
        title=title or slug,
        published=published,
        source=source,
        url=_text(record, "url") or None,
        summary=summary,
        body=body,
        reading=reading,
        tags=record.get("tags") or (),
        categories=record.get("categories") or (),
        images=None if record.get("images") is None else images,
        mentions=find_mentions(title, segments) if mentions is None else mentions,
        updated=updated,
        authors=_names(record.get("authors")),
        permalink=_text(record, "permalink") or None,
        image=_text(record, "image") or None,
        lang=_text(record, "lang") or None,
        redirects=_names(record.get("redirects")),
        section=_text(record, "section") or None,
    )
    return Converted(raw.path, post, (*body_problems, *problems, *more))


def _body(record: dict[str, Any]) -> tuple[str, Reading, Segments, list[Problem]]:
    """Return the Markdown of a record, what it says, and what was repaired in it.

    A record that has no `body`, but `html`, has that converted.
    """
    markdown, html = _text(record, "body"), _text(record, "html")
    if markdown or not html:
        reading = read_markdown(markdown)
        return markdown, reading, Segments([reading.text]), []
    converted = convert_body(html, 1, html=True, archive=False)
    url = _text(record, "url")
    reading = converted.reading
    markdown = resolve_urls(converted.markdown, reading, lambda link: absolute_url(link, url))
    return markdown, reading, converted.segments, converted.problems


def _mentions(values: list[dict[str, Any]] | None) -> tuple[Mention, ...] | None:
    if values is None:
        return None
    found: dict[str, Mention] = {}
    for each in values:
        code, kind, count = _text(each, "code"), each.get("kind"), each.get("mentions", 1)
        if not (code and kind in KINDS and type(count) is int and 0 <= count < MAX_MENTIONS):
            raise InvalidRecordError(
                "a mention has no code, no known kind or no number of mentions"
            )
        security = Security(
            code, _text(each, "name") or code, kind, _text(each, "market"), _text(each, "url")
        )
        found_by = each.get("found_by", "code")
        if found_by not in get_args(FoundBy):
            raise InvalidRecordError(f"a mention has an unknown found_by: {found_by!r}")
        # What is not in the post itself is derived from all posts after the load.
        if found_by in OWN:
            found[code] = Mention(security, count, each.get("in_title") is True, found_by)
    return tuple(found.values())


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values or ())))


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name) or ""
    if not isinstance(value, str):
        raise InvalidRecordError(f"{name} is not a string")
    return value


def _are(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)
