"""Latin words are found in all the forms of their language."""

from __future__ import annotations

import re
import sqlite3

import pytest
from snowballstemmer import stemmer

from newsdb.search.stems import (
    ALGORITHMS,
    beginning,
    common_prefix,
    language_of,
    languages_of,
    query_tokens,
    stem_tokens,
    word_tokens,
)
from tests.databases import add_post

FORMS = (
    "run runs running",
    "post posts posted posting",
    "policy policies policy's",
    "organization organizations",
    "die dies died dying",
    "tie ties tied tying",
    "hope hopes hoped hoping",
    "hop hops hopped hopping",
    "sky skies",
    "cafe café cafés",
)
"""Forms of a word on each line."""


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_have_one_stem_and_begin_alike(forms: str) -> None:
    words = forms.replace("'s", "").split()
    (tokens,) = {word_tokens(word) for word in words}
    (token,) = tokens
    assert all(word.startswith(common_prefix(token)) for word in words)


@pytest.mark.parametrize(
    ("token", "prefix"),
    [("~ab", "a"), ("~run", "r"), ("~hope", "hop"), ("~polici", "polic")],
)
def test_what_all_forms_of_a_word_begin_with(token: str, prefix: str) -> None:
    assert common_prefix(token) == prefix


def test_other_words_have_other_stems() -> None:
    words = "universal university organ organization news new art article hop hope".split()
    assert len({word_tokens(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("央行ai芯片", ["~ai"]),
        ("沪深300etf", ["~etf"]),
        ("a b2b", []),
        ("running runs", ["~run"]),
        ("ads ad us", ["~ad", "~us"]),
        ("don't", ["~don"]),
        ("naïve", ["~naiv"]),
        ("привет", []),
        (f"{'x' * 40} {'y' * 41}", [f"~{'x' * 40}"]),
    ],
)
def test_tokens_of_a_text(text: str, tokens: list[str]) -> None:
    assert stem_tokens(text) == tuple(tokens)


@pytest.mark.parametrize(
    ("lang", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-Hans", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("pt-BR", "pt"),
        ("nb", "nb"),
        ("../de", "en"),
    ],
)
def test_language_of_a_text(lang: str | None, language: str) -> None:
    assert language_of(lang) == language


def test_each_language_has_a_stemmer() -> None:
    for language, algorithm in ALGORITHMS.items():
        assert word_tokens("transport", language) == (
            f"~{stemmer(algorithm).stemWord('transport')}",
        )


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", "haus hauses häuser häusern HÄUSER hauser"),
        ("fr", "parler parlé parlées"),
        ("es", "nación naciones nacion"),
        ("it", "abbandonata abbandonare abbandonò"),
        ("pt", "informação informações"),
        ("da", "brød brødene brod"),
        ("pl", "Łodzią łodzi lodzi"),
        ("fr", "œuvre œuvres OEUVRES"),
    ],
)
def test_forms_of_a_word_in_another_language(language: str, forms: str) -> None:
    """Any of them finds any other, with diacritics or without, and is marked."""
    words = forms.casefold().split()
    for typed in words:
        begins = re.compile(beginning(typed, ("en", language)))
        for other in words:
            tokens = query_tokens(typed, ("en", language))
            assert {*tokens} & {*word_tokens(other, language)}, (typed, other)
            assert begins.match(other), (typed, other)


def test_an_archive_in_english_and_chinese_has_one_language(database: sqlite3.Connection) -> None:
    assert languages_of(database) == ("en",)
    for lang in (None, "zh-Hans", "en-GB", "xx"):
        add_post(database, title="Policies", lang=lang)
    assert languages_of(database) == ("en",)
    for lang in ("fr", "de-CH", "de"):
        add_post(database, title="Häuser", lang=lang)
    assert languages_of(database) == ("en", "de", "fr")
