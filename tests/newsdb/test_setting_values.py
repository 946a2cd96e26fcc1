"""What single settings accept, and what is said of anything else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pydantic import TypeAdapter, ValidationError

from newsdb.database.site_settings import SECTION_QUERIES
from newsdb.setting_values import (
    COLOR,
    PAGE_FILE,
    QUERY_NAME,
    SECTIONS,
    Line,
    check_contact,
    check_language,
    check_select,
    check_timezone,
    check_url,
    check_webhook,
)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (check_url, "https://a.example"),
        (check_url, "http://a.example:8001/b?c=d#e"),
        (check_select, "SELECT 1"),
        (check_select, "with a as (select 1) select * from a"),
        (check_webhook, "$HOOK_2"),
        (check_webhook, "https://a.example/hook"),
        (check_contact, "mailto:a@b.c"),
        (check_contact, "https://a.example/"),
        (check_language, "en"),
        (check_language, "zh-Hans"),
        (check_language, "deu-1996"),
        (check_timezone, "Asia/Shanghai"),
    ],
)
def test_valid_values_are_returned_as_they_are(check: Callable[[str], str], value: str) -> None:
    assert check(value) == value


@pytest.mark.parametrize(
    ("check", "value", "message"),
    [
        (check_url, "ftp://a.example", "is not a URL that begins with https:// or http://"),
        (check_url, "https://", "is not a URL that begins with https:// or http://"),
        (check_url, "https://a.example/<b>", "is not a URL that begins with https:// or http://"),
        (check_select, "selection", "is not a query that begins with select or with"),
        (check_select, " select 1", "is not a query that begins with select or with"),
        (check_webhook, "$2A", "is not a URL that begins with https:// or http://"),
        (check_contact, "mailto:a", "is neither a URL nor mailto: and an address"),
        (check_contact, "a@b.c", "is neither a URL nor mailto: and an address"),
        (check_language, "e", "is not a language tag such as en, de or zh-Hans"),
        (check_language, "english", "is not a language tag such as en, de or zh-Hans"),
        (check_language, "en-", "is not a language tag such as en, de or zh-Hans"),
        (check_timezone, "Mars", "is not a time zone such as Europe/Paris or Asia/Shanghai"),
        (check_timezone, "../x", "is not a time zone such as Europe/Paris or Asia/Shanghai"),
    ],
)
def test_what_is_wrong_with_other_values(
    check: Callable[[str], str], value: str, message: str
) -> None:
    with pytest.raises(ValueError) as raised:
        check(value)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (
            COLOR,
            ["red", "#123", "#1234", "#123456", "#12345678"],
            ["re", "#12", "#12345", "a" * 21],
        ),
        (PAGE_FILE, ["a.md", "b/über-uns.md"], ["a.txt", "a b.md", ".md\n"]),
        (QUERY_NAME, ["a", "by_day2", "a" * 61], ["2a", "A", "a-b", "a" * 62]),
    ],
)
def test_patterns(pattern: str, good: list[str], bad: list[str]) -> None:
    assert [value for value in good if not re.search(pattern, value)] == []
    assert [value for value in bad if re.search(pattern.replace("$", r"\Z"), value)] == []


def test_a_line_is_neither_empty_nor_endless() -> None:
    line = TypeAdapter(Line)
    assert line.validate_python(" a ") == "a"
    assert line.validate_python("a" * 5000) == "a" * 5000
    for wrong in (" ", "a" * 5001):
        with pytest.raises(ValidationError):
            line.validate_python(wrong)


def test_every_section_has_a_query_that_shows_whether_it_is_empty() -> None:
    assert SECTION_QUERIES.keys() == SECTIONS
