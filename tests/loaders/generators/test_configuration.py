"""Configurations in several files."""

from __future__ import annotations

from loaders.generators.configuration import in_default_language, merged_files
from loaders.generators.values import Fields


def test_files_are_merged_by_their_names() -> None:
    files = {
        "config.toml": {"title": "T", "params": {"a": "1"}},
        "config/_default/hugo.yaml": {"params": {"b": "2"}},
        "config/_default/menus.toml": {"main": ["m"]},
        "config/_default/languages.de.toml": {"title": "D"},
        "config/_default/params.de.toml": {"c": "3"},
        "config/production/params.toml": {"a": "4"},
    }
    assert merged_files(files) == {  # type: ignore[arg-type]
        "title": "T",
        "params": {"a": "4", "b": "2"},
        "menus": {"main": ["m"]},
        "languages": {"de": {"title": "D", "params": {"c": "3"}}},
    }


def test_the_default_language_says_what_it_has_and_the_site_the_rest() -> None:
    config = Fields(
        {
            "title": "T",
            "params": {"description": "D"},
            "defaultcontentlanguage": "de",
            "languages": {"en": {"title": "E"}, "de": {"title": "DE"}},
        }
    )
    said = in_default_language(config)
    names = ("title", "description", "languagecode")
    assert [said.text(name) for name in names] == ["DE", "D", "de"]
    assert in_default_language(Fields({"title": "T"})).text("title") == "T"
