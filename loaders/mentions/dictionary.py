"""The dictionary of names: which words name which security, and where they occur in a text.

Its names come from three places. `known_names.csv` has index names, usual short forms, large
companies of Hong Kong and the United States, words that are names of shares too, and words that
only look like names. The archive teaches the names that its posts mark or give a code. A publisher
can add a CSV file. Codes of indexes are those of the exchanges and of the quote pages that the
archive links: sse.com.cn, szse.cn, csindex.com.cn, hsi.com.hk, quote.eastmoney.com.
"""

from __future__ import annotations

import csv
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from loaders.mentions.characters import simplify, space_out_borders
from newsdb.exceptions import NamesFileError
from newsdb.securities.identify import identity_of

NameKind = Literal["official", "alias", "index", "word", "block", "off"]
Origin = Literal["newsdb", "archive", "user"]

KNOWN_NAMES = Path(__file__).with_name("known_names.csv")
MAX_NAME_LENGTH = 24
MIN_POSTS_WITH_CODE = 2
"""In this many posts, words before an unmarked code count as a name."""
YES_OR_NO = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True}
YES_OR_NO["true"] = True


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that may occur in a text.

    An `official` name is the short name on an exchange, an `alias` a usual short form. A `word` is
    the name of a share that is an ordinary word, too; where the archive teaches its code, it is
    `ambiguous`: it needs evidence. A `block` names no security, and hides the names in it.
    Only a block has no code. `since` is the day (YYYY-MM-DD) from which on the name means this
    code, '' for the first of its codes. The single name OFF says that names are not looked for.
    """

    name: str
    code: str | None
    kind: NameKind
    ambiguous: bool
    origin: Origin
    since: str = ""


OFF = KnownName("*", None, "off", False, "user")
NO_NAMES, NO_OWN_NAMES = (OFF,), ()


class NameHit(NamedTuple):
    """A place in a text where a name of the dictionary occurs, in code points."""

    start: int
    end: int
    name: KnownName

    def with_code(self, code: str) -> NameHit:
        """Return the same place, of another listing of the same company."""
        return self._replace(name=replace(self.name, code=code))


class Dictionary:
    """Finds all names in a text at once, the leftmost first and of these the longest.

    Texts and names of a post are as `simplify` returns them.
    """

    def __init__(self, names: Iterable[KnownName]) -> None:
        """Take names, each only once for each day from which on it means a code."""
        by_name: dict[str, list[KnownName]] = {}
        for each in sorted(names, key=lambda each: (each.since, each.name)):
            by_name.setdefault(simplify(each.name), []).append(each)
        self._codes = {name: some[-1].code for name, some in by_name.items() if some[-1].code}
        for name in list(by_name):
            by_name.setdefault(space_out_borders(name), by_name[name])
        self.names = list(by_name.values())
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(by_name), MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, text: str, day: str | None = None) -> list[NameHit]:
        """Return where names occur, in order; none overlaps another.

        `day` (YYYY-MM-DD) is that of the text: a name may have passed from one share to another.
        Without a day, the latest share is meant.
        """
        return [
            NameHit(start, end, some[0] if len(some := self.names[at]) == 1 else _on(some, day))
            for start, end, at in self._automaton.find(text)
        ]

    def other_listings(self, codes: Mapping[str, str]) -> dict[str | None, str]:
        """Return by its code here which code a post uses for the same company.

        `codes` has the codes of the post, by the names that it gives them: where 蔚来 is marked as
        the share in New York, the one in Hong Kong is not meant.
        """
        return {
            known: code
            for name, code in codes.items()
            if (known := self._codes.get(name)) and known != code
        }


def _on(names: list[KnownName], day: str | None) -> KnownName:
    """Return the one of the meanings of a name, the oldest first, that it has on a day."""
    if not day:
        return names[-1]
    return names[max(0, bisect_right(names, day, key=attrgetter("since")) - 1)]


@cache
def known_names() -> tuple[KnownName, ...]:
    """Return the names that come with newsdb."""
    with KNOWN_NAMES.open(encoding="utf-8", newline="") as lines:
        return tuple(_read(lines, KNOWN_NAMES.name, "newsdb"))


def read_name_file(path: Path) -> tuple[KnownName, ...]:
    """Return the names of a publisher's CSV file (UTF-8) with the columns name and code.

    The columns kind (official, alias, index, block; official if empty) and ambiguous (0 or 1) may
    be left out. The last of several lines with one name counts.
    Raises NamesFileError for a line that is not right, OSError for a file that cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return tuple({each.name: each for each in _read(lines, str(path), "user")}.values())
    except (UnicodeDecodeError, csv.Error) as error:
        raise NamesFileError(f"{path} is not CSV in UTF-8: {error}") from None


def _read(lines: Iterable[str], path: str, origin: Origin) -> Iterable[KnownName]:
    rows = csv.DictReader(lines, restval="", restkey="more")
    if not {"name", "code"} <= set(rows.fieldnames or ()):
        raise NamesFileError(f"{path}:1: the first line must name the columns name and code")
    for row in rows:
        values = {column: value.strip() for column, value in row.items() if isinstance(value, str)}
        name, code, kind = values["name"], values["code"].upper(), values.get("kind") or "official"
        place = f"{path}:{rows.line_num}"
        if not 2 <= len(name) <= MAX_NAME_LENGTH:
            raise NamesFileError(f"{place}: a name has 2 to {MAX_NAME_LENGTH} characters: {name!r}")
        if kind not in get_args(NameKind) or kind == "off":
            raise NamesFileError(f"{place}: kind must be official, alias, index or block: {kind}")
        if kind not in ("word", "block") and identity_of(code) is None:
            raise NamesFileError(f"{place}: not a code such as 600519.SH or 00700.HK: {code!r}")
        ambiguous = YES_OR_NO.get(values.get("ambiguous", "").lower())
        if ambiguous is None:
            raise NamesFileError(f"{place}: ambiguous must be 0 or 1")
        yield KnownName(
            name,
            code if kind not in ("word", "block") else None,
            cast(NameKind, kind),
            ambiguous,
            origin,
        )


@dataclass(frozen=True, slots=True)
class Taught:
    """A name that posts of the archive use for a code: how many mark it, how many use it, and on
    which days (YYYY-MM-DD) first and last, or None."""

    name: str
    code: str
    marked: int
    posts: int
    first: str | None = None
    last: str | None = None


def combine(
    taught: Iterable[Taught],
    user: Iterable[KnownName] = (),
    known: Iterable[KnownName] | None = None,
    kept: Iterable[KnownName] = (),
) -> tuple[KnownName, ...]:
    """Return the names of all three places.

    Those of the publisher come first, then those that come with newsdb. A name that the archive
    uses for several codes, for one after the other, means each in its time; else for the one
    that most posts use it for. `kept` are names of the archive that are taught as before.
    """
    known = known_names() if known is None else known
    words = {each.name for each in known if each.kind == "word"}
    names = {each.name: each for each in known if each.kind != "word"}
    names |= {each.name: each for each in user if each.kind != "word"}
    uses: dict[str, list[Taught]] = {}
    for each in sorted(taught, key=lambda each: (-each.marked, -each.posts, each.code)):
        if each.name not in names and _is_taught(each):
            uses.setdefault(each.name, []).append(each)
    learned = [(each.name, each.code, each.since) for each in kept]
    for name, some in uses.items():
        learned += [(name, each.code, since) for since, each in _in_turn(some)]
    of_archive = (
        KnownName(name, code, "official", name in words or _is_short(name), "archive", since)
        for name, code, since in learned
    )
    return (*names.values(), *of_archive)


def mark_ambiguous(names: Iterable[KnownName], words: Collection[str]) -> tuple[KnownName, ...]:
    """Return names, those of the archive that are among `words` as ambiguous.

    Those that are short or in the list of words are ambiguous anyway.
    """
    return tuple(
        replace(each, ambiguous=True) if each.name in words and each.origin == "archive" else each
        for each in names
    )


def _in_turn(uses: list[Taught]) -> list[tuple[str, Taught]]:
    """Return the codes that a name meant, each with the day from which on it did.

    `uses` are in the order of importance: where two overlap in time, the first is the only one.
    """
    days = sorted(uses, key=lambda each: each.first or "")
    if len(uses) == 1 or any(
        not (one.last and other.first and one.last < other.first) for one, other in pairwise(days)
    ):
        return [("", uses[0])]
    return [(each.first or "" if at else "", each) for at, each in enumerate(days)]


def _is_taught(each: Taught) -> bool:
    if not 2 <= len(each.name) <= MAX_NAME_LENGTH or not any(map(str.isalpha, each.name)):
        return False
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in each.name):
        return False
    return bool(each.marked) or each.posts >= MIN_POSTS_WITH_CODE


def _is_short(name: str) -> bool:
    """Return whether a name is so short that it may well be something else: 苹果, AMD."""
    return len(name) <= 2 or (name.isascii() and len(name) <= 4)
