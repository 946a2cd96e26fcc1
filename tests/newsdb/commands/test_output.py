"""What a terminal gets: text that cannot control it, with the right plurals."""

from __future__ import annotations

import pytest

from newsdb.commands.output import count, one_line, printable
from newsdb.commands.summary import format_summary, format_unknown_fields
from newsdb.models import Summary


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


def test_a_summary(tmp_path: object) -> None:
    summary = Summary(added=1, ignored=1, problems=["a.md:2: x\ny"])
    assert format_summary(summary, "news.db", dry_run=True) == (  # type: ignore[arg-type]
        "news.db: 1 added, 0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 repaired, "
        "0 rejected.\n"
        "Dry run: nothing was changed.\n"
        "Skipped 1 file that is not a post.\n"
        "  a.md:2: x y"
    )


def test_unknown_fields_are_listed_up_to_ten() -> None:
    assert format_unknown_fields(["a"]) == "Ignored 1 unknown field: a."
    names = [f"f{number:02}" for number in range(11)]
    assert format_unknown_fields(names) == f"Ignored 11 unknown fields: {', '.join(names[:10])}, …."
