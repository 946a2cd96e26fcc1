"""Runs of inline content: joined, with single spaces, and blanks without marks of their own."""

from __future__ import annotations

import pytest

from loaders.markup.inline_runs import Mark, Run, joined_lines, ordered, text_runs

STRONG: Mark = ("strong", "")
EM: Mark = ("em", "")
SUP: Mark = ("sup", "")


def test_runs_are_joined_and_blanks_lose_the_marks_of_one_side() -> None:
    runs = [
        Run("text", "甲 ", (STRONG,)),
        Run("text", "乙", (STRONG, EM)),
        Run("text", " ", (EM,)),
        Run("break", "\n", (EM,)),
        Run("text", "\u3000丙", ()),
        Run("text", "丁", ()),
    ]
    assert [(run.kind, run.text, run.marks) for run in ordered(runs)] == [
        ("text", "甲 ", (STRONG,)),
        ("text", "乙", (STRONG, EM)),
        ("break", "\n", ()),
        ("text", "丙丁", ()),
    ]


@pytest.mark.parametrize(
    ("text", "joined"),
    [("甲\n乙", "甲乙"), ("甲 \n a", "甲 a"), ("a\nb", "a b"), ("a\t b", "a b"), ("a b", "a b")],
)
def test_lines_are_joined(text: str, joined: str) -> None:
    assert joined_lines(text) == joined


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("-8", Run("text", "⁻⁸", (EM,))),
        ("8a", Run("text", "8a", (SUP, EM))),
    ],
)
def test_raised_digits_are_characters(text: str, run: Run) -> None:
    assert list(text_runs(text, (SUP, EM))) == [run]
    assert list(text_runs(text, (EM,))) == [Run("text", text, (EM,))]
    assert list(text_runs("", (SUP,))) == list(text_runs(None, (SUP,))) == []
