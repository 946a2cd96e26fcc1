"""How far a load is, on a terminal and in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

# In a log, one line for so many files.
LOG_EVERY = 10_000


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show how far a load is: a bar on a terminal, a line now and then in a log."""
    bar = click.progressbar(
        length=1, label="Loading posts", file=sys.stderr, hidden=quiet, show_pos=True
    )
    on_terminal = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if on_terminal:
            bar.length = total
            if done == total or done - bar.pos >= max(1, total // 200):
                bar.update(done - bar.pos)
        elif not quiet and done and done % LOG_EVERY == 0:
            click.echo(f"{done} of {total} files", err=True)

    if not on_terminal:
        yield show
        return
    with bar:
        yield show
