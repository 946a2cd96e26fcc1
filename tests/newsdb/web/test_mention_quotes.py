"""The sentence in which an article names a security."""

from __future__ import annotations

import sqlite3

import pytest

from newsdb.text import plain_text
from newsdb.web import mention_quotes, securities


def test_sentences_that_name_a_security(connection: sqlite3.Connection) -> None:
    found = securities.find_security(connection, "689901.SH")
    assert found is not None
    ids = [id for (id,) in connection.execute("select id from posts order by published")]
    sentences = mention_quotes.quotes(connection, found, ids)
    assert len(sentences) == 6
    for sentence in sentences.values():
        assert next(sentence.text[start:end] for start, end in sentence.names) == "砺石微电"
    (slug,) = connection.execute(
        "select slug from posts where id = ?", (next(iter(sentences)),)
    ).fetchone()
    assert slug == "2022-03-02-202203022293387120"
    assert next(iter(sentences.values())).text == (
        "3月2日早盘，砺石微电直线拉升封住涨停，成交额7.4亿元，刷新上市以来的半日纪录。"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("今日无事。**瀚海证券**涨停！后来跌了。", "瀚海证券涨停！"),
        ("- 甲\n- 乙说瀚海证券\n- 丙", "乙说瀚海证券"),
        ("[瀚海证券](http://a.example/瀚海证券)停牌", "瀚海证券停牌"),
        (
            "长" * 100 + "，瀚海证券停牌" + "长" * 100,
            "…" + "长" * 39 + "，瀚海证券停牌" + "长" * 74 + "…",
        ),
        ("瀚海证券报记者采访。瀚海证券停牌。", "瀚海证券停牌。"),
    ],
)
def test_the_sentence_with_a_name(body: str, text: str) -> None:
    sentence = mention_quotes.naming_sentence(plain_text(body), ["瀚海证券"])
    assert sentence is not None
    assert sentence.text == text
    assert [sentence.text[start:end] for start, end in sentence.names] == ["瀚海证券"]


def test_no_sentence_without_a_name() -> None:
    assert mention_quotes.naming_sentence("今日无事。", ["瀚海证券"]) is None


@pytest.mark.parametrize(
    ("before", "after", "shown", "at"),
    [
        (8, 8, (0, 20), 8),
        (8, 9, (0, 20), 8),
        (10, 7, (0, 20), 10),
        (11, 9, (5, 24), 6),
        (30, 30, (24, 44), 6),
    ],
)
def test_a_long_sentence_is_cut_around_the_name(
    before: int, after: int, shown: tuple[int, int], at: int
) -> None:
    """From the first half on, the name is a third of the length behind the beginning."""
    text = "甲" * before + "瀚海证券" + "乙" * after
    start, end = shown
    sentence = mention_quotes.naming_sentence(text, ["瀚海证券"], most=20)
    cut = "…" if start else ""
    assert sentence == mention_quotes.Sentence(
        f"{cut}{text[start:end]}{'…' if end < len(text) else ''}",
        ((at + len(cut), at + len(cut) + 4),),
    )


def test_a_sentence_that_fits_is_whole_wherever_it_begins() -> None:
    text = "甲" * 12 + "瀚海证券" + "乙" * 4
    sentence = mention_quotes.naming_sentence(f"今日无事。{text}", ["瀚海证券"], most=20)
    assert sentence == mention_quotes.Sentence(text, ((12, 16),))


def test_a_name_in_another_word_is_better_than_none() -> None:
    sentence = mention_quotes.naming_sentence("开头。中国银行业协会", ["银行"], "board")
    assert sentence == mention_quotes.Sentence("中国银行业协会", ((2, 4),))


@pytest.mark.parametrize(
    ("text", "shown", "places"),
    [
        # Each mention in the sentence, those at its ends, too; none of other sentences.
        ("瀚海证券与瀚海证券。", "瀚海证券与瀚海证券。", ((0, 4), (5, 9))),
        ("瀚海证券。 \n 瀚海证券涨", "瀚海证券。", ((0, 4),)),
        (" 瀚海证券 ", "瀚海证券", ((0, 4),)),
        ("甲。  看瀚海证券", "看瀚海证券", ((1, 5),)),
    ],
)
def test_the_places_of_names(text: str, shown: str, places: tuple[tuple[int, int], ...]) -> None:
    sentence = mention_quotes.naming_sentence(text, ["瀚海证券"])
    assert sentence == mention_quotes.Sentence(shown, places)


def test_of_names_within_other_words_the_first_that_is_known_counts() -> None:
    text = "开头。中国银行业协会的证券业"
    sentence = mention_quotes.naming_sentence(text, ["证券", "银行"], "board")
    assert sentence is not None
    assert [sentence.text[start:end] for start, end in sentence.names] == ["证券"]
