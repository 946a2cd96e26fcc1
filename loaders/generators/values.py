"""Front matter values, in which every scalar is text, to what a generator makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from loaders.front_matter import Value

TRUE = ("true", "yes", "on")
FALSE = ("false", "no", "off")


class Fields:
    """The front matter of a post, or a configuration, by keys in lower case.

    Authors write `Title`, generators read `title`. If both exist, the one in lower case counts.
    """

    def __init__(self, fields: Mapping[str, Value]) -> None:
        """Fold the keys."""
        self.values = {key.lower(): value for key, value in fields.items()}
        self.values |= {key: value for key, value in fields.items() if key.islower()}

    def get(self, *keys: str) -> Value:
        """Return the value of the first key that has one, or ''."""
        values = self.values
        for key in keys:
            if value := values.get(key):
                return value
        return ""

    def text(self, *keys: str) -> str:
        """Return the value of the first key that has one as one line of text."""
        values = self.values
        for key in keys:
            if key in values and (text := as_text(values[key])):
                return text
        return ""

    def flag(self, key: str) -> bool | None:
        """Return a switch, or None if it is not set."""
        text = self.text(key).lower()
        return True if text in TRUE else False if text in FALSE else None

    def __contains__(self, key: str) -> bool:
        """Return whether there is a key, if with an empty value."""
        return key in self.values


def as_text(value: Value | None) -> str:
    """Return a value as one line of text; a list's items are joined."""
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(as_text(item) for item in value.values())
    return " ".join((value or "").split())


def items_of(value: Value) -> list[str]:
    """Return the items of a list, at any depth, or the one text that a value is."""
    if isinstance(value, list):
        return [name for item in value for name in items_of(item)]
    if isinstance(value, dict):
        return [name for item in value.values() for name in items_of(item)]
    text = " ".join(value.split())
    return [text] if text else []


def unique(names: list[str]) -> list[str]:
    """Return names, each once, in order."""
    return list(dict.fromkeys(names))


def split_names(value: Value, split: bool) -> list[str]:
    """Return names, of which a single string may hold several.

    It is split at commas, or at white space where `split` is on and it holds no comma.
    """
    if not isinstance(value, str):
        return items_of(value)
    if "," in value or "，" in value:
        return [name for part in re.split("[,，]", value) if (name := " ".join(part.split()))]
    return value.split() if split else [name] if (name := value.strip()) else []


def people_of(value: Value) -> list[str]:
    """Return people's names: strings, or objects with a `name`."""
    if isinstance(value, list):
        return [name for item in value for name in people_of(item)]
    if isinstance(value, dict):
        folded = Fields(value)
        name = folded.text("name", "display_name", "title", "author")
        return [name] if name else []
    return items_of(value)


def url_of(value: Value) -> str:
    """Return the URL of an image: a text, the first of a list, or an object's."""
    if isinstance(value, list):
        return next((url for item in value if (url := url_of(item))), "")
    if isinstance(value, dict):
        return Fields(value).text("path", "url", "src", "image", "file", "feature", "teaser")
    return value.strip()
