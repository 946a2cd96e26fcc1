"""Which posts are the same article: by its id in the archive, or by their text.

An article of the archive has one id, whichever way it was collected: `NW<id>` and `<id>` are one. A
copy has the same text word for word, within a few days; a short one within hours, because a line on
the flow of money is the same on many days.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import normalize

from newsdb.text import plain

Relation = Literal["twin", "copy"]

ARTICLE_ID = re.compile(r"(?:^|[-_])(?:NW)?(20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{10})$")
MEDIUM = re.compile(r"\s*[（(][^（()）\n]{2,20}[）)]\s*\Z")
WINDOW = timedelta(days=3)
SHORT_WINDOW = timedelta(hours=6)
MAX_SHORT = 40
"""A text with fewer characters is short."""
MIN_CHARACTERS = 10
"""A text with fewer characters says too little to be compared."""
KEY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Article:
    """What stories are made of. `text_key` is equal for equal texts, and None for no text."""

    post_id: int
    slug: str
    published: datetime | None
    text_key: int | None

    @property
    def article_id(self) -> str | None:
        """The id that the archive gives the article, if its slug has one."""
        match = ARTICLE_ID.search(self.slug)
        return match[1] if match else None


class Folded(dict[int, str]):
    """Characters as they are compared: NFKC, lower case, letters and digits only."""

    def __missing__(self, character: int) -> str:
        """Return the characters that one is compared as, and remember them."""
        folded = normalize("NFKC", chr(character)).lower()
        self[character] = "".join(each for each in folded if each.isalnum())
        return self[character]


FOLDED = Folded()


def comparable(body: str) -> str:
    """Return a text as it is compared with others: without marks, and the medium at its end."""
    return MEDIUM.sub("", plain(body)).translate(FOLDED)


def text_key(body: str) -> int | None:
    """Return a number that texts share which begin alike, or None for too short a text."""
    text = comparable(body[: 2 * KEY_CHARACTERS])[:KEY_CHARACTERS]
    if len(text) < MIN_CHARACTERS:
        return None
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big", signed=True)


def group(
    articles: Iterable[Article], text_of: Callable[[int], str]
) -> list[list[tuple[Article, Relation | None]]]:
    """Return the stories that have several posts: each begins with its lead, which has no relation.

    `text_of` returns the comparable text of a post, by its id. The order of `articles` does not
    matter. The lead is the first that was published.
    """
    ordered = sorted(articles, key=_order)
    twins: defaultdict[str, list[Article]] = defaultdict(list)
    for each in ordered:
        twins[each.article_id or f"post {each.post_id}"].append(each)
    by_key: defaultdict[int, list[list[Article]]] = defaultdict(list)
    stories = {members[0].post_id: [members] for members in twins.values()}
    for members in twins.values():
        key, published = members[0].text_key, members[0].published
        if key is not None and published is not None:
            by_key[key].append(members)
    for alike in by_key.values():
        leads: list[Article] = []
        for members in alike if len(alike) > 1 else ():
            lead = next((lead for lead in leads if _is_copy(lead, members[0], text_of)), None)
            if lead:
                stories[lead.post_id].append(members)
                del stories[members[0].post_id]
            else:
                leads.append(members[0])
    return [
        [
            (each, None if each is units[0][0] else "copy" if at else "twin")
            for at, members in enumerate(units)
            for each in members
        ]
        for units in stories.values()
        if len(units) > 1 or len(units[0]) > 1
    ]


def _order(article: Article) -> tuple[bool, float, str]:
    published = article.published
    return published is None, published.timestamp() if published else 0, article.slug


def _is_copy(lead: Article, other: Article, text_of: Callable[[int], str]) -> bool:
    if lead.published is None or other.published is None:
        return False
    distance = other.published - lead.published
    if distance > WINDOW:
        return False
    text = text_of(other.post_id)
    return text == text_of(lead.post_id) and (len(text) >= MAX_SHORT or distance <= SHORT_WINDOW)
