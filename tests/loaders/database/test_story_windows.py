"""A load links only what it may change, and the stories are those of a load of everything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from loaders.database.relinking import pack, put_keys
from loaders.database.stories import Changed, article_id, find_stories
from loaders.stories.texts import ComparedText
from newsdb.database import schema
from newsdb.times import instant

START = datetime(2022, 1, 7, 8, tzinfo=timezone.utc)
FLASH = "瀚海证券今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元。"
UPDATE = (
    FLASH
    + "公司表示，回购体现了管理层对长期发展的信心，不会对日常经营产生重大影响，也没有其他安排。"
)
LONGER = (
    UPDATE
    + "截至三季度末，公司货币资金余额充足，员工持股计划的具体方案将另行提交股东大会审议。" * 2
)
TEXTS = [
    FLASH,
    UPDATE,
    LONGER,
    UPDATE[30:],
    LONGER[60:],
    "如题。",
    "弥光显示今日宣布新工厂开工建设。",
]
TWINS = [*("202201072239307540", "NW202201072239307540"), *("202201072239307541", "one", "two")]

EMPTY = sqlite3.connect(":memory:")
schema.create(Database(EMPTY))


@dataclass(frozen=True)
class Post:
    slug: str
    text: int
    day: int | None
    hour: int


class Archive:
    """A database of posts and nothing else, and the number of its loads."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        EMPTY.backup(self.connection)
        self.loads = 0

    def load(self, *changes: Post, removed: tuple[str, ...] = ()) -> None:
        """Put and remove posts, as the writer of a load does."""
        self.loads += 1
        execute = self.connection.execute
        execute("insert into loads (id) values (?)", (self.loads,))
        changed = Changed()
        for slug in (*removed, *(post.slug for post in changes)):
            if row := execute("select id from posts where slug = ?", (slug,)).fetchone():
                changed.note(self.connection, row[0])
                if slug in removed:
                    execute("delete from posts where id = ?", row)
        for post in changes:
            time = post.day is not None and START + timedelta(days=post.day, hours=post.hour)
            published = time.isoformat() if time else None
            values = {"published": published, "published_utc": instant(published)}
            values |= {"article_id": article_id(post.slug), "body": TEXTS[post.text]}
            values |= {"load_id": self.loads, "title": "", "path": "", "sha256": ""}
            values |= {"summary": "", "characters": 0}
            execute(
                "insert or ignore into posts (slug, {}) values (?, {})".format(
                    ", ".join(values), ", ".join("?" * len(values))
                ),
                (post.slug, *values.values()),
            )
            execute(
                f"update posts set {', '.join(f'{name} = ?' for name in values)} where slug = ?",
                (*values.values(), post.slug),
            )
            if published:
                post_id = execute("select id from posts where slug = ?", (post.slug,)).fetchone()[0]
                put_keys(self.connection, post_id, pack(ComparedText(TEXTS[post.text]).keys))
        find_stories(self.connection, self.loads, changed)

    def stories(self) -> dict[str, tuple[str, str | None]]:
        """Return the lead and the relation of each post that has a story."""
        return {
            slug: (lead, relation)
            for slug, lead, relation in self.connection.execute(
                "select posts.slug, lead.slug, posts.relation from posts "
                "join stories on stories.id = posts.story_id "
                "join posts as lead on lead.id = lead_post_id"
            )
        }

    def keys(self) -> dict[str, bytes]:
        """Return the stored keys of each post that has any."""
        return dict(
            self.connection.execute("select slug, keys from story_keys join posts on id = post_id")
        )

    def ids(self) -> dict[str, int]:
        """Return the story's id of each post that has one."""
        query = "select slug, story_id from posts where story_id is not null"
        return dict(self.connection.execute(query))


posts = st.builds(
    Post,
    st.sampled_from(TWINS) | st.integers(0, 12).map(str),
    st.integers(0, len(TEXTS) - 1),
    st.none() | st.integers(0, 14),
    st.integers(0, 23),
)
loads = st.lists(
    st.tuples(st.lists(posts, max_size=6), st.sets(st.integers(0, 40), max_size=3)), max_size=6
)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(loads)
def test_loads_give_the_stories_of_one_load(steps: list[tuple[list[Post], set[int]]]) -> None:
    archive, present = Archive(), dict[str, Post]()
    with closing(archive.connection):
        for changes, removals in steps:
            by_slug = {post.slug: post for post in changes}
            known = sorted(present.keys() - by_slug.keys())
            removed = tuple(known[at] for at in removals if at < len(known))
            archive.load(*by_slug.values(), removed=removed)
            present = {slug: post for slug, post in present.items() if slug not in removed}
            present |= by_slug
            consistent(archive.connection)
        whole = Archive()
        with closing(whole.connection):
            whole.load(*present.values())
            assert archive.stories() == whole.stories()
            assert archive.keys() == whole.keys()


def consistent(connection: sqlite3.Connection) -> None:
    """Check that the table of stories sums up what the posts say."""
    assert (
        connection.execute("select id, lead_post_id, posts from stories order by id").fetchall()
        == connection.execute(
            "select story_id, max(iif(relation is null, id, null)), count(*) from posts "
            "where story_id is not null group by story_id order by story_id"
        ).fetchall()
    )
    query = "select count(*) from stories where posts < 2"
    assert connection.execute(query).fetchone() == (0,)


@settings(deadline=None, max_examples=40)
@given(st.lists(posts, max_size=10, unique_by=lambda post: post.slug), st.data())
def test_a_post_that_comes_back_belongs_to_its_story_again(
    all_posts: list[Post], data: st.DataObject
) -> None:
    archive = Archive()
    with closing(archive.connection):
        archive.load(*all_posts)
        before = archive.stories()
        if all_posts:
            post = data.draw(st.sampled_from(all_posts))
            archive.load(removed=(post.slug,))
            archive.load(post)
        assert archive.stories() == before


def test_one_id_is_one_article_at_any_distance_and_with_any_text() -> None:
    archive = Archive()
    rolling, nw = "2022-01-07-202201072239307540", "2022-01-07-NW202201072239307540"
    archive.load(
        Post(nw, 0, 900, 0),
        Post(rolling, 6, 0, 0),
        Post("-202201072239307540", 1, None, 0),
        Post("2022-01-07-202201072239307541", 5, 3, 0),
        Post("copy", 6, 0, 1),
    )
    assert archive.stories() == {
        rolling: (rolling, None),
        "copy": (rolling, "copy"),
        nw: (rolling, "twin"),
        "-202201072239307540": (rolling, "twin"),
    }


def test_a_story_that_splits_keeps_its_id_with_the_lead() -> None:
    archive = Archive()
    archive.load(Post("a", 0, 0, 0), Post("b", 1, 0, 1), Post("c", 1, 0, 2))
    (story,) = set(archive.ids().values())
    archive.load(Post("a", 6, 0, 0))
    assert archive.ids() == {"b": story, "c": story}
    archive.load(Post("d", 0, -1, 0), Post("e", 0, -1, 1), Post("b", 6, 0, 1), Post("c", 6, 0, 2))
    ids = archive.ids()
    assert ids["d"] == ids["e"] != story
    assert ids["b"] == ids["c"] == ids["a"] == story
