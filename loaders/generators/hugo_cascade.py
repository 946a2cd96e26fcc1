"""Front matter that pages of Hugo have from their section pages and from the configuration.

https://gohugo.io/content-management/front-matter/#cascade
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from posixpath import splitext

from loaders.front_matter import Value, split
from loaders.generators.hugo_content import Content
from loaders.generators.values import Fields

GLOB = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|.", re.DOTALL)
TARGET = ("_target", "target")
Values = dict[str, Value]


class Cascade:
    """What pages have from above, by the directory and the language of their section."""

    def __init__(self, content: Content, section_pages: Mapping[str, str]) -> None:
        """Read the configuration, and the texts of section pages (`_index.md`) by their path."""
        self.content = content
        self._of_site = list(_cascades(content.config.get("cascade")))
        self._of_sections: dict[tuple[str, str], list[Values]] = {}
        for path, text in section_pages.items():
            key = content.code(path), content.below(path).rpartition("/")[0]
            found = Fields(split(text).fields).get("cascade")
            self._of_sections[key] = list(_cascades(found))

    def values(self, path: str) -> Values:
        """Return the front matter that a page has from above; sections near it count first."""
        found: Values = {}
        for each in self._above(path):
            if self._is_target(Fields(each), path):
                found |= {
                    key: each[key] for key in each if key.lower() not in ("_target", "target")
                }
        return found

    def _above(self, path: str) -> Iterator[Values]:
        yield from self._of_site
        if not self._of_sections:
            return
        code = self.content.code(path)
        directory = ""
        yield from self._of_sections.get((code, directory), ())
        for part in self.content.below(path).split("/")[:-1]:
            directory = f"{directory}/{part}".lstrip("/")
            yield from self._of_sections.get((code, directory), ())

    def _is_target(self, values: Fields, path: str) -> bool:
        """Return whether a page is one of those that values are for; without a target, all are."""
        target = values.get(*TARGET)
        if not isinstance(target, dict):
            return True
        fields = Fields(target)
        page = f"/{self.content.below(path)}".lower()
        wanted = (
            (fields.text("path").lower(), (page, splitext(page)[0])),
            (fields.text("kind"), ("page",)),
            (fields.text("lang"), (self.content.code(path),)),
            (fields.text("environment"), ("production",)),
        )
        return all(
            not pattern or any(_glob(pattern).fullmatch(name) for name in names)
            for pattern, names in wanted
        )


def _cascades(value: Value) -> Iterator[Values]:
    """Yield the tables of a cascade, which is one or a list of them."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each


@lru_cache
def _glob(pattern: str) -> re.Pattern[str]:
    """Return a pattern of Hugo as a regular expression: `/blog/**`, `{page,section}`."""

    def written(match: re.Match[str]) -> str:
        part = match[0]
        if part.startswith("{") and part.endswith("}"):
            return f"(?:{'|'.join(_glob(each).pattern for each in part.strip('{}').split(','))})"
        return {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part) or re.escape(part)

    return re.compile(GLOB.sub(written, pattern), re.DOTALL)
