"""`Database.execute` in worker processes: the same results as Datasette's own."""

from collections.abc import Iterator

import pytest
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

from newsdb.exceptions import QueryTimeoutError
from newsdb.web.query_runner import QueryRunner, QuerySlot, current_slot, datasette_options
from newsdb.web.sql_worker import QueryResult, WorkerQuery
from newsdb.web.sql_worker_pool import WorkerPool
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


class FakePool:
    """Workers that take as long as a test says, or time out."""

    def __init__(self, *results: QueryResult | Exception) -> None:
        self.results = list(results)
        self.queries: list[WorkerQuery] = []

    async def run(self, query: WorkerQuery) -> QueryResult:
        self.queries.append(query)
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture
def runner() -> QueryRunner:
    site = Datasette(memory=True, settings={"sql_time_limit_ms": 1000})
    database = site.add_database(Database(site, memory_name="runner"), "news")
    workers = WorkerPool(database.name, datasette_options(site, database))
    return QueryRunner(site, database, workers)


@pytest.fixture
def slot() -> Iterator[QuerySlot]:
    changes: list[bool] = []

    async def change_to_slow() -> None:
        changes.append(True)

    slot = QuerySlot(2, change_to_slow)
    token = current_slot.set(slot)
    yield slot
    current_slot.reset(token)


ROWS = QueryResult(["a", 'b"'], [(1, 2), (3, 4), (5, 6)])


async def test_rows_are_those_of_sqlite3(runner: QueryRunner, slot: QuerySlot) -> None:
    runner.workers = FakePool(ROWS)  # type: ignore[assignment]
    found = await runner("select 1", {"x": 1}, custom_time_limit=100)
    assert [dict(row) for row in found.rows] == [{"a": 1, 'b"': 2}, {"a": 3, 'b"': 4}]
    # A page shows fewer rows than a result may have.
    assert found.truncated
    (query,) = runner.workers.queries  # type: ignore[attr-defined]
    assert (query.sql, query.params, query.milliseconds) == ("select 1", {"x": 1}, 100)


async def test_a_slow_query_changes_its_slot_and_is_run_again(
    runner: QueryRunner, slot: QuerySlot
) -> None:
    runner.workers = FakePool(QueryTimeoutError(), ROWS, ROWS)  # type: ignore[assignment]
    await runner("select 1")
    await runner("select 2")
    queries = [(each.sql, each.milliseconds) for each in runner.workers.queries]  # type: ignore[attr-defined]
    assert queries == [("select 1", 300), ("select 1", 1000), ("select 2", 1000)]
    assert slot.is_slow


async def test_a_timeout_in_a_slow_slot_is_one(runner: QueryRunner, slot: QuerySlot) -> None:
    runner.workers = FakePool(QueryTimeoutError(), QueryTimeoutError())  # type: ignore[assignment]
    with pytest.raises(QueryInterrupted):
        await runner("select 1")


async def test_workers_run_untrusted_sql_alone(runner: QueryRunner) -> None:
    """Without a slot, and for Datasette's own queries, the database itself is asked."""
    runner.workers = FakePool()  # type: ignore[assignment]
    assert (await runner("select 1 as a")).first()["a"] == 1
    token = current_slot.set(QuerySlot(2, None))  # type: ignore[arg-type]
    try:
        assert (await runner("PRAGMA schema_version")).rows
    finally:
        current_slot.reset(token)


def test_the_time_of_a_quick_slot_is_that_of_all_its_queries() -> None:
    slot = QuerySlot(1, None)  # type: ignore[arg-type]
    assert slot.quick_milliseconds == 300
    slot.seconds_in_workers = 0.2
    assert slot.quick_milliseconds == 100
    slot.seconds_in_workers = 9.0
    assert slot.quick_milliseconds == 1
