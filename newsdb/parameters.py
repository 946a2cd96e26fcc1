"""Values that users give by hand: in URLs and on the command line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from urllib.parse import parse_qs

from newsdb.exceptions import InvalidParameterError

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MONTH = re.compile(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
NUMBER = re.compile(r"\d{1,19}", re.ASCII)


def parse_query_string(query_string: bytes, names: Sequence[str]) -> dict[str, str]:
    """Return the parameters of a query string that have a value, each given once.

    Raises InvalidParameterError as parse_query_values does.
    """
    found = parse_query_values(query_string, names, ())
    return {name: value for name, [value] in found.items()}


def parse_query_values(
    query_string: bytes, names: Sequence[str], repeatable: Collection[str]
) -> dict[str, list[str]]:
    """Return the values of the parameters of a query string, without those that are empty.

    Raises InvalidParameterError for a parameter that is in neither `names` nor `repeatable`, and
    for one of `names` that is given twice: a misspelt filter must not select other posts than
    were meant.
    """
    found = parse_qs(query_string.decode("utf-8", "replace"), keep_blank_values=True)
    for name, values in found.items():
        if name not in names and name not in repeatable:
            known = f"use {', '.join(names)}" if names else "none is allowed here"
            raise InvalidParameterError(f"unknown parameter {name[:40]!r}; {known}")
        if len(values) > 1 and name not in repeatable:
            raise InvalidParameterError(f"the parameter {name} can be given only once")
    given = {name: [each for each in values if each] for name, values in found.items()}
    return {name: values for name, values in given.items() if values}


def parse_day(name: str, value: str) -> str:
    """Return a day (YYYY-MM-DD) as it is; raises InvalidParameterError for anything else."""
    if not is_day(value):
        raise InvalidParameterError(f"{name} must be a day such as 2022-01-31, not {value[:40]!r}")
    return value


def parse_number(name: str, value: str, maximum: int, minimum: int = 1) -> int:
    """Return a whole number within limits; raises InvalidParameterError for anything else."""
    if NUMBER.fullmatch(value) and minimum <= int(value) <= maximum:
        return int(value)
    raise InvalidParameterError(
        f"{name} must be a number from {minimum} to {maximum}, not {value[:40]!r}"
    )


def is_day(text: str) -> bool:
    """Return whether a text is a day of the calendar, YYYY-MM-DD."""
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def is_month(text: str) -> bool:
    """Return whether a text is a month of the years 1 to 9999, YYYY-MM."""
    return bool(MONTH.fullmatch(text))
