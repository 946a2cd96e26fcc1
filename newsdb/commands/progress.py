"""The progress of a load, on a terminal and in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

LOG_EVERY = 10_000
"""In a log, there is one line for this many files."""


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show the progress of a load: a bar on a terminal, occasional lines in a log."""
    started = time.monotonic()
    bar: ProgressBar[int] = click.progressbar(
        length=1,
        label="Loading posts",
        file=sys.stderr,
        hidden=quiet,
        show_pos=True,
        item_show_func=lambda done: f"{rate(done):.0f}/s" if done else None,
    )
    on_terminal = sys.stderr.isatty()

    def rate(done: int) -> float:
        return done / max(time.monotonic() - started, 0.001)

    def show(done: int, total: int) -> None:
        if on_terminal:
            bar.length = total
            if done == total or done - bar.pos >= max(1, total // 200):
                bar.update(done - bar.pos, done)
        elif not quiet and done and done % LOG_EVERY == 0:
            click.echo(f"{done} of {total} files, {rate(done):.0f}/s", err=True)

    if not on_terminal:
        yield show
        return
    with bar:
        yield show
