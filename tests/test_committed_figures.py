"""`make bench` warns where it is slower than the figures in the documentation."""

from benchmarks.committed import DOCUMENT, committed_ratios, warnings


def test_the_ratios_are_those_of_the_document() -> None:
    ratios = committed_ratios(DOCUMENT.read_text("utf-8"), "bench_load 10000")
    assert set(ratios) == {"newsdb", "newsdb --jobs 1", "the floor", "the script"}
    assert ratios["the floor"] == 1
    assert all(1 <= ratio < 20 for ratio in ratios.values())
    assert committed_ratios("", "bench_load 10000") == {}


def test_only_more_than_fifteen_percent_is_reported() -> None:
    committed = {"newsdb": 1.0, "newsdb --jobs 1": 2.0, "the script": 3.0}
    assert warnings(committed, {"newsdb": 1.15, "newsdb --jobs 1": 2.4}) == [
        "warning: newsdb --jobs 1 takes 2.40 times the floor, 20% more than the 2.00 in "
        "docs/performance.md"
    ]
    assert warnings({}, {"newsdb": 9.0}) == []
