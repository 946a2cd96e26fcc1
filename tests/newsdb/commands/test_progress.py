"""The progress of a load, on a terminal and in a log."""

from __future__ import annotations

import io
import re

import pytest

from newsdb.commands.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("total", [1, 7, 400])
def test_a_terminal_shows_a_bar_that_ends_full(monkeypatch: pytest.MonkeyPatch, total: int) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with progress_bar(quiet=False) as show:
        for done in range(total + 1):
            show(done, total)
    shown = re.findall(r"(\d+)/(\d+) ", terminal.getvalue())
    assert shown[-1] == (f"{total}", f"{total}")
    numbers = [int(done) for done, of in shown if of == f"{total}"]
    assert numbers == sorted(numbers)


def test_a_bar_moves_two_hundred_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with progress_bar(quiet=False) as show:
        for done in range(1001):
            show(done, 1000)
    shown = {int(done) for done in re.findall(r"(\d+)/1000 ", terminal.getvalue())}
    assert shown - {0} == set(range(5, 1001, 5))


def test_a_log_has_a_line_for_many_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar(quiet=False) as show:
        for done in (0, 1, 9999, 10_000, 10_001, 2 * 10_000):
            show(done, 25_000)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "10000 of 25000 files",
        "20000 of 25000 files",
    ]
    assert all(re.fullmatch(r".*, \d+/s", line) for line in lines)


def test_quiet_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar(quiet=True) as show:
        show(10_000, 10_000)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    with progress_bar(quiet=True) as show:
        show(1, 1)
    assert terminal.getvalue() == ""
