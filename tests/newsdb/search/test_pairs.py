"""Pairs and words: what a post is found by if it has only most of what was typed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.pairs import PAIRS_TABLE, keys_of, pairs_of
from newsdb.search.tokenizer import fold


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        (("央行降息",), "央行 行降 降息"),
        (("央行", "央行降"), "央行 行降"),
        (("央行。降息",), "央行 降息"),
        # Line ends and spaces between Chinese characters separate nothing.
        (("央 行\n降",), "央行 行降"),
        (("央",), ""),
        (("A股600519",), "a 600519"),
        (("沪深300ETF",), "沪深 300etf ~etf"),
        (("Policies policy",), "policies policy ~polici"),
        (("Cafés",), "cafés cafes ~cafe"),
        (("Привет",), "привет"),
        ((f"{'x' * 40} {'y' * 41}",), f"{'x' * 40} ~{'x' * 40}"),
        ((), ""),
    ],
)
def test_pairs_and_words(texts: tuple[str, ...], pairs: str) -> None:
    assert pairs_of(*texts) == pairs


TEXTS = st.text(alphabet="央行降息的ab é9.,\n", max_size=20)


@given(st.lists(TEXTS, max_size=4), st.data())
def test_every_key_of_a_piece_is_a_token_of_its_text(texts: list[str], data: st.DataObject) -> None:
    """In stock SQLite: what is looked up for a piece of Chinese text is in the index of it."""
    chinese = ["".join(each for each in text if "一" <= each <= "鿿") for text in texts]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(PAIRS_TABLE)
        connection.executemany(
            "insert into posts_pairs (rowid, pairs) values (?, ?)",
            [(number, pairs_of(text)) for number, text in enumerate(chinese)],
        )
        for number, text in enumerate(chinese):
            start = data.draw(st.integers(0, len(text)))
            piece = text[start : data.draw(st.integers(start, len(text)))]
            for key, (token,) in keys_of([fold(piece)]):
                assert key in piece
                found = connection.execute(
                    "select rowid from posts_pairs where posts_pairs match ?", [f'"{token}"']
                )
                expected = {at for at, each in enumerate(chinese) if key in each}
                assert {row for (row,) in found} == expected >= {number}


def test_an_english_word_is_looked_up_by_its_stem() -> None:
    assert list(keys_of(["policies 央行降"])) == [
        ("央行", ("央行",)),
        ("行降", ("行降",)),
        ("policies", ("~polici",)),
    ]
    assert list(keys_of(["x" * 40])) == [("x" * 40, (f"~{'x' * 40}",))]
    assert list(keys_of(["é 9", "x" * 41])) == [("é", ("e",)), ("9", ("9",))]


def test_a_word_is_looked_up_by_its_stem_in_each_language() -> None:
    assert list(keys_of(["häuser"], ("en", "de"))) == [("häuser", ("~hauser", "~haus"))]
    assert pairs_of("Häuser", language="de") == "häuser hauser ~haus"
