"""Pages of results: their order, their filters, and the numbers beside them."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Filter, facets, search
from newsdb.search import engine as results
from newsdb.search.columns import columns_of
from tests.databases import add_post


def test_a_hit_is_a_row_with_what_matches_marked(database: sqlite3.Connection) -> None:
    identity = add_post(database, title="央行宣布", body="**央行**宣布降息。", summary="摘要")
    found = search([database], Filter("央行"))
    assert (found.total, found.more, found.ranked, found.ids) == (1, False, 1, [identity])
    (hit,) = found.hits
    assert (hit.id, hit.date, hit.source, hit.url) == (identity, "2022-01-01", "湖南日报", None)
    assert hit.published == "2022-01-01T08:00:00+08:00"
    assert hit.title == [("央行", True), ("宣布", False)]
    assert hit.snippet == [("央行", True), ("宣布降息。", False)]


def test_newest_first_whatever_the_ids(database: sqlite3.Connection) -> None:
    days = ["2022-03-01", None, "2022-01-01", "2022-02-01", "2022-02-01"]
    ids = [add_post(database, body="央行", day=day) for day in days]
    assert search([database], Filter("央行"), order="newest").ids == [
        ids[at] for at in (0, 4, 3, 2, 1)
    ]
    assert not columns_of(database).ids_follow_time


def test_ids_that_follow_time_are_seen_anew_when_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path)) as connection:
        schema.create(Database(connection))
        new = add_post(connection, body="央行", day="2022-02-01")
        connection.commit()
        assert columns_of(connection).ids_follow_time
        old = add_post(connection, body="央行", day="2022-01-01")
        connection.commit()
        assert search([connection], Filter("央行"), order="newest").ids == [new, old]


@pytest.mark.parametrize("order", ["newest", "relevance"])
@pytest.mark.parametrize("shuffled", [False, True])
def test_pages_hold_every_post_once(
    database: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    order: results.Order,
    shuffled: bool,
) -> None:
    monkeypatch.setattr(results, "RANKED", 20)
    monkeypatch.setattr(results, "TITLED", 5)
    first = date(2022, 1, 1)
    for number in range(57):
        day = str(first + timedelta(number * 7 % 57 if shuffled else number))
        add_post(database, title="央行" * (number % 9 == 0), body="央行降息", day=day)
    add_post(database, body="无关", day="2023-01-01")
    pages = [
        search([database], Filter("央行"), order=order, page=page, size=10) for page in range(1, 8)
    ]
    assert [len(page.hits) for page in pages] == [10, 10, 10, 10, 10, 7, 0]
    assert {(page.total, page.more) for page in pages} == {(57, False)}
    ids = [hit.id for page in pages for hit in page.hits]
    assert sorted(ids) == list(range(1, 58))
    if order == "relevance":
        assert pages[0].ranked == 20
        assert all(hit.title for hit in pages[0].hits[:5])


@pytest.mark.parametrize("query", ["央行 -降息", "-降息", "央行 OR 银行 -降息", "-降息 OR -降准"])
def test_a_word_left_out_stays_out_where_many_posts_are_ranked(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(results, "RANKED", 2)
    right = [add_post(database, title="央行", body="央行") for _ in range(4)]
    add_post(database, title="央行", body="降息，降准")
    assert sorted(search([database], Filter(query)).ids) == right


def test_more_posts_than_are_counted(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "COUNTED", 10)
    ids = [add_post(database, body="央行", day=f"2022-01-{day}") for day in range(10, 22)]
    found = search([database], Filter("央行"), order="newest")
    assert (found.total, found.more, found.ids) == (10, True, ids[:1:-1])


def test_filters_and_what_they_would_leave(database: sqlite3.Connection) -> None:
    one = add_post(database, body="央行", day="2021-12-31", source=1)
    two = add_post(database, body="央行", day="2022-01-01", source=2)
    three = add_post(database, body="央行", day="2022-01-31", source=2)
    undated = add_post(database, body="央行", day=None, source=None)
    add_post(database, body="无关", day="2022-01-15", source=2)
    database.execute(
        "insert into post_tags (post_id, tag_id) values (?, 1), (?, 1), (?, 2)", [one, two, three]
    )
    database.execute("insert into post_categories values (?, 1)", [three])
    database.execute(
        "insert into post_securities (post_id, code, name, mentions, in_title) "
        "values (?, '600160.SH', '巨化股份', 1, 0)",
        [two],
    )

    def found(**given: str) -> list[int]:
        return search([database], Filter("央行", **given), order="newest").ids

    assert found() == [three, two, one, undated]
    assert found(source="财联社") == [three, two]
    assert found(tag="股票") == [two, one]
    assert found(tag="股票", source="财联社") == [two]
    assert found(category="宏观") == [three]
    assert found(security="600160.SH") == [two]
    assert found(since="2022-01-01") == [three, two]
    assert found(until="2022-01-01") == [two, one]
    assert found(since="2022-01-02", until="2022-01-30") == []
    assert found(source="无") == found(since="2023") == found(until="2000") == []
    counts = facets([database], found())
    assert {name: [(each.value, each.count) for each in some] for name, some in counts.items()} == {
        "source": [("财联社", 2), ("湖南日报", 1)],
        "section": [],
        "author": [],
        "tag": [("股票", 2), ("债券", 1)],
        "category": [("宏观", 1)],
        "security": [("600160.SH", 1)],
        "year": [("2022", 2), ("2021", 1)],
        "month": [("2022-01", 2), ("2021-12", 1)],
    }
    assert counts["security"][0].label == "巨化股份"
    for name in ("source", "tag", "category", "security"):
        for each in counts[name]:
            assert len(found(**{name: each.value})) == each.count


def test_filters_by_day_where_ids_follow_time(database: sqlite3.Connection) -> None:
    ids = [add_post(database, body="央行", day=f"2022-01-{day}") for day in (10, 10, 11, 13)]
    assert columns_of(database).ids_follow_time

    def found(**given: str) -> list[int]:
        return search([database], Filter("央行", **given), order="newest").ids[::-1]

    assert found(since="2022-01-10") == ids
    assert found(since="2022-01-11") == ids[2:]
    assert found(until="2022-01-10") == ids[:2]
    assert found(since="2022-01-11", until="2022-01-12") == ids[2:3]
    assert found(since="2023") == found(until="2000") == []


@pytest.mark.parametrize("query", ["", '"', "-央行", "OR", "\0", "a" * 10_000, "-", "“”", "9"])
def test_any_query_gets_an_answer(database: sqlite3.Connection, query: str) -> None:
    identity = add_post(database, title="降息", body="降息")
    assert search([database], Filter(query)).ids in ([], [identity])


def test_an_empty_query_finds_all_posts(database: sqlite3.Connection) -> None:
    ids = [
        add_post(database, body=body, day=f"2022-01-0{day}") for day, body in enumerate("abc", 1)
    ]
    assert search([database], Filter("")).ids == search([database], Filter("-z")).ids == ids[::-1]


@pytest.mark.parametrize(
    ("lang", "typed", "own", "marked", "other"),
    [
        ("de", "Haus", "Alte Häusern brennen", "Häusern", "Hausmann is a name"),
        ("de-AT", "Häuser", "Das Haus brennt", "Haus", "Hausmann is a name"),
        ("fr", "parler", "Elles ont parlé ici", "parlé", "A parley"),
        ("es", "nacion", "Las Naciones Unidas", "Naciones", "The nacionero"),
    ],
)
def test_a_word_is_found_in_the_forms_of_the_language_of_a_post(
    database: sqlite3.Connection, lang: str, typed: str, own: str, marked: str, other: str
) -> None:
    add_post(database, title=other, body="Policies of banks.")
    english = add_post(database, title="Bank policies", body=f"Not {other}.")
    found = add_post(database, title=own, body=f"{own}. Policies.", lang=lang)
    results = search([database], Filter(typed))
    assert found in results.ids
    assert english not in results.ids
    (hit,) = [hit for hit in results.hits if hit.id == found]
    assert [text for text, matches in hit.title if matches] == [marked]
    assert [text for text, matches in hit.snippet if matches] == [marked]
    # English posts are found by English forms.
    assert english in search([database], Filter("policy bank")).ids


def test_near_matches_of_other_languages(database: sqlite3.Connection) -> None:
    found = add_post(database, title="Die Häuser der Gemeinden", lang="de")
    results = search([database], Filter("Haus Gemeinde Bürgermeister"))
    assert [(hit.id, hit.near) for hit in results.hits] == [(found, True)]


@pytest.fixture
def shares(database: sqlite3.Connection) -> sqlite3.Connection:
    """Two posts that match a query exactly, and four that do nearly."""
    for at in range(6):
        title = "海山酒业股价下跌" if at < 2 else "海山酒业股价"
        add_post(database, title=title, day=f"2022-01-0{at + 1}")
    for _ in range(30):  # so that the words are rare
        add_post(database, title="无关", day="2021-01-01")
    return database


def test_pages_go_on_with_near_matches(shares: sqlite3.Connection) -> None:
    query = Filter("海山酒业股价下跌")
    pages = [search([shares], query, page=page, size=3) for page in range(1, 4)]
    assert [[(hit.id, hit.near) for hit in page.hits] for page in pages] == [
        [(2, False), (1, False), (6, True)],
        [(5, True), (4, True), (3, True)],
        [],
    ]
    assert {(page.total, page.near_total) for page in pages} == {(2, 4)}


@pytest.mark.parametrize(
    ("query", "few", "near", "number"),
    [
        ("海山酒业股价下跌", 3, True, 4),
        ("海山酒业股价下跌", 2, True, 0),
        ("海山酒业股价下跌", 3, False, 0),
        ("", 9, True, 0),
    ],
)
def test_near_matches_follow_if_few_match(
    shares: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    few: int,
    near: bool,
    number: int,
) -> None:
    monkeypatch.setattr(results, "FEW", few)
    assert search([shares], Filter(query), near=near).near_total == number


def test_stories_are_shown_once_or_in_all_versions(shares: sqlite3.Connection) -> None:
    shares.execute("insert into stories (id, lead_post_id, posts, sources) values (1, 1, 2, 1)")
    shares.execute("insert into stories (id, lead_post_id, posts, sources) values (2, 3, 3, 1)")
    shares.execute("update posts set story_id = 1 where id < 3")
    shares.execute("update posts set story_id = 2 where id between 3 and 5")
    shares.execute("update posts set relation = 'copy' where id in (2, 4, 5)")
    query = Filter("海山酒业股价下跌")
    for once, shown in ((True, [1, 6, 3]), (False, [2, 1, 6, 5, 4, 3])):
        found = search([shares], query, once=once)
        assert [hit.id for hit in found.hits] == shown
        assert (found.ids, found.ranked) == ([1], 1) if once else ([2, 1], 2)
        assert sorted(found.versions.tolist()) == [1, 2]


@pytest.mark.parametrize(("counted", "total", "more"), [(3, 3, True), (4, 4, False)])
def test_that_more_match_is_said_if_more_do(
    database: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    counted: int,
    total: int,
    more: bool,
) -> None:
    monkeypatch.setattr(results, "COUNTED", counted)
    for _ in range(4):
        add_post(database, body="央行")
    found = search([database], Filter("央行"), order="newest")
    assert (found.total, found.more, found.ranked) == (total, more, 0)


@pytest.mark.parametrize(("common", "first"), [(4, 1), (3, 4)])
def test_where_many_match_titles_of_any_age_are_not_looked_for(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, common: int, first: int
) -> None:
    monkeypatch.setattr(results, "RANKED", 2)
    monkeypatch.setattr(results, "COMMON", common)
    for at in range(1, 5):
        add_post(database, title="央行" * (at == 1), body="央行", day=f"2022-01-0{at}")
    assert search([database], Filter("央行")).ids[0] == first
