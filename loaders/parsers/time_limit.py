"""A limit on CPU time, for conversions of untrusted text."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from newsdb.exceptions import ConversionTimeoutError

REPEAT_SECONDS = 0.5
"""The signal comes again: an exception raised in a destructor is lost."""


@contextmanager
def cpu_time_limit(seconds: float) -> Iterator[None]:
    """Raise ConversionTimeoutError in the block once it has used more CPU time.

    Python delivers signals to the main thread only; in any other there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
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
