"""The one way to a post: what follows from its text and its time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from loaders.parsers.posts import make_post
from newsdb.models import Image, Media, Post
from newsdb.text import Reading, read_markdown
from newsdb.times import DateOnly

SHANGHAI = timezone(timedelta(hours=8))
TIME = datetime(2022, 3, 1, 0, 30, tzinfo=SHANGHAI)


def post(body: str = "", **fields: Any) -> Post:
    values: dict[str, Any] = {
        "slug": "a",
        "title": "T",
        "published": None,
        "source": None,
        "url": None,
        "summary": "",
        "body": body,
        "reading": read_markdown(body),
        "tags": (),
        "categories": (),
        "mentions": (),
    }
    return make_post(**values | fields)


def test_times_are_written_with_their_day_and_instant() -> None:
    made = post(published=TIME, updated=TIME + timedelta(hours=1))
    assert (made.published, made.date) == ("2022-03-01T00:30:00+08:00", "2022-03-01")
    assert made.published_utc == "2022-02-28T16:30:00Z"
    assert (made.updated, made.updated_utc) == ("2022-03-01T01:30:00+08:00", "2022-02-28T17:30:00Z")
    none = post()
    assert (none.published, none.published_utc, none.date) == (None, None, None)
    assert (none.updated, none.updated_utc) == (None, None)


def test_a_day_alone_stays_a_day() -> None:
    made = post(published=DateOnly(2022, 3, 1, tzinfo=SHANGHAI))
    assert (made.published, made.date) == ("2022-03-01", "2022-03-01")


def test_what_the_body_says() -> None:
    made = post("**甲 乙**。丙\n\n![图](/1.png) [▶ 片](/2.mp4)")
    assert made.summary == "甲 乙。"
    assert made.characters == len("甲乙。丙▶片")
    assert made.images == (Image("/1.png", "图"),)
    assert made.media == (Media("video", "/2.mp4", "片"),)


def test_what_is_given_goes_before_what_the_body_says() -> None:
    images = (Image("/9.png", ""),)
    made = post("甲。\n\n![图](/1.png)", summary="乙。", images=images, lang="zh")
    assert (made.summary, made.images, made.lang) == ("乙。", images, "zh")
    assert post("![图](/1.png)", images=()).images == ()


def test_code_is_no_summary_unless_there_is_nothing_else() -> None:
    assert post("```\nx = 1\n```\n\n甲。").summary == "甲。"
    assert post(reading=Reading([("x = 1", "")])).summary == "x = 1"


def test_names_stand_once() -> None:
    made = post(tags=["b", "", "a", "b"], categories=iter(["c", "c"]))
    assert (made.tags, made.categories) == (("b", "a"), ("c",))
