"""A word in simplified and in traditional characters, by the data of OpenCC."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = re.compile("[㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff]")


def variants(text: str) -> list[str]:
    """The text as it is, then, where they differ, simplified, and traditional as written in
    Taiwan and in Hong Kong.

    A single character stays alone: which of its other forms is meant, only a word can tell
    (后 is 後 in 后来 and 后 in 皇后).
    """
    if len(HAN.findall(text)) < 2:
        return [text]
    simplified = converter("t2s").convert(text)
    taiwan, hongkong = (converter(to).convert(simplified) for to in ("s2tw", "s2hk"))
    return list(dict.fromkeys([text, simplified, taiwan, hongkong]))


@cache
def converter(name: str) -> "OpenCC":
    """An OpenCC converter, loaded when the first query needs it: a load of posts never does."""
    from opencc import OpenCC

    return OpenCC(name)
