"""`Database.execute` in worker processes: the same results as Datasette's own."""

from datasette.app import Datasette

from tests.clients import run_sql


async def test_values_come_back_as_they_are(datasette: Datasette) -> None:
    sql = "select 1 as a, '的' as \"b\"\"c\", null as d, 1.5 as e, x'00ff' as f, :g as g, 2 as a"
    page = await datasette.client.get("/news.json", params={"sql": sql, "g": "蛋"})
    assert page.json()["columns"] == ["a", 'b"c', "d", "e", "f", "g", "a"]
    blob = {"$base64": True, "encoded": "AP8="}
    assert page.json()["rows"] == [[1, "的", None, 1.5, blob, "蛋", 2]]
    found = await run_sql(datasette, "select id from posts order by id limit 2")
    assert found.json() == [{"id": 1}, {"id": 2}]
    assert (await run_sql(datasette, "select id from posts where 0")).json() == []


async def test_more_rows_than_are_returned(datasette: Datasette) -> None:
    thousand = "with recursive a(x) as (select 1 union all select x + 1 from a) select x from a"
    found = await datasette.client.get("/news.json", params={"sql": f"{thousand} limit 1001"})
    assert (len(found.json()["rows"]), found.json()["truncated"]) == (1000, True)
    found = await datasette.client.get("/news.json", params={"sql": f"{thousand} limit 1000"})
    assert (len(found.json()["rows"]), found.json()["truncated"]) == (1000, False)
    for address in ("/news", "/n~65ws", "/news/"):
        page = await datasette.client.get(
            address, params={"sql": f"{thousand} limit 201"}, follow_redirects=True
        )
        assert (page.status_code, page.text.count("<tr>")) == (200, 1 + 200)
    rows = await datasette.client.get("/news.csv", params={"sql": f"{thousand} limit 201"})
    assert rows.text.count("\n") == 1 + 201
