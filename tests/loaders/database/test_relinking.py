"""A load links the posts that changed and those that share keys with them, and no others."""

from __future__ import annotations

import pytest

from loaders.database.relinking import UNDATED, Relinker, Row, day_of
from tests.loaders.database.test_story_windows import TEXTS, Archive, Post

OTHER = TEXTS.index("弥光显示今日宣布新工厂开工建设。")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs of the posts whose texts are read."""
    slugs: list[str] = []
    read_row = Relinker._read

    def reading(self: Relinker, post_id: int) -> Row:
        row = read_row(self, post_id)
        slugs.append(row.slug)
        return row

    monkeypatch.setattr(Relinker, "_read", reading)
    return slugs


def test_only_posts_that_share_keys_within_the_window_are_read(read: list[str]) -> None:
    archive = Archive()
    archive.load(*(Post(f"{day}", OTHER, day, 0) for day in range(100)))
    archive.load(*(Post(f"flash {day}", 0, day, 1) for day in range(0, 100, 2)))
    read.clear()
    archive.load(Post("new", OTHER, 50, 5))
    assert sorted(read) == ["47", "48", "49", "50", "51", "52", "53", "new"]
    read.clear()
    archive.load()
    assert read == []


def test_what_no_longer_has_a_text_is_compared_by_the_old_one(read: list[str]) -> None:
    archive = Archive()
    archive.load(Post("a", 0, 0, 0), Post("b", 0, 0, 1), Post("c", OTHER, 0, 2))
    assert archive.stories() == {"a": ("a", None), "b": ("a", "copy")}
    read.clear()
    archive.load(Post("a", OTHER, 0, 0))
    assert archive.stories() == {"a": ("a", None), "c": ("a", "copy")}
    archive.load(removed=("a",))
    assert archive.stories() == {}
    assert sorted(set(read)) == ["a", "b", "c"]


def test_an_update_goes_with_its_lead(read: list[str]) -> None:
    """The second update shares keys with the first, and none with the lead."""
    archive = Archive()
    archive.load(Post("a", 0, 0, 0), Post("b", 2, 1, 0), Post("c", 4, 3, 0))
    assert archive.stories()["c"] == ("a", "copy")
    archive.load(Post("a", 0, -1, 0))
    assert archive.stories() == {"a": ("a", None), "b": ("a", "update")}


def test_days() -> None:
    assert day_of("2022-01-07T23:59:59Z") == day_of("2022-01-07") == day_of("2022-01-08") - 1
    assert day_of(None) == UNDATED > day_of("9999-12-31")
