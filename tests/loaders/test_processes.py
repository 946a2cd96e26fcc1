"""Pools of worker processes end with their block, and begin with what they are given."""

from __future__ import annotations

import os
import signal
import time

import pytest

from loaders import processes
from loaders.processes import cores, submit, worker_pool

pytestmark = pytest.mark.slow

_given: list[object] = []


def test_workers_begin_with_what_they_are_given() -> None:
    with worker_pool(1, _given.extend, ["a", 1]) as pool:
        assert submit(pool, _get).result() == ["a", 1]
        assert submit(pool, os.getppid).result() == os.getpid()
    assert _given == []


def test_workers_leave_ctrl_c_to_their_parent() -> None:
    with worker_pool(1) as pool:
        blocked = submit(pool, signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
    assert blocked == {signal.SIGINT}
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()


def test_what_is_left_at_the_end_is_not_done() -> None:
    with worker_pool(1) as pool:
        futures = [submit(pool, time.sleep, 0.01) for _ in range(1000)]
        futures[0].result()
    assert any(future.cancelled() for future in futures)


def test_there_is_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.delattr(processes.os, "sched_getaffinity", raising=False)
    assert cores() == os.cpu_count()


def _get() -> list[object]:
    return _given
