"""Metadata: what a publisher writes, as Datasette takes it, added to what the site has."""

from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsdb.metadata import default_text, merge, to_metadata
from newsdb.settings import parse_settings
from tests.paths import TOP

SITE = {
    "title": "The sample",
    "description": "Its description.",
    "license": "CC0",
    "license_url": "https://creativecommons.org/publicdomain/zero/1.0/",
    "source": "The sample",
    "about": "newsdb",
    "plugins": {
        "newsdb": {"lang": "zh-Hans", "title": {"zh": "样本"}, "description": {"zh": "说明"}}
    },
    "databases": {
        "news": {
            "license": "CC0",
            "license_url": "https://creativecommons.org/publicdomain/zero/1.0/",
            "source": "The sample",
            "description_html": "<p>Start here.</p>",
            "tables": {
                "posts": {
                    "sort_desc": "published",
                    "facets": ["source_id"],
                    "columns": {"id": "Number."},
                }
            },
            "queries": {"q": {"sql": "select :a", "params": ["a"], "hide_sql": True}},
        }
    },
}
NEWS = SITE["databases"]["news"]


def changed(*path: str, without: tuple[str, ...] = (), **values: object) -> dict[str, Any]:
    """Return SITE with something changed at a path."""
    site = deepcopy(SITE)
    at = site
    for key in path:
        at = at[key]
    for key in without:
        del at[key]
    at.update(values)
    return site


def news(**values: object) -> dict[str, Any]:
    return {"databases": {"news": values}}


@pytest.mark.parametrize(
    ("publisher", "merged"),
    [
        ({}, SITE),
        (SITE, SITE),
        ({"about_url": "https://a"}, changed(without=("about",), about_url="https://a")),
        ({"plugins": {"newsdb": {"lang": "en"}}}, changed("plugins", "newsdb", lang="en")),
        ({"plugins": {"other": {"a": 1}}}, changed("plugins", other={"a": 1})),
        (
            news(tables={"posts": {"sort": "id"}}),
            changed("databases", "news", "tables", "posts", without=("sort_desc",), sort="id"),
        ),
        (
            news(tables={"posts": {"facets": ["date"], "columns": {"title": "Headline."}}}),
            changed(
                *("databases", "news", "tables", "posts"),
                facets=["date"],
                columns={"id": "Number.", "title": "Headline."},
            ),
        ),
        (
            news(queries={"q": {"sql": "select 1"}, "r": {"sql": "select 2"}}),
            changed(
                *("databases", "news"), queries={"q": {"sql": "select 1"}, "r": {"sql": "select 2"}}
            ),
        ),
        (news(queries={"q": None}), changed("databases", "news", queries={})),
        (news(queries=None), changed("databases", "news", without=("queries",))),
        (
            news(description="Ours."),
            changed("databases", "news", without=("description_html",), description="Ours."),
        ),
        (news(tables=["x"]), changed("databases", "news", tables=["x"])),
    ],
)
def test_merge(publisher: dict[str, Any], merged: dict[str, Any]) -> None:
    before = deepcopy((SITE, publisher))
    assert merge(SITE, publisher) == merged
    assert (SITE, publisher) == before


def test_a_licence_for_the_site_replaces_that_of_its_database() -> None:
    """The sample's CC0 does not stand over somebody else's posts."""
    merged = merge(SITE, {"license": "All rights reserved"})
    assert merged["license"] == "All rights reserved"
    assert "CC0" not in f"{merged}"
    assert "zero/1.0" not in f"{merged}"
    assert merged["databases"]["news"]["source"] == "The sample"
    both = {"license": "A", **news(license="B")}
    assert merge(SITE, both)["databases"]["news"]["license"] == "B"


def test_a_title_replaces_its_translations() -> None:
    assert merge(SITE, {"title": "Mine"})["plugins"]["newsdb"] == {
        "lang": "zh-Hans",
        "description": {"zh": "说明"},
    }
    own = {"title": "Mine", "plugins": {"newsdb": {"title": {"zh": "我的"}}}}
    assert merge(SITE, own)["plugins"]["newsdb"]["title"] == {"zh": "我的"}


DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.lists(st.text(), max_size=2),
    lambda inner: st.dictionaries(
        st.sampled_from(
            "title license license_url source databases news tables posts queries q plugins newsdb "
            "sort sort_desc columns".split()
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)


@given(DOCUMENTS.filter(lambda document: isinstance(document, dict)))
def test_any_metadata_can_be_merged_and_merging_again_changes_nothing(document: Any) -> None:
    merged = merge(SITE, document)
    assert merge(merged, document) == merged
    assert merge({}, document).keys() <= document.keys()


def test_the_sites_own_metadata_merged_into_itself() -> None:
    site = yaml.safe_load((TOP / "metadata.yml").read_text("utf-8"))
    assert merge(site, site) == site


def test_settings_as_metadata() -> None:
    settings = parse_settings("title: {zh: 甲, en: A}\nlicense: MIT\ncontact: mailto:a@b.c", "n")
    assert to_metadata(settings) == {
        "title": "A",
        "license": "MIT",
        "about_url": "mailto:a@b.c",
        "databases": {"news": {"license": "MIT"}},
        "plugins": {"newsdb": {"title": {"zh": "甲", "en": "A"}}},
    }


def test_queries_are_named_queries() -> None:
    text = "license: MIT\nqueries:\n  by_day:\n    title: By day\n    sql: |\n      select 1\n"
    databases = to_metadata(parse_settings(text, "n"))["databases"]
    assert databases == {
        "news": {"license": "MIT", "queries": {"by_day": {"sql": "select 1", "title": "By day"}}}
    }


def test_every_setting_that_metadata_has() -> None:
    text = """
title: A
description: {fr: Bonjour, zh: 甲}
license: MIT
license_url: https://mit.example/
publisher: P
contact: mailto:p@p.example
source: S
source_url: https://s.example/
language: fr
sections: {tags: no}
logo: a.png
"""
    provenance = {
        "license": "MIT",
        "license_url": "https://mit.example/",
        "source": "S",
        "source_url": "https://s.example/",
    }
    assert to_metadata(parse_settings(text, "n")) == {
        "title": "A",
        "description": "Bonjour",
        "about": "P",
        "about_url": "mailto:p@p.example",
        **provenance,
        "databases": {"news": provenance},
        "plugins": {
            "newsdb": {
                "description": {"fr": "Bonjour", "zh": "甲"},
                "lang": "fr",
                "sections": {"tags": False},
            }
        },
    }
    assert to_metadata(parse_settings("logo: a.png", "n")) == {}


def test_default_text() -> None:
    assert default_text("A") == "A"
    assert default_text({"zh": "甲", "en": "A"}) == "A"
    assert default_text({"zh": "甲", "fr": "B"}) == "甲"
