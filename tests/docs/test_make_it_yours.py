"""What docs/make-it-yours.md says of newsdb.yml is true."""

import re

import pytest

from newsdb.exceptions import SettingsError
from newsdb.settings import Settings, parse_settings
from tests.paths import TOP

PAGE = (TOP / "docs" / "make-it-yours.md").read_text("utf-8")


def test_every_setting_is_described() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert dict(rows) == {name: each.description for name, each in Settings.model_fields.items()}


def test_the_example_is_valid() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        said = parse_settings(example, "newsdb.yml").said()
        assert list(said) == re.findall(r"(?m)^\w+", example)


def test_the_message_is_the_real_one() -> None:
    [message] = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
    with pytest.raises(SettingsError) as raised:
        parse_settings("titel: My blog", "newsdb.yml")
    assert str(raised.value) == message
