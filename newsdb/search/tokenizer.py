"""Splits text into the tokens of the full-text index.

Every character is a token of its own, except that a run of Latin letters and digits gives its
first character, its overlapping pairs, and its last character: `A股600519` is cut into
`a 股 6 60 00 05 51 19 9`. A piece of a run is then always a phrase of whole tokens. After the text
come the stems of its Latin words (`stems.py`).
"""

import re
from functools import lru_cache
from unicodedata import normalize

from newsdb.search.stems import ENGLISH, stem_tokens

TOKENIZE = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Cf Cn Co'"
"""The `tokenize=` option of the table, to be put between double quotes.

With these categories unicode61 of any age takes every character as part of a token, unless it is
white space or a control character, so that the spaces that `tokenize` puts in decide alone.
"""

TABLE = f"""
create virtual table if not exists posts_fts using fts5(
  body, title, summary, content='', tokenize="{TOKENIZE}"
)
""".strip()
"""The table, without content: what it holds is stored nowhere else.

The body comes first: FTS5 spends two bytes on naming every other column, for each token of each
row, which is a quarter of the index where bodies are the third column.
"""

MATCH_ALL = "全部"
"""A token that ends every tokenized text and that no text can give: it finds all rows."""

WORD = re.compile("([0-9a-z]+)")
INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
SEPARATOR = re.compile("[\x00-\x1f\x7f-\x9f\u1680\u2028\u2029]+")
NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What no text can hold: SQLite takes each of them for U+FFFD."""
USUAL = [(wide, normalize("NFKC", wide)) for wide in "，：；（）％！？～…\u3000\xa0"] + [
    ("\n", " ")
]


def fold(text: str) -> str:
    """Return the text as it is compared: NFKC, case-folded, without invisible characters."""
    for wide, narrow in USUAL:  # what Chinese text is full of, so that few texts need the rest
        text = text.replace(wide, narrow)
    if not text.isprintable():
        text = INVISIBLE.sub("", NO_CHARACTER.sub("\ufffd", SEPARATOR.sub(" ", text)))
    return normalize("NFKC", text).casefold()


def tokenize(text: str, language: str = ENGLISH) -> str:
    """Return the text as the full-text table stores it: its tokens, separated by spaces."""
    return tokenize_folded(fold(text), language)


def tokenize_folded(text: str, language: str = ENGLISH) -> str:
    """Return a text that is folded already as the full-text table stores it."""
    pieces = WORD.split(text)
    pieces[::2] = space_out("\0".join(pieces[::2])).split("\0")
    pieces[1::2] = map(bigrams, pieces[1::2])
    return " ".join(["".join(pieces), *stem_tokens(text, language), MATCH_ALL])


def space_out(text: str) -> str:
    """Return the text with a space between all characters: ' '.join(text), four times as fast."""
    units = bytearray(" ".encode("utf-32-le") * (2 * len(text) + 1))
    memoryview(units).cast("I")[1::2] = memoryview(text.encode("utf-32-le")).cast("I")
    return units.decode("utf-32-le")


@lru_cache(maxsize=100_000)
def bigrams(word: str) -> str:
    """Return the tokens of a run of Latin letters and digits, separated by spaces."""
    return " ".join([word[0], *pairs(word), word[-1]]) if len(word) > 1 else word


def pairs(word: str) -> list[str]:
    """Return the overlapping pairs of characters of a word."""
    return [word[at : at + 2] for at in range(len(word) - 1)]
