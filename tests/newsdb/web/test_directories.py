"""`/sources`, `/authors`, `/tags`, `/categories`: everything there is, with counts."""

import json
from collections import Counter

import pytest
from datasette.app import Datasette

from newsdb.web.directories import DirectoryEntry, ValueDirectory, merge_directories
from tests.clients import directory


async def test_the_sample(datasette: Datasette) -> None:
    """The counts are those of the records."""
    response = await datasette.client.get("/data/posts.ndjson?limit=1000")
    records = response.text.splitlines()
    posts = [json.loads(line) for line in records]
    for path, expected in (
        ("/sources", Counter(post["source"] for post in posts if post["source"])),
        ("/tags", Counter(tag for post in posts for tag in post["tags"])),
        ("/categories", Counter(name for post in posts for name in post["categories"])),
    ):
        found = await directory(datasette, path)
        assert {name: int(count) for name, count, _ in found} == expected
        counts = [int(count) for _, count, _ in found]
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("skip", "limit", "names"), [(0, 2, "ca"), (1, 2, "ab"), (2, 2, "b"), (3, 2, ""), (0, 9, "cab")]
)
def test_a_page_of_several_databases(skip: int, limit: int, names: str) -> None:
    one = ValueDirectory((DirectoryEntry("a", 3), DirectoryEntry("b", 1)), 2)
    two = ValueDirectory((DirectoryEntry("c", 4), DirectoryEntry("b", 1)), 2)
    merged = merge_directories([one, two], "posts", skip, limit)
    assert ("".join(entry.name for entry in merged.entries), merged.total) == (names, 3)
