"""Days, months, numbers and query strings as users give them."""

import pytest

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import (
    is_day,
    is_month,
    parse_day,
    parse_number,
    parse_query_string,
    parse_query_values,
)


def test_days_and_months() -> None:
    assert is_day("2024-02-29") and is_day("0001-01-01")
    for text in ("2023-02-29", "2022-1-1", "20220101", "2022-01", "٢022-01-01", "0000-01-01", ""):
        assert not is_day(text), text
    assert is_month("2022-12") and is_month("0001-01")
    for text in ("2022-13", "2022-00", "0000-01", "2022-1", "2022-01-01", "٢022-01", ""):
        assert not is_month(text), text
    assert parse_day("since", "2022-01-31") == "2022-01-31"
    with pytest.raises(InvalidParameterError, match="since must be a day such as 2022-01-31"):
        parse_day("since", "yesterday")


def test_numbers() -> None:
    assert [parse_number("n", text, 10) for text in ("1", "007", "10")] == [1, 7, 10]
    for text in ("0", "11", "-1", "1.0", "²", "٣", "9" * 5000, ""):
        with pytest.raises(InvalidParameterError, match="n must be a number from 1 to 10"):
            parse_number("n", text, 10)


def test_query_strings() -> None:
    assert parse_query_string(b"q=%E9%93%B6&tag=", ("q", "tag")) == {"q": "银"}
    with pytest.raises(InvalidParameterError, match="unknown parameter 'tga'; use q, tag"):
        parse_query_string(b"tga=x", ("q", "tag"))
    with pytest.raises(InvalidParameterError, match="q can be given only once"):
        parse_query_string(b"q=a&q=b", ("q",))
    given = parse_query_values(b"q=a&tag=b&tag=&tag=c&since=", ("q", "since"), ("tag",))
    assert given == {"q": ["a"], "tag": ["b", "c"]}


def test_what_is_wrong_is_named_in_part() -> None:
    short, long = "x" * 40, "x" * 41
    for text in (short, long):
        with pytest.raises(InvalidParameterError, match=f"not '{short}'$"):
            parse_day("since", text)
        with pytest.raises(InvalidParameterError, match=f"not '{short}'$"):
            parse_number("n", text, 10)
        with pytest.raises(InvalidParameterError, match=f"parameter '{short}'; none is allowed"):
            parse_query_string(text.encode() + b"=", ())


def test_the_least_number_is_1_unless_another_is() -> None:
    assert (parse_number("n", "1", 1), parse_number("n", "0", 1, 0)) == (1, 0)
    assert parse_number("n", "9" * 19, 10**19) == 10**19 - 1
