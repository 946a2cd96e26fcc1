"""Limits on the memory that the C library keeps after it is freed."""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8
"""The parameter of mallopt(3) for how many arenas, of which threads take memory, there may be."""
MAX_ARENAS = 2


def limit_arenas() -> None:
    """Let all threads share a few arenas of memory, before the first of them starts.

    The GNU C library gives each thread one of its own, up to eight per core, and what one has
    freed is of no use to the others; Python's threads seldom allocate at the same time. Where
    another library is used, nothing happens.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(M_ARENA_MAX, MAX_ARENAS)


def release_memory() -> None:
    """Return freed memory to the system.

    The GNU C library would keep hundreds of megabytes after a large query. With another library,
    nothing happens.
    """
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
