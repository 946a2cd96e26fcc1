"""What a terminal gets: text that cannot control it, with the right plurals."""

from __future__ import annotations

import pytest

from newsdb.commands.output import count, one_line, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("央行降息 – “é”\ttab\nline", "央行降息 – “é”\ttab\nline"),
        ("\x1b]0;evil\x07", r"\x1b]0;evil\x07"),
        ("\x9b31m \x9d0;evil\x85", r"\x9b31m \x9d0;evil\x85"),
        ("\u202egnp.exe\u202c \u2066x\u2069 \u200f", r"\u202egnp.exe\u202c \u2066x\u2069 \u200f"),
        ("a\u2028b\u2029c\ufeff\r", r"a\u2028b\u2029c\ufeff\r"),
        ("https://u:pw@a.example/?token=x", "https://a.example/"),
    ],
)
def test_controls_are_escaped(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_reason_with_line_breaks_is_one_line() -> None:
    assert one_line("a:\n  b  c\n") == "a: b  c"


def test_numbers_have_the_right_noun() -> None:
    assert count(1, "post") == "1 post"
    assert count(0, "post") == "0 posts"
    assert count(1200, "entry", "entries") == "1,200 entries"
