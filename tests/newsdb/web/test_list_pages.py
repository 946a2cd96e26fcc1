"""Pages of lists: paging misses and repeats no article."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsdb.database.schema import create
from newsdb.search.filter_sql import bindings
from newsdb.times import instant
from newsdb.web import list_pages, lists

TIMES = [
    None,
    "2022-01-09T08:00:00+08:00",
    "2022-01-31T23:59:59+08:00",
    "2022-02-01T00:00:00+08:00",
    # The same instant as the first, another one on its day, and the latest of the month.
    "2022-01-08T19:00:00-05:00",
    "2022-01-09T07:00:00+00:00",
    "2022-01-31T22:00:00-05:00",
    # A day whose time is not known, with the instant that it is sorted by.
    "2022-01-31",
]
DAY_BEGINS = {"2022-01-31": "2022-01-30T16:00:00Z"}


def read_page(
    connection: sqlite3.Connection,
    listing: lists.Listing,
    total: int,
    before: str | None = None,
    after: str | None = None,
    size: int = list_pages.PAGE_SIZE,
) -> list_pages.ListPart:
    """Return a page of a list in a single database."""
    return list_pages.page_of(
        [list_pages.read_stretch(connection, listing, total, before, after, size)], size
    )


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """A database in which times repeat and miss, in an order that is not the ids'."""
    db = Database(memory=True)
    create(db)
    chance = random.Random(5)
    db["sources"].insert({"id": 1, "name": "日报", "slug": "ribao"})
    db["tags"].insert({"id": 1, "name": "新闻"})
    db["categories"].insert({"id": 1, "name": "a b"})
    db["securities"].insert(
        {
            "code": "600160.SH",
            "name": "巨化",
            "kind": "share",
            "market": "Shanghai",
            "url": "javascript:1",
        }
    )
    for number in range(1, 101):
        published = chance.choice(TIMES)
        db["posts"].insert(
            {
                "id": number,
                "slug": f"s{number}",
                "title": "题",
                "published": published,
                "published_utc": DAY_BEGINS.get(published or "", instant(published)),
                "date": published and published[:10],
                "source_id": 1 if number % 3 else None,
                "summary": "",
                "characters": 0,
                "path": "",
                "sha256": "",
                "body": "",
            }
        )
        if number % 2:
            db["post_tags"].insert({"post_id": number, "tag_id": 1})
            db["post_categories"].insert({"post_id": number, "category_id": 1})
            link = {
                "post_id": number,
                "code": "600160.SH",
                "name": "巨化",
                "mentions": 1,
                "in_title": 0,
            }
            db["post_securities"].insert(link)
    yield db.conn
    db.close()


def expected(connection: sqlite3.Connection, condition: str) -> list[int]:
    rows = connection.execute(
        f"select id from posts where {condition} order by published_utc desc, id desc"
    )
    return [post for (post,) in rows]


ODD = "id % 2 = 1"
LISTS: list[tuple[str, str, str]] = [
    ("source", "日报", "source_id = 1"),
    ("tag", "新闻", ODD),
    ("category", "a b", ODD),
    ("security", "600160.SH", ODD),
    ("day", "2022-01-09", "date = '2022-01-09'"),
    ("month", "2022-01", "date like '2022-01%'"),
]


@pytest.mark.parametrize("common", [False, True])
@pytest.mark.parametrize(("kind", "name", "condition"), LISTS)
def test_paging_is_exact(
    connection: sqlite3.Connection, kind: str, name: str, condition: str, common: bool
) -> None:
    listing = lists.find_listing(connection, kind, name)
    assert listing is not None
    all_ids = expected(connection, condition)
    total = lists.count_articles(connection, listing)
    assert total == len(all_ids) > 10
    assert sum(lists.count_by_period(connection, listing).values()) == len(
        expected(connection, f"{condition} and published is not null")
    )
    # A long list is read in another way.
    total += list_pages.COMMON * common
    page = read_page(connection, listing, total, size=7)
    pages = [page]
    assert page.newer is None
    while page.older:
        page = read_page(connection, listing, total, before=page.older, size=7)
        pages.append(page)
    assert [post.id for page in pages for post in page.posts] == all_ids
    assert {len(page.posts) for page in pages[:-1]} == {7}
    back = [pages[-1]]
    while back[0].newer:
        back.insert(0, read_page(connection, listing, total, after=back[0].newer, size=7))
    assert [page.posts for page in back if len(page.posts) == 7] == [
        page.posts for page in pages if len(page.posts) == 7
    ]


def test_a_month_is_a_place_to_begin(connection: sqlite3.Connection) -> None:
    listing = lists.find_listing(connection, "source", "日报")
    assert listing is not None
    page = read_page(connection, listing, 66, before="2022-02", size=100)
    assert {post.date for post in page.posts} == {"2022-01-31", "2022-01-09", "2022-01-08", None}
    assert page.older is None
    assert page.newer is not None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "~",
        "~x",
        "2022~",
        "2022~-1",
        "2022~９",
        "2022~" + "9" * 30,
        "2" * 99,
        "' or 1=1 --",
    ],
)
def test_invalid_cursors_are_ignored(connection: sqlite3.Connection, cursor: str) -> None:
    listing = lists.find_listing(connection, "source", "日报")
    assert listing is not None
    first = read_page(connection, listing, 66)
    assert read_page(connection, listing, 66, before=cursor) == first
    assert read_page(connection, listing, 66, after=cursor) == first


def test_beyond_the_end_is_nothing(connection: sqlite3.Connection) -> None:
    listing = lists.find_listing(connection, "source", "日报")
    assert listing is not None
    assert read_page(connection, listing, 66, before="~0") == list_pages.ListPart((), None, None)
    assert read_page(connection, listing, 66, after="9999~0") == list_pages.ListPart((), None, None)


def test_rare_names_are_found_by_their_index(news_db: Path) -> None:
    """No list walks the whole archive for a page."""
    connection = sqlite3.connect(news_db)
    for kind, name in (
        ("source", "滚动"),
        ("tag", "滚动新闻"),
        ("security", "609011.SH"),
        ("month", "2022-03"),
    ):
        listing = lists.find_listing(connection, kind, name)
        assert listing is not None
        for total in (10, list_pages.COMMON):
            statement = list_pages.page_sql(
                listing, "published_utc is not null", "published_utc desc", total
            )
            values = {**bindings(listing.filter), "limit": 20}
            plan = connection.execute(f"explain query plan {statement}", values).fetchall()
            steps = [step for *_, step in plan]
            assert not [step for step in steps if step in ("SCAN posts", "SCAN post_tags")], steps
    connection.close()


@pytest.mark.parametrize(
    ("cursor", "counts"),
    [
        ("9" * 58 + "~0", True),
        ("9" * 59 + "~0", False),
        ("9999~" + "9" * 18, True),
        ("9999~" + "9" * 19, False),
        ("9999", True),
        ("x999", False),
    ],
)
def test_cursors_have_a_greatest_length(
    connection: sqlite3.Connection, cursor: str, counts: bool
) -> None:
    listing = lists.find_listing(connection, "source", "日报")
    assert listing is not None
    beyond = list_pages.read_stretch(connection, listing, 66, after=cursor)
    assert (beyond.has_place, beyond.backwards) == (counts, counts)
    assert len(beyond.posts) == (0 if counts else list_pages.PAGE_SIZE + 1)
