"""Bytes to text, in the encodings that posts really come in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.decode import decode
from newsdb.exceptions import BinaryFileError
from newsdb.models import Problem

TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1)


@given(
    TEXTS,
    st.sampled_from(
        [
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
            (codecs.BOM_UTF32_BE, "utf-32-be"),
        ]
    ),
)
def test_a_byte_order_mark_says_the_encoding(text: str, form: tuple[bytes, str]) -> None:
    mark, encoding = form
    assert decode(mark + text.encode(encoding)) == (text, [])


@given(TEXTS)
def test_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == (text, [])


def test_line_ends_are_one() -> None:
    assert decode(b"a\r\nb\rc\n") == ("a\nb\nc\n", [])


def test_gb18030_is_converted() -> None:
    problem = Problem("encoding", "the text is GB18030, not UTF-8; it was converted")
    assert decode("央行今日公告。".encode("gb18030")) == ("央行今日公告。", [problem])


def test_broken_bytes_are_replaced_and_kept() -> None:
    content = "一\n二".encode() + b"\xff" + "三四五六".encode()
    detail = "bytes that are no UTF-8 were replaced by U+FFFD"
    expected = ("一\n二\ufffd三四五六", [Problem("broken bytes", detail, 2, content)])
    assert decode(content) == expected


def test_broken_bytes_after_a_mark_count_lines_of_the_text() -> None:
    content = codecs.BOM_UTF8 + b"a\n\xff"
    detail = "bytes that are no UTF-8 were replaced by U+FFFD"
    assert decode(content) == ("a\n\ufffd", [Problem("broken bytes", detail, 2, content)])


def test_a_few_control_characters_are_removed_and_many_are_no_text() -> None:
    content = b"x" * 19 + b"\1"
    detail = "1 control characters removed"
    assert decode(content) == ("x" * 19, [Problem("control characters", detail, raw=content)])
    with pytest.raises(BinaryFileError, match="the file is binary, not text"):
        decode(b"x" * 18 + b"\1")


@pytest.mark.parametrize("content", [b"\xff\0\1\2", b"\x80" + bytes(100), bytes(100)])
def test_binary_files(content: bytes) -> None:
    with pytest.raises(BinaryFileError):
        decode(content)
