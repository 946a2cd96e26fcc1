"""Bars of a chart."""

import pytest

from loaders.pages.charts import HEIGHT, WIDTH, by_month, is_month


def test_bars_stand_for_every_month_between() -> None:
    chart = by_month({"2021-12": 4, "2022-03": 1, "": 7, "2022-13": 9, "x": 1})
    assert chart is not None
    assert chart.most == 4
    assert [(bar.period, bar.count, bar.height) for bar in chart.bars] == [
        ("2021-12", 4, HEIGHT),
        ("2022-01", 0, 0),
        ("2022-02", 0, 0),
        ("2022-03", 1, HEIGHT / 4),
    ]
    assert [bar.x for bar in chart.bars] == [2, 182, 362, 542]
    assert {bar.width for bar in chart.bars} == {176}
    assert all(bar.y + bar.height == HEIGHT for bar in chart.bars)
    assert chart.bars[-1].x + chart.bars[-1].width < WIDTH


def test_few_beside_many_can_be_seen() -> None:
    chart = by_month({"2022-01": 100_000, "2022-02": 1})
    assert chart is not None
    assert chart.bars[1].height == 1.5


def test_many_months_become_years() -> None:
    chart = by_month({"2001-01": 1, "2001-12": 2, "2022-06": 5})
    assert chart is not None
    assert (len(chart.bars), chart.most) == (22, 5)
    assert [(bar.period, bar.count) for bar in chart.bars[:2]] == [("2001", 3), ("2002", 0)]


def test_a_year_gone_wrong_makes_no_thousand_bars() -> None:
    chart = by_month({"0022-01": 1, "2021-01": 1, "2022-01": 1})
    assert chart is not None
    assert [bar.period for bar in chart.bars] == ["0022", "2021", "2022"]


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
