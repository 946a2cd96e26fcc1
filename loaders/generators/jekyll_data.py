"""The files of `_data`: https://jekyllrb.com/docs/datafiles/."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from loaders.front_matter import parse_config

SUFFIXES = (".yml", ".yaml", ".json", ".csv", ".tsv")
MAX_LENGTH = 400_000
"""In characters: longer files are lists that programs wrote, which nobody reads in a post."""
MAX_NODES = 100_000


class Data(Mapping[str, Any]):
    """What the files below a directory say, by name; each is parsed when a template needs it."""

    def __init__(
        self, files: Mapping[str, str], directory: str, typed: Callable[[Any], Any]
    ) -> None:
        """Keep the texts of files by path; `typed` makes of texts what templates expect."""
        self._files = {path: text for path, text in files.items() if path.startswith(directory)}
        self._directory = directory
        self._typed = typed
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return what a file says, or what a directory has. Raises KeyError."""
        if name not in self._values:
            self._values[name] = self._read(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of files and directories."""
        below = (path.removeprefix(self._directory) for path in self._files)
        return iter(
            dict.fromkeys(
                each.partition("/")[0].rpartition(".")[0] or each.partition("/")[0]
                for each in below
            )
        )

    def __len__(self) -> int:
        """Return how many there are."""
        return len(list(iter(self)))

    def __repr__(self) -> str:
        """Return the names as a text: what `{{ site.data }}` shows."""
        return ", ".join(sorted(self))

    def _read(self, name: str) -> Any:
        for suffix in SUFFIXES:
            path = f"{self._directory}{name}{suffix}"
            if path in self._files:
                return self._typed(parse_data(path, self._files[path]))
        below = Data(self._files, f"{self._directory}{name}/", self._typed)
        if not below:
            raise KeyError(name)
        return below


def parse_data(path: str, text: str) -> Any:
    """Return what a file says, every scalar as text; None if it is not valid."""
    if path.endswith((".csv", ".tsv")):
        return list(
            csv.DictReader(
                text.splitlines(), dialect="excel" if path.endswith("csv") else "excel-tab"
            )
        )
    if path.endswith(".json"):
        return parse_config(path, f'{{"data": {text}}}').get("data")
    # A list at the top, too, is the value of a key here.
    lines = (f" {line}" for line in text.splitlines() if not line.startswith(("---", "%")))
    return parse_config(path, "\n".join(["data:", *lines, ""]), MAX_NODES).get("data")
