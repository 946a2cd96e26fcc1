"""The pages of a database and of SQL."""

from datasette.app import Datasette

from tests.clients import soup_of


async def test_tables_worth_reading_come_first(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?_lang=en")
    first, folded = soup.select("ul.tables")
    names = [link.get_text() for link in first.select("h3 a")]
    assert names[:2] == ["articles", "posts"]
    assert folded.find_parent("details").get("open") is None
    assert [link.get_text() for link in folded.select("h3 a")] == [
        *("post_securities", "images", "media", "redirects", "loads", "files", "problems")
    ]
    assert all(item.p.get_text() for item in soup.select("ul.tables li"))
    sql = soup.select_one("textarea[name=sql]").get_text()
    answer = await datasette.client.get("/news", params={"sql": sql, "_lang": "en"})
    assert "Chart: posts by month" in answer.text
    assert "posts" in [code.get_text() for code in soup.select(".schema summary code")]


async def test_named_queries_ask_for_days_and_offer_choices(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/most_mentioned?kind=board&_lang=zh")
    assert soup.select_one("input[name=first_day]")["type"] == "date"
    assert soup.select_one("label[for=qp1]").get_text() == "起始日期"
    options = [option.get_text() for option in soup.select("select[name=kind] option")]
    assert options == ["不限", "share", "board", "index", "fund"]
    assert soup.select_one("select[name=kind] option[selected]").get_text() == "board"
    soup = await soup_of(datasette, "/news/posts_by_source")
    assert len(soup.select("select[name=source] option")) == 13
    assert soup.select_one("input[name=first_month]")["type"] == "month"
