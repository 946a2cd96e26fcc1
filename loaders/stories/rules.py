"""Whether two posts tell the same story, from their texts, numbers, companies and days.

The limits were measured on pairs of texts: tests/golden/stories/pairs.json has some.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import numpy as np

from loaders.stories.texts import ComparedText

Relation = Literal["twin", "copy", "update"]

WINDOW = timedelta(days=3)
SHORT_WINDOW = timedelta(hours=6)
"""A line on the flow of money is word for word the same on many days."""
MIN_SIMILARITY = 0.45
MIN_CONTAINED = 0.65
MIN_SIMILARITY_LATIN = 0.65
MIN_CONTAINED_LATIN = 0.85
MIN_GRAMS = 20
"""Of texts with fewer 4-grams, the longer one must begin with the shorter one."""
MAX_UPDATED = 0.67
"""An update has a text that is so much shorter before it."""
AGREEING = 3
"""So many numbers must agree for each that does not."""
AGREEING_LATER = 5
SAME_DAY = timedelta(hours=12)
"""After this, a text with other numbers is likely to be the next day's report."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparedPost:
    """A post as it is compared: `companies` are the codes of those that it is about."""

    post_id: int
    slug: str
    published: datetime
    text: ComparedText
    companies: frozenset[str] = frozenset()


class Match(NamedTuple):
    """How a post relates to an earlier one, and how similar they are (0 to 1)."""

    relation: Relation
    similarity: float


def is_within_window(lead: ComparedPost, later: ComparedPost) -> bool:
    """Return whether a post was published soon enough after the lead of a story to belong to it."""
    both_short = lead.text.is_short and later.text.is_short
    return later.published - lead.published <= (SHORT_WINDOW if both_short else WINDOW)


def match(earlier: ComparedPost, later: ComparedPost) -> Match | None:
    """Return how a post relates to an earlier one, or None if they tell different stories."""
    one, other = earlier.text, later.text
    has_grown = len(one.folded) < MAX_UPDATED * len(other.folded)
    relation: Relation = "update" if has_grown else "copy"
    if one.folded == other.folded:
        return Match(relation, 1)
    if min(len(one.grams), len(other.grams)) < MIN_GRAMS:
        shorter, longer = sorted((one.folded, other.folded), key=len)
        return Match(relation, len(shorter) / len(longer)) if longer.startswith(shorter) else None
    shared = len(np.intersect1d(one.grams, other.grams, assume_unique=True))
    least_similar, least_contained = MIN_SIMILARITY, MIN_CONTAINED
    if one.is_latin and other.is_latin:
        least_similar, least_contained = MIN_SIMILARITY_LATIN, MIN_CONTAINED_LATIN
    similarity = shared / (len(one.grams) + len(other.grams) - shared)
    contained = shared / min(len(one.grams), len(other.grams))
    if similarity < least_similar and contained < least_contained:
        return None
    if _are_disjoint(earlier.companies, later.companies) or _are_disjoint(one.days, other.days):
        return None
    if one.subject and other.subject and not _share_subject(one, other):
        return None
    least = AGREEING if later.published - earlier.published <= SAME_DAY else AGREEING_LATER
    if not (one.is_correction or other.is_correction or numbers_agree(one, other, least)):
        return None
    return Match(relation, similarity)


def numbers_agree(one: ComparedText, other: ComparedText, least: int = AGREEING) -> bool:
    """Return whether what both texts give numbers of has mostly the same ones.

    At least `least` must agree for each that does not.
    """
    places = one.numbers.keys() & other.numbers.keys()
    agreeing = sum(not one.numbers[place].isdisjoint(other.numbers[place]) for place in places)
    return agreeing >= least * (len(places) - agreeing)


def _share_subject(one: ComparedText, other: ComparedText) -> bool:
    """Return whether one text has the subject of the other, or they begin alike: 宁德时代, 宁德."""
    if one.subject[:2] == other.subject[:2]:
        return True
    return one.subject in other.folded or other.subject in one.folded


def _are_disjoint(one: frozenset[object], other: frozenset[object]) -> bool:
    return bool(one and other) and one.isdisjoint(other)
