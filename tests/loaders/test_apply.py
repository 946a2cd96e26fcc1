"""What a load counts, and what it hands to the writer, for each kind of change."""

from __future__ import annotations

from typing import Any, cast

import pytest

from loaders.apply import apply_changes
from loaders.changes import Change, Duplicate, Gone, KeptPost, Result, Unchanged
from loaders.database.writing import Writer
from loaders.parsers.convert import convert_file
from loaders.plan import PlannedFile
from newsdb.models import Options, Problem, RawPost, Summary

SOURCES = ["one", "two"]
FILE = PlannedFile(1, "a.md", "a")


class Notes:
    """Replaces a writer: notes what it is asked to write."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def put_post(
        self, post: Any, path: str, sha256: str, revision: str | None, tokens: object
    ) -> tuple[int, bool]:
        self.calls.append(("put_post", post.slug, path, sha256, revision))
        return 7, post.title != "old"

    def put_file(self, *values: Any) -> None:
        self.calls.append(("put_file", *values))

    def keep_post(self, *values: Any) -> None:
        self.calls.append(("keep_post", *values))

    def remove_file(self, *values: Any) -> None:
        self.calls.append(("remove_file", *values))


def applied(*changes: Change) -> tuple[Summary, list[tuple[Any, ...]]]:
    summary, notes = Summary(), Notes()
    apply_changes(changes, SOURCES, summary, lambda: cast(Writer, notes))
    return summary, notes.calls


def converted(content: bytes) -> Result:
    raw = RawPost("a.md", content)
    return Result(FILE, "f" * 64, len(content), convert_file(raw, Options()), raw)


def test_nothing_is_written_where_nothing_changed() -> None:
    duplicate = Duplicate(FILE, "f" * 64, 3, is_new=False)
    recorded = KeptPost(FILE, None, Problem("unreadable", "it is gone", 2))
    changes = [Unchanged("post"), Unchanged("post"), Unchanged("rejected", FILE)]
    summary, calls = applied(*changes, Unchanged("unpublished", FILE), duplicate, recorded)
    assert calls == []
    expected = Summary(unchanged=2, rejected=2, duplicates=1, problems=["a.md:2: it is gone"])
    assert summary == expected


@pytest.mark.parametrize(("title", "added"), [("new", 1), ("old", 0)])
def test_a_post_is_written_before_its_file(title: str, added: int) -> None:
    result = converted(f"---\ntitle: {title}\n---\nText.".encode())
    summary, calls = applied(result)
    assert summary == Summary(added=added, changed=1 - added)
    assert calls == [
        ("put_post", "a", "a.md", "f" * 64, None),
        ("put_file", "two", "a.md", "a", "f" * 64, result.size, "post", (), 7, result.kept),
    ]


def test_a_refused_file_has_no_post_and_keeps_nothing_more() -> None:
    result = converted(b"\0\1\2")
    problems = result.converted.problems
    summary, calls = applied(result)
    assert summary == Summary(rejected=1, problems=["a.md: the file is binary, not text"])
    assert calls == [
        ("put_file", "two", "a.md", "a", "f" * 64, 3, "rejected", problems, None, None)
    ]


def test_a_repaired_post_is_counted_and_what_is_counted_apart_is_none() -> None:
    repaired = converted(b"---\ntitle: t\ndate: 99\n---\nText.")
    summary, _ = applied(repaired)
    assert (summary.added, summary.repaired, summary.different) == (1, 1, 0)
    difference = Problem("difference", "Jekyll leaves it out")
    zone = Problem("zone", "UTC was assumed")
    result = Result(FILE, None, 0, convert_file(RawPost("a.md", b"# T\n\nText."), Options()))
    object.__setattr__(result.converted, "problems", (difference, zone))
    summary, calls = applied(result)
    assert summary == Summary(added=1, different=1, unzoned=1)
    assert calls[0] == ("put_post", "a", "a.md", "", None)
    assert calls[1][7] == (difference, zone)


def test_files_that_are_gone_unreadable_or_new_duplicates() -> None:
    problem = Problem("unreadable", "it is gone")
    changes = Gone(3), KeptPost(FILE, 4, problem), Duplicate(FILE, "f" * 64, 5, is_new=True)
    summary, calls = applied(*changes)
    assert summary == Summary(rejected=1, duplicates=1, problems=["a.md: it is gone"])
    assert calls == [
        ("remove_file", 3),
        ("keep_post", 4, "a.md", problem),
        ("put_file", "two", "a.md", "a", "f" * 64, 5, "duplicate"),
    ]


def test_the_first_five_problems_are_shown() -> None:
    changes = [
        KeptPost(PlannedFile(0, f"{number}.md", ""), None, Problem("unreadable", "gone"))
        for number in range(7)
    ]
    assert applied(*changes)[0].problems == [f"{number}.md: gone" for number in range(5)]
