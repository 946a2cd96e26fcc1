"""Output to a terminal, which text from posts and file names must not control."""

from __future__ import annotations

import re

import click

from newsdb.redaction import redact

# C0 except tab and line end, DEL, C1, bidirectional controls, and what hides or breaks a line.
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def echo(text: str, *, err: bool = False) -> None:
    """Write a text and a line end to standard output or standard error."""
    click.echo(printable(text), err=err)


def printable(text: str) -> str:
    """Return a text without secrets, and with control characters escaped as in Python."""
    return escape_controls(redact(text))


def escape_controls(text: str) -> str:
    """Return a text whose control characters are escaped as in Python."""
    return CONTROLS.sub(lambda match: ascii(match[0])[1:-1], text)


def one_line(text: str) -> str:
    """Return a text as one line: some reasons of parsers have several."""
    return re.sub(r"\s*\n\s*", " ", text.strip())


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 post`, `1,200 posts`, `2 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
