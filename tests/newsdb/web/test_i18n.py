"""The catalogues of strings, and the choice of a language."""

import re
from string import Formatter
from typing import Any

import pytest

from newsdb.web.i18n import LANGUAGES, catalogue, choose_language, interface_language
from tests.paths import TOP

LISTS = {"months": 12, "weekdays": 7}
# Keys that a template puts together of a beginning and a value: "kind_" ~ kind.
COMPOSED = re.compile(r"""["'](\w+_)["'] ~""")
USES = [
    re.compile(r"""\bt\(\s*["'](\w+)["']"""),
    re.compile(r"""\btext\(\s*["'](\w+)["']"""),
    re.compile(r"""\bself\(\s*["'](\w+)["']"""),
    re.compile(r"""^\s+["'](query_(?!text\b)\w+)["'],$""", re.MULTILINE),
    re.compile(r"""["']((?:example|tool)_(?!examples\b)\w+)["']"""),
    re.compile(r"""\bt\.known\(\s*["'](\w+)["']"""),
]


def strings(language: str) -> dict[str, Any]:
    return dict(catalogue(language).strings)


def test_no_string_is_missing_in_a_language() -> None:
    first, *others = (set(strings(language)) for language in LANGUAGES)
    assert [first ^ other for other in others] == [set()]


def test_every_string_is_used_and_every_use_has_a_string() -> None:
    files = [
        *TOP.glob("templates/*.html"),
        *TOP.glob("plugins/*.py"),
        *TOP.glob("newsdb/web/**/*.py"),
        *TOP.glob("newsdb/catalog/*.py"),
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    beginnings = tuple(COMPOSED.findall(text))
    given = set(strings("zh"))
    used = {key for pattern in USES for key in pattern.findall(text)} - set(beginnings)
    used |= {key for key in given if key.startswith(beginnings)}
    assert used | LISTS.keys() == given


@pytest.mark.parametrize("key", sorted(strings("zh")))
def test_strings_of_one_key_say_the_same(key: str) -> None:
    """They have the same values to be put in, and the same forms."""
    values = [strings(language)[key] for language in LANGUAGES]
    if key in LISTS:
        assert [len(value) for value in values] == [LISTS[key]] * len(LANGUAGES)
        return
    texts = [value["other"] if isinstance(value, dict) else value for value in values]
    assert all(texts)
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts]
    assert fields == fields[:1] * len(fields)
    for value in values:
        assert not isinstance(value, dict) or set(value) == {"one", "other"}


def test_days_and_times_as_people_write_them() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert (zh.day("2022-01-09"), en.day("2022-01-09")) == ("2022年1月9日", "9 January 2022")
    assert (zh.weekday("2022-01-09"), en.weekday("2022-01-09")) == ("星期日", "Sunday")
    assert (zh.month("2022-01"), en.month("2022-01")) == ("2022年1月", "January 2022")
    assert [zh.period(each) for each in ("2022", "2022-01", "2022-01-09", "2022-01-09T08")] == [
        "2022",
        "2022年1月",
        "2022年1月9日",
        "08:00",
    ]
    assert zh.moment("2022-01-09T08:05:59+08:00") == "2022年1月9日 08:05 UTC+8"
    assert en.moment("2022-01-09T08:05:59+05:30") == "9 January 2022, 08:05 UTC+5:30"
    assert en.moment("2022-01-09T08:05:59-03:00") == "9 January 2022, 08:05 UTC-3"
    assert en.moment("2022-01-09T08:05:59+00:00") == "9 January 2022, 08:05 UTC"
    assert en("articles_count", count=1) == "1 article"
    assert en("articles_count", count=12345) == "12,345 articles"
    for odd in ("", "2022-02-30", "x"):
        assert (zh.day(odd), zh.weekday(odd), zh.month(odd), zh.moment(odd)) == (odd, "", odd, odd)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("en", "zh", ("en", True)),
        ("zh", None, ("zh", True)),
        ("fr", "en", ("en", False)),
        (None, None, ("zh", False)),
        (None, "", ("zh", False)),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", ("zh", False)),
        (None, "en-GB,en;q=0.9,zh;q=0.8", ("en", False)),
        (None, "en;q=0.5, zh-Hant;q=0.7", ("zh", False)),
        (None, "fr-FR, zh;q=0.1", ("zh", False)),
        (None, "fr-FR", ("en", False)),
        (None, "*", ("zh", False)),
        (None, "en;q=0", ("zh", False)),
        (None, "en;q=x,;,", ("zh", False)),
        (None, "x," * 10_000, ("en", False)),
    ],
)
def test_the_language_chosen(asked: str | None, accepted: str | None, language: object) -> None:
    assert choose_language(asked, accepted) == language


def test_the_default_language_is_that_of_the_archive() -> None:
    archives = ("zh-Hans", "zh", "en-GB", "EN", "de", "")
    assert [interface_language(content) for content in archives] == [
        "zh",
        "zh",
        "en",
        "en",
        "en",
        "en",
    ]
    assert choose_language(None, None, "en") == choose_language(None, "*", "en") == ("en", False)
    assert choose_language(None, "zh", "en") == ("zh", False)
