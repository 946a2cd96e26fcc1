"""Chinese names in Latin letters."""

import re
from functools import lru_cache


@lru_cache(maxsize=10_000)
def slug_of_name(name: str) -> str:
    """Return a name in pinyin without tones, as the archive writes it: `hunanribao`."""
    from pypinyin import lazy_pinyin  # its dictionary takes time; most loads meet no new name

    return "".join(lazy_pinyin(name, errors=lambda run: re.sub(r"\s+", "", run)))


def initials(name: str) -> str:
    """Return the initials of a name's pinyin, Latin letters and digits as they are: `gzmt`."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
