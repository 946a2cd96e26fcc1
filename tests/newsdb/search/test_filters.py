"""One filter for search, lists, feeds and exports: all select what a plain scan selects."""

from dataclasses import fields
from typing import Any

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.search.dimensions import DIMENSIONS, FIELDS
from newsdb.search.filter_sql import bindings, where, where_rowid, where_story_once
from newsdb.search.filters import (
    PARAMETERS,
    Filter,
    parse_filter,
    parse_filter_query,
    parse_once,
    shown_parameters,
    with_fields,
)
from newsdb.urls import query_string
from tests import golden_rows


def test_the_fields_are_the_parameters() -> None:
    names = [field.name for field in fields(Filter)]
    assert names == [*PARAMETERS, "month", "story", "after", "excluded"]
    assert set(DIMENSIONS) < set(PARAMETERS)
    filter = parse_filter({"tag": "a", "since": "2022-01-01"})
    assert filter.parameters == {"tag": "a", "since": "2022-01-01"}
    with pytest.raises(InvalidParameterError):
        parse_filter({"until": "tomorrow"})
    with pytest.raises(InvalidParameterError, match="story must be a number from 1"):
        parse_filter({"story": "x"})
    with pytest.raises(InvalidParameterError, match=r"since \(2022-05-01\) is later than until"):
        parse_filter({"since": "2022-05-01", "until": "2022-04-30"})
    day = parse_filter({"since": "2022-05-01", "until": "2022-05-01"})
    assert (day.since, day.until) == ("2022-05-01", "2022-05-01")


def test_several_values_and_exclusion() -> None:
    query = b"source=A&source=B&source=A&tag!=C&tag%21=D&q=x&limit=5"
    filter, others = parse_filter_query(query, others=("limit",))
    assert filter == Filter("x", source=("A", "B"), excluded=(("tag", "C"), ("tag", "D")))
    assert others == {"limit": "5"}
    assert filter.parameters == {"q": "x", "source": ("A", "B"), "tag!": ("C", "D")}
    again = query_string(filter.parameters)
    assert again == "q=x&source=A&source=B&tag!=C&tag!=D"
    assert parse_filter_query(again.encode())[0] == filter
    with pytest.raises(InvalidParameterError, match="since can be given only once"):
        parse_filter_query(b"since=2022-01-01&since=2022-01-02")
    twenty = "&".join(f"source={each}" for each in range(20)).encode()
    assert parse_filter_query(twenty)[0].source == tuple(map(str, range(20)))
    with pytest.raises(InvalidParameterError, match="source can be given at most 20 times"):
        parse_filter_query("&".join(f"source={each}" for each in range(21)).encode())
    with pytest.raises(InvalidParameterError, match="unknown parameter 'since!'"):
        parse_filter_query(b"since!=2022-01-01")


def test_a_search_names_several_values_and_excludes() -> None:
    given = Filter("央行 来源:A source:B -标签:C", tag="D", source="Z")
    assert with_fields(given) == Filter(
        "央行", source=("A", "B"), tag="D", excluded=(("tag", "C"),)
    )


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("after:2022-03 before:2022-05", "2022-03-01", "2022-04-30"),
        ("after:2022-03-02 before:2022-03-02", "2022-03-02", "2022-03-01"),
        ("before:2022", "2021-03-01", "2021-12-31"),
        ("after:2021 before:2030", "2021-03-01", "2029-12-31"),
    ],
)
def test_days_in_a_search_narrow_those_of_its_filter(query: str, since: str, until: str) -> None:
    """`before` means the last day before a period, `after` its first day."""
    found = with_fields(Filter(q=query, since="2021-03-01"))
    assert (found.since, found.until, found.q) == (since, until, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("央行 2022年3月", Filter("央行", since="2022-03-01", until="2022-03-31")),
        ("date:2022-02-03", Filter(since="2022-02-03", until="2022-02-03")),
        ("before:2022 after:2021-12-05", Filter(since="2021-12-05", until="2021-12-31")),
        ("2022-03 before:2022-03-05", Filter(since="2022-03-01", until="2022-03-04")),
        ("before:2022", Filter(until="2021-12-31")),
        ("after:2022", Filter(since="2022-01-01")),
        ("section:a", Filter(**{FIELDS["section"]: "a"})),
        ("“2022年3月”", Filter("“2022年3月”")),
    ],
)
def test_fields_of_a_search_are_conditions(query: str, expected: Filter) -> None:
    assert with_fields(Filter(query)) == expected


def test_of_two_ranges_of_days_both_count() -> None:
    filter = with_fields(Filter("2022-03", since="2022-03-10", until="2022-12-31"))
    assert filter == Filter(since="2022-03-10", until="2022-03-31")


@pytest.mark.parametrize(("stories", "once"), [("on", True), ("", True), ("off", False)])
def test_stories_are_shown_once_unless_they_are_off(stories: str, once: bool) -> None:
    assert parse_once(stories) is once


def test_stories_are_on_or_off() -> None:
    with pytest.raises(InvalidParameterError) as raised:
        parse_once("x" * 50)
    assert str(raised.value) == f"stories must be on or off, not {'x' * 40!r}"


def test_the_last_field_is_a_parameter_too() -> None:
    assert Filter(month="2022-03", after="a").parameters == {"month": "2022-03", "after": "a"}


def test_a_site_documents_the_filters_of_its_sections() -> None:
    others = ["q", "since", "until"]
    assert shown_parameters(["tags", "sources"]) == ["q", "source", "tag", "since", "until"]
    assert shown_parameters([]) == others


def test_filters_of_every_kind() -> None:
    """What URLs say, and the SQL for it."""

    def call(given: dict[str, Any]) -> list[Any]:
        values = {
            name: each if isinstance(each, str) else tuple(each) for name, each in given.items()
        }
        try:
            filter = parse_filter(values)
        except InvalidParameterError as error:
            return [f"{error}"]
        sql = (
            where(filter),
            where_rowid(filter, False),
            where_rowid(filter, True),
            where_story_once(filter),
        )
        lines = (" ".join(each.split()) for each in sql)
        parameters = {
            name: each if isinstance(each, str) else list(each)
            for name, each in filter.parameters.items()
        }
        return [parameters, bindings(filter), *lines]

    golden_rows.check("filters", call)
