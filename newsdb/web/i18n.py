"""The strings of the site's pages: one catalogue for each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from newsdb.times import has_time

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
"""The interface's languages, the default one first, with their tags for HTML's `lang`."""
DEFAULT = next(iter(LANGUAGES))


@dataclass(frozen=True, slots=True)
class Strings:
    """The strings of one language; called with a key, it returns the string."""

    language: str
    strings: Mapping[str, Any]

    @property
    def tag(self) -> str:
        """The language as a tag for HTML's `lang`."""
        return LANGUAGES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """Return a string with values put in. Where it has two forms, `count` chooses.

        Raises KeyError for a key that is in no catalogue.
        """
        string = self.strings[key]
        if isinstance(string, dict):
            string = string["one" if values["count"] == 1 else "other"]
        return str(string).format(**values)

    def known(self, key: str, otherwise: str) -> str:
        """Return the string of a key, or `otherwise` if there is no such key."""
        return self(key) if key in self.strings else otherwise

    def day(self, value: str | None) -> str:
        """Return a day (YYYY-MM-DD) as people write it; anything else is returned unchanged."""
        try:
            given = date.fromisoformat(value or "")
        except ValueError:
            return value or ""
        return self("day", **_parts(given, self.strings))

    def weekday(self, value: str) -> str:
        """Return the name of a day's weekday, or '' for anything else."""
        try:
            return str(self.strings["weekdays"][date.fromisoformat(value).weekday()])
        except ValueError:
            return ""

    def month(self, value: str) -> str:
        """Return a month (YYYY-MM) as people write it; anything else is returned unchanged."""
        try:
            given = date.fromisoformat(f"{value}-01")
        except ValueError:
            return value
        return self("month", **_parts(given, self.strings))

    def period(self, value: str) -> str:
        """Return a year, month, day or hour (a beginning of ISO 8601) as people write it."""
        if len(value) == len("2022-03-03T14"):
            return f"{value[-2:]}:00"
        return self.day(value) if len(value) == len("2022-03-03") else self.month(value)

    def moment(self, value: str | None) -> str:
        """Return a time (ISO 8601) with its zone as people write it, or as it is; a day alone
        stays a day."""
        if not has_time(value):
            return self.day(value)
        try:
            given = datetime.fromisoformat(value or "")
        except ValueError:
            return value or ""
        zone = given.strftime("%z")
        hours = (
            f"{zone[0]}{int(zone[1:3])}" + (f":{zone[3:5]}" if zone[3:5] != "00" else "")
            if zone
            else ""
        )
        name = "" if not zone else "UTC" if hours == "+0" else f"UTC{hours}"
        parts = _parts(given.date(), self.strings)
        return self("moment", time=given.strftime("%H:%M"), zone=name, **parts).strip()


def _parts(given: date, strings: Mapping[str, Any]) -> dict[str, object]:
    month = strings["months"][given.month - 1]
    return {"year": given.year, "month": month, "day": given.day}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Strings:
    """Return the strings of a language: `zh` or `en`."""
    content = files("newsdb.web").joinpath(f"strings/{language}.json").read_text("utf-8")
    return Strings(language, json.loads(content))


def interface_language(content: str) -> str:
    """Return the language of the pages that suits an archive in a language (BCP 47)."""
    language = content.lower().partition("-")[0]
    return language if language in LANGUAGES else "en"


def choose_language(
    asked: str | None, accepted: str | None, default: str = DEFAULT
) -> tuple[str, bool]:
    """Return the language for a reader, and whether the URL names it.

    `asked` is the URL's `lang`, `accepted` the browser's Accept-Language (RFC 9110, 12.5.4).
    Crawlers and link previews send none: they get `default`, the language of the archive.
    """
    if asked in LANGUAGES:
        return asked, True
    preferences = []
    for position, requested in enumerate((accepted or "")[:500].split(",")):
        tag, _, quality = requested.partition(";")
        language = tag.strip().lower().partition("-")[0]
        try:
            weight = float(quality.partition("=")[2]) if quality.strip() else 1.0
        except ValueError:
            weight = 0.0
        if language and language != "*" and weight > 0:
            preferences.append((-weight, position, language))
    if not preferences:
        return default, False
    for _, _, language in sorted(preferences):
        if language in LANGUAGES:
            return language, False
    # Who reads neither is likelier to read English.
    return "en", False
