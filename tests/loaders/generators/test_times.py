"""When a post was published and updated."""

from __future__ import annotations

import pytest

from loaders.generators.times import first_time, published_at
from loaders.generators.values import Fields
from newsdb.models import Problem

KEYS = ("date", "published")


@pytest.mark.parametrize(
    ("head", "path", "time", "details"),
    [
        ({"date": "2024-01-02 10:00"}, "a.md", "2024-01-02T10:00:00+00:00", []),
        ({"date": "", "published": "2024-01-02"}, "a.md", "2024-01-02T00:00:00+00:00", []),
        ({"published": "true"}, "2024-03-05-a.md", "2024-03-05T00:00:00+00:00", []),
        (
            {"date": "soon"},
            "2024-03-05-a.md",
            "2024-03-05T00:00:00+00:00",
            ["“soon” is not a date; the file name's date was taken"],
        ),
        ({"date": "+0800"}, "a.md", None, ["the date is empty; the file name's was taken"]),
        (
            {},
            "2024-02-30-a.md",
            None,
            ["“2024-02-30” cannot be a date (day is out of range for month), in the file name"],
        ),
        ({}, "a.md", None, []),
    ],
)
def test_a_post_has_the_time_of_its_front_matter_or_path(
    head: dict[str, str], path: str, time: str | None, details: list[str]
) -> None:
    problems: list[Problem] = []
    found = published_at(Fields(head), KEYS, path, "UTC", problems)
    assert (found.isoformat() if found else None) == time
    assert [(each.kind, each.detail) for each in problems] == [("date", each) for each in details]


def test_the_first_key_that_says_anything_says_when_a_post_was_updated() -> None:
    problems: list[Problem] = []
    head = Fields({"a": "", "b": "2024-01-02", "c": "2024-01-03", "d": "soon"})
    found = first_time(head, ("a", "b", "c"), "UTC", problems)
    assert found is not None
    assert (found.isoformat(), problems) == ("2024-01-02T00:00:00+00:00", [])
    assert first_time(head, ("d", "c"), "UTC", problems) is None
    assert problems == [Problem("date", "“soon” is not a date; “d” was left out")]
    assert first_time(head, ("a", "x"), "UTC", []) is None
