"""Other words for a word: a text file that whoever runs a site can edit.

A line is a group of words separated by commas, or `a => b, c` for other words in one direction
only; what follows `#` is a comment. `NEWSDB_SYNONYMS` names a file to read instead of the one here.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from newsdb.exceptions import SettingsError
from newsdb.search.tokenizer import fold

MAX_ALTERNATIVES = 4
MAX_GROUPS = 10_000


def synonyms(text: str) -> list[str]:
    """Return a folded text with each word that has others replaced by each of them."""
    known = _known(os.environ.get("NEWSDB_SYNONYMS"))
    found: list[str] = []
    spaced = text.strip()
    for length in range(min(len(spaced), max(map(len, known), default=0)), 1, -1):
        for at in range(len(spaced) - length + 1):
            for other in known.get(spaced[at : at + length], ()):
                found.append(spaced[:at] + other + spaced[at + length :])
    return found[:MAX_ALTERNATIVES]


def parse_synonyms(text: str) -> dict[str, list[str]]:
    """Return the other words for each word of a file of synonyms, all folded."""
    known: dict[str, list[str]] = {}
    for line in text.splitlines()[:MAX_GROUPS]:
        left, arrow, right = line.partition("#")[0].partition("=>")
        words, others = (
            [fold(word).strip() for word in side.replace("\t", ",").split(",") if word.strip()]
            for side in (left, right if arrow else left)
        )
        for word in words:
            known.setdefault(word, []).extend(other for other in others if other != word)
    return known


def load_synonyms() -> None:
    """Read the file now rather than at the first search. Raises SettingsError if that fails."""
    _known(os.environ.get("NEWSDB_SYNONYMS"))


@lru_cache(maxsize=4)
def _known(path: str | None) -> dict[str, list[str]]:
    """Return the words of a file, read once. Raises SettingsError if it cannot be read."""
    file = Path(path) if path else files("newsdb.search") / "synonyms.txt"
    try:
        return parse_synonyms(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"NEWSDB_SYNONYMS: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"NEWSDB_SYNONYMS: {path} is not UTF-8") from None
