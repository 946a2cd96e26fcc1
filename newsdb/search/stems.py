"""Latin words as they are found: in all the forms of their language, and without diacritics.

A word of a post is stemmed by the rules of the post's language, of English where that is not
known or not written in Latin letters; a word of a query by those of each language that posts of
the archive are in. In the indexes a stem is a token with `~` before it, which no text can give.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache, lru_cache
from itertools import chain, repeat
from unicodedata import combining, normalize

from newsdb.search.file_cache import FileCache

LETTERS = "a-z\u00df-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
WORD = re.compile(f"[{LETTERS}]+")
MAX_WORD_LENGTH = 40
"""In characters; what is longer is no word, but an address or data."""

ENGLISH = "en"
ALGORITHMS = {
    ENGLISH: "english",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch_porter",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
}
"""Snowball's algorithm for languages (BCP 47) in Latin letters whose forms begin alike."""
UNDIVIDED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart into a letter and a mark."""
MARKED = {
    "a": "àáâãäåāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīįı", "l": "ĺľł",
    "n": "ñńň", "o": "òóôõöøőœ", "r": "ŕř", "s": "śşšș", "t": "ťţț", "u": "ùúûüūůűų", "y": "ýÿ",
    "z": "źżž",
}  # fmt: skip
"""Letters with the marks of these languages, by the letter without."""

Languages = tuple[str, ...]


def language_of(lang: str | None) -> str:
    """Return the language by whose rules words of a text are stemmed, by the text's (BCP 47)."""
    primary = (lang or "").partition("-")[0].lower()
    return primary if primary in ALGORITHMS else ENGLISH


def read_languages(connection: sqlite3.Connection) -> Languages:
    """Return the languages by whose rules words of posts are stemmed, English first."""
    rows = connection.execute("select distinct lang from posts")
    found = {language_of(lang) for (lang,) in rows} - {ENGLISH}
    return (ENGLISH, *sorted(found))


languages_of = FileCache(read_languages)
"""Returns the languages of a connection's database, read once for each state of its file."""


@lru_cache(maxsize=3)  # both indexes ask for those of a post's three texts
def stem_tokens(folded: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Return the tokens of the words of a folded text, each once. Digits are no part of a word."""
    words = dict.fromkeys(WORD.findall(folded))
    return tuple(dict.fromkeys(chain.from_iterable(map(word_tokens, words, repeat(language)))))


@lru_cache(maxsize=100_000)
def query_tokens(word: str, languages: Languages) -> tuple[str, ...]:
    """Return the tokens of a folded word in some languages: with one of them, two words are forms
    of the same."""
    found = chain.from_iterable(word_tokens(word, language) for language in languages)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=100_000)
def word_tokens(word: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Return the tokens that a folded word is found by, none if it is a letter, or data.

    In other languages than English diacritics decide on the stem, and not everybody types them:
    there may be a second token, without.
    """
    plain = without_diacritics(word if language == ENGLISH else word.translate(UNDIVIDED))
    if not (1 < len(plain) <= MAX_WORD_LENGTH and plain.isascii() and plain.isalpha()):
        return ()
    if len(plain) == 2:
        return (f"~{plain}",)
    stem = _stemmer(language).stemWord
    if language == ENGLISH or word == plain:
        return (f"~{stem(plain)}",)
    stems = without_diacritics(stem(word).translate(UNDIVIDED)), stem(plain)
    return tuple(dict.fromkeys(f"~{each}" for each in stems))


def beginning(word: str, languages: Languages) -> str:
    """Return a regular expression for what the forms of a word begin with, and other words may."""
    prefixes = map(common_prefix, query_tokens(word, languages))
    if languages == (ENGLISH,):
        return "|".join(prefixes)
    found = dict.fromkeys(prefix[:2] for prefix in prefixes)
    return f"(?:{'|'.join(map(_with_marks, found))})"


def _with_marks(prefix: str) -> str:
    """Return a regular expression for one or two letters with or without marks, in either case."""
    letters = "".join(
        f"(?:{'|'.join(each + (marked := MARKED.get(each, '')) + marked.upper())})"
        for each in prefix
    )
    return {"ae": f"(?:æ|Æ|{letters})", "oe": f"(?:œ|Œ|{letters})"}.get(prefix, letters)


def common_prefix(token: str) -> str:
    """Return what all English words begin with that have a token (dying: die)."""
    return token[1 : max(2, len(token) - (1 if len(token) > 4 else 2))]


def without_diacritics(word: str) -> str:
    """Return a word without accents and other marks above or below its letters."""
    if word.isascii():
        return word
    return "".join(each for each in normalize("NFKD", word) if not combining(each))


@cache
def _stemmer(language: str):  # type: ignore[no-untyped-def]
    from snowballstemmer import stemmer  # type: ignore[import-untyped]

    return stemmer(ALGORITHMS[language])
