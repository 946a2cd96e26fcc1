"""Which URLs of posts may be linked: one answer for feeds, pages, tables and rendered text."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.urls import WEB, safe_link


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTP://a.example/x", "HTTP://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        (" https://a.example/x\n", "https://a.example/x"),
        ("https://a.example/{id}", "https://a.example/%7Bid%7D"),
        ("https://a.example/x y", "https://a.example/x%20y"),
        ("https://a.example/中文　x", "https://a.example/中文%E3%80%80x"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example\\@b.example/", ""),
        ("https://[::1]:8001/", "https://[::1]:8001/"),
        ("https://", ""),
        ("https:///x", ""),
        ("https:a.example", ""),
        ("https://a b.example/", ""),
        ("https://[a.example/", ""),
        ("https://a.example:99999/", ""),
        ("java\nscript:alert(1)", ""),
        ("javascript://a.example/%0Aalert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.example", ""),
        ("/x", ""),
        ("a.example", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_safe_link(url: str | None, link: str) -> None:
    assert safe_link(url) == link


def test_other_schemes_only_if_asked_for() -> None:
    assert safe_link("MAILTO:a@b.example", (*WEB, "mailto")) == "MAILTO:a@b.example"
    assert safe_link("mailto:", (*WEB, "mailto")) == ""


URLS = st.text() | st.builds(
    "{}{}".format, st.sampled_from(["http://", "https://a", "//", "HTTPS://a.b/"]), st.text()
)


@given(URLS)
def test_every_link_is_a_web_url_and_its_own_safe_link(url: str) -> None:
    link = safe_link(url)
    assert safe_link(link) == link
    if link:
        assert urlsplit(link).scheme in WEB and urlsplit(link).hostname
        assert not set(link) & set(" \t\r\n\"'<>\\`{|}") - {"'"}
        assert link.isprintable() or not link.isascii()
        link.encode()
