"""Chinese names by the letters of their pinyin: lsyh or lanshanyinhang for 岚山银行."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import combining, normalize


def spells(letters: str, name: str) -> bool:
    """Return whether lower-case letters spell the beginning of a folded name in pinyin.

    Each character is read in any of its ways, whole or by its first letter; of the last one the
    beginning of a reading is enough. Latin letters and digits of a name are as they are, and what
    has no reading, such as a parenthesis, is skipped.
    """
    ends = {0}
    for character in name:
        ends = _ends_after(character, ends, letters)
        if not ends or max(ends) >= len(letters):
            break
    return bool(ends) and max(ends) >= len(letters)


def spells_all(letters: str, name: str) -> bool:
    """Return whether lower-case letters spell all of a folded name in pinyin, as `spells` does."""
    ends = {0}
    for character in name:
        ends = _ends_after(character, ends, letters)
    return len(letters) in ends


def _ends_after(character: str, starts: set[int], letters: str) -> set[int]:
    """Return where the readings of a character end that begin at one of some places in letters.

    They end beyond the letters where these are only the beginning of a reading.
    """
    return {
        at + len(reading)
        for at in starts
        for reading in readings(character)
        if letters.startswith(reading, at) or reading.startswith(letters[at:])
    }


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Return how a character is read, without tones, and the first letters of that."""
    if character.isascii() and character.isalnum():
        return (character,)
    if len(character) != 1:
        return ("",)
    known = _dictionary().get(f"{ord(character)}")
    if known is None:
        return ("",)
    with_v = normalize("NFD", known).replace("u\u0308", "v")  # as ü is typed
    plain = "".join(each for each in with_v if not combining(each)).split(",")
    whole = [*plain, *(each.replace("v", "u") for each in plain)]
    return tuple(dict.fromkeys([*whole, *(each[0] for each in whole)]))


@cache
def _dictionary() -> dict[str, str]:
    """Return pypinyin's readings with tones, by the code points of characters in decimal.

    The package itself would also read 50 MB of phrases.
    """
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        return {}
    file = Path(package.origin).with_name("pinyin_dict.json")
    readings: dict[str, str] = json.loads(file.read_text("utf-8"))
    return readings
