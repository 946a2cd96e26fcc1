"""The words of Datasette's pages in both languages, and what metadata says in Chinese."""

import json
from string import Formatter

from datasette.app import Datasette

from newsdb.fields import FIELDS
from newsdb.site import site_metadata
from newsdb.web.table_words import Descriptions, table_words
from tests.paths import TOP

EN, ZH = (
    json.loads((TOP / f"newsdb/web/strings/tables.{language}.json").read_text("utf-8"))
    for language in ("en", "zh")
)
NEWS = site_metadata()["databases"]["news"]


def fields(value: str | dict[str, str]) -> set[str]:
    text = value["other"] if isinstance(value, dict) else value
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_strings() -> None:
    assert EN.keys() == ZH.keys() - {"metadata"}
    for key in EN:
        assert {name.partition(":")[0] for name in fields(EN[key])} == fields(ZH[key]), key


def test_every_description_is_translated_and_no_other() -> None:
    translated = ZH["metadata"]
    assert translated["tables"].keys() == NEWS["tables"].keys()
    for table, about in NEWS["tables"].items():
        assert translated["tables"][table]["columns"].keys() == about["columns"].keys(), table
    assert list(translated["fields"]) == [field.name for field in FIELDS]
    assert translated["queries"].keys() == NEWS["queries"].keys()
    for query in translated["queries"].values():
        assert query.keys() == {"title", "description"}


def test_a_publishers_own_words_stay(datasette: Datasette) -> None:
    zh, en = (Descriptions(datasette, "news", language) for language in ("zh", "en"))
    assert (zh.of_field("lang", "Language."), en.of_field("lang", "Language.")) == (
        "正文的语言（BCP 47），文章注明时才有。",
        "Language.",
    )
    path = ("tables", "tags", "description")
    assert (zh.of(*path), en.of(*path)) == ("文章的标签。", "The tags of the posts.")

    class Publisher:
        def metadata(self, key: str) -> object:
            return {"news": {"tables": {"tags": {"description": "Topics."}}}}

    own = Descriptions(Publisher(), "news", "zh")
    assert own.of(*path) == "Topics."
    assert own.of("tables", "tags", "columns", "id") == ""
    assert table_words("zh")("rows", count=1234) == "1,234 行"
