"""`/tags`, `/authors` and the other directories, as pages of a blog."""

from pathlib import Path

import pytest

from newsdb.commands.prepare import instance, prepared
from tests.clients import directory
from tests.conftest import PATIENT, load


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


async def test_a_blog(blog: Path) -> None:
    with prepared(blog, PATIENT) as context:
        site = instance(context)
        tags = await directory(site, "/tags")
        assert tags == [
            ("beans", "3", "/tag/beans"),
            ("100%", "1", "/tag/100%25"),
            ("a_b", "1", "/tag/a_b"),
            ("shed", "1", "/tag/shed"),
        ]
        assert await directory(site, "/tags?q=EA") == [("beans", "3", "/tag/beans")]
        assert await directory(site, "/tags?q=%25") == [("100%", "1", "/tag/100%25")]
        assert await directory(site, "/tags?q=_") == [("a_b", "1", "/tag/a_b")]
        assert await directory(site, "/tags?q=none") == []
        assert await directory(site, "/tags?page=2") == []
        assert await directory(site, "/tags?page=x") == tags
        assert await directory(site, "/authors?lang=en") == [
            ("Ann", "3", "/author/Ann?lang=en"),
            ("Bob", "1", "/author/Bob?lang=en"),
        ]
        assert await directory(site, "/categories") == [("notes", "4", "/category/notes")]
        assert [name for name, *_ in await directory(site, "/tags?order=name")] == [
            *("100%", "a_b", "beans", "shed"),
        ]
        assert await directory(site, "/tags?order=fewest&q=b") == [
            ("a_b", "1", "/tag/a_b"),
            ("beans", "3", "/tag/beans"),
        ]
        assert await directory(site, "/tags?order=none") == tags
        for _, _, link in [*tags, *await directory(site, "/authors")]:
            assert (await site.client.get(link)).status_code == 200
        article = (await site.client.get("/article/2024-01-09-post?lang=en")).text
        assert '<a class="medium" lang="en" href="/author/Bob?lang=en" rel="author">' in article
