"""What a load stores of a post beside its fields."""

from __future__ import annotations

from dataclasses import replace

from loaders.database.preparing import prepare
from loaders.stories.texts import ComparedText
from newsdb.models import Post, Prepared, Tokens

TEXT = "瀚海证券今日公告"
POST = Post(
    *("a", "央行", "2022-01-07", "2022-01-07", None, None, "降息", "**瀚海证券**今日公告", 8),
    text=TEXT,
    published_utc="2022-01-07T00:00:00Z",
)


def test_texts_are_those_without_markup() -> None:
    text = "瀚海证券今日公告，拟以自有资金回购公司股份"
    post = replace(POST, text=text)
    keys = prepare(post).story_keys
    assert [int.from_bytes(keys[at : at + 4], "little") for at in range(0, len(keys), 4)] == sorted(
        ComparedText(text).keys
    )
    assert keys == prepare(replace(post, body=text, text=None)).story_keys != b""


def test_a_post_that_says_little_or_has_no_time_has_no_keys() -> None:
    spaced = (" 央 行  全部", " 降 息  全部", " 瀚 海 证 券 今 日 公 告  全部")
    pairs = "今日 公告 券今 央行 日公 海证 瀚海 证券 降息"
    assert prepare(POST) == Prepared(Tokens(*spaced, pairs), b"")
    assert prepare(replace(POST, text=TEXT * 2, published_utc=None)).story_keys == b""
    assert prepare(replace(POST, text=TEXT * 2)).story_keys != b""
