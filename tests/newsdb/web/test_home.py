"""The home page, and the pages of lists, as readers get them."""

import json
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.commands.serve import instance, prepared
from newsdb.web.sample_queries import SAMPLE_QUERIES, SampleQuery
from tests.conftest import load


async def soup_of(datasette: Datasette, path: str) -> BeautifulSoup:
    response = await datasette.client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.text, "html5lib")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(element.get_text().split()) for element in soup.select(selector)]


def ask(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    rows = connection.execute(sql, values).fetchall()
    connection.close()
    return rows


async def test_home_tells_what_there_is(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    [(posts, first, last)] = ask(news_db, "select count(*), min(date), max(date) from posts")
    [(sources,)] = ask(news_db, "select count(*) from sources")
    numbers = dict(zip(texts(soup, ".numbers dt"), texts(soup, ".numbers dd"), strict=True))
    assert numbers["Articles"] == f"{posts}"
    assert numbers["Sources"] == f"{sources}"
    times = [time["datetime"] for time in soup.select(".numbers time")]
    assert times[:2] == [first, last]
    newest = ask(news_db, "select title from posts order by published_utc desc, id desc limit 24")
    assert texts(soup, ".posts h4") == [" ".join(f"{title}".split()) for (title,) in newest]
    days = [time["datetime"] for time in soup.select(".day h3 time")]
    assert days == sorted(set(days), reverse=True)
    assert soup.select_one('form[role="search"] input[name="q"]') is not None


async def test_the_chart_of_home_is_a_table_too(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    months = ask(
        news_db, "select substr(date, 1, 7), count(*) from posts group by 1 order by 1 desc"
    )
    links = [link["href"] for link in soup.select(".chart tbody a")]
    assert links == [f"/month/{month}?lang=en" for month, _ in months]
    assert texts(soup, ".chart td.number") == [f"{count}" for _, count in months]
    assert len(soup.select(".chart .value")) == len(months)


@pytest.mark.parametrize(
    ("path", "length", "label", "beside"),
    [
        ("/day/2022-03-03", 13, "Articles by hour", ["/day/2022-03-02", "/day/2022-03-04"]),
        ("/month/2022-03", 10, "Articles by day", ["/month/2022-02", "/month/2022-04"]),
        ("/month/2021-12", 10, "Articles by day", ["/month/2022-01"]),
        ("/month/2022-08", 10, "Articles by day", ["/month/2022-07"]),
    ],
)
async def test_days_and_months_have_a_chart_and_others_beside(
    datasette: Datasette, news_db: Path, path: str, length: int, label: str, beside: list[str]
) -> None:
    soup = await soup_of(datasette, f"{path}?lang=en")
    counts = ask(
        news_db,
        "select substr(published, 1, ?), count(*) from posts where published like ? || '%' "
        "group by 1 order by 1",
        length,
        path.rpartition("/")[2],
    )
    assert texts(soup, ".chart figcaption") == [label]
    assert len(soup.select(".chart .value")) == len(counts)
    shown = [text for text in texts(soup, ".chart td.number") if text != "0"]
    assert shown == [f"{count}" for _, count in reversed(counts)]
    links = [link["href"] for link in soup.select(".chart tbody a")]
    assert links == [f"/day/{day}?lang=en" for day, _ in reversed(counts) if length == 10]
    found = [link["href"] for link in soup.select(".byline [rel=prev], .byline [rel=next]")]
    assert found == [f"{each}?lang=en" for each in beside]


async def test_a_security_has_a_chart_of_its_mentions(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/security/689901.SH?lang=en")
    counts = ask(
        news_db,
        "select month, mentions from security_months where code = '689901.SH' order by month",
    )
    assert texts(soup, ".chart figcaption") == ["Mentions by month"]
    assert texts(soup, ".chart thead th") == ["Period", "Mentions"]
    assert [int(text) for text in texts(soup, ".chart td.number")] == [
        count for _, count in reversed(counts)
    ]
    assert texts(soup, ".chart g title")[0] == "March 2022: 6 mentions"
    assert "11 mentions" in texts(soup, ".byline span")


async def test_home_names_who_is_in_the_news(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/")
    expected = ask(
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


@pytest.mark.parametrize("query", SAMPLE_QUERIES, ids=lambda query: query.title)
async def test_the_questions_of_home_have_answers(datasette: Datasette, query: SampleQuery) -> None:
    soup = await soup_of(datasette, "/")
    addresses = [link["href"] for link in soup.select(".plain a")]
    address = next(
        each for each in addresses if query.sql in parse_qs(urlsplit(each).query).get("sql", [])
    )
    path, _, parameters = address.partition("?")
    answer = await datasette.client.get(f"{path}.json?{parameters}&_shape=array")
    assert answer.status_code == 200
    assert answer.json()


async def test_every_address_on_home_leads_somewhere(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/?lang=en")
    addresses = {link["href"] for link in soup.select("a[href], link[href]")}
    for address in sorted(addresses):
        if address.startswith("/") and "_stream" not in address:
            status = (await datasette.client.get(address)).status_code
            assert status == 200, address


@pytest.mark.parametrize(
    ("path", "condition"),
    [
        (f"/source/{quote('滚动')}", "source_id = (select id from sources where name = '滚动')"),
        (
            f"/tag/{quote('滚动新闻')}",
            "id in (select post_id from post_tags join tags on tags.id = tag_id "
            "and name = '滚动新闻')",
        ),
        (
            f"/category/{quote('chaoxijingjibaodao chaoxiAPP', safe='')}",
            "id in (select post_id from post_categories join categories on "
            "categories.id = category_id and name = 'chaoxijingjibaodao chaoxiAPP')",
        ),
        (
            "/security/609011.SH",
            "id in (select post_id from post_securities where code = '609011.SH')",
        ),
        ("/day/2022-03-03", "date = '2022-03-03'"),
        ("/month/2022-03", "date like '2022-03%'"),
    ],
)
async def test_lists_and_their_rows_are_the_same(
    datasette: Datasette, news_db: Path, path: str, condition: str
) -> None:
    rows = ask(
        news_db,
        f"select id, title, slug from posts where {condition} order by published_utc desc, id desc",
    )
    assert rows
    soup = await soup_of(datasette, path)
    assert f"{len(rows)} 篇文章" in texts(soup, ".byline span")
    shown = [link["href"] for link in soup.select(".posts h2 a")]
    while (older := soup.select_one(".pager [rel=next]")) is not None:
        soup = await soup_of(datasette, older["href"])
        assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
        shown += [link["href"] for link in soup.select(".posts h2 a")]
    assert shown == [f"/article/{quote(f'{slug}')}" for _, _, slug in rows]
    table, as_json, as_csv, *_ = [link["href"] for link in soup.select(".formats a")]
    assert (await datasette.client.get(table)).status_code == 200
    answer = await datasette.client.get(f"{as_json}&_size=max")
    assert [row["id"] for row in answer.json()] == [row[0] for row in rows]
    lines = (await datasette.client.get(as_csv)).text.splitlines()
    assert lines[0].startswith("id,slug,title")


@pytest.mark.parametrize(
    "path",
    [
        *("/source/none", "/tag/none", "/category/none", "/security/none", "/source/%FF"),
        *("/day/2022-13-01", "/day/2000-01-01", "/month/2000-01", "/month/x"),
    ],
)
async def test_lists_that_are_not_there(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(path)
    assert response.status_code == 404
    assert "页面不存在" in response.text


async def test_a_security_and_who_writes_about_it(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/security/609011.SH?lang=en")
    assert texts(soup, ".kicker") == ["Share · Shanghai"]
    assert texts(soup, "h1") == ["澄川化工 609011.SH"]
    marked = texts(soup, ".excerpt mark")
    assert "澄川化工" in marked
    assert set(marked) <= {"澄川化工", "609011"}
    writers = ask(
        news_db,
        "select sources.name, count(*) from post_securities join posts on posts.id = post_id "
        "join sources on sources.id = source_id where code = '609011.SH' "
        "group by source_id order by 2 desc, 1 limit 10",
    )
    section = soup.select_one('section[aria-labelledby="top-sources"]')
    assert texts(section, "li") == [f"{name} {count}" for name, count in writers]


async def test_securities_are_found_by_code_name_and_initials(datasette: Datasette) -> None:
    everything = await soup_of(datasette, "/securities")
    assert len(everything.select("tbody tr")) > 20
    for query in ("609011", quote("澄川"), "cchg"):
        soup = await soup_of(datasette, f"/securities?q={query}&kind=share")
        assert texts(soup, "tbody th")[0].startswith("澄川化工")
    empty = await soup_of(datasette, "/securities?q=zzzzzz")
    assert "未找到相关证券" in texts(empty, ".empty")[0]
    for odd in ("page=0", "page=x", "page=99999999999", "page=%EF%BC%99", "kind=x&q=%25", "q=%00"):
        assert (await datasette.client.get(f"/securities?{odd}")).status_code == 200


async def test_a_security_has_all_its_names_with_their_days(tmp_path: Path) -> None:
    for day, name in (("2021-05-01", "旧名"), ("2021-06-01", "旧名"), ("2022-05-01", "新名")):
        text = f'---\ntitle: 题\n---\n<p><a data-code="1,609011">{name}</a>涨。</p>\n'
        (tmp_path / f"{day}-x.md").write_text(text, encoding="utf-8")
    with prepared(load(tmp_path, tmp_path / "news.db")) as context:
        soup = await soup_of(instance(context), "/security/609011.SH?lang=en")
    assert texts(soup, "h1") == ["新名 609011.SH"]
    assert texts(soup, ".byline")[1] == "Other names: 旧名 (1 May 2021 – 1 June 2021)"


async def test_a_trend_has_a_scale_of_its_own(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/securities")
    for trend in soup.select(".trend"):
        heights = [float(bar["height"]) for bar in trend.select("rect")]
        most = max(int(count) for count in trend.find_next("span").get_text().split(", "))
        assert max(heights) == round(17 * most / max(most, 4), 1)


async def test_a_source_and_what_it_writes_about(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, f"/source/{quote('瀚海证券报')}")
    [(name, count)] = ask(
        news_db,
        "select securities.name, count(*) from posts join post_securities on post_id = posts.id "
        "join securities using (code) where source_id = (select id from sources "
        "where name = '瀚海证券报') group by code order by 2 desc, code limit 1",
    )
    section = soup.select_one('section[aria-labelledby="about"]')
    assert texts(section, "li")[0] == f"{name} {count}"


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        (f"/source/{quote('滚动')}", f"/feed.xml?source={quote('滚动')}"),
        ("/day/2022-03-03", "/feed.xml?since=2022-03-03&until=2022-03-03"),
        ("/month/2022-02", "/feed.xml?since=2022-02-01&until=2022-02-28"),
    ],
)
async def test_the_feed_of_a_list_is_announced(datasette: Datasette, path: str, feed: str) -> None:
    soup = await soup_of(datasette, path)
    feeds = [link["href"] for link in soup.select('link[type="application/atom+xml"]')]
    assert feeds == ["/feed.xml", feed]
    assert soup.select_one(".formats li:last-child a")["href"] == feed
    assert (await datasette.client.get(feed)).status_code == 200


async def test_words_in_both_languages(datasette: Datasette) -> None:
    for path in ("/", "/securities", "/month/2022-03", "/article/none", "/security/609011.SH"):
        for language, tag in (("zh", "zh-Hans"), ("en", "en")):
            response = await datasette.client.get(path, headers={"Accept-Language": language})
            soup = BeautifulSoup(response.text, "html5lib")
            assert soup.html["lang"] == tag
            other = soup.select_one(".ways a[hreflang]")
            assert other["hreflang"] != tag
            assert json.dumps(other["href"]) in ('"?lang=en"', '"?lang=zh"')


@pytest.mark.parametrize(
    ("language", "title", "begin"),
    [
        ("zh", "开放新闻档案", "一份虚构的中文财经新闻档案，"),
        ("en", "A news archive as open data", "Financial news in Chinese, "),
    ],
)
async def test_the_site_is_named_in_the_readers_language(
    datasette: Datasette, language: str, title: str, begin: str
) -> None:
    soup = await soup_of(datasette, f"/?lang={language}")
    assert (
        texts(soup, "h1") == texts(soup, "head title") == texts(soup, ".masthead .name") == [title]
    )
    [description] = soup.select('meta[name="description"]')
    assert description["content"].startswith(begin)
    assert texts(soup, ".description") == [description["content"]]
    article = await soup_of(datasette, f"/article/-202205262391920486?lang={language}")
    [name] = article.select('meta[property="og:site_name"]')
    assert name["content"] == title
    for page in (soup, article):
        [license] = page.select('.colophon a[rel="license"]')
        assert license["href"] == "https://creativecommons.org/publicdomain/zero/1.0/"


async def test_what_machines_read_does_not_depend_on_who_asks(datasette: Datasette) -> None:
    for language in ("zh", "en"):
        headers = {"Accept-Language": language}
        for path, key in (("/data/datapackage.json", "title"), ("/data/croissant.json", "name")):
            answer = (await datasette.client.get(path, headers=headers)).json()
            assert answer[key] == "A news archive as open data"
        llms = await datasette.client.get("/llms.txt", headers=headers)
        assert llms.text.startswith("# A news archive as open data\n\n> Financial news in Chinese,")
        feed = (await datasette.client.get("/feed.json", headers=headers)).json()
        assert (feed["title"], feed["language"]) == ("开放新闻档案", "zh-Hans")
        assert feed["description"].startswith("一份虚构的中文财经新闻档案，")


async def test_one_title_does_for_all_languages(news_db: Path, tmp_path: Path) -> None:
    (tmp_path / "metadata.json").write_text('{"title": "Only this"}', encoding="utf-8")
    with prepared(news_db, ["--metadata", f"{tmp_path / 'metadata.json'}"]) as context:
        bare = instance(context)
        for language in ("zh", "en"):
            assert texts(await soup_of(bare, f"/?lang={language}"), "h1") == ["Only this"]
        feed = (await bare.client.get("/feed.json")).json()
        assert (feed["title"], "description" in feed) == ("Only this", True)
        assert (await bare.client.get("/data/datapackage.json")).json()["title"] == "Only this"
