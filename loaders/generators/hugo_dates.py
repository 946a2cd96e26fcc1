"""Dates that Hugo is configured to take from other keys, or from a file's name.

https://gohugo.io/getting-started/configuration/#configure-dates, and the source:
resources/page/pagemeta/page_frontmatter.go.
"""

from __future__ import annotations

from loaders.generators.names import FILE_NAME, date_in_path
from loaders.generators.values import Fields, as_text

DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
MODIFIED = ("lastmod", "modified")
PUBLISHED = ("publishdate", "pubdate", "published")
EXPIRES = ("expirydate", "unpublishdate")
DEFAULTS = {
    "date": DATES,
    "publishdate": (*PUBLISHED, "date"),
    "expirydate": EXPIRES,
}


def configured_dates(config: Fields, name: str, fields: Fields) -> dict[str, str]:
    """Return the dates that `frontmatter` in a configuration says, by the key that Hugo reads.

    Where one is in the `name` of a page, the rest of the name is its `slug`, if it has none.
    """
    orders = config.get("frontmatter")
    found: dict[str, str] = {}
    for key, default in DEFAULTS.items() if isinstance(orders, dict) else ():
        order = Fields(orders).get(key) if isinstance(orders, dict) else None
        for each in map(str.lower, map(as_text, order)) if isinstance(order, list) else ():
            if each == ":filename" and (day := date_in_path(f"{name}.md")):
                found[key] = day
                if not fields.text("slug") and (match := FILE_NAME.match(name)):
                    found["slug"] = match["name"]
                break
            if text := fields.text(*(default if each == ":default" else (each,))):
                found[key] = text
                break
    return found
