"""`/sources`, `/authors`, `/tags`, `/categories`, `/archive`: everything there is, with counts."""

import json
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.commands.serve import instance, prepared
from tests.conftest import PATIENT, load

Entries = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog of five posts; the last one has neither tags nor an author."""
    folder = tmp_path_factory.mktemp("directories")
    posts = folder / "ann" / "_posts"
    posts.mkdir(parents=True)
    for day, tags, author in (
        ("2023-12-30", "[beans, shed]", "Ann"),
        ("2024-01-05", "[beans]", "Ann"),
        ("2024-01-09", "[100%]", "Bob"),
        ("2024-02-01", "[beans, a_b]", "Ann"),
    ):
        front = f"title: The post of {day}\ntags: {tags}\nauthor: {author}\ncategories: [notes]\n"
        text = "This is the text of the post, and it is about the garden.\n"
        (posts / f"{day}-post.md").write_text(f"---\n{front}---\n{text}", encoding="utf-8")
    (posts / "2024-02-02-bare.md").write_text("---\ntitle: Bare\n---\nText.\n", encoding="utf-8")
    return load(folder / "ann", folder / "news.db")


async def entries(datasette: Datasette, path: str) -> Entries:
    """Return the names, counts and links of a directory."""
    response = await datasette.client.get(path)
    assert response.status_code == 200, path
    items = BeautifulSoup(response.text, "html5lib").select(".directory li")
    return [
        (
            item.select("a")[0].get_text(),
            item.select(".count")[0].get_text(),
            f"{item.select('a')[0]['href']}",
        )
        for item in items
    ]


async def test_a_blog(blog: Path) -> None:
    with prepared(blog, PATIENT) as context:
        site = instance(context)
        tags = await entries(site, "/tags")
        assert tags == [
            ("beans", "3", "/tag/beans"),
            ("100%", "1", "/tag/100%25"),
            ("a_b", "1", "/tag/a_b"),
            ("shed", "1", "/tag/shed"),
        ]
        assert await entries(site, "/tags?q=EA") == [("beans", "3", "/tag/beans")]
        assert await entries(site, "/tags?q=%25") == [("100%", "1", "/tag/100%25")]
        assert await entries(site, "/tags?q=_") == [("a_b", "1", "/tag/a_b")]
        assert await entries(site, "/tags?q=none") == []
        assert await entries(site, "/tags?page=2") == []
        assert await entries(site, "/tags?page=x") == tags
        assert await entries(site, "/authors?lang=en") == [
            ("Ann", "3", "/author/Ann?lang=en"),
            ("Bob", "1", "/author/Bob?lang=en"),
        ]
        assert await entries(site, "/categories") == [("notes", "4", "/category/notes")]
        assert await entries(site, "/archive?lang=en") == [
            ("February 2024", "2", "/month/2024-02?lang=en"),
            ("January 2024", "2", "/month/2024-01?lang=en"),
            ("December 2023", "1", "/month/2023-12?lang=en"),
        ]
        assert len(await entries(site, "/archive?q=2024")) == 2
        for _, _, link in [
            *tags,
            *await entries(site, "/authors"),
            *await entries(site, "/archive"),
        ]:
            assert (await site.client.get(link)).status_code == 200
        article = (await site.client.get("/article/2024-01-09-post?lang=en")).text
        assert '<a class="medium" lang="en" href="/author/Bob?lang=en" rel="author">' in article


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
        found = await entries(datasette, path)
        assert {name: int(count) for name, count, _ in found} == expected
        counts = [int(count) for _, count, _ in found]
        assert counts == sorted(counts, reverse=True)
