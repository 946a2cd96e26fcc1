"""What an article said before: its versions, and what differs between any two."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from newsdb.text import plain
from newsdb.versions.content import NOTHING, Content, read_content
from newsdb.versions.diff import Change, diff
from newsdb.versions.stored import Version, read_versions, restore_contents

MAX_LENGTH = 200_000
"""In characters; longer texts are not compared."""
MAX_VERSIONS = 500
"""How many versions of an article a page has, the newest."""
NO_EDITS = ("first", "removed", "returned")
URL = re.compile(r"\]\(<?([^)\s>]+)")
CONTEXT = 1
"""How many paragraphs without changes are shown before and after one with changes."""


@dataclass(frozen=True, slots=True)
class Edits:
    """How often an article was edited, and when last (ISO 8601, UTC)."""

    count: int
    last: str


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an article, oldest first. `title` is the last that is known.

    `compared` are the numbers of two versions, or none; `contents` what these say, if it is kept.
    """

    slug: str
    title: str
    exists: bool
    versions: tuple[Version, ...]
    compared: tuple[int, ...] = ()
    contents: dict[int, Content] = field(default_factory=dict)

    def version(self, number: int) -> Version | None:
        """Return a version by its number."""
        return next((each for each in self.versions if each.number == number), None)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a diff: pieces that are equal, deleted (`del`) or inserted (`ins`).

    `folded` is how many paragraphs without changes it stands for.
    """

    pieces: tuple[tuple[str, str], ...] = ()
    folded: int = 0

    @property
    def has_changes(self) -> bool:
        """Whether anything in it was deleted or inserted."""
        return any(tag != "equal" for tag, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions.

    Texts are diffs; `lists` have what was deleted from each list and inserted into it. With
    `too_long`, the texts were not compared.
    """

    title: tuple[tuple[str, str], ...]
    summary: tuple[tuple[str, str], ...]
    text: tuple[Paragraph, ...]
    lists: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    too_long: bool = False


def find_edits(connection: sqlite3.Connection, slug: str) -> Edits | None:
    """Return how often an article was edited, None if it never was."""
    count, last = connection.execute(
        f"select count(*), max(seen) from versions where slug = ? and kind not in {NO_EDITS}",  # noqa: S608
        (slug,),
    ).fetchone()
    return Edits(count, last) if count else None


def find_history(
    connection: sqlite3.Connection, slug: str, given: Mapping[str, int]
) -> History | None:
    """Return the history of an article, None if there never was one.

    `given` may have the numbers of two versions, `from` and `to`; by default these are the newest
    and the one before it. If any is given, what both say comes along.
    """
    row = connection.execute("select title from posts where slug = ?", (slug,)).fetchone()
    versions = read_versions(connection, slug)
    if row is None and not versions:
        return None
    titles = (each.title for each in reversed(versions) if each.title)
    title = row[0] if row else next(titles, slug.rpartition("/")[2])
    newest = versions[-1].number if versions else 0
    to = given.get("to", newest)
    compared = (given.get("from", max(to - 1, 1)), to) if given else ()
    contents = {}
    if compared:
        restored = restore_contents(connection, slug, read_content(connection, slug), min(compared))
        contents = {number: content for number, content in restored if number in compared}
    return History(
        slug, title, row is not None, tuple(versions[-MAX_VERSIONS:]), compared, contents
    )


def compare_versions(old: Content, new: Content) -> Comparison:
    """Return what differs between two versions."""
    too_long = max(len(old.body), len(new.body)) > MAX_LENGTH
    texts = ("", "") if too_long else (plain(old.body), plain(new.body))
    lists = {
        "source": (_named(old.source), _named(new.source)),
        "tags": (json.loads(old.tags), json.loads(new.tags)),
        "mentions": (json.loads(old.mentions), json.loads(new.mentions)),
        "links": (URL.findall(old.body), URL.findall(new.body)),
    }
    return Comparison(
        title=tuple(marked(diff(old.title, new.title))),
        summary=tuple(marked(diff(old.summary, new.summary))),
        text=tuple(folded(paragraphs(marked(diff(*texts))))),
        lists={
            name: (deleted, inserted)
            for name, (before, after) in lists.items()
            if (deleted := _without(before, after)) + (inserted := _without(after, before))
        },
        too_long=too_long,
    )


def marked(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a diff, each with `equal`, `del` or `ins`, in this order."""
    for change in changes:
        if change.is_equal:
            yield "equal", change.old
        else:
            yield from (each for each in (("del", change.old), ("ins", change.new)) if each[1])


def paragraphs(pieces: Iterable[tuple[str, str]]) -> Iterator[Paragraph]:
    """Yield the paragraphs of marked pieces."""
    paragraph: list[tuple[str, str]] = []
    for tag, text in pieces:
        for at, line in enumerate(text.split("\n")):
            if at and paragraph:
                yield Paragraph(tuple(paragraph))
                paragraph = []
            if line:
                paragraph.append((tag, line))
    if paragraph:
        yield Paragraph(tuple(paragraph))


def folded(whole: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs; many in a row without changes, but those beside changes, become one."""
    every = list(whole)
    changed = [at for at, each in enumerate(every) if each.has_changes]
    shown = {at for each in changed for at in range(each - CONTEXT, each + CONTEXT + 1)} or set(
        range(len(every))
    )
    hidden = 0
    for at, each in enumerate(every):
        if at not in shown:
            hidden += 1
            continue
        if hidden:
            yield Paragraph(folded=hidden)
            hidden = 0
        yield each
    if hidden:
        yield Paragraph(folded=hidden)


def as_json(history: History, url: str) -> dict[str, Any]:
    """Return the versions of an article for programs."""
    return {
        "article": url,
        "slug": history.slug,
        "title": history.title,
        "exists": history.exists,
        "versions": [version_json(each) for each in history.versions],
    }


def version_json(version: Version, content: Content | None = None) -> dict[str, Any]:
    """Return a version for programs, with what it says if that is given."""
    row = {name: getattr(version, name) for name in Version.__slots__ if name != "load_id"}
    if content is not None and content != NOTHING:
        said = content._asdict() | {
            "tags": json.loads(content.tags),
            "mentions": json.loads(content.mentions),
        }
        row["content"] = said
    return row


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison for programs."""
    return {
        "title": comparison.title,
        "summary": comparison.summary,
        "text": [
            {"folded": each.folded} if each.folded else each.pieces for each in comparison.text
        ],
        **{
            name: {"del": deleted, "ins": inserted}
            for name, (deleted, inserted) in comparison.lists.items()
        },
    }


def _named(source: str) -> list[str]:
    return [source] if source else []


def _without(names: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name not in set(others)))
