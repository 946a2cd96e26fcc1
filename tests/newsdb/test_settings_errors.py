"""Mistakes in newsdb.yml that make it no YAML, or no settings, by their lines."""

import pytest

from newsdb.exceptions import SettingsError
from newsdb.settings_errors import compose, line_of, unknown_setting, without_alternatives


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
        (f"a: {'[' * 1000}{']' * 1000}", "n:1: it is nested too deeply"),
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


def error_at(*location: int | str, type: str = "missing", value: object = "") -> dict[str, object]:
    """Return as much of an error of pydantic's as is read."""
    return {"loc": location, "type": type, "input": value}


@pytest.mark.parametrize(
    ("errors", "left"),
    [
        # A mapping or a list was meant: its mistake counts, and not that it is no text.
        ([error_at("a", "text", type="string_type", value={}), error_at("a", "dict", "x")], [1]),
        ([error_at("a", "text", type="string_type", value={}), error_at("b", "dict", "x")], [0, 1]),
        ([error_at("a", "text", type="string_type", value={}), error_at("a", "dict")], [0, 1]),
        ([error_at("a", "text", type="string_type", value=[]), error_at("a", "list", "x")], [1]),
        ([error_at("a", "text", type="string_type", value=3), error_at("a", "dict", "x")], [0, 1]),
        ([error_at("a", "text", type="missing", value={}), error_at("a", "dict", "x")], [0, 1]),
        # A text was meant.
        ([error_at("a", "text", type="string_type"), error_at("a", "dict", type="dict_type")], [0]),
        ([error_at("b", "text", type="string_type"), error_at("a", "x", type="dict_type")], [0, 1]),
        ([error_at("a", "text", type="missing"), error_at("a", "x", type="dict_type")], [0, 1]),
    ],
)
def test_mistakes_of_a_type_that_was_not_meant(errors: list[object], left: list[int]) -> None:
    assert without_alternatives(errors) == [errors[at] for at in left]


def test_lines_of_lists_and_of_parts_of_types() -> None:
    root = compose("a:\n  - b\n  - c: d\n    e: f\n", "n")
    assert [line_of(root, each) for each in (("a",), ("a", 0), ("a", 1), ("a", 1, "e"))] == [
        *(1, 2, 3, 4)
    ]
    assert line_of(root, ("a", "list", 1, "dict", "e")) == 4
    assert line_of(root, ("a", 0, 7)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b\nc: [d", "n:2: expected ',' or ']', but got '<stream end>'"),
        ("a: b\n- c", "n:2: expected <block end>, but found '-'"),
        ("a: *b", "n:1: aliases"),
        ("a:\n  b: c\n  b: d", "n:3: 'b' is in line 2 already"),
        ("a: 1\na: 2\nb: 3\nb: 4", "n:2: 'a' is in line 1 already\nn:4: 'b' is in line 3 already"),
    ],
)
def test_lines_of_mistakes(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        compose(text, "n")
    assert str(raised.value).startswith(message)


def test_of_settings_that_are_alike_the_closest_is_named() -> None:
    assert unknown_setting("titles", ["titel", "title"]).endswith("did you mean title?")
