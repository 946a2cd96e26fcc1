"""When a post was published and updated, by its front matter and its path."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from loaders.dates import parse_date
from loaders.generators.names import date_in_path
from loaders.generators.values import Fields
from newsdb.models import Problem


def published_at(
    fields: Fields, keys: tuple[str, ...], path: str, zone: str, problems: list[Problem]
) -> datetime | None:
    """Return the time at the first of some keys that has one, else the day in a post's path.

    `zone` is that of times without one. What is no date is added to `problems`.
    """
    found = next((key for key in keys if key in fields), None)
    for key in keys:
        text = fields.text(key)
        # An empty date leaves nothing but the zone that was added to it.
        if not text or (text[0] in "+-" and text[1:].isdigit()):
            continue
        # Where it is no date, it is Jekyll's switch.
        if key == "published" and fields.flag(key) is not None:
            continue
        try:
            return parse_date(text, zone)
        except ValueError as error:
            problems.append(Problem("date", f"{error}; the file name's date was taken"))
    if found == "date" and not problems:
        problems.append(Problem("date", "the date is empty; the file name's was taken"))
    if day := date_in_path(path):
        try:
            return parse_date(day, zone)
        except ValueError as error:
            problems.append(Problem("date", f"{error}, in the file name"))
    return None


def first_time(
    fields: Fields, keys: Iterable[str], zone: str, problems: list[Problem]
) -> datetime | None:
    """Return the time at the first of some keys that says anything, None if that is no date."""
    for key in keys:
        text = fields.text(key)
        if not text:
            continue
        try:
            return parse_date(text, zone)
        except ValueError as error:
            problems.append(Problem("date", f"{error}; “{key}” was left out"))
            return None
    return None
