"""Lookup of the names of companies, sources, tags and other dimensions in queries."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.file_cache import FileCache
from newsdb.search.pinyin import readings, spells, spells_all
from newsdb.search.query import Query
from newsdb.search.spans import terms
from newsdb.search.tokenizer import fold

MAX_NAMES = 20_000
"""How many names of each dimension are known, those with the most posts."""
MAX_COMMON = 50
"""How many of them are offered before anything is typed."""
MIN_INSIDE = 3
"""How many characters a name must have to be recognized inside a word: 行人 is not 人行."""
MAX_LENGTH = 20
"""How many characters it may have for that."""
MIN_LETTERS = 2
"""How many letters can be pinyin."""
MIN_INITIALS = 3
"""How many letters name what they spell: AI is no company."""

LATIN = re.compile("[a-z]+|[0-9]+")

OTHER_NAMES = """
select code, name from (
  select code, name, posts from security_names
  union all select code, name, 0 from names where code is not null)
order by code, posts desc, name
"""
"""What posts have called securities, and what the dictionary of names calls them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A value of a dimension, what people call it, and how many posts have it."""

    dimension: str
    value: str
    label: str
    posts: int


@dataclass(frozen=True, slots=True)
class Names:
    """All names of an archive.

    `by_text` has them by everything that they are called, folded. `by_deletion` has what they are
    called by the same without one character, `by_letter` by the first letter of its pinyin.
    `common_of` are those of each dimension with the most posts.
    """

    by_text: Mapping[str, list[Name]]
    by_deletion: Mapping[str, list[str]]
    by_letter: Mapping[str, list[str]]
    common_of: Mapping[str, Sequence[Name]]

    def named_by(self, query: Query) -> list[Name]:
        """Return what the words of a query name, or contain the name of; if nothing, what all of
        it spells in pinyin."""
        found = list(self.by_text.get(whole := fold(query.rest), []))
        for text in terms(query):
            found += self.by_text.get(text, []) or ([] if "://" in text else self._inside(text))
        if not found and len(whole) >= MIN_INITIALS:
            found = self._of(each for each in self._spelled(whole) if spells_all(whole, each))
        return list(dict.fromkeys(found))

    def _inside(self, text: str) -> Iterator[Name]:
        # A name is no part of a Latin word: HON is not in iPhone.
        splits = {at for run in LATIN.finditer(text) for at in range(run.start() + 1, run.end())}
        at = 0
        while at < len(text):
            for length in range(min(MAX_LENGTH, len(text) - at), MIN_INSIDE - 1, -1):
                if splits & {at, at + length}:
                    continue
                if names := self.by_text.get(text[at : at + length]):
                    yield from names
                    at += length - 1
                    break
            at += 1

    def begun_by(self, text: str) -> tuple[list[Name], ...]:
        """Return names that begin with a folded text, those that contain it, and those that it
        spells in pinyin."""
        contains = [called for called in self.by_text if text in called]
        begins = [called for called in contains if called.startswith(text)]
        return tuple(map(self._of, (begins, contains, self._spelled(text))))

    def similar_to(self, text: str) -> list[Name]:
        """Return names that differ from a folded text in one character, or that it spells."""
        misspelled = [] if text in self.by_text else self._misspelled(text)
        return [*self._of(misspelled), *self._of(self._spelled(text))]

    def _misspelled(self, text: str) -> list[str]:
        shorter = [*deletions(text)]
        longer = self.by_deletion.get(text, [])
        near = [called for each in shorter for called in self.by_deletion.get(each, [])]
        return [*(each for each in shorter if each in self.by_text), *longer, *near]

    def _spelled(self, text: str) -> list[str]:
        if not (text.isascii() and text.isalnum() and len(text) >= MIN_LETTERS):
            return []
        return [called for called in self.by_letter.get(text[0], ()) if spells(text, called)]

    def _of(self, called: Iterable[str]) -> list[Name]:
        """Return the names that are called so, those with the most posts first."""
        found = {name: None for each in called for name in self.by_text[each]}
        return sorted(found, key=lambda name: -name.posts)


def deletions(text: str) -> Iterator[str]:
    """Yield a text without each of its characters, if enough remains to recognise it."""
    if len(text) > 2:
        yield from (text[:at] + text[at + 1 :] for at in range(len(text)))


@FileCache
def read_names(connection: sqlite3.Connection) -> Names:
    """Return the names of an archive."""
    by_text: dict[str, list[Name]] = defaultdict(list)
    securities: dict[str, Name] = {}
    for dimension in DIMENSIONS.values():
        for row in connection.execute(_names_of(dimension), (MAX_NAMES,)):
            name = Name(dimension.name, *row)
            called = {fold(name.label), fold(name.value)}
            if dimension.table == "securities":
                securities[name.value] = name
                called.add(fold(name.value.partition(".")[0]))
            for each in called:
                by_text[each].append(name)
    for code, other in connection.execute(OTHER_NAMES):
        if code in securities and securities[code] not in by_text[fold(other)]:
            by_text[fold(other)].append(securities[code])
    by_deletion: dict[str, list[str]] = defaultdict(list)
    by_letter: dict[str, list[str]] = defaultdict(list)
    for each in by_text:
        for shorter in deletions(each):
            by_deletion[shorter].append(each)
        for letter in {reading[:1] for reading in readings(each[:1])}:
            by_letter[letter].append(each)
    found = {name for names in by_text.values() for name in names}
    common_of = {
        dimension: most_common_names(name for name in found if name.dimension == dimension)
        for dimension in DIMENSIONS
    }
    return Names(dict(by_text), dict(by_deletion), dict(by_letter), common_of)


def names_begun_by(databases: Databases, text: str) -> list[Name]:
    """Return names that begin with a folded text, then those that contain it, then those that it
    spells in pinyin; those with the most posts first."""
    groups = zip(*(read_names(each).begun_by(text) for each in databases), strict=True)
    found = (sorted(merge_names(group), key=lambda name: -name.posts) for group in groups)
    return list({(each.dimension, each.value): each for group in found for each in group}.values())


def common_names(databases: Databases) -> Mapping[str, Sequence[Name]]:
    """Return the names with the most posts, by dimension.

    Of several databases, they are the names that are among these in one of them.
    """
    each = [read_names(connection).common_of for connection in databases]
    return {
        name: most_common_names(merge_names(common[name] for common in each)) for name in DIMENSIONS
    }


def merge_names(each: Iterable[Iterable[Name]]) -> list[Name]:
    """Return the names that databases have, each once, in the order in which they come.

    Its posts are those of all. What they call otherwise has its name in the last one.
    """
    found: dict[tuple[str, str], Name] = {}
    for names in each:
        for name in dict.fromkeys(names):
            key = name.dimension, name.value
            before = found.get(key)
            found[key] = replace(name, posts=before.posts + name.posts) if before else name
    return list(found.values())


def most_common_names(names: Iterable[Name]) -> Sequence[Name]:
    """Return the MAX_COMMON names with the most posts, those first."""
    return nlargest(MAX_COMMON, names, key=lambda name: (name.posts, name.label))


def _names_of(dimension: Dimension) -> str:
    """Return the SQL for the names of a dimension, with how many posts each has."""
    table, key = dimension.table, dimension.primary_key
    links = dimension.links or "posts"
    return f"""
        select {dimension.value}, {dimension.label}, number from (
          select {dimension.key} as linked, count(*) as number from {links}
          where {dimension.key} is not null group by linked order by number desc limit ?
        ) join {table} on {table}.{key} = linked order by number desc, {dimension.value}"""  # noqa: S608
