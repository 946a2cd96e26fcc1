"""Cells of table pages: links to the site's own pages, whatever the posts hold."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette

from newsdb import urls
from newsdb.commands.prepare import instance, prepared
from tests.conftest import load

ATTACK = """<img src=x onerror=alert(1)>"'&<script>alert(1)</script>"""
NAME = "2022-01-02-<script>alert(1)</script>%22 onclick='alert(1)'"
POSTS = {
    f"ja/新闻/_posts/{NAME}.md": f"""---
title: {ATTACK}
tags:
- {ATTACK}
- ../../-/threads
category: 湖南 日报
---
一句话。{ATTACK} **重点** [link](javascript:alert(1)) ![图](https://img.example/1.png)
{"很长的正文。" * 60}

<https://news.example/a?b=1&c='{ATTACK.replace(" ", "").replace(">", "").replace("<", "")}>

（文章来源："'&报）
""",
    "_posts/2022-01-03-plain.md": """---
title: 平常的一篇
tags: [一, 二]
---
<p>甲<span id="stock_1.600160">巨化股份</span>乙</p>

（文章来源：湖南日报）

<https://news.example/1>
""",
}

# But for one: who names columns does not get the default ones.
EVERY_COLUMN = "_nocol=characters"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    folder = tmp_path_factory.mktemp("hostile")
    for path, text in POSTS.items():
        file = folder / "posts" / path.replace("</script>", "<∕script>")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with prepared(load(folder / "posts", folder / "x.db")) as context:
        yield instance(context)


async def cells(site: Datasette, address: str, row: int = 0) -> dict[str, Tag]:
    """Return the cells of a row of the page's table, by their column."""
    response = await site.client.get(address)
    assert response.status_code == 200
    soup = BeautifulSoup(response.text, "lxml")
    found = soup.select("table.rows-and-columns tbody tr")[row].find_all("td")
    headings = [each["data-column"] for each in soup.select("thead th")]
    return dict(zip(headings, found, strict=True))


def links(cell: Tag) -> list[tuple[str, str]]:
    return [(str(link["href"]), link.get_text()) for link in cell.find_all("a")]


@pytest.mark.parametrize("table", ["posts", "articles"])
async def test_a_plain_post(site: Datasette, table: str) -> None:
    row = await cells(site, f"/news/{table}?slug=2022-01-03-plain&{EVERY_COLUMN}")
    assert links(row["title"]) == [("/article/2022-01-03-plain", "平常的一篇")]
    assert links(row["url"]) == [("https://news.example/1", "https://news.example/1")]
    assert row["body"].get_text() == "甲巨化股份乙 full text"
    source = row["source_id" if table == "posts" else "source"]
    assert links(source) == [("/source/%E6%B9%96%E5%8D%97%E6%97%A5%E6%8A%A5", "湖南日报")]
    if table == "articles":
        assert links(row["tags"]) == [("/tag/%E4%B8%80", "一"), ("/tag/%E4%BA%8C", "二")]
        assert row["tags"].get_text() == "一, 二"
        assert row["categories"].get_text() == "\xa0"
        assert links(row["securities"]) == [("/security/600160.SH", "600160.SH")]


async def test_a_hostile_post(site: Datasette) -> None:
    row = await cells(site, f"/news/articles?title__startswith=<img&{EVERY_COLUMN}")
    slug = row["slug"].get_text()
    assert "<script>" in slug and "'" in slug and slug.startswith("ja/新闻/")
    ((path, text),) = links(row["title"])
    assert text == ATTACK
    assert path == urls.article(slug)
    assert path.startswith("/article/ja/%E6%96%B0%E9%97%BB/2022-01-02-%3Cscript%3Ealert%281%29")
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%/")
    address = "/news/articles.json?title__startswith=<img&_shape=array&_json=tags"
    (values,) = (await site.client.get(address)).json()
    assert sorted(values["tags"]) == sorted(["../../-/threads", ATTACK])
    assert [text for _, text in links(row["tags"])] == values["tags"]
    assert ("/tag/..%2F..%2F-%2Fthreads", "../../-/threads") in links(row["tags"])
    assert links(row["source"]) == [("/source/%22%27%26%E6%8A%A5", "\"'&报")]
    assert row["body"].get_text().startswith("一句话。")
    assert row["body"].get_text().endswith("… full text")
    assert len(row["body"].get_text()) == 120 + len(" full text")


@pytest.mark.parametrize(
    "address",
    [
        *[f"/news/{table}" for table in ("posts", "articles", "sources", "tags", "categories")],
        *[f"/news/{table}?{EVERY_COLUMN}" for table in ("posts", "articles")],
        *[f"/news/{table}" for table in ("post_tags", "post_categories", "images", "files")],
        "/news/posts/1",
        "/news/tags/1",
        "/news?sql=select+*+from+articles",
        "/news?sql=select+title,+title+as+slug,+title+as+code+from+posts",
    ],
)
async def test_nothing_of_a_post_becomes_markup(site: Datasette, address: str) -> None:
    response = await site.client.get(address)
    assert response.status_code == 200
    soup = BeautifulSoup(response.text, "lxml")
    table = soup.select_one("table.rows-and-columns, table.record")
    assert table is not None
    # Around the cells stand the menus of the columns, and what columns mean.
    around = {element.name for element in table.find_all(True) if not element.find_parent("td")}
    assert around <= {
        *("thead", "tbody", "tr", "th", "td", "a", "span", "code", "small"),
        *("details", "summary", "div", "p", "ul", "li"),
    }
    assert {element.name for element in table.select("td *")} <= {"div", "a", "em"}
    for element in table.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        href = str(element.get("href", "/"))
        assert href.startswith(("/", "https://", "http://"))


async def test_sql_links_what_it_recognises(site: Datasette) -> None:
    row = await cells(site, "/news?sql=select+slug,title+from+posts+where+slug+like+'%25plain'")
    assert links(row["title"]) == [("/article/2022-01-03-plain", "平常的一篇")]
    row = await cells(site, "/news?sql=select+title,+'600160.SH'+as+code+from+posts")
    assert links(row["title"]) == []
    assert links(row["code"]) == [("/security/600160.SH", "600160.SH")]
    row = await cells(site, "/news?sql=select+'x'+as+code,+1+as+title,+x'00'+as+body")
    assert links(row["code"]) == links(row["title"]) == []


async def test_names_link_to_their_pages(site: Datasette) -> None:
    row = await cells(site, "/news/sources?name=湖南日报")
    assert links(row["name"]) == [("/source/%E6%B9%96%E5%8D%97%E6%97%A5%E6%8A%A5", "湖南日报")]
    row = await cells(site, "/news/securities")
    assert links(row["name"]) == [("/security/600160.SH", "巨化股份")]
    for table in ("post_securities", "security_names", "security_months"):
        row = await cells(site, f"/news/{table}")
        assert links(row["code"]) == [("/security/600160.SH", "600160.SH")]
    row = await cells(site, "/news/post_tags?_sort_desc=tag_id")
    assert [text for _, text in links(row["tag_id"])] == ["二"]
    row = await cells(site, "/news/post_tags?_labels=off&_sort_desc=tag_id")
    assert links(row["tag_id"]) == []


async def test_json_and_csv_hold_the_values_themselves(site: Datasette) -> None:
    address = "/news/articles.json?slug=2022-01-03-plain&_shape=array"
    (row,) = (await site.client.get(address)).json()
    assert (row["title"], row["body"], row["tags"]) == (
        "平常的一篇",
        "甲巨化股份乙",
        '["一","二"]',
    )
