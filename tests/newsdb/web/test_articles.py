"""Articles: their parts, and those before and after them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from newsdb.commands.prepare import instance, prepared
from newsdb.models import OwnImage
from newsdb.text import plain_text
from newsdb.web import articles
from newsdb.web.articles import MORE_THAN_SUMMARY, Reference, SecurityMention, lead_of
from tests.conftest import PATIENT, load
from tests.factories import article


@pytest.mark.parametrize(
    ("summary", "body", "lead", "text"),
    [
        ("摘要。", "正文。", "摘要。", "正文。"),
        ("正文第一句。", "正文第一句。后文。", "", "正文第一句。后文。"),
        # The headline stands above it.
        ("题。摘要。", "正文。", "摘要。", "正文。"),
        ("正文第一…", "**正文**第一句。", "", "**正文**第一句。"),
        ("正文第一句。", "本报记者\n\n正文第一句。后文。", "", "本报记者\n\n正文第一句。后文。"),
        ("摘要。", "![](a.png)", "摘要。", "![](a.png)"),
        ("", "正文", "", "正文"),
    ],
)
def test_a_summary_is_not_said_twice(summary: str, body: str, lead: str, text: str) -> None:
    assert article(summary=summary, body=body).text == text
    assert lead_of(summary, "题", "日报", plain_text(body)) == lead


def test_neighbours_at_the_same_second(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        create table sources (id, name);
        create table posts
          (id integer primary key, slug, title, date, published_utc, source_id, story_id, lang);
        insert into sources values (1, '日报');
        insert into posts values (3, 'a', 'A', '2022-01-01', '2022-01-01T00:00:00Z', 1, null, 'en');
        insert into posts values (1, 'b', 'B', '2022-01-01', '2022-01-01T00:00:00Z', 1, null, 'en');
        insert into posts values (2, 'c', 'C', '2022-01-01', '2022-01-01T00:00:00Z', 1, null, 'en');
        """
    )
    middle = article(id=2, published="2022-01-01T08:00:00+08:00")
    assert articles.neighbours([connection], 0, middle) == (
        Reference("b", "B", "2022-01-01", "en"),
        Reference("a", "A", "2022-01-01", "en"),
    )
    # So are those that name no source.
    connection.execute("update posts set source_id = null where slug != 'b'")
    assert articles.neighbours([connection], 0, middle) == (
        None,
        Reference("a", "A", "2022-01-01", "en"),
    )
    connection.close()


def test_neighbours_in_other_databases() -> None:
    """At one instant, those in databases before stand before it."""
    databases = [sqlite3.connect(":memory:") for _ in range(3)]
    for at, connection in enumerate(databases):
        connection.executescript(
            f"""
            create table sources (id, name);
            create table posts
              (id integer primary key, slug, title, date, published_utc, source_id, story_id, lang);
            insert into sources values (7, '日报');
            insert into posts
              values (5, '{at}', 'A', '2022-01-01', '2022-01-01T00:00:00Z', 7, 1, 'en');
            """
        )
    middle = article(id=5, published="2022-01-01T08:00:00+08:00")
    for number, expected in enumerate([(None, "1"), ("0", "2"), ("1", None)]):
        found = articles.neighbours(databases, number, middle)
        assert tuple(each and each.slug for each in found) == expected
    databases[0].execute("update posts set published_utc = '2022-01-02'")
    databases[2].execute("update posts set published_utc = '2021-01-01'")
    found = articles.neighbours(databases, 1, middle)
    assert [each and each.slug for each in found] == ["2", "0"]
    databases[2].execute("update sources set name = '晚报'")
    assert articles.neighbours(databases, 1, middle)[0] is None
    for connection in databases:
        connection.close()


def test_how_far_a_text_is_compared_with_its_summary(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    before = "。" * MORE_THAN_SUMMARY
    bodies = {"a": f"**{before}摘**", "b": f"**。{before}摘**", "c": " ", "d": "![](x.png)"}
    for name, body in bodies.items():
        path = tmp_path / "_posts" / f"2022-01-01-{name}.md"
        path.write_text(f"---\ntitle: 题\nexcerpt: 摘\n---\n{body}\n", "utf-8")
    with closing(sqlite3.connect(load(tmp_path, tmp_path / "news.db"))) as connection:
        found = [articles.find_article(connection, f"2022-01-01-{name}") for name in bodies]
    assert [each and (each.lead, each.text[:1]) for each in found] == [
        *(("", "*"), ("摘", "*")),
        # A summary without a body is the text; one of an image stands above it.
        *(("", "摘"), ("摘", "!")),
    ]


def test_names_that_are_known() -> None:
    security = SecurityMention("1.SH", "甲", "share", "", 1)
    assert article(securities=(security,)).names == ("甲", "日报")
    assert article(source=None).names == ("",)


@pytest.mark.parametrize(
    ("summary", "body", "lead"),
    [
        ("澄江大桥今日通车。（甲报）", "开头。\n\n澄江大桥今日通车。\n\n桥长一公里。", ""),
        ("澄江大桥今日通车。(甲报)", "桥长一公里。", "澄江大桥今日通车。"),
        # Another name in brackets is a part of it.
        ("澄江大桥今日通车。（乙报）", "澄江大桥今日通车。", "澄江大桥今日通车。（乙报）"),
    ],
)
def test_the_source_is_no_part_of_the_lead(summary: str, body: str, lead: str) -> None:
    assert lead_of(summary, "题", "甲报", plain_text(body)) == lead


async def test_the_original_of_an_article_by_outlet(tmp_path: Path) -> None:
    number = "202203012290000001"
    (tmp_path / "_posts").mkdir()
    for name, url in (
        ("", f"http://finance.eastmoney.com/news/1353,{number}.html"),
        ("NW", f"http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW{number}"),
    ):
        (tmp_path / "_posts" / f"2022-03-01-{name}{number}.md").write_text(
            f'---\ntitle: "题"\ndate: 2022-03-01 08:00:00\ncategories: jiabao\n---\n文\n\n<{url}>\n'
        )
    with prepared(load(tmp_path, tmp_path / "news.db"), PATIENT) as context:
        response = await instance(context).client.get(f"/article/2022-03-01-NW{number}?lang=en")
    page = html.fromstring(response.text)
    about = page.find_class("about")[0]
    original = page.find_class("byline")[0].find_class("original")[0]
    (link,) = original.findall("a")
    assert link.get("href") == f"http://finance.eastmoney.com/news/1353,{number}.html"
    derived = "The URL of the original follows from the number of the article"
    assert original.xpath("string(small)") == derived
    # On paper, links show where they lead.
    assert page.find_class("printed")[0].text_content().endswith(f" · {link.get('href')}")
    terms = [each.text_content() for each in about.iter("dt")]
    assert "Section" in terms and "Categories" not in terms
    assert about.xpath("//a[contains(@href, '/section/')]/text()") == ["证券聚焦"]


@pytest.mark.parametrize(
    ("width", "in_text", "cover"),
    [
        (400, False, "/a.png"),
        (399, False, ""),
        (None, False, "/a.png"),
        (400, True, ""),
    ],
)
def test_a_cover_is_large_and_not_in_the_text(width: int | None, in_text: bool, cover: str) -> None:
    images = {"/a.png": OwnImage("/a.png", width, 300)}
    found = article(image="/a.png", own_images=images, images=("/a.png",) * in_text)
    assert found.cover == cover
    assert article(image="/a.png").cover == ""


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("字", 1),
        ("字" * 1200, 3),
        ("It's well-known. " * 238, 2),
        ("字" * 400 + " word" * 238, 2),
        # Where links lead is not read.
        ("[word](https://host.example/a/long/path-of-words) " * 238, 1),
        ("", 1),
    ],
)
def test_minutes_to_read(body: str, minutes: int) -> None:
    assert article(body=body).minutes == minutes
