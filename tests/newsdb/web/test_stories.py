"""Stories on the site: lists, search, feeds and charts have an article once, /story/ has all."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from lxml import html

from newsdb.commands.serve import instance, prepared
from tests.conftest import PATIENT, load

LONG = "青禾农牧与岚山银行周四在澄江签署战略合作协议，双方将在粮食仓储融资上展开合作。"
POSTS = {
    # The same article twice: an article of the archive has one id.
    "2022-03-01-NW202203010000000001": ("2022-03-01 09:00:00", "甲报", LONG + "首期五亿元。"),
    "2022-03-01-202203010000000001": ("2022-03-01 09:05:00", "甲报", LONG),
    # A copy in another newspaper.
    "2022-03-01-b": ("2022-03-01 12:00:00", "乙报", LONG + "首期五亿元。"),
    "2022-03-02-c": ("2022-03-02 09:00:00", "乙报", "今日无雨，澄江大桥照常通行，交警提醒慢行。"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    folder = tmp_path_factory.mktemp("stories")
    (folder / "_posts").mkdir()
    for name, (time, source, text) in POSTS.items():
        content = (
            f"---\ntitle: 题 {name[-1]}\ndate: {time} +0800\ntags: [t]\n---\n"
            f"{text}\n\n（文章来源：{source}）\n"
        )
        (folder / "_posts" / f"{name}.md").write_text(content, "utf-8")
    with prepared(load(folder, folder / "news.db"), PATIENT) as context:
        yield instance(context)


async def page(site: Datasette, path: str) -> html.HtmlElement:
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.text)


async def slugs(site: Datasette, path: str) -> list[str]:
    links = (await page(site, path)).xpath(
        "//ol[@class='posts']/li//*[self::h2 or self::h3 or self::h4]/a"
    )
    return [link.get("href").partition("?")[0].removeprefix("/article/") for link in links]


LEAD, TWIN, COPY, OTHER = POSTS


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", [OTHER, LEAD]),
        ("/tag/t", [OTHER, LEAD]),
        ("/month/2022-03", [OTHER, LEAD]),
        ("/day/2022-03-01", [LEAD]),
        # A list has the first of a story that belongs to it.
        ("/source/%E4%B9%99%E6%8A%A5", [OTHER, COPY]),
        ("/source/%E7%94%B2%E6%8A%A5", [LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&order=newest", [LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&source=%E4%B9%99%E6%8A%A5", [COPY]),
        ("/tag/t?stories=off", [OTHER, COPY, TWIN, LEAD]),
        ("/day/2022-03-01?stories=off", [COPY, TWIN, LEAD]),
        ("/search?q=%E7%B2%AE%E9%A3%9F&order=newest&stories=off", [COPY, TWIN, LEAD]),
        ("/story/2", [LEAD, TWIN, COPY]),
    ],
)
async def test_lists_have_each_story_once(site: Datasette, path: str, expected: list[str]) -> None:
    assert await slugs(site, path) == expected


async def test_numbers_count_stories(site: Datasette) -> None:
    home = await page(site, "/?lang=en")
    assert home.xpath("string(//dl[@class='numbers']/div[1]/dd)") == "2"
    tag = await page(site, "/tag/t?lang=en")
    assert tag.xpath("string(//p[@class='byline']/span)") == "2 articles"
    found = (await site.client.get("/search.json?q=粮食")).json()
    assert found["total"] == 1
    found = (await site.client.get("/search.json?q=粮食&stories=off")).json()
    assert found["total"] == 3
    assert (await site.client.get("/search.json?q=粮食&stories=no")).status_code == 400


async def test_where_else_it_stands(site: Datasette) -> None:
    for path in (
        "/?lang=en",
        "/tag/t?lang=en",
        "/search?q=粮食&lang=en",
        f"/article/{LEAD}?lang=en",
    ):
        (note,) = (await page(site, path)).xpath("//span[a[starts-with(@href, '/story/')]]")
        assert " ".join(note.text_content().split()) == "Also in 乙报 · 3 versions", path


async def test_feeds_and_exports(site: Datasette) -> None:
    feed = (await site.client.get("/feed.json")).json()
    assert [item["url"].rpartition("/")[2] for item in feed["items"]] == [OTHER, LEAD]
    records = (await site.client.get("/news/posts.json?_shape=array&_sort=id")).json()
    assert len(records) == 4
    lines = (await site.client.get("/data/posts.ndjson")).text.splitlines()
    assert len(lines) == 4
    assert sum('"relation":null' in line.replace(" ", "") for line in lines) == 2


async def test_a_story_says_what_each_version_adds(site: Datasette) -> None:
    story = await page(site, "/story/2?lang=en")
    items = story.xpath("//ol[@class='posts']/li")
    relations = [item.xpath("string(.//p[@class='meta']/span[1])") for item in items]
    assert relations == ["First version", "Same article, collected in another way", "Copy"]
    assert [item.xpath("string(.//p[contains(@class, 'excerpt')])") for item in items] == [
        LONG, "", "",
    ]  # fmt: skip


async def test_no_such_story(site: Datasette) -> None:
    for path in ("/story/1", "/story/99999", "/story/x"):
        assert (await site.client.get(path)).status_code == 404, path


async def test_the_url_of_a_merged_story_leads_to_the_other(
    site: Datasette, tmp_path: Path
) -> None:
    database = Path(shutil.copy(site.get_database("news").path, tmp_path / "news.db"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "insert into story_changes (load_id, story_id, into_story_id) values (1, ?, ?)",
            [(70, 80), (80, 2), (90, 91), (91, 90)],
        )
    with prepared(database, PATIENT) as context:
        client = instance(context).client
        response = await client.get("/story/70", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (301, "/story/2")
        # A circle leads nowhere, and ends.
        assert (await client.get("/story/90")).status_code == 404
