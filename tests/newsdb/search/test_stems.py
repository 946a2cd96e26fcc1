"""Latin words are found in all their English forms."""

from __future__ import annotations

import pytest

from newsdb.search.stems import common_prefix, stem_token, stem_tokens

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
    (token,) = {stem_token(word) for word in words}
    assert all(word.startswith(common_prefix(token)) for word in words)


def test_other_words_have_other_stems() -> None:
    words = "universal university organ organization news new art article hop hope".split()
    assert len({stem_token(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("央行ai芯片", ["~ai"]),
        ("沪深300etf", ["~etf"]),
        ("a b2b", []),
        ("running runs", ["~run"]),
        ("don't", ["~don"]),
        ("naïve", ["~naiv"]),
        ("привет", []),
        (f"{'x' * 40} {'y' * 41}", [f"~{'x' * 40}"]),
    ],
)
def test_tokens_of_a_text(text: str, tokens: list[str]) -> None:
    assert stem_tokens(text) == tokens
