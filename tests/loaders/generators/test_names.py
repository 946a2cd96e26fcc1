"""What names of files and first headings tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import only


def test_without_front_matter_the_first_heading_is_the_title(site: Any) -> None:
    _, results = site({"notes/a-file-name.md": "# `grep` *all* the things\n\nText.\n"})
    assert only(results).title == "grep all the things"


@pytest.mark.parametrize(
    ("path", "time"),
    [
        ("20220924.md", "2022-09-24"),
        ("201905/20190502 Some title.md", "2019-05-02"),
        ("2022/09/24/a.md", "2022-09-24"),
        ("2022_09_24_a.md", "2022-09-24"),
        ("20221324.md", None),
        ("1234567890.md", None),
    ],
)
def test_dates_in_paths(site: Any, path: str, time: str | None) -> None:
    _, results = site({path: "Text.\n"})
    assert only(results).published == time
