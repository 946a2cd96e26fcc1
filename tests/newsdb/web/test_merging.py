"""Ids and counts of several databases as those of one site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.databases import database_of, site_id
from newsdb.web.list_pages import ArticleSummary, Stretch, cursor, page_of
from newsdb.web.merging import add_counts, cursor_in, on_site

TIMES = st.sampled_from(["2022-01-01T00:00:00Z", "2022-01-01T00:00:01Z", None])
POSTS = st.lists(TIMES, max_size=6)


def post(identity: int, instant: str | None) -> ArticleSummary:
    return ArticleSummary(identity, f"{identity}", "", instant, instant, None, None, None, "")


def order(post: ArticleSummary) -> tuple[str, int]:
    return post.published_utc or "", post.id


@given(st.lists(POSTS, min_size=1, max_size=3), st.integers(1, 4))
def test_a_cursor_is_the_same_place_in_each_database(
    databases: list[list[str | None]], size: int
) -> None:
    own = [
        [post(at, instant) for at, instant in enumerate(each, 1)] for each in databases
    ]  # fmt: skip
    whole = [each for number, posts in enumerate(own) for each in on_site(number, posts)]
    whole.sort(key=order, reverse=True)
    seen: list[ArticleSummary] = []
    before = None
    while len(seen) < len(whole):
        stretches = []
        for number, posts in enumerate(own):
            found = sorted(posts, key=order, reverse=True)
            if local := cursor_in(number, before):
                instant, _, identity = local.rpartition("~")
                found = [each for each in found if order(each) < (instant, int(identity))]
            stretches.append(Stretch(on_site(number, found[: size + 1]), False, before is not None))
        page = page_of(stretches, size)
        assert page.posts == tuple(whole[len(seen) : len(seen) + size])
        assert (page.newer is None) == (not seen)
        seen += page.posts
        before = page.older
        assert before == (cursor(page.posts[-1]) if len(seen) < len(whole) else None)
    assert seen == whole


@pytest.mark.parametrize("given", [None, "", "2022-01", "~", "~x", "~٣", "nonsense~"])
def test_what_is_no_cursor_stays(given: str | None) -> None:
    assert cursor_in(1, given) == given


def test_ids_say_which_database_a_post_is_in() -> None:
    assert [site_id(0, 7), database_of(site_id(3, 7)), database_of(7)] == [7, 3, 0]


def test_counts_are_added_in_the_order_of_their_keys() -> None:
    assert list(add_counts([{"b": 2, "c": 1}, {}, {"a": 1, "b": 3}]).items()) == [
        ("a", 1),
        ("b", 5),
        ("c", 1),
    ]
