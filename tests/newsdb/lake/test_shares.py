"""Files divided into shares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsdb.lake.shares import MAX_SIZE, cut, month_in, order_of

MEAN = 8


def shares(paths: list[str], mean_size: int = MEAN) -> list[tuple[str, list[str]]]:
    return list(cut(sorted(paths, key=order_of), str, mean_size))


def test_the_month_is_that_of_the_name() -> None:
    names = ["_posts/2022-01-31-a.md", "2022-13-01-a.md", "about.md", "2022-01-311.md"]
    assert [month_in(name) for name in names] == ["2022-01", "undated", "undated", "undated"]


days = st.dates().map(lambda day: f"_posts/{day}-a.md")


@given(st.sets(days | st.from_regex(r"[a-z]{1,8}\.md", fullmatch=True), max_size=60))
def test_shares_hold_everything_once_and_in_order(paths: set[str]) -> None:
    found = shares([*paths])
    assert [path for _, some in found for path in some] == sorted(paths, key=order_of)
    assert all(some and {month_in(path) for path in some} == {month} for month, some in found)


@given(st.sets(days, max_size=60), days)
def test_a_new_file_changes_the_share_that_it_falls_into_only(paths: set[str], new: str) -> None:
    before = {tuple(some) for _, some in shares([*paths])}
    after = {tuple(some) for _, some in shares([*paths, new])} if new not in paths else before
    assert len(before - after) <= 1
    assert len(after - before) <= 2


def test_no_share_of_a_month_is_too_large() -> None:
    paths = [f"2022-01-01-{number:06}.md" for number in range(20_000)]
    sizes = [len(some) for _, some in shares(paths, 1024)]
    assert max(sizes) <= MAX_SIZE
    assert 600 < 20_000 / len(sizes) < 1700
