"""The pages of a database and of SQL."""

from dataclasses import astuple

import pytest
from datasette.app import Datasette
from datasette.database import Database

from newsdb.tables.database import (
    QueryField,
    chart_of_rows,
    field_of,
    first_sql,
    group_tables,
    number_columns,
)
from tests.clients import soup_of


async def test_tables_worth_reading_come_first(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?_lang=en")
    first, folded = soup.select("ul.tables")
    names = [link.get_text() for link in first.select("h3 a")]
    assert names[:2] == ["articles", "posts"]
    assert folded.find_parent("details").get("open") is None
    assert [link.get_text() for link in folded.select("h3 a")] == [
        *("post_securities", "images", "media", "post_texts", "redirects"),
        *("loads", "files", "problems"),
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


def test_tables_in_groups() -> None:
    metadata = {
        "tables": {"b": {}, "a": {}},
        "plugins": {"newsdb": {"bookkeeping": ["log", "h"]}},
    }
    tables = [{"name": name, "hidden": name == "h"} for name in ("a", "b", "c", "h", "log")]
    groups = group_tables(metadata, tables, [{"name": "articles"}, {"name": "v"}])
    names = [[each["name"] for each in group] for group in astuple(groups)]
    assert names == [["articles", "b", "a", "c", "v"], ["log"], ["h"]]
    assert groups.first[0]["count"] is None
    assert astuple(group_tables({}, [], [])) == ([], [], [])


def test_the_sql_to_begin_with() -> None:
    assert first_sql(Datasette(), "news", []).startswith("select substr(date, 1, 7) as month")
    assert (
        first_sql(Datasette(), "other", [{"name": "a b"}, {"name": "c"}]) == "select * from [a b]"
    )
    assert first_sql(Datasette(), "other", []) == "select sqlite_version()"


def test_columns_of_numbers() -> None:
    rows = [(1, "x", None, 1.5, None), (None, "2", None, 2, 3)]
    assert number_columns(["a", "b", "c", "d", "e"], rows) == {"a", "d", "e"}
    assert number_columns(["a"], []) == set()


JANUARY = {"2022-01": 3}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Months are summed; the first column of whole numbers counts.
        ([("2022-01", 1, 9), ("2022-03", 2, 9), ("2022-01", 4, 9)], {"2022-01": 5, "2022-03": 2}),
        ([("2022-01-01", 1, 9), ("2022-01-31", 2, 9)], {"2022-01-01": 1, "2022-01-31": 2}),
        ([("2022-01-01", 1, 9), ("2022-02-01", 2, 9)], {"2022-01": 1, "2022-02": 2}),
        (
            [("2022-01", 1, 9), ("2022-01-02", 2, 9), ("2022-02", 1, 9)],
            {"2022-01": 3, "2022-02": 1},
        ),
        ([("2022-01", -1, "x"), ("2022-02", 2, "x")], None),
        ([("2022-01", 1.5, "x"), ("2022-02", 2, "x")], None),
        ([("2022-1", 1, 9), ("2022-02", 2, 9)], None),
        ([("2022-13", 1, 9), ("2022-14", 2, 9)], None),
        ([("2022-01-45", 1, 9), ("2022-01-46", 2, 9)], None),
        ([(None, 1, 9)], None),
        ([("2022-01", 1, 9)], None),
        ([], None),
    ],
)
def test_charts_of_rows(rows: list[tuple[object, ...]], expected: dict[str, int] | None) -> None:
    chart = chart_of_rows(["period", "number", "other"], rows)
    if expected is None:
        assert chart is None
    else:
        assert chart is not None
        assert (chart.period, chart.number) == ("period", "number")
        assert {key: count for key, count in chart.bars.counts.items() if count} == expected


def test_charts_of_names() -> None:
    rows = [(7, "甲", "x", 3.5), (8, "乙", "x", 0)]
    chart = chart_of_rows(["source_id", "source", "other", "posts"], rows)
    assert chart is not None
    assert (chart.period, chart.number, chart.bars.kind) == ("source", "posts", "rows")
    assert chart.bars.counts == {"甲": 3.5, "乙": 0}


@pytest.mark.parametrize(
    "rows",
    [
        [("甲", 1)],
        [("甲", 1), ("甲", 2)],
        [("甲", 1), (None, 2)],
        [("甲", -1), ("乙", 2)],
        [("甲", 0), ("乙", 0)],
        [(f"{number}", 1) for number in range(41)],
    ],
)
def test_rows_without_names_of_their_own_have_no_chart(rows: list[tuple[object, ...]]) -> None:
    assert chart_of_rows(["source", "posts"], rows) is None


async def test_fields_of_parameters() -> None:
    fields = {"day": "date", "kind": ["share", 1], "name": "t.name", "many": "t.id"}
    queries = {"q": {"sql": "select 1", "fields": fields}}
    site = Datasette(memory=True, metadata={"databases": {"d": {"queries": queries}}})
    database = site.add_database(Database(site, memory_name="fields"), "d")
    await database.execute_write("create table t (id integer primary key, name text)")
    rows = [(number, "b" if number % 2 else "a") for number in range(501)]
    await database.execute_write_many("insert into t values (?, ?)", rows)
    found = {name: await field_of(site, "d", "q", name) for name in (*fields, "other")}
    assert found == {
        "day": QueryField("date"),
        "kind": QueryField(options=("share", "1")),
        "name": QueryField(options=("a", "b")),
        # More than a list is good for.
        "many": QueryField(),
        "other": QueryField(),
    }
    assert await field_of(site, "d", None, "day") == QueryField()


@pytest.mark.parametrize(
    ("columns", "rows", "chart"),
    [
        # One month by days, several by months; the first of several columns of each kind.
        ("a day n m", [("x", "2022-01-03", 2, 9), ("y", "2022-01-01", 1, 9)],
         ("day", "n", {"2022-01-01": 1, "2022-01-03": 2})),
        ("day n", [("2022-01-03", 2), ("2022-02-01", 1), ("2022-02-03", 0)],
         ("day", "n", {"2022-01": 2, "2022-02": 1})),
        ("month n", [("2022-01", 2), ("2022-01", 1)], None),
        ("month n", [("2022-01", 2), ("2022-03-01", 1)],
         ("month", "n", {"2022-01": 2, "2022-03": 1})),
        ("day n", [("2022-01-03", -1), ("2022-01-04", 2)], None),
        ("day n", [("2022-01-03", 1.5), ("2022-01-04", 2)], None),
        ("day n", [("2022-01-32", 1), ("2022-01-04", 2)], ("day", "n", {"2022-01-04": 2})),
        ("source name n", [("甲", "乙", 1), ("丙", "丁", 2)], ("name", "n", {"乙": 1, "丁": 2})),
        ("source n_id n", [("甲", 1, 3), ("丙", 2, 4)], ("source", "n", {"甲": 3, "丙": 4})),
        ("source n", [("甲", 0), ("", 4)], None),
        ("source n", [(f"{at}号", 1) for at in range(40)],
         ("source", "n", {f"{at}号": 1 for at in range(40)})),
    ],
)  # fmt: skip
def test_which_columns_a_chart_is_of(
    columns: str, rows: list[tuple[object, ...]], chart: tuple[str, str, dict[str, float]] | None
) -> None:
    found = chart_of_rows(columns.split(), rows)
    shown = found and {key: count for key, count in found.bars.counts.items() if count}
    assert (found and (found.period, found.number, shown)) == chart


@pytest.mark.parametrize(
    ("values", "is_number"), [((1, None, 2.5), True), ((None, None), False), ((1, "2"), False)]
)
def test_a_column_of_numbers_has_one_and_nothing_else(
    values: tuple[object, ...], is_number: bool
) -> None:
    assert number_columns(["a", "b"], [("x", each) for each in values]) == (
        {"b"} if is_number else set()
    )
