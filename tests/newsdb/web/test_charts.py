"""Charts as data."""

import pytest

from newsdb.web.charts import Chart, Series, by_day, by_hour, by_month, is_month


def test_bars_stand_for_every_month_between() -> None:
    chart = by_month({"2021-12": 4, "2022-03": 1, "": 7, "2022-13": 9, "x": 1})
    assert chart is not None
    assert chart.counts == {"2021-12": 4, "2022-01": 0, "2022-02": 0, "2022-03": 1}


@pytest.mark.parametrize(
    ("most", "numbers"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (4, [0, 2, 4]),
        (7, [0, 5, 10]),
        (31, [0, 20, 40]),
        (100, [0, 50, 100]),
        (100_001, [0, 50_000, 100_000, 150_000]),
    ],
)
def test_the_axis_has_few_round_numbers(most: int, numbers: list[int]) -> None:
    chart = by_month({"2022-01": most, "2022-02": 1})
    assert chart is not None
    assert list(chart.ticks) == numbers


@pytest.mark.parametrize(
    ("most", "numbers"),
    [(1.0, [0, 0.5, 1]), (0.031, [0, 0.02, 0.04]), (0.3, [0, 0.1, 0.2, 0.3]), (0, [0, 1])],
)
def test_shares_have_an_axis_of_their_own(most: float, numbers: list[float]) -> None:
    chart = Chart(("2022", "2023"), (Series("", (most, 0)), Series("", (0.0, most))))
    assert list(chart.ticks) == numbers


def test_days_of_a_month_and_hours_of_a_day() -> None:
    days = by_day({"2024-02-29": 2, "2024-03-01": 9}, "2024-02")
    assert days is not None
    assert [day for day, count in days.counts.items() if count] == ["2024-02-29"]
    assert (len(days.keys), days.keys[0]) == (29, "2024-02-01")
    december = by_day({"2024-12-31": 1}, "2024-12")
    assert december is not None and len(december.keys) == 31
    hours = by_hour({"2022-03-03T07": 1}, "2022-03-03")
    assert hours is not None
    assert [hour for hour, count in hours.counts.items() if count] == ["2022-03-03T07"]
    assert (len(hours.keys), hours.keys[-1]) == (24, "2022-03-03T23")
    assert by_day({}, "2022-02") is by_hour({}, "2022-02-01") is None


def test_many_months_become_years() -> None:
    chart = by_month({"2001-01": 1, "2001-12": 2, "2022-06": 5})
    assert chart is not None
    assert (len(chart.keys), chart.ticks[-1]) == (22, 6)
    assert list(chart.counts.items())[:2] == [("2001", 3), ("2002", 0)]


def test_a_year_gone_wrong_makes_no_thousand_bars() -> None:
    chart = by_month({"0022-01": 1, "2021-01": 1, "2022-01": 1})
    assert chart is not None
    assert [*chart.keys] == ["0022", "2021", "2022"]


@pytest.mark.parametrize("counts", [{}, {"2022-01": 3}, {"": 3}])
def test_nothing_to_compare(counts: dict[str, int]) -> None:
    assert by_month(counts) is None


def test_months() -> None:
    good = ["2022-01", "2022-12", "0001-01"]
    bad = [
        "2022-00",
        "2022-13",
        "0000-01",
        "2022-1",
        "22-01",
        "2022/01",
        "２０２２-01",
        "2022-01-01",
        "",
    ]
    assert [month for month in good + bad if is_month(month)] == good


def test_there_are_as_many_bars_as_fit() -> None:
    months = [f"{2000 + at // 12}-{at % 12 + 1:02}" for at in range(121)]
    fit, more = (by_month(dict.fromkeys(months[:number], 1)) for number in (120, 121))
    assert fit and fit.keys == tuple(months[:-1])
    assert more and more.keys == tuple(sorted({month[:4] for month in months}))
    years = {f"{1900 + at}-06": 1 for at in range(120)}
    fit, more = by_month(years), by_month(years | {"2999-06": 1})
    assert fit and len(fit.keys) == 120
    ends = by_month({"1900-01": 1, "2019-12": 1})
    assert ends and len(ends.keys) == 120
    assert more and more.keys == (*(f"{1900 + at}" for at in range(1, 120)), "2999")


def test_fewer_than_two_months_are_no_chart() -> None:
    assert (
        by_month({}) is by_month({"2022-01": 3}) is by_month({"2022-01": 0, "2022-02": 0}) is None
    )
