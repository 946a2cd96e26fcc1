"""Latin words as they are found: in all their English forms, and without diacritics.

The stem is Porter's second algorithm, whatever the language: it takes the endings of English away,
and most plurals of other languages. In the indexes it is a token with `~` before it, which no
text can give.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

LETTERS = "a-z\u00df-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
WORD = re.compile(f"[{LETTERS}]+")
MAX_WORD_LENGTH = 40
"""In characters; what is longer is no word, but an address or data."""


def stem_tokens(folded: str) -> list[str]:
    """Return the tokens of the words of a folded text, each once. Digits are no part of a word."""
    found = dict.fromkeys(map(stem_token, dict.fromkeys(WORD.findall(folded))))
    found.pop("", None)
    return list(found)


@lru_cache(maxsize=100_000)
def stem_token(word: str) -> str:
    """Return the token that a folded word is found by, '' if it is none: a letter, or data."""
    plain = without_diacritics(word)
    if not (1 < len(plain) <= MAX_WORD_LENGTH and plain.isascii() and plain.isalpha()):
        return ""
    return f"~{plain if len(plain) == 2 else _stemmer().stemWord(plain)}"


def common_prefix(token: str) -> str:
    """Return what all words begin with that have the token of a word (dying: die)."""
    return token[1 : max(2, len(token) - (1 if len(token) > 4 else 2))]


def without_diacritics(word: str) -> str:
    """Return a word without accents and other marks above or below its letters."""
    if word.isascii():
        return word
    return "".join(each for each in normalize("NFKD", word) if not combining(each))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    return stemmer("english")
