"""Any piece of a text is found, and what is found contains it."""

import re
import sqlite3
from contextlib import closing
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import TABLE, fold, match_expression, tokenize
from newsdb.search.tokenizer import INVISIBLE


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", "全部"),
        ("中国央行", "中 国 央 行 全部"),
        ("A股600519", "a 股 6 60 00 05 51 19 9 全部"),
        ("a b  cd", "a b c cd d ~cd 全部"),
        ("2.5％，但", "2 . 5 % , 但 全部"),
        ("ＨＦＯ－1", "h hf fo o - 1 ~hfo 全部"),
        ("𠮷👍🏽é", "𠮷 👍 🏽 é 全部"),
        ("央\u200b行\0\x1f\u3000x\ud800\uffff", "央 行 x \ufffd \ufffd 全部"),
        ("Straße ﬁ", "s st tr ra as ss se e f fi i ~strass ~fi 全部"),
        ("全部", "全 部 全部"),
    ],
)
def test_cut(text: str, tokens: str) -> None:
    assert tokenize(text).split() == tokens.split()


PIECES = [
    *"中国央行降息的一，。、：；（）“”《》—…％－～　𠮷𫠠㐀豈",
    *"aAbB019 .-+%$/@&#*'\"\\|_^`~<>[]{}()!?;:,",
    *(
        "\n\n",
        "\t",
        "ＡＢ",
        "ａ",
        "１２",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "ﬁ",
        "㎡",
        "①",
        "Ⅲ",
        "ｶﾞ",
        "한",
        "яЯ",
    ),
    *(
        "🚀",
        "👨\u200d👩",
        "❤\ufe0f",
        "🇨🇳",
        "\u200b",
        "\ufeff",
        "600519",
        "HFO-1234yf",
        "央行",
        "公司公",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
CORPUS = st.lists(TEXTS | st.text(max_size=20), min_size=1, max_size=8)


def plain(text: str) -> str:
    """The text for a plain scan: NFKC, case folded, with single spaces, as one reads it."""
    text = INVISIBLE.sub("", text)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", normalize("NFKC", text).casefold())


def unspaced(text: str) -> str:
    """The text with spaces only between Latin words."""
    return re.sub("(?<![0-9a-z]) | (?![0-9a-z])", "", plain(text))


def found(texts: list[str], expression: str) -> list[str]:
    """Those of the texts, as bodies of posts, that an expression matches."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.executemany(
            "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
            (
                (number, tokenize(""), tokenize(""), tokenize(text))
                for number, text in enumerate(texts)
            ),
        )
        rows = connection.execute(
            "select rowid from posts_fts where posts_fts match ? order by rowid", [expression]
        )
        return [texts[number] for (number,) in rows]


@pytest.mark.slow
@given(CORPUS, st.data())
def test_a_quoted_piece_of_text_is_found_where_a_plain_scan_finds_it(
    texts: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(texts))
    begin = data.draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[begin : begin + data.draw(st.integers(1, 12))]
    expression = match_expression('"' + piece.replace('"', '""') + '"')
    if not plain(piece).strip():
        assert expression == ""
        return
    result = found(texts, expression)
    assert {each for each in texts if plain(piece) in plain(each)} <= set(result)
    assert all(unspaced(piece).strip() in unspaced(each) for each in result)


@given(CORPUS, st.data())
def test_a_piece_of_text_is_found_as_it_is_typed(texts: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(texts))
    begin = data.draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[begin : begin + data.draw(st.integers(1, 12))]
    if re.search(r'[\s\x00-\x1f\x7f-\x9f"“*＊]|^[-－]|OR|:|：', piece):
        return  # the grammar's own signs, which quotes make plain
    if re.search("[a-z]{2}", plain(piece)):
        return  # a Latin word, which is found as a whole word only
    if expression := match_expression(piece):
        result = found(texts, expression)
        assert {each for each in texts if plain(piece) in plain(each)} <= set(result)


@pytest.mark.slow
def test_every_character_is_a_token_of_its_own() -> None:
    # Of the planes without Chinese, nearly all of which is unassigned, every hundredth character.
    codes = [*range(0x20, 0x40000), *range(0x40000, 0x110000, 97), *range(0xE0000, 0xE0200)]
    characters = {fold(chr(code)) for code in codes}
    alone = sorted(each for each in characters if len(each) == 1 and each != " ")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("create virtual table tokens using fts5vocab (posts_fts, row)")
        connection.execute(
            "insert into posts_fts (rowid, body) values (1, ?)", [tokenize(" ".join(alone))]
        )
        tokens = [token for (token,) in connection.execute("select term from tokens")]
    assert sorted(tokens) == sorted({*alone, "全部"})


def test_fold_is_what_its_docstring_says() -> None:
    text = "，：；（）％！？～…　\xa0\nＡＢＣé①ﷺ央行 Ａ" * 3
    assert fold(text).split() == normalize("NFKC", text).casefold().split()
