"""URLs on a site: words of paths, patterns of permalinks, and relative URLs."""

from __future__ import annotations

import re
import unicodedata
from calendar import day_name, month_name
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

from loaders.generators.site import Site
from newsdb.urls import encode_path

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
PLACEHOLDER = re.compile(r":([a-z_]+)(\[[^\[\]]*\])?")


def url_on_site(site: Site, url: str, page: str) -> str:
    """Return a URL in a page of a site as an absolute URL.

    `page` is the path of the page. Without the site's URL what comes out begins with `/`: it is
    absolute on the site. A URL with a scheme, and an anchor of the page, stay as they are.
    """
    url = url.strip()
    if not url or url.startswith("#") or SCHEME.match(url):
        return url
    return urljoin(f"{site.url}{page}" if site.url else page, encode_path(url))


def fill(pattern: str, value: Callable[[str, str], str | None]) -> str:
    """Return a pattern with its placeholders filled, and no slash twice.

    `value(name, selection)` gives the value of `:name[selection]`, None if there is none.
    """

    def replaced(match: re.Match[str]) -> str:
        # `:title_more` may be `:title` with `_more` behind it, as in Jekyll.
        name = match[1]
        while name:
            found = value(name, match[2] or "")
            if found is not None:
                return found + match[0][1 + len(name) : 1 + len(match[1])]
            name = name.rpartition("_")[0]
        return match[0]

    return re.sub("/{2,}", "/", PLACEHOLDER.sub(replaced, pattern))


def slugify(text: str, keep: str = "") -> str:
    """Return letters, marks and digits of a text with single hyphens for all else.

    `keep` are characters that stay. Case stays as well.
    """
    kept = "".join(
        character if character in keep or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) == "Nd" else "-"
        for character in text
    )  # fmt: skip
    pieces = re.sub("-+", "-", kept)
    return pieces.removeprefix("-").removesuffix("-")


def date_parts(time: datetime) -> dict[str, str]:
    """Return the parts of a time that permalinks name, by their placeholders without the colon."""
    iso = time.isocalendar()
    return {
        "year": f"{time.year:04}",
        "month": f"{time.month:02}",
        "day": f"{time.day:02}",
        "hour": f"{time.hour:02}",
        "minute": f"{time.minute:02}",
        "second": f"{time.second:02}",
        "i_day": str(time.day),
        "i_month": str(time.month),
        "short_month": month_name[time.month][:3],
        "long_month": month_name[time.month],
        "short_year": f"{time.year % 100:02}",
        "y_day": f"{time.timetuple().tm_yday:03}",
        "w_year": f"{iso.year:04}",
        "week": f"{iso.week:02}",
        "w_day": str(iso.weekday),
        "short_day": day_name[time.weekday()][:3],
        "long_day": day_name[time.weekday()],
    }
