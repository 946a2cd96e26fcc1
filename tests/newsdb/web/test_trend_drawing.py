"""What is drawn of a trend: days joined to weeks, months or years where there are too many."""

import pytest

from newsdb.web import trend_drawing
from newsdb.web.time_units import Unit, units_between
from newsdb.web.trend_drawing import chart_of, joined
from newsdb.web.trends import CountSeries, Trend

DECADE = ("2013-01-01", "2022-12-31")


def trend(unit: Unit, first: str, last: str, series: int = 1) -> Trend:
    """Return a trend with one post in each period of each series."""
    periods = tuple(units_between(unit, first, last))
    each = CountSeries("a", dict.fromkeys(periods, 1), {})
    return Trend(unit, periods, (each,) * series, all_posts={})


@pytest.mark.parametrize(
    ("series", "unit", "first", "last"),
    [
        (1, "week", "2012-12-31", "2022-12-26"),
        (4, "week", "2012-12-31", "2022-12-26"),
        (8, "month", "2013-01", "2022-12"),
    ],
)
def test_days_of_ten_years_are_joined(series: int, unit: Unit, first: str, last: str) -> None:
    days = trend("day", *DECADE, series)
    drawn = joined(days)
    assert (drawn.unit, drawn.periods[0], drawn.periods[-1]) == (unit, first, last)
    assert len(drawn.periods) * series <= 2_400 and len(drawn.periods) <= 720
    assert [each.total for each in drawn.series] == [3652] * series
    assert drawn.values(drawn.series[0])[1] == (7 if unit == "week" else 28)


def test_what_has_room_is_drawn_as_it_is() -> None:
    days = trend("day", "2022-01-01", "2022-12-31", 6)
    assert joined(days) is days
    assert joined(Trend("day", (), ())) == Trend("day", (), ())


def test_shares_are_those_of_the_longer_periods() -> None:
    days = trend("day", *DECADE)
    whole = Trend("day", days.periods, days.series, all_posts=dict.fromkeys(days.periods, 2))
    assert set(joined(whole).values(joined(whole).series[0])) == {0.5}


def test_of_very_many_years_the_latest_are_drawn() -> None:
    years = trend("year", "0001", "2022")
    assert joined(years).periods == years.periods[-720:]


def test_several_series_are_lines() -> None:
    one, two = (chart_of(trend("month", "2022-01", "2022-06", number)) for number in (1, 2))
    assert one and two and (one.kind, two.kind) == ("bars", "lines")
    assert chart_of(trend("month", "2022-01", "2022-06", 2), "bars") != two
    assert chart_of(Trend("month", (), ())) is None


def test_one_period_is_never_a_line() -> None:
    chart = chart_of(trend("month", "2022-03", "2022-03", 2), "lines")
    assert chart is not None and (chart.keys, chart.kind) == (("2022-03",), "bars")


def test_bars_of_several_series_need_room() -> None:
    for last, kind in (("2013-04-30", "bars"), ("2013-05-01", "lines")):
        days = trend("day", "2013-01-01", last, 2)
        assert len(days.periods) * 2 == (240 if kind == "bars" else 242)
        chart = chart_of(days, "bars")
        assert chart is not None and chart.kind == kind


@pytest.mark.parametrize(
    ("room", "drawn"),
    [
        (4, ("day", ("2021-12-31", "2022-01-01", "2022-01-02", "2022-01-03"))),
        (3, ("week", ("2021-12-27", "2022-01-03"))),
        (1, ("year", ("2022",))),
    ],
)
def test_the_shortest_unit_that_has_room(
    room: int, drawn: tuple[Unit, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend_drawing, "MAX_KEYS", room)
    found = joined(trend("day", "2021-12-31", "2022-01-03", 2))
    assert (found.unit, found.periods) == drawn
    monkeypatch.setattr(trend_drawing, "MAX_KEYS", 720)
    monkeypatch.setattr(trend_drawing, "MAX_POINTS", 2 * room + 1)
    assert joined(trend("day", "2021-12-31", "2022-01-03", 2)) == found
