"""What names of files and first headings tell."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.generators.names import title_from_name
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


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2020-05-01-big-news", "Big News"),
        ("2020-05-01-bIG_news  of day", "BIG News Of Day"),
        ("20220924-a", "A"),
        ("notes", "Notes"),
        ("2020-05-01-12-34", ""),
        ("1234567890", ""),
    ],
)
def test_titles_from_file_names(name: str, title: str) -> None:
    assert title_from_name(name) == title
