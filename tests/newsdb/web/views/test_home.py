"""`/`: what a reader sees of the archive at once."""

from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.clients import soup_of, texts
from tests.conftest import load
from tests.databases import query_file


async def test_numbers_and_newest_articles(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    [(posts, first, last)] = query_file(news_db, "select count(*), min(date), max(date) from posts")
    [(sources,)] = query_file(news_db, "select count(*) from sources")
    numbers = dict(zip(texts(soup, ".numbers dt"), texts(soup, ".numbers dd"), strict=True))
    assert numbers["Articles"] == f"{posts}"
    assert numbers["Sources"] == f"{sources}"
    times = [time["datetime"] for time in soup.select(".numbers time")]
    assert times[:2] == [first, last]
    newest = query_file(
        news_db, "select title from posts order by published_utc desc, id desc limit 24"
    )
    titles = [" ".join(f"{title}".split()) for (title,) in newest]
    assert texts(soup, ".front h3") == titles[:3]
    assert texts(soup, ".headlines h4") == titles[3:]
    assert texts(soup, "h1") == texts(soup, ".masthead .name")
    days = [time["datetime"] for time in soup.select(".day h3 time")]
    assert days == sorted(set(days), reverse=True)
    assert soup.select_one('form[role="search"] input[name="q"]') is not None


async def test_the_chart_of_home_is_a_table_too(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    months = query_file(
        news_db, "select substr(date, 1, 7), count(*) from posts group by 1 order by 1 desc"
    )
    links = [link["href"] for link in soup.select(".chart tbody a")]
    assert links == [f"/month/{month}?lang=en" for month, _ in months]
    assert texts(soup, ".chart td.number") == [f"{count}" for _, count in months]
    assert len(soup.select(".chart .targets path + path")) == len(months)


@pytest.mark.parametrize(
    ("lang", "year", "caption"),
    [
        ("en", 2023, "Articles by month"),
        ("en", 2001, "Articles by year"),
        ("zh", 2001, "每年发文量（篇）"),
    ],
)
async def test_the_chart_says_what_its_columns_are(
    tmp_path: Path, lang: str, year: int, caption: str
) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    for name in (f"{year}-05-01-first", "2024-05-01-last"):
        (posts / f"{name}.md").write_text(f"---\ntitle: {name}\n---\nText.\n", encoding="utf-8")
    with prepared(load(posts, tmp_path / "news.db")) as context:
        soup = await soup_of(instance(context), f"/?lang={lang}")
    assert texts(soup, ".chart figcaption") == [caption]


async def test_top_securities(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/")
    expected = query_file(
        news_db,
        """
        select code, count(*) from posts join post_securities on post_id = posts.id
        where date >= date((select max(date) from posts), '-30 days')
        group by code order by count(*) desc, code limit 10
        """,
    )
    section = soup.select_one('section[aria-labelledby="top-securities"]')
    links = [link["href"].rpartition("/")[2] for link in section.select("a")]
    assert links == [code for code, _ in expected]
    assert texts(section, ".count") == [f"{count}" for _, count in expected]


@pytest.mark.slow
async def test_every_link_works(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    addresses = {link["href"] for link in soup.select("a[href], link[href]")}
    for address in sorted(addresses):
        if address.startswith("/") and "_stream" not in address:
            status = (await datasette.client.get(address)).status_code
            assert status == 200, address
