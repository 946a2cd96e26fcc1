"""Which entries of a truncated feed are whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.feeds.complete import Completeness, complete_entries, root_name

WHOLE = (
    "<?xml version='1.0'?><!-- <item> --><rss><channel><title>T</title>"
    "<item><guid>1</guid><description><![CDATA[</item><item>]]></description></item>"
    "<item><guid>2</guid></item></channel></rss>\n<!-- served in 3 ms -->"
)
ENDS = [WHOLE.index("</item><item><guid>2") + 7, WHOLE.index("</item></channel>") + 7]


def test_a_whole_feed_stays_as_it_is() -> None:
    found = complete_entries(WHOLE)
    assert (found.text, found.missing) == (WHOLE, "")


def test_what_a_server_prints_before_a_feed_is_no_part_of_it() -> None:
    text = f"<br />\n<b>Warning</b>: x<br>{WHOLE}"
    assert complete_entries(text).missing == ""
    assert complete_entries(text[:-40]).missing.startswith("the document ends too early")


@given(st.integers(0, WHOLE.index("</rss>")))
def test_a_feed_cut_anywhere_keeps_the_entries_that_end(length: int) -> None:
    found = complete_entries(WHOLE[:length])
    assert found.missing.startswith("the document ends too early")
    whole = [number for number, end in enumerate(ENDS, 1) if end <= length]
    assert [n for n in (1, 2) if f"<guid>{n}</guid>" in found.text] == whole


def test_an_entry_whose_end_was_lost_in_the_middle() -> None:
    text = WHOLE.replace("]]></description></item>", "]]></desc")
    found = complete_entries(text)
    assert found.missing == "the document is damaged: 1 entry does not end, and was left out"
    assert "<guid>1</guid>" not in found.text
    assert "<item><guid>2</guid></item>" in found.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (WHOLE, "rss"),
        ("<!DOCTYPE html><HTML><head>", "html"),
        ("<atom:feed xmlns:atom='x'>", "feed"),
        ("text", ""),
        ("<!-- x", ""),
        ("", ""),
    ],
)
def test_the_name_of_the_root(text: str, name: str) -> None:
    assert root_name(text) == name


@pytest.mark.parametrize(
    "entry", ["", "<item/>", "<item/><item>1</item>", "<entry><item/></entry>"]
)
def test_a_feed_that_begins_at_once_and_has_empty_entries(entry: str) -> None:
    text = f"<rss>{entry}</rss>"
    assert complete_entries(text) == Completeness(text, "")
