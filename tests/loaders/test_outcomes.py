"""What becomes of files that share a slug."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.changes import Duplicate, Outcome, Result
from loaders.earlier import Earlier
from loaders.outcomes import find_changes
from loaders.plan import make_plan
from loaders.sources.directory import Directory
from newsdb.models import Options

GOOD, BAD = b"---\ntitle: Title\n---\nText\n", b"\0\1"
FOLDERS = ("_posts", "_posts/old_post", "old_post")


def described(outcome: Outcome) -> tuple[str, str]:
    if isinstance(outcome, Duplicate):
        return outcome.file.path, "duplicate"
    assert isinstance(outcome, Result)
    return outcome.file.path, outcome.converted.status


@pytest.mark.parametrize(
    ("contents", "statuses"),
    [
        (
            (GOOD, GOOD, GOOD),
            {"old_post": "post", "_posts/old_post": "duplicate", "_posts": "duplicate"},
        ),
        (
            (GOOD, GOOD, BAD),
            {"old_post": "rejected", "_posts/old_post": "post", "_posts": "duplicate"},
        ),
        (
            (GOOD, BAD, BAD),
            {"old_post": "rejected", "_posts/old_post": "rejected", "_posts": "post"},
        ),
        (
            (BAD, BAD, BAD),
            {"old_post": "rejected", "_posts/old_post": "rejected", "_posts": "rejected"},
        ),
    ],
)
def test_the_last_good_file_of_a_slug_is_its_post(
    tmp_path: Path, contents: tuple[bytes, ...], statuses: dict[str, str]
) -> None:
    for folder, content in zip(FOLDERS, contents, strict=True):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "2022-03-01-a.md").write_bytes(content)
    plan = make_plan([Directory(tmp_path)], Options())
    found = find_changes(plan, [Earlier()], (), Options(), 1, lambda done, total: None)
    expected = [(f"{folder}/2022-03-01-a.md", status) for folder, status in statuses.items()]
    assert [described(each) for each in found] == expected
