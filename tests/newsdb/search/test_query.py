"""A query as plain data."""

from __future__ import annotations

import pytest

from newsdb.search.query import Query, Term, as_word

GERMAN = ("en", "de")


@pytest.mark.parametrize(
    ("text", "languages", "word"),
    [
        ("art", ("en",), " art "),
        ("a", ("en",), "a"),
        ("a股", ("en",), "a股"),
        ("600519", ("en",), "600519"),
        # In English, who types a diacritic means it.
        ("café", ("en",), "café"),
        ("häuser", GERMAN, " häuser "),
    ],
)
def test_a_latin_word_has_spaces_around_it(
    text: str, languages: tuple[str, ...], word: str
) -> None:
    assert as_word(text, languages) == word


def test_a_term_that_is_a_word_is_found_by_its_forms() -> None:
    assert Term(" policies ").is_word
    assert Term(" policies ").tokens == ("~polici",)
    assert not Term(" policies ", exact=True).is_word
    assert not Term("policies").is_word
    assert not Term("银行").is_word
    assert set(Term(" häuser ", languages=GERMAN).tokens) >= {"~haus"}


def test_the_languages_of_a_query_are_those_of_its_words() -> None:
    assert Query().languages == ("en",)
    assert Query(((Term("a", languages=GERMAN),),)).languages == GERMAN
