"""Datasette's API of a database."""

from __future__ import annotations

from newsdb.catalog.openapi_datasette import datasette_paths
from newsdb.catalog.tables import PublishedQuery, Table


def test_paths_of_a_database() -> None:
    tables = [Table("posts", ()), Table("tags", ())]
    query = PublishedQuery("by_day", "By day", "Posts of each day.", ("day",))
    found = datasette_paths("y2022", "_y2022", tables, [query])
    assert {path: (each["get"]["operationId"]) for path, each in found.items()} == {
        "/y2022.json": "sql_y2022",
        "/y2022/{table}.json": "table_y2022",
        "/y2022/{table}/{key}.json": "row_y2022",
        "/y2022/by_day.json": "query_by_day_y2022",
    }
    names = {path: [each["name"] for each in found[path]["get"]["parameters"]] for path in found}
    assert names["/y2022.json"] == ["sql", "_shape"]
    assert names["/y2022/by_day.json"] == ["day", "_shape"]
    assert names["/y2022/{table}/{key}.json"] == ["table", "key", "_shape"]
    assert found["/y2022/by_day.json"]["get"]["summary"] == "By day. Posts of each day."
    table = found["/y2022/{table}.json"]["get"]["parameters"][0]
    assert table["schema"] == {"enum": ["posts", "tags"]}


def test_without_tables_there_is_sql_alone() -> None:
    assert [*datasette_paths("news", "", [], [])] == ["/news.json"]
