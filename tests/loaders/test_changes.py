"""Which outcome leaves a slug to another file."""

from __future__ import annotations

import pytest

from loaders.changes import Duplicate, KeptPost, Outcome, Result, Unchanged, leaves_slug_free
from loaders.parsers.convert import convert_file
from loaders.plan import PlannedFile
from newsdb.models import Options, Problem, RawPost

FILE = PlannedFile(0, "a.md", "a")


def result(content: bytes) -> Result:
    return Result(FILE, "0" * 64, len(content), convert_file(RawPost("a.md", content), Options()))


@pytest.mark.parametrize(
    ("outcome", "is_free"),
    [
        (result(b"Text."), False),
        (result(b"\0\1\2"), True),
        (result(b"---\npublished: false\n---\nText."), True),
        (Unchanged("post", FILE), False),
        (Unchanged("rejected", FILE), True),
        (Unchanged("unpublished", FILE), True),
        (KeptPost(FILE, 1, Problem("unreadable", "it is gone")), False),
        (Duplicate(FILE, None, 0, is_new=True), False),
    ],
)
def test_a_file_that_is_refused_leaves_its_slug_free(outcome: Outcome, is_free: bool) -> None:
    assert leaves_slug_free(outcome) is is_free
