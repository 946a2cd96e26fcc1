"""`/sources`, `/authors`, `/tags`, `/categories`: everything there is, with counts."""

import json
from collections import Counter

from datasette.app import Datasette

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
