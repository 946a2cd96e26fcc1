"""`/security/<code>` and `/securities`."""

from pathlib import Path
from urllib.parse import quote

from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.clients import soup_of, texts
from tests.conftest import load
from tests.databases import query_file


async def test_a_security_has_a_chart_of_its_articles(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/security/689901.SH?lang=en")
    counts = query_file(
        news_db,
        "select month, stories from security_months where code = '689901.SH' order by month",
    )
    assert texts(soup, ".chart figcaption") == ["Articles by month"]
    assert texts(soup, ".chart thead th") == ["Period", "Articles"]
    assert [int(text) for text in texts(soup, ".chart td.number")] == [
        count for _, count in reversed(counts)
    ]
    assert texts(soup, ".chart g title")[0] == "March 2022: 3 articles"
    assert "11 mentions" in texts(soup, ".byline span")


async def test_top_sources_of_a_security(datasette: Datasette, news_db: Path) -> None:
    soup = await soup_of(datasette, "/security/609011.SH?lang=en")
    assert texts(soup, ".kicker") == ["Share · Shanghai"]
    assert texts(soup, "h1") == ["澄川化工 609011.SH"]
    marked = texts(soup, ".excerpt mark")
    assert "澄川化工" in marked
    assert set(marked) <= {"澄川化工", "609011"}
    writers = query_file(
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


async def test_a_security_says_how_it_is_known(datasette: Datasette, news_db: Path) -> None:
    sql = "select found_by, count(*) from post_securities where code = '689901.SH' group by 1"
    posts = dict(query_file(news_db, sql))
    page = await soup_of(datasette, "/security/689901.SH?lang=en")
    items = page.select('section[aria-labelledby="evidence"] li')
    assert [int(item.select_one(".number").text) for item in items] == sorted(posts.values())[::-1]
    for item in items:
        url = item.a["href"].replace("?", ".json?")
        answer = (await datasette.client.get(url)).json()
        assert f"{answer['filtered_table_rows_count']}" == item.select_one(".number").text
        assert item.a.text in ("A link", "A code", "A chart", "The name", "A short form")
