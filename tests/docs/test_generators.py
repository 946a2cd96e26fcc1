"""What docs/generators.md says of dates is true, form by form."""

import re

import pytest

from loaders.dates import parse_date
from newsdb.times import written
from tests.paths import TOP

PAGE = (TOP / "docs" / "generators.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|$", re.MULTILINE)
DATES = PAGE[PAGE.index("## Dates") : PAGE.index("## Templates")]
ACCEPTED, REFUSED = (ROW.findall(part) for part in DATES.split("Anything else is left out"))


def test_there_are_forms() -> None:
    assert len(ACCEPTED) == 35
    assert len(REFUSED) == 9


@pytest.mark.parametrize(("text", "time"), ACCEPTED)
def test_a_form_is_read(text: str, time: str) -> None:
    assert written(parse_date(text, "Asia/Shanghai")) == time


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_date_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)) as raised:
        parse_date(text, "Asia/Shanghai")
    assert text in str(raised.value)
