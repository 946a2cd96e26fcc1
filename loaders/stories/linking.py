"""The earlier post whose story a post belongs to, found among those of the last days.

A post is compared with what represents each story: its lead, and updates of it. Stories don't
become chains, in which each post resembles the next and the last has nothing of the first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.stories.rules import WINDOW, ComparedPost, Match, Relation, is_within_window, match
from loaders.stories.texts import Key

MAX_SHARING = 40
"""A key that this many posts of a day share is ignored."""
MAX_COMPARED = 8


class StoryLink(NamedTuple):
    """The lead of the story that a post belongs to, and how the post relates to it."""

    lead_id: int
    relation: Relation | None


@dataclass(frozen=True, slots=True, eq=False)
class Representative:
    """A post that represents a story: its lead, or an update."""

    article: ComparedPost
    lead: ComparedPost


@dataclass(slots=True)
class StartedStories:
    """The stories that began on a day (UTC), by the keys of the posts that represent them."""

    leads: dict[int, ComparedPost] = field(default_factory=dict)
    by_key: dict[Key, tuple[Representative, ...]] = field(default_factory=dict)


class Linker:
    """Links posts, which come in order of time, to the stories of the days before."""

    def __init__(self) -> None:
        """Begin without any stories."""
        self._days: dict[int, StartedStories] = {}

    def begin(self, day: int) -> None:
        """Forget the days that are too far away for posts of a day (an ordinal) and later ones."""
        self._days = {
            each: stories for each, stories in self._days.items() if each >= day - WINDOW.days
        }

    def add_known(self, article: ComparedPost, link: StoryLink) -> None:
        """Remember a post that represents a story, as an earlier load linked it.

        That of an update is forgotten if the lead is not known.
        """
        if not article.text.keys:
            return
        if link.lead_id == article.post_id:
            self._represent(article, article)
            return
        for day in self._days.values():
            if lead := day.leads.get(link.lead_id):
                self._represent(article, lead)

    def link(self, article: ComparedPost) -> StoryLink:
        """Return the story of a post, which may be its own, and remember it."""
        if not article.text.keys:
            return StoryLink(article.post_id, None)
        best: tuple[Match, Representative] | None = None
        for each in self._candidates(article):
            found = match(each.article, article)
            if found and (best is None or found.similarity > best[0].similarity):
                best = found, each
        if best is None:
            self._represent(article, article)
            return StoryLink(article.post_id, None)
        relation, lead = best[0].relation, best[1].lead
        if relation == "update":
            self._represent(article, lead)
        return StoryLink(lead.post_id, relation)

    def _candidates(self, article: ComparedPost) -> list[Representative]:
        shared: Counter[Representative] = Counter()
        for day in self._days.values():
            for key in day.by_key.keys() & article.text.keys:
                if len(day.by_key[key]) < MAX_SHARING:
                    shared.update(day.by_key[key])
        near = [each for each in shared if is_within_window(each.lead, article)]
        near.sort(key=lambda each: (-shared[each], each.article.published, each.article.slug))
        return near[:MAX_COMPARED]

    def _represent(self, article: ComparedPost, lead: ComparedPost) -> None:
        day = self._days.setdefault(lead.published.toordinal(), StartedStories())
        day.leads.setdefault(lead.post_id, lead)
        representative = Representative(article, lead)
        for key in article.text.keys:
            sharing = day.by_key.get(key, ())
            if len(sharing) < MAX_SHARING:
                day.by_key[key] = (*sharing, representative)
