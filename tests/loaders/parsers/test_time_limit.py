"""A limit on CPU time, which leaves the process as it was."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from loaders.parsers.time_limit import cpu_time_limit
from newsdb.exceptions import ConversionTimeoutError


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@contextmanager
def handler_and_timer_stay() -> Iterator[None]:
    before = signal.getsignal(signal.SIGPROF)
    yield
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_what_works_longer_is_ended() -> None:
    with handler_and_timer_stay(), pytest.raises(ConversionTimeoutError), cpu_time_limit(0.05):
        work(60)


def test_what_is_quick_or_only_waits_is_not() -> None:
    with handler_and_timer_stay(), cpu_time_limit(0.2):
        work(0.01)
        time.sleep(0.3)


def test_a_signal_that_was_swallowed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.parsers.time_limit.REPEAT_SECONDS", 0.05)
    with pytest.raises(ConversionTimeoutError), cpu_time_limit(0.05):
        with suppress(ConversionTimeoutError):
            work(60)
        work(60)


def test_other_threads_have_a_limit_and_go_on_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask workers, for example, convert posts in one."""
    monkeypatch.setattr("loaders.parsers.time_limit.REPEAT_SECONDS", 0.05)
    ended: list[bool] = []

    def limited() -> None:
        for _ in range(3):
            with pytest.raises(ConversionTimeoutError), cpu_time_limit(0.05):
                work(60)
            with cpu_time_limit(0.2):
                work(0.01)
                time.sleep(0.3)
        ended.append(True)

    thread = threading.Thread(target=limited)
    thread.start()
    thread.join()
    assert ended == [True]
