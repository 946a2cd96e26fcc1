"""Text as the set of its character pairs and words: the index that near matches come from.

A run of Chinese, Japanese or Korean characters gives its overlapping pairs: 央行降息 is 央行, 行降
and 降息. Any other run of letters and digits is a word, by itself, without its diacritics, and,
if it is English, by its stem with `~` before it. Their positions and counts are not stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from operator import add
from unicodedata import combining, normalize

from newsdb.search.tokenizer import TOKENIZE, fold

PAIRS_TABLE = f"""
create virtual table if not exists posts_pairs using fts5(
  pairs, content='', detail=none, tokenize="{TOKENIZE}"
)
""".strip()

CJK = "〇々㐀-䶿一-鿿豈-龎ぁ-ヿ가-힣\U00020000-\U0003ffff"
RUN = re.compile(f"[{CJK}]+")
WORD = re.compile(rf"[^\W_{CJK}]+")
MAX_WORD_LENGTH = 40
"""In characters; what is longer is no word, but an address or data."""


def pairs_of(*texts: str) -> str:
    """Return the pairs and words of the fields of a post, each once, as posts_pairs holds them."""
    return pairs_of_folded(*map(fold, texts))


def pairs_of_folded(*texts: str) -> str:
    """Return the pairs and words of fields that are folded already."""
    found: list[str] = []
    for text in texts:
        for run in RUN.findall("".join(text.split())):
            found.extend(map(add, run, run[1:]))
        found.extend(chain.from_iterable(map(word_forms, WORD.findall(text))))
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=100_000)
def word_forms(word: str) -> tuple[str, ...]:
    """Return what a word is found by: itself, without diacritics, and its stem."""
    if len(word) > MAX_WORD_LENGTH:
        return ()
    plain = without_diacritics(word)
    return tuple(dict.fromkeys([word, plain, f"~{stem(plain)}"] if is_english(plain) else [word]))


def without_diacritics(word: str) -> str:
    """Return a word without accents and other marks above or below its letters."""
    if word.isascii():
        return word
    return "".join(each for each in normalize("NFKD", word) if not combining(each))


def is_english(word: str) -> bool:
    """Return whether a word is one that has a stem."""
    return len(word) > 2 and word.isascii() and word.isalpha()


def stem(word: str) -> str:
    """Return the stem of an English word, by Porter's second algorithm."""
    return _stemmer().stemWord(word)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    return stemmer("english")


def keys_of(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what to look up for folded texts: each pair or word, and its token in posts_pairs."""
    for text in texts:
        for run in RUN.findall(text.replace(" ", "")):
            for pair in map(add, run, run[1:]):
                yield pair, pair
        for word in WORD.findall(text):
            if len(word) <= MAX_WORD_LENGTH:
                plain = without_diacritics(word)
                yield word, f"~{stem(plain)}" if is_english(plain) else plain
