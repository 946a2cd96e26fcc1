"""Types of single settings in a `newsdb.yml`: what each accepts, and the error for anything else.

The functions return a valid value as it is, and raise ValueError with the end of a sentence about
the setting.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_url(value: str) -> str:
    """Return a URL that a page may link to."""
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+[^\s\"'<>]*", value):
        raise ValueError("is not a URL that begins with https:// or http://")
    return value


def check_select(value: str) -> str:
    """Return a query that reads."""
    if not re.match(r"(select|with)\b", value, re.IGNORECASE):
        raise ValueError("is not a query that begins with select or with")
    return value


def check_webhook(value: str) -> str:
    """Return a URL, or `$NAME` for one in an environment variable."""
    return value if re.fullmatch(r"\$[A-Za-z_][A-Za-z0-9_]*", value) else check_url(value)


def check_contact(value: str) -> str:
    """Return a URL or `mailto:` address."""
    if re.fullmatch(r"mailto:[^\s@\"'<>]+@[^\s@\"'<>]+", value):
        return value
    try:
        return check_url(value)
    except ValueError:
        raise ValueError("is neither a URL nor mailto: and an address") from None


def check_language(value: str) -> str:
    """Return a language tag."""
    if not LANGUAGE_TAG.fullmatch(value):
        raise ValueError("is not a language tag such as en, de or zh-Hans")
    return value


def check_timezone(value: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise ValueError("is not a time zone such as Europe/Paris or Asia/Shanghai") from None
    return value


URL = Annotated[Line, AfterValidator(check_url)]
Language = Annotated[Line, AfterValidator(check_language)]
Translated = Line | dict[Language, Line]
Section = Literal[
    "archive",
    "authors",
    "categories",
    "charts",
    "edits",
    "sections",
    "securities",
    "sources",
    "tags",
    "times",
]
ColorName = Literal["accent", "bar", "ink", "line", "mark", "paper", "rule", "soft", "wash"]
"""The colours of static/site.css."""
COLOR = r"^(#([0-9A-Fa-f]{3,4}|([0-9A-Fa-f]{2}){3,4})|[A-Za-z]{3,20})$"
Color = Annotated[Line, StringConstraints(pattern=COLOR)]
SECTIONS: frozenset[str] = frozenset(get_args(Section))

PAGE_FILE = r"^[\w./-]+\.md$"
QUERY_NAME = r"^[a-z][a-z0-9_]{0,60}$"
QueryName = Annotated[Line, StringConstraints(pattern=QUERY_NAME)]
NOT_MATCHED = {
    COLOR: "is not a colour such as green or #2f6b2f",
    PAGE_FILE: "is not the name of a Markdown file (.md)",
    QUERY_NAME: "is not a name of lower-case letters, digits and _",
}
"""What is wrong with a text that does not match one of the patterns."""
