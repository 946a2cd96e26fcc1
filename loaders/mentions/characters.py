"""Characters as names are compared: simplified, and of normal width."""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from newsdb.search.variants import converter

HAN = range(0x4E00, 0xA000)
WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
WIDE += "＊－＆"
"""Full-width letters, digits and the punctuation of names; other punctuation stays as it is."""
BORDER = re.compile(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9*])")


def simplify(text: str) -> str:
    """Return a text in simplified and normal-width characters, each where it was: ＴＣＬ, 騰訊.

    The text has no lone surrogates.
    """
    characters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    simplified = _table().take(characters)
    if (simplified == characters).all():
        return text
    return simplified.tobytes().decode("utf-32-le")


@lru_cache(maxsize=10_000)
def simplify_name(name: str) -> str:
    """Return what `simplify` does: posts name the same securities again and again."""
    return simplify(name)


def space_out_borders(name: str) -> str:
    """Return a name with spaces between Chinese and other characters: `沪深 300 指数`."""
    return BORDER.sub(" ", name)


@cache
def _table() -> npt.NDArray[np.uint32]:
    """Return the character for each, by code point."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    simplified = converter("t2s").convert("\n".join(map(chr, HAN))).split("\n")
    table[HAN.start : HAN.stop] = [ord(each) for each in simplified]
    table[[ord(each) for each in WIDE]] = [ord(normalize("NFKC", each)) for each in WIDE]
    return table
