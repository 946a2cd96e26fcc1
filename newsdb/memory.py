"""Memory that is free, but that the process still holds."""

from __future__ import annotations

import ctypes


def release_memory() -> None:
    """Return freed memory to the system.

    The GNU C library keeps it otherwise, hundreds of megabytes after a large query; where another
    one is used, nothing happens.
    """
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
