"""What every Jekyll post has in common: title, date, tags and categories.

The rules are those of https://jekyllrb.com/docs/front-matter/ and /docs/posts/.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath

from loaders.parsers.dates import parse_date
from loaders.parsers.front_matter import Value
from newsdb.models import Problem

FILE_NAME = re.compile(r"^(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.*)$", re.DOTALL)


def text_of(value: Value | None) -> str:
    """Return a front matter value as one line of text; a list's items are joined."""
    if isinstance(value, list):
        return ", ".join(text_of(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(text_of(item) for item in value.values())
    return " ".join((value or "").split())


def names_of(fields: dict[str, Value], plural: str, singular: str, split: bool) -> list[str]:
    """Return the tags or categories of a post, each once, in order.

    A list's items are names as they are. A single string is split at commas, or at
    white space where `split` is on and it holds no comma.
    """
    found: list[str] = []
    for key in (singular, plural):
        found += _names(fields.get(key), split)
    return list(dict.fromkeys(found))


def _names(value: Value | None, split: bool) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _names_of_item(item)]
    if isinstance(value, dict):
        return [name for item in value.values() for name in _names(item, split)]
    text = (value or "").strip()
    if "," in text or "，" in text:
        return [name for part in re.split("[,，]", text) if (name := " ".join(part.split()))]
    return text.split() if split else [text] if text else []


def _names_of_item(item: Value) -> list[str]:
    if isinstance(item, str):
        name = " ".join(item.split())
        return [name] if name else []
    return _names(item, split=False)


def title_from_name(path: str) -> str:
    """Return the title that Jekyll makes of a file name: `2020-05-01-big-news` is `Big News`.

    Empty where the name holds no word, only numbers and ids.
    """
    name = PurePosixPath(path).stem
    if match := FILE_NAME.match(name):
        name = match["name"]
    words = [word for word in re.split(r"[-_\s]+", name) if word]
    if not any(word.isalpha() for word in words):
        return ""
    return " ".join(word[0].upper() + word[1:] for word in words)


def date_of(
    fields: dict[str, Value], path: str, default_zone: str
) -> tuple[datetime | None, list[Problem]]:
    """Return when a post was published, from its `date` or its file name, and any problem."""
    problems: list[Problem] = []
    text = text_of(fields.get("date"))
    # An empty date leaves nothing but the zone that was added to it.
    if text and not re.fullmatch(r"[+-]\d{4}", text):
        try:
            return parse_date(text, default_zone), []
        except ValueError as error:
            problems.append(Problem("date", f"{error}; the file name's date was taken"))
    elif "date" in fields:
        problems.append(Problem("date", "the date is empty; the file name's was taken"))
    if match := FILE_NAME.match(PurePosixPath(path).name):
        try:
            return parse_date(match["date"], default_zone), problems
        except ValueError as error:
            problems.append(Problem("date", f"{error}, in the file name"))
    return None, problems


def held_back(fields: dict[str, Value]) -> str | None:
    """Return what keeps a post from being built, None where nothing does.

    That is Jekyll's `published: false`, or `draft: true`, as Hugo has it.
    """
    if text_of(fields.get("published")).lower() in ("false", "no", "off"):
        return "published: false"
    return "draft: true" if text_of(fields.get("draft")).lower() in ("true", "yes", "on") else None
