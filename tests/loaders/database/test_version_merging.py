"""Versions of a history merged with those that loads recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.database.version_merging import DatedVersion, distinct, merged
from loaders.database.versions import FirstSeen
from newsdb.versions.content import NOTHING, Content
from newsdb.versions.stored import Version


def entries(text: str, origin: str) -> list[DatedVersion]:
    """Versions from text such as `A1 B3`: what they say, and the second they were seen."""
    return [
        DatedVersion(
            FirstSeen(f"2022-01-01T00:00:0{word[1]}Z", origin),
            NOTHING if word[0] == "-" else Content(body=word[0]),
        )
        for word in text.split()
    ]


def written(found: list[DatedVersion]) -> str:
    return " ".join(
        f"{each.content.body or '-'}{each.seen.time[-2]}{each.seen.revision}"
        for each in found
        if each.content
    )


@pytest.mark.parametrize(
    ("recorded", "walked", "expected"),
    [
        ("", "A1 B2", "A1h B2h"),
        ("B5", "A1 B2", "A1h B2h"),  # a load of the last state knows the last version
        ("A3 C5", "A1 B2 C4", "A1h B2h C4h"),  # loads saw two of three
        ("A3 X4 C6", "A1 B2 C5", "A1h B2h X4r C5h"),  # and one that was never committed
        ("A1 B2 C3", "A1 C5", "A1h B2r C5h"),  # the history was rewritten without it
        ("A1 B2 A3", "A1", "A1h B2r A3r"),  # and is back where it was
        ("A1 -4", "A1 B2 -3", "A1h B2h -3h"),
    ],
)
def test_both_have_their_place(recorded: str, walked: str, expected: str) -> None:
    assert written(merged(entries(recorded, "r"), entries(walked, "h"))) == expected


@given(st.lists(st.sampled_from("ABC")), st.lists(st.sampled_from("ABC")))
def test_no_version_is_lost_or_made_up(recorded: list[str], walked: list[str]) -> None:
    ours, theirs = (
        [DatedVersion(FirstSeen("1"), Content(body=each)) for each in x] for x in (recorded, walked)
    )
    found = [each.content.body for each in merged(ours, theirs) if each.content]
    for sequence in (recorded, walked):
        rest = iter(found)
        assert all(each in rest for each in sequence), "in their order"
    assert len(found) <= len(recorded) + len(walked)


def test_what_says_the_same_twice_is_one_version() -> None:
    found = distinct(entries("A1 A2 -3 -4 A5", "h"))
    assert written(found) == "A1h -3h A5h"


def test_a_version_whose_content_is_unknown_has_the_stored_digest() -> None:
    stored = Version(1, "2022-01-01T00:00:00Z", None, 1, "added", (), 0, 0, "T", "12")
    seen = FirstSeen("2022-01-01T00:00:00Z")
    assert DatedVersion(seen, None, stored).digest == stored.digest
    assert DatedVersion(seen, None).digest is None
    assert DatedVersion(seen, NOTHING, stored).digest is None
    assert DatedVersion(seen, Content(body="a"), stored).digest == Content(body="a").digest
