"""Mistakes in newsdb.yml that make it no YAML, or no settings, by their lines."""

import pytest

from newsdb.exceptions import SettingsError
from newsdb.settings_errors import compose, line_of, unknown_setting


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- title", "n:1: expected lines such as `title: My blog`"),
        ("title A", "n:1: expected lines such as `title: My blog`"),
        ("title: A\nsource: *a", "n:2: aliases (*) are not supported"),
        ("title: A\n\ttag: b", "n:2: found character '\\t' that cannot start any token; "
         "indent with spaces, not with tabs"),
        ("x: y\ntitle: Ann: a garden", "n:2: mapping values are not allowed here; a text with a "
         "colon and a space needs quotation marks"),
        ("x: y\ntitle: \"A\nlicense: B\n", "n:2: a quoted scalar that does not end"),
        ("title: A\n---\ntitle: B\n", "n:2: but found another document"),
        ("a: b\ntitle: \0A", "n:2: special characters are not allowed"),
        ("\ntitle: \0A", "n:2: special characters are not allowed"),
        ("\0", "n:1: special characters are not allowed"),
        ("title: A\nurl: B\ntitle: C", "n:3: 'title' is in line 1 already"),
        ("pages:\n- title: A\n  title: B", "n:3: 'title' is in line 2 already"),
        ("a: b\n? [c]\n: d", "n:2: the name of a setting must be text"),
        (f"a: {'[' * 3000}{']' * 3000}", "n:1: it is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_settings_at_all(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        compose(text, "n")
    assert str(raised.value) == message


def test_lines_of_what_is_there() -> None:
    root = compose("title: A\npages:\n  - title: B\n    file: c.md\n", "n")
    assert line_of(root, ("pages", 0, "file")) == 4
    assert line_of(root, ("pages", 0, "other")) == 3
    assert line_of(None, ("title",)) == 1
    assert compose("# nothing\n", "n") is None


def test_another_setting_may_be_meant() -> None:
    assert unknown_setting("Titel", ["title", "url"]) == (
        "there is no setting 'Titel'; did you mean title?"
    )
    assert unknown_setting("x", ["title", "url"]) == "there is no setting 'x'; there are title, url"
