"""Dates: every form that is written reads back, and no reason names this machine.

The forms themselves stand in docs/generators.md, where tests/docs/test_generators.py reads them.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dates import assumed_zone, parse_date
from newsdb.models import Problem
from newsdb.times import DateOnly, written
from tests import golden_rows
from tests.loaders.shell import rows, run

OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


TIMES = st.datetimes(datetime(1000, 1, 1), timezones=OFFSETS).map(
    lambda time: time.replace(microsecond=0)
)


FORMATS = (
    *("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y/%m/%d %H:%M:%S%z", "%Y%m%dT%H%M%S%z"),
    *("%a, %d %b %Y %H:%M:%S %z", "%d %B %Y %H:%M:%S %z", "%B %d, %Y %H:%M:%S %z"),
    *("%a %b %d %H:%M:%S %z %Y", "%Y年%m月%d日 %H:%M:%S %z", "%Y年%m月%d日%H时%M分%S秒 %z"),
    *("%d-%m-%Y %H:%M:%S %z", "%Y.%m.%d %I:%M:%S %p %z", "%A, %B %d, %Y at %H:%M:%S %z"),
)


@pytest.mark.parametrize("form", FORMATS)
@given(time=TIMES)
def test_what_is_written_is_read(form: str, time: datetime) -> None:
    text = time.strftime(form.replace("%Y", f"{time.year:04}"))
    found = parse_date(text, "Asia/Shanghai")
    assert found == time
    assert not isinstance(found, DateOnly)


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%a, %d %b %Y", "%B %d, %Y", "%d.%m.%Y"],
)
@given(time=TIMES)
def test_a_day_stays_a_day(form: str, time: datetime) -> None:
    found = parse_date(time.strftime(form.replace("%Y", f"{time.year:04}")), "Asia/Shanghai")
    assert isinstance(found, DateOnly)
    assert written(found) == time.date().isoformat()


@given(text=st.text(max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        time = parse_date(text, "Asia/Shanghai")
    except ValueError as error:
        assert str(error).startswith(f"“{text}” ")
    else:
        assert time.tzinfo is not None


@pytest.mark.parametrize(
    "zone", ["/etc/passwd", "Asia", "../Asia/Tokyo", "posixrules", "a/b", "NUL"]
)
def test_a_reason_names_no_path_of_this_machine(zone: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no time zone") as raised:
        parse_date(f"2022-03-07 09:05 {zone}", "UTC")
    assert "zoneinfo" not in str(raised.value)
    assert "site-packages" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "offset"), [("2022-01-02 03:04", "-05:00"), ("2022-07-02 03:04", "-04:00")]
)
def test_a_time_without_zone_is_one_of_the_default(text: str, offset: str) -> None:
    assert parse_date(text, "America/New_York").isoformat().endswith(offset)


def test_a_default_zone_that_was_assumed_is_a_problem() -> None:
    detail = "2022-03-07 09:05 names no time zone; Asia/Shanghai was assumed"
    for text, problems in {
        "2022-03-07 09:05": [Problem("zone", detail)],
        "2022-03-07 09:05 +08:00": [],
        "2022-03-07": [],
    }.items():
        assert assumed_zone(parse_date(text, "Asia/Shanghai"), "Asia/Shanghai") == problems
    assert assumed_zone(None, "Asia/Shanghai") == []


@pytest.mark.parametrize("zone", ["America", "Mars/Base", "leapseconds", "a//b", "posix"])
@pytest.mark.usefixtures("folder")
def test_no_path_of_the_machine_is_in_a_problem(zone: str) -> None:
    Path("site").mkdir()
    text = f'---\ntitle: t\ndate: "2022-01-01 {zone}"\n---\nText\n'
    Path("site/2022-01-01-a.md").write_text(text)
    run("load", "posts", "site")
    reason = f"“2022-01-01 {zone}” cannot be a date (there is no time zone “{zone}”)"
    assert rows("select detail from problems") == [(f"{reason}; the file name's date was taken",)]


ZONES = (
    "Z+0 UT+0 UTC+0 GMT+0 WET+0 WEST+1 CET+1 MET+1 CEST+2 MEST+2 EET+2 EEST+3 MSK+3 HKT+8 SGT+8 "
    "JST+9 KST+9 AEST+10 AEDT+11 NZST+12 NZDT+13 EST-5 EDT-4 CST-6 CDT-5 MST-7 MDT-6 PST-8 PDT-7 "
    "AKST-9 AKDT-8 HST-10"
)


@pytest.mark.parametrize("zone", ZONES.split())
def test_every_abbreviation_of_a_zone(zone: str) -> None:
    name, sign, hours = zone.partition("-" if "-" in zone else "+")
    time = parse_date(f"7 Mar 2022 10:00 {name}", "Asia/Shanghai")
    assert time.utcoffset() == timedelta(hours=int(f"{sign}{hours}"))


def test_minutes_and_seconds_that_are_not_stated_are_zero() -> None:
    assert written(parse_date("2022-03-07 10:05", "UTC")) == "2022-03-07T10:05:00+00:00"
    assert written(parse_date("2022年3月7日9时", "UTC")) == "2022-03-07T09:00:00+00:00"
    assert written(parse_date("2022年3月7日上午12点30分", "UTC")) == "2022-03-07T00:30:00+00:00"
    with pytest.raises(ValueError, match=r"hour must be in 1\.\.12 with am and pm"):
        parse_date("2022年3月7日下午15:05", "UTC")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/05/2022", "2022-05-13"),
        ("05/13/2022", "2022-05-13"),
        ("31-12-2022", "2022-12-31"),
        ("12/12/2022", "2022-12-12"),
        ("5/12/2022", None),
        ("12/5/2022", None),
    ],
)
def test_the_day_comes_first_or_second_where_only_one_can_be_it(text: str, day: str | None) -> None:
    if day:
        assert written(parse_date(text, "UTC")) == day
    else:
        with pytest.raises(ValueError, match="the day or the month that comes first"):
            parse_date(text, "UTC")


@pytest.mark.parametrize(
    ("text", "written_as"),
    [
        ("2022-03-07 10:00 +23:59", "2022-03-07T10:00:00+23:59"),
        ("2022-03-07 10:00 GMT-8", "2022-03-07T10:00:00-08:00"),
        ("1646640000", "2022-03-07T08:00:00+00:00"),
        ("1646640000999", "2022-03-07T08:00:00+00:00"),
        ("7 Sept 2022", "2022-09-07"),
        ("Monday, 07-Mar-49 09:05:00 GMT", "2049-03-07T09:05:00+00:00"),
        ("Monday, 07-Mar-50 09:05:00 GMT", "1950-03-07T09:05:00+00:00"),
        ("2022-03-07 12:05 am", "2022-03-07T00:05:00+00:00"),
        ("2022-03-07 12:05 PM", "2022-03-07T12:05:00+00:00"),
        ("2022-03-07 1:05 pm", "2022-03-07T13:05:00+00:00"),
        ("2022-03-07 0:05", "2022-03-07T00:05:00+00:00"),
        ("1890-01-01 00:00 Asia/Shanghai", "1890-01-01T00:00:00+08:05"),
    ],
)
def test_times_at_the_edges(text: str, written_as: str) -> None:
    assert written(parse_date(text, "UTC")) == written_as


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2022-03-07 10:00 +24:00", "an offset is less than 24 hours"),
        ("2022-03-07 0:05 am", "hour must be in 1..12 with am and pm"),
        ("2022-03-07 13:05 pm", "hour must be in 1..12 with am and pm"),
        ("7 Abc 2022", "there is no month “abc”"),
        ("7 Sept. 2022 10:00 IST", "there is no time zone “IST”"),
    ],
)
def test_times_that_cannot_be(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="cannot be a date") as raised:
        parse_date(text, "UTC")
    assert str(raised.value) == f"“{text}” cannot be a date ({reason})"


def test_every_form_with_clocks_and_zones() -> None:
    def call(text: str, zone: str) -> str:
        try:
            return written(parse_date(text, zone))
        except ValueError as error:
            return f"{error}".removeprefix(f"“{text}” ")

    golden_rows.check("dates", call)
