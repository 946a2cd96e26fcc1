"""`/article/<slug>`: the page, its Markdown and its JSON."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.clients import soup_of, texts
from tests.conftest import load
from tests.paths import TOP

SLUG = "-202205262391920486"
CSS = TOP / "static" / "site.css"


async def test_the_page_says_what_the_post_says(datasette: Datasette) -> None:
    soup = await soup_of(datasette, f"/article/{SLUG}")
    title = "把整机柜服务器泡进液体里散热，流明云的新机房选了一家中国化工厂的冷却液"
    assert texts(soup, "h1") == [title]
    assert soup.title is not None
    assert soup.title.get_text().startswith(f"{title} · ")
    assert soup.html["lang"] == soup.article["lang"] == "zh-Hans"
    assert texts(soup, ".byline .medium") == ["瀚海证券报"]
    assert soup.select_one(".byline .medium")["href"] == f"/source/{quote('瀚海证券报')}"
    assert soup.select_one(".byline time")["datetime"] == "2022-05-26"
    assert texts(soup, ".byline time") == ["2022年5月26日"]
    assert texts(soup, ".summary")[0].startswith("记者获悉，澄川化工首批42吨")
    assert texts(soup, ".text p")[0] == "服务器也要“泡澡”了。"
    assert soup.select_one(".text a.security")["href"] == "/security/ZLMN.US"
    assert texts(soup, "figcaption") == ["浸没槽吊装现场 受访者供图"]
    assert "流明云 ZLMN.US" in texts(soup, ".about .chips a")
    links = {link.get_text(): link["href"] for link in soup.select(".about a")}
    assert links["滚动新闻"] == f"/tag/{quote('滚动新闻')}"
    assert links["rolling"] == "/category/rolling"
    assert links["数据记录"] == "/news/posts/1"
    assert (links["Markdown"], links["JSON"]) == (f"/article/{SLUG}.md", f"/article/{SLUG}.json")


async def test_what_machines_read_in_the_page(datasette: Datasette) -> None:
    soup = await soup_of(datasette, f"/article/{SLUG}?lang=en")
    address = f"http://localhost/article/{SLUG}"
    assert soup.find("link", rel="canonical")["href"] == address
    meta = {
        tag.get("property") or tag.get("name"): tag["content"] for tag in soup("meta", content=True)
    }
    assert meta["og:type"] == "article"
    assert meta["og:url"] == address
    assert meta["og:title"] == soup.h1.get_text()
    assert meta["description"] == meta["og:description"]
    assert meta["description"].startswith("把整机柜服务器泡进液体里散热")
    assert meta["article:published_time"] == "2022-05-26"
    assert re.fullmatch(r"https://image\.dongling\.example/download/\w+\.jpg", meta["og:image"])
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == soup.h1.get_text()
    assert data["datePublished"] == "2022-05-26"
    assert data["publisher"] == {"@type": "Organization", "name": "瀚海证券报"}
    assert {"@type": "Thing", "name": "澄川化工", "identifier": "609011.SH"} in data["about"]


async def test_the_original_is_linked_without_a_referrer(
    datasette: Datasette, news_db: Path
) -> None:
    connection = sqlite3.connect(news_db)
    slug, url = connection.execute("select slug, url from posts where url is not null").fetchone()
    connection.close()
    soup = await soup_of(datasette, f"/article/{slug}")
    link = soup.select_one(".original a")
    assert link["href"] == url
    assert set(link["rel"]) == {"nofollow", "noopener", "noreferrer", "external"}


async def test_previous_and_next(datasette: Datasette, news_db: Path) -> None:
    connection = sqlite3.connect(news_db)
    rows = connection.execute(
        "select slug from posts where source_id = (select id from sources where name = '滚动') "
        "order by published_utc, id"
    ).fetchall()
    slugs = [slug for (slug,) in rows]
    soup = await soup_of(datasette, f"/article/{slugs[1]}")
    neighbours = {link["rel"][0]: link["href"] for link in soup.select(".neighbours a")}
    assert neighbours == {"prev": f"/article/{slugs[0]}", "next": f"/article/{slugs[2]}"}
    first = await soup_of(datasette, f"/article/{slugs[0]}")
    assert [link["rel"] for link in first.select(".neighbours a")] == [["next"]]
    connection.close()


async def test_companies_have_a_trend_and_neighbours_a_date(datasette: Datasette) -> None:
    soup = await soup_of(datasette, f"/article/{SLUG}")
    chips = soup.select(".about .chips")[0].select("li")
    assert len(chips) == 4
    assert all(len(chip.select("svg.trend")) == 1 for chip in chips)
    counts = [int(count) for count in chips[0].select_one(".unseen").text.split(", ")]
    assert (len(counts), sum(counts) > 0) == (9, True)
    assert [each.text for each in soup.select(".neighbours small")] == [
        "上一篇 · 2022年5月17日",
        "下一篇 · 2022年5月30日",
    ]
    assert soup.select_one('.byline a[href="#cite"]').text == "引用本文"
    assert soup.select_one("details#cite pre") is not None


async def test_markdown_is_the_post_again(datasette: Datasette) -> None:
    response = await datasette.client.get(f"/article/{SLUG}.md")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    _, head, body = response.text.split("---\n", 2)
    front = yaml.safe_load(head)
    assert list(front) == [
        "title",
        "date",
        "source",
        "url",
        "tags",
        "categories",
        "securities",
        "summary",
    ]
    assert front["url"] == f"http://localhost/article/{SLUG}"
    assert front["date"] == "2022-05-26"
    assert body.startswith("\n服务器也要“泡澡”了。\n\n")


async def test_json_is_the_record(datasette: Datasette) -> None:
    response = await datasette.client.get(f"/article/{SLUG}.json")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert "泡澡" in response.text
    record = response.json()
    assert list(record)[:3] == ["article", "slug", "title"]
    assert record["article"] == f"http://localhost/article/{SLUG}"
    assert record["slug"] == SLUG
    assert "609011.SH" in record["securities"]


@pytest.mark.parametrize("ending", [".md", ".json"])
async def test_404_is_json_for_files(datasette: Datasette, ending: str) -> None:
    response = await datasette.client.get(f"/article/none{ending}")
    assert response.status_code == 404
    assert response.json()["error"] == "there is no such article"


@pytest.mark.parametrize(("language", "heading"), [("zh", "页面不存在"), ("en", "Page not found")])
@pytest.mark.parametrize("path", ["/article/none", "/article/%FF%00", "/article/a%2Fb", "/no/such"])
async def test_no_such_article(
    datasette: Datasette, path: str, language: str, heading: str
) -> None:
    response = await datasette.client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert heading in response.text


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    """Posts with the oddest names and texts."""
    folder = tmp_path_factory.mktemp("odd")
    for name, text in {
        "ja/news/2020-05-01-タイトル.md": "---\ntitle: 一\n---\n短い。\n",
        "2020-05-02-a b.md": "---\ntitle: 二\n---\n正文。\n",
        "2020-05-03-100%.md": "---\ntitle: 三\n---\n",
        "2020-05-04-x.md": "---\ntitle: 四\n---\n正文\n",
        "2020-05-04-x.md.md": "---\ntitle: 五\n---\n正文\n",
        "2020-05-04-x.json.md": "---\ntitle: 六\n---\n正文\n",
        "2020-05-05-long.md": "---\ntitle: 七\n---\n" + "很长的一段。\n\n" * 30_000,
        "2020-05-06-few.md": "---\ntitle: 八\n---\n" + f"## 节\n\n{'正文。' * 100}\n\n" * 20,
        "2020-05-06-many.md": "---\ntitle: 九\n---\n" + f"## 节\n\n{'正文。' * 100}\n\n" * 21,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    database = load(folder, tmp_path_factory.mktemp("odd-db") / "news.db")
    with prepared(database) as context:
        yield instance(context)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("ja/news/2020-05-01-" + quote("タイトル"), "一"),
        ("ja%2Fnews%2F2020-05-01-" + quote("タイトル"), "一"),
        ("2020-05-02-a%20b", "二"),
        ("2020-05-03-100%25", "三"),
        ("2020-05-04-x", "四"),
        ("2020-05-04-x.md", "五"),
        ("2020-05-04-x.json", "六"),
    ],
)
async def test_any_slug_has_its_page(odd: Datasette, path: str, title: str) -> None:
    soup = await soup_of(odd, f"/article/{path}")
    assert texts(soup, "h1") == [title]


async def test_a_slug_that_ends_like_a_file_has_files_too(odd: Datasette) -> None:
    for slug in ("2020-05-04-x.md", "2020-05-04-x.json"):
        assert (await odd.client.get(f"/article/{slug}.json")).json()["slug"] == slug


async def test_a_very_long_text_is_cut_and_says_so(odd: Datasette) -> None:
    soup = await soup_of(odd, "/article/2020-05-05-long")
    assert len(soup.select_one(".text").get_text()) < 100_000
    assert soup.select_one(".cut a")["href"] == "/article/2020-05-05-long.md"
    assert len((await odd.client.get("/article/2020-05-05-long.md")).text) > 180_000
    assert not (await soup_of(odd, "/article/2020-05-06-few")).select(".cut")


@pytest.mark.parametrize(("slug", "number", "is_open"), [("few", 20, True), ("many", 21, False)])
async def test_contents_of_many_headings_are_closed(
    odd: Datasette, slug: str, number: int, is_open: bool
) -> None:
    contents = (await soup_of(odd, f"/article/2020-05-06-{slug}")).select_one(".contents details")
    assert (len(contents.select("li")), contents.has_attr("open")) == (number, is_open)


async def test_pages_are_small(datasette: Datasette, news_db: Path) -> None:
    connection = sqlite3.connect(news_db)
    longest = connection.execute(
        "select slug from posts where id not in (select post_id from images) "
        "order by length(body) desc limit 3"
    ).fetchall()
    connection.close()
    for (slug,) in longest:
        html = (await datasette.client.get(f"/article/{quote(slug)}")).content
        assert len(html) + CSS.stat().st_size < 60_000


async def test_304_for_an_unchanged_page(datasette: Datasette) -> None:
    path = f"/article/{SLUG}"
    first = await datasette.client.get(path)
    again = await datasette.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Language" in first.headers["vary"]
    assert first.headers["cache-control"].startswith("public")
