"""newsdb.yml: what it says, and what is wrong with it."""

from pathlib import Path

import pytest

from newsdb.exceptions import SettingsError
from newsdb.settings import json_schema, parse_settings, read_settings
from tests import golden_rows
from tests.paths import TOP


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A\nlanguage: Englisch!", "n:2: language: 'Englisch!' is not a language tag "),
        ("# x\n\ntimezone: Mars/X", "n:3: timezone: 'Mars/X' is not a time zone "),
        ("license_url: javascript:x", "n:1: license_url: 'javascript:x' is not a URL "),
        ("title: A\n\nlicence: MIT", "n:3: there is no setting 'licence'; did you mean license?"),
        ("title: [a", "n:1: "),
        (
            "queries:\n  a:\n    sql: drop table posts",
            "n:3: queries.a.sql: 'drop table posts' is not a query ",
        ),
        (
            "queries:\n  a:\n    sql: select 1\n    sort: x",
            "n:4: there is no setting 'sort'; there are sql, title, description",
        ),
        (
            "queries:\n  A b:\n    sql: select 1",
            "n:2: queries.A b: 'A b' is not a name of lower-case letters",
        ),
        ("colors:\n  accent: '#12'", "n:2: colors.accent: '#12' is not a colour such as "),
        ("colors: {foo: red}", "n:1: colors.foo: 'foo' is none of 'accent', "),
        ("sections:\n  tagz: no", "n:2: sections.tagz: 'tagz' is none of 'archive', "),
        ("pages:\n  - title: A\n    file: a.txt", "n:3: pages.0.file: 'a.txt' is not the name of "),
        ("queries:\n  a:\n    title: A", "n:2: queries.a.sql is missing"),
        ("watch:\n  a:\n    webhook: $A", "n:2: watch.a.search is missing"),
        ("watch:\n  a: 降息", "n:2: watch.a needs its settings below it, one a line, as in"),
        ("title: [a, b]", "n:1: title must be a single text"),
        ("title: {en: {zh: A}}", "n:1: title must be a single text"),
        (
            "queries:\n  a:\n    sql: select 1\n    title: {en: A}",
            "n:4: queries.a.title must be a single text",
        ),
        (
            "sources:\n  - csv: a.csv\n    columns: {title: {a: b}}",
            "n:3: sources.columns.title must be a single text",
        ),
        ("title: {english: A}", "n:1: title: 'english' is not a language tag such as "),
        ("keep_removed: maybe", "n:1: keep_removed must be yes or no"),
        (
            "sources: _posts",
            "n:1: sources needs a list, each entry on a line that begins with `- `",
        ),
        ("colors:\n  accent: #2f6b2f", "n:2: colors.accent is empty; what follows # is a comment "),
        ("pages:\n" + 21 * "- file: a.md\n", "n:1: pages has more than 20 entries"),
        (f"title: {5001 * 'a'}", "n:1: title has more than 5000 characters"),
        ("contact: ann@a.example", "n:1: contact: 'ann@a.example' is neither a URL nor mailto: "),
    ],
)
def test_mistakes_have_a_line(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings(text, "n")
    assert str(raised.value).startswith(message)


def test_mistakes_are_in_the_order_of_the_file() -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings("titel: A\nlanguage: x!\ncolors: {accent: 1}\ntimezone: Mars\n", "n")
    assert [line[:4] for line in str(raised.value).split("\n")] == ["n:1:", "n:2:", "n:3:", "n:4:"]


def test_scalars_stay_text_and_empty_keys_say_nothing() -> None:
    said = parse_settings("title: 2024\nlanguage: no\nlicense:\n", "n").said()
    assert said == {"title": "2024", "language": "no"}
    assert parse_settings("", "n").said() == {}


def test_the_samples_own_settings() -> None:
    said = read_settings(TOP / "posts" / "newsdb.yml").said()
    assert (said["license"], said["language"]) == ("CC0 1.0 (the sample posts)", "zh-Hans")


def test_settings_of_every_kind() -> None:
    """What they say and the commands that load their sources, or what is wrong, by line."""

    def call(text: str) -> list[object]:
        try:
            settings = parse_settings(text, "n")
        except SettingsError as error:
            return f"{error}".split("\n")
        commands = [" ".join(each) for each in settings.load_arguments()]
        return [settings.said(), *commands]

    golden_rows.check("settings", call)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yml"
    latin.write_bytes("title: Grüße".encode("latin-1"))
    for path, reason in ((tmp_path, "Is a directory"), (latin, "it is not UTF-8")):
        with pytest.raises(SettingsError) as raised:
            read_settings(path)
        assert str(raised.value) == f"{path} cannot be read: {reason}"


def test_the_json_schema_is_written_for_people() -> None:
    schema = json_schema()
    assert schema.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema",\n')
    assert schema.endswith("\n}\n")
