"""Bytes to text, in the encodings that posts really come in."""

from __future__ import annotations

import codecs
import sys
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.decode import decode, decode_declared
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
    content = "央行今日公告，自下周起下调准备金率。".encode("gb18030")
    detail = "the text is GB18030, not UTF-8; it was converted"
    problem = Problem("encoding", detail, raw=content)
    assert decode(content) == (content.decode("gb18030"), [problem])


@pytest.mark.parametrize(
    ("text", "plain"),
    [("是" * 10, True), ("是" * 10 + "央" * 90, True), ("是" * 9 + "央" * 9, False)]
    + [("是" * 10 + "央" * 91, False), ("是 a\n" * 9 + "不 a\n央", True)],
)
def test_text_with_many_common_characters_needs_no_detector(
    text: str, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    with nullcontext() if plain else pytest.raises(ImportError):
        assert decode(text.encode("gb18030"))[0] == text


def test_a_guess_is_called_one() -> None:
    content = "央行今日公告。".encode("gb18030")
    detail = "the text is too short to detect its encoding; it was read as GB18030"
    assert decode(content) == ("央行今日公告。", [Problem("encoding", detail, raw=content)])


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
    detail = "1 control character removed"
    assert decode(content) == ("x" * 19, [Problem("control characters", detail, raw=content)])
    with pytest.raises(BinaryFileError, match="the file is binary, not text"):
        decode(b"x" * 18 + b"\1")


@pytest.mark.parametrize("content", [b"\xff\0\1\2", b"\x80" + bytes(100), bytes(100)])
def test_binary_files(content: bytes) -> None:
    with pytest.raises(BinaryFileError):
        decode(content)


CHINESE = "央行宣布，自下周起下调金融机构存款准备金率，释放长期资金。"
TRADITIONAL = "央行宣布，自下週起下調金融機構存款準備金率，釋放長期資金。"
JAPANESE = "日本銀行は金融政策決定会合で、現在の金融緩和策を維持することを決めました。"
KOREAN = "한국은행은 금융통화위원회를 열고 기준금리를 동결하기로 했다고 밝혔다."


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (CHINESE, "gb18030", "GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (JAPANESE, "cp932", "Shift-JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (KOREAN, "cp949", "EUC-KR"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str, name: str) -> None:
    content = text.encode(encoding)
    detail = f"the text is {name}, not UTF-8; it was converted"
    assert decode(content) == (text, [Problem("encoding", detail, raw=content)])


SHORT = "日銀は政策をきめました。"


@pytest.mark.parametrize(
    ("content", "text", "detail"),
    [
        # 24 bytes are enough to detect an encoding, 22 are not.
        (SHORT.encode("euc_jp"), SHORT, "the text is EUC-JP, not UTF-8; it was converted"),
        (SHORT[:-1].encode("euc_jp"), "泣朵は蜡忽をきめました",
         "the text is too short to detect its encoding; it was read as GB18030"),
        # Half of the bytes stand alone, as in Western text.
        (b"\xe9x\xe9x\xb0\xa1", "閤閤啊",
         "the text is too short to detect its encoding; it was read as GB18030"),
        # Western text is detected however short it is, and never read as Chinese.
        ("El niño comió".encode("cp1252"), "El niño comió",
         "the text is too short to detect its encoding; it was read as Windows-1252"),
    ],
)  # fmt: skip
def test_short_texts_in_other_encodings(content: bytes, text: str, detail: str) -> None:
    found, problems = decode(content)
    assert found == text
    assert problems[0] == Problem("encoding", detail, raw=content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        # As many characters are valid in UTF-8 as are not.
        (b"\xc3\xa9\xe9x", "é\ufffdx"),
        ("biały, mały, cały".encode("iso-8859-2"), "bia\ufffdy, ma\ufffdy, ca\ufffdy"),
    ],
)
def test_short_texts_in_no_encoding_that_is_known(content: bytes, text: str) -> None:
    detail = "bytes that are no UTF-8 were replaced by U+FFFD"
    assert decode(content) == (text, [Problem("broken bytes", detail, 1, content)])


def test_western_text_is_no_chinese() -> None:
    content = "Le café était fermé à l'été".encode("latin-1")
    text, (problem,) = decode(content)
    assert not any("\u4e00" <= character <= "\u9fff" for character in text)
    assert problem.raw in (None, content)


@pytest.mark.parametrize(
    ("mark", "encoding", "declared", "note"),
    [
        (codecs.BOM_UTF8, "utf-8", ["gb18030"], ""),
        # Some programs write it before text of any encoding.
        (codecs.BOM_UTF8, "gb18030", ["gb18030"], ""),
        (codecs.BOM_UTF16_LE, "utf-16-le", ["gb18030"], ""),
        (codecs.BOM_UTF16_BE, "utf-16-be", [], ""),
        (b"", "utf-8", ["gb18030"], ""),
        (b"", "gb18030", ["utf-8", " gb18030 "], ""),
        (b"", "gb18030", ["utf-8"], "the text is GB18030, but declares utf-8"),
        (b"", "gb18030", [], "the text is GB18030, but declares no encoding"),
        (b"", "iso2022_jp", ["iso-2022-jp"], ""),
    ],
)
def test_declared_encodings(mark: bytes, encoding: str, declared: list[str], note: str) -> None:
    text = (
        "中国銀行は本日の金融政策を発表"
        if encoding == "iso2022_jp"
        else "中国人民银行宣布新的金融政策"
    )
    assert decode_declared(mark + text.encode(encoding), *declared) == (text, note)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        (["windows-1252", "gb18030"], "gb18030"),
        (["gb18030", "windows-1252"], "gb18030"),
        (["windows-1252", "x-mac-roman"], "cp1252"),
    ],
)
def test_of_several_declarations_the_detected_one_counts(
    declared: list[str], encoding: str
) -> None:
    content = CHINESE.encode("gb18030")
    assert decode_declared(content, *declared) == (content.decode(encoding), "")


def test_a_zero_byte_makes_a_file_binary_that_does_not_begin_as_utf_8() -> None:
    text = "中国人民银行宣布新的政策" * 9
    content = text.encode("gb18030") + b"\0"
    with pytest.raises(BinaryFileError, match="the file is binary, not text"):
        decode(content)
    found, problems = decode(b"title\n" + content)
    assert found == f"title\n{text}"
    assert [problem.kind for problem in problems] == ["encoding", "control characters"]
