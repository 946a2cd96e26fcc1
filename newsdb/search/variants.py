"""A word in simplified and in traditional characters, and with other apostrophes and dashes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = re.compile("[㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff]")
# As they are after folding.
APOSTROPHE = re.compile(r"(?<=\w)['‘’ʼ](?=\w)")
DASH = re.compile(r"(?<=\w)[-‐‒–—−](?=\w)")
JOINT = re.compile("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
JOINED = re.compile("(?<=[a-z])[- ](?=[0-9])|(?<=[0-9])[- ](?=[a-z])")
APOSTROPHES = "'’‘ʼ"
DASHES = "-‐–—−"


def variants(text: str) -> list[str]:
    """Return a folded text as it is, and then, where they differ, with other characters.

    Those are simplified ones, traditional ones as written in Taiwan and in Hong Kong, and inside
    a word the other apostrophes and dashes. A single Chinese character stays alone: which of its
    other forms is meant, only a word shows (后 is 後 in 后来 and 后 in 皇后).
    """
    texts = [text]
    if len(HAN.findall(text)) > 1:
        simplified = converter("t2s").convert(text)
        texts += [simplified, *(converter(to).convert(simplified) for to in ("s2tw", "s2hk"))]
    for character, others in ((APOSTROPHE, APOSTROPHES), (DASH, DASHES)):
        if character.search(text):
            texts += [character.sub(other, each) for other in others for each in texts[:4]]
    return list(dict.fromkeys(texts))


def other_joints(text: str) -> list[str]:
    """Return a folded text with letters and digits joined otherwise: gpt4, gpt-4 and gpt 4."""
    apart = JOINT.sub(" ", text)
    if apart == text and not JOINED.search(text):
        return []
    return [
        other for by in (" ", "-", "") if (other := JOINT.sub(by, JOINED.sub(by, text))) != text
    ]


@cache
def converter(name: str) -> OpenCC:
    """Return an OpenCC converter, loaded when the first query needs it: a load never does."""
    from opencc import OpenCC

    return OpenCC(name)
