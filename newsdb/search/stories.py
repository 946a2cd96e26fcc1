"""Stories: of posts that are the same article, results and lists show and count one.

A number beside a link is that of the articles that the link leads to. A story with versions in
two months is an article of both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

ARTICLES = "count(*) - count(story) + count(distinct story)"
"""Counts posts, those of a story once, as SQL; the posts are joined with `with_story`."""
MEMBERS = (
    "select id, story_id, relation is null from posts "
    "where story_id is not null and id in (select value from json_each(?))"
)


def with_story(post: str) -> str:
    """Return the SQL that joins posts with their stories (`story`, null for a post without one).

    `post` is the column with the posts' ids. The limit keeps SQLite from looking up each post in
    the table, whose rows are long: an index has all that is needed.
    """
    return (
        "left join (select id as member, story_id as story from posts "  # noqa: S608
        f"where story_id is not null limit -1) on member = {post}"
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
