"""A limit on CPU time, for conversions of untrusted text."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from newsdb.exceptions import ConversionTimeoutError

REPEAT_SECONDS = 0.5
"""The exception comes again: one that is raised in a destructor is lost."""


@contextmanager
def cpu_time_limit(seconds: float) -> Iterator[None]:
    """Raise ConversionTimeoutError in the block once it has used more CPU time.

    macOS does not report how much a thread used: there, only the main thread has a limit.
    """
    if threading.current_thread() is threading.main_thread():
        limited = _limit_by_signal(seconds)
    elif hasattr(time, "pthread_getcpuclockid"):
        limited = _WATCHER.limit(seconds)
    else:
        yield
        return
    with limited:
        yield


@contextmanager
def _limit_by_signal(seconds: float) -> Iterator[None]:
    """Limit the block in the main thread, to which Python delivers signals."""
    is_active = True

    def time_out(*_: object) -> None:
        if is_active:
            raise ConversionTimeoutError

    before = signal.signal(signal.SIGPROF, time_out)
    signal.setitimer(signal.ITIMER_PROF, seconds, REPEAT_SECONDS)
    try:
        try:
            yield
        finally:
            is_active = False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before or signal.SIG_DFL)


class _Watcher:
    """Limits blocks in other threads, as those of a Dask worker: a thread looks at their clocks.

    https://docs.python.org/3/c-api/init.html#c.PyThreadState_SetAsyncExc
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, float] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        thread = threading.get_ident()
        with self._lock:
            self._ends[thread] = _cpu_time(thread) + seconds
            # After a fork, the thread is not there.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            while thread in self._ends:
                with suppress(ConversionTimeoutError), self._lock:
                    self._ends.pop(thread, None)
            # What is on its way would hit whatever comes next. It arrives at the end of a round of
            # a loop. (To take it back would make Python 3.11 loop for ever where it traces: the
            # interpreter would look for an exception that never comes.)
            with suppress(ConversionTimeoutError):
                for _ in range(2):
                    pass

    def _watch(self) -> None:
        while True:
            time.sleep(REPEAT_SECONDS)
            with self._lock:
                for thread, end in self._ends.items():
                    if _cpu_time(thread) > end:
                        _raise_in(thread)


def _cpu_time(thread: int) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


def _raise_in(thread: int) -> None:
    """Raise ConversionTimeoutError in another thread, as soon as that executes Python code."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(ConversionTimeoutError)
    )


_WATCHER = _Watcher()
