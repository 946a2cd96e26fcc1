"""Stories: of posts that are the same article, results and lists show one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

MEMBERS = (
    "select id, story_id, relation is null from posts "
    "where story_id is not null and id in (select value from json_each(?))"
)


def first_of_stories(
    connection: sqlite3.Connection, ids: Sequence[int], shown: Sequence[int] = ()
) -> list[int]:
    """Return the ids of posts, in their order, with one post of each story.

    It is the story's lead if that is among them, else the first. Stories that have a post in
    `shown` are left out.
    """
    stories: dict[int, int] = {}
    leads: set[int] = set()
    for post, story, is_lead in connection.execute(MEMBERS, [json.dumps([*shown, *ids])]):
        stories[post] = story
        if is_lead:
            leads.add(post)
    chosen = {stories[post]: 0 for post in shown if post in stories}
    for post in ids:
        story = stories.get(post)
        if story is not None and (story not in chosen or (post in leads and chosen[story])):
            chosen[story] = post
    return [post for post in ids if post not in stories or chosen[stories[post]] == post]
