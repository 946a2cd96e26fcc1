"""What `frontmatter` in the configuration of Hugo says of dates and names."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.generators.hugo_dates import configured_dates
from loaders.generators.values import Fields

DAY = {"date": "2024-03-05", "slug": "name"}


@pytest.mark.parametrize(
    ("order", "head", "found"),
    [
        ({"date": [":filename", ":default"]}, {"date": "2024-01-02"}, DAY),
        ({"date": [":default", ":filename"]}, {}, DAY),
        ({"date": [":default", ":filename"]}, {"pubdate": "2024-01-02"}, {"date": "2024-01-02"}),
        ({"date": [":git", "mine", "date"]}, {"mine": "a", "date": "b"}, {"date": "a"}),
        ({"date": [":filename"]}, {"slug": "own"}, {"date": "2024-03-05"}),
        (
            {"date": [":default"], "publishDate": ["publishdate", ":filename"]},
            {"date": "2024-01-02"},
            {"date": "2024-01-02", "publishdate": "2024-03-05", "slug": "name"},
        ),
        ({"expiryDate": [":default"]}, {"date": "2024-01-02"}, {}),
        ({"date": "date"}, {"date": "2024-01-02"}, {}),
        ("", {"date": "2024-01-02"}, {}),
    ],
)
def test_dates_are_taken_in_the_order_of_the_configuration(
    order: Any, head: dict[str, Any], found: dict[str, str]
) -> None:
    config = Fields({"frontmatter": order})
    dates = configured_dates(config, "2024-03-05-name", Fields(head))
    assert dates == found


def test_the_name_of_a_page_bundle_is_that_of_its_directory(site: Any) -> None:
    _, results = site(
        {
            "config.toml": 'title = "T"\n[frontmatter]\ndate = [":filename"]\n'
            '[permalinks]\na = "/:slug/"\n',
            "content/a/2024-03-05-b/index.md": "---\ntitle: T\n---\nText.\n",
            "content/a/c.md": "---\ntitle: C\nslug: -c-\n---\nText.\n",
        }
    )
    permalinks = {path: each.post.permalink for path, each in results.items()}
    assert permalinks == {"content/a/2024-03-05-b/index.md": "/b/", "content/a/c.md": "/c/"}
