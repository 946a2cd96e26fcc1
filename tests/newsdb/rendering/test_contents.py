"""The table of contents of a long text."""

import pytest

from newsdb.rendering import contents
from newsdb.rendering.contents import Heading, list_headings
from newsdb.rendering.render import render

FILLER = "A sentence about the garden and what grows in it. " * 30


def test_a_long_text() -> None:
    text = f"甲乙\n\n# One & `two`\n\n{FILLER}\n\n## Below\n\n{FILLER}\n\n# One & `two`\n\n{FILLER}"
    html, headings = list_headings(render(text))
    assert headings == (
        Heading("section-1", "One & two", 2),
        Heading("section-2", "Below", 3),
        Heading("section-3", "One & two", 2),
    )
    assert '<h2 id="section-1">One &amp; <code>two</code></h2>' in html
    assert html.replace(' id="section-1"', "").replace(' id="section-2"', "").replace(
        ' id="section-3"', ""
    ) == render(text)


def test_ids_of_the_text_stay() -> None:
    html = f'<h2 id="section-2">One</h2><p>{FILLER * 4}</p><h2>Two</h2><h2>Three</h2>'
    changed, headings = list_headings(html)
    assert [heading.id for heading in headings] == ["section-2", "section-2-", "section-3"]
    assert changed.endswith('<h2 id="section-2-">Two</h2><h2 id="section-3">Three</h2>')


def test_short_texts_have_none() -> None:
    for text in ("# A\n\n# B\n\n# C\n\nText.", f"# A\n\n{FILLER * 4}"):
        html = render(text)
        assert list_headings(html) == (html, ())


@pytest.mark.parametrize(("length", "headings"), [(0, 3), (1, 0)])
def test_how_long_a_text_with_a_table_is(
    monkeypatch: pytest.MonkeyPatch, length: int, headings: int
) -> None:
    html = "<h2>A</h2><h3>B</h3><h2>C</h2><h4>D</h4>"
    monkeypatch.setattr(contents, "MIN_LENGTH", len(html) + length)
    found = list_headings(html)[1]
    assert [each.text for each in found] == ["A", "B", "C"][:headings]


def test_a_table_has_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MIN_LENGTH", 0)
    monkeypatch.setattr(contents, "MAX_HEADINGS", 4)
    html, headings = list_headings("<h2>A</h2>" * 6)
    assert [each.id for each in headings] == [f"section-{at}" for at in range(1, 5)]
    assert html.endswith('<h2 id="section-5">A</h2><h2 id="section-6">A</h2>')
    monkeypatch.setattr(contents, "MIN_HEADINGS", 6)
    assert list_headings("<h2>A</h2>" * 6)[1]
    monkeypatch.setattr(contents, "MIN_HEADINGS", 7)
    assert list_headings("<h2>A</h2>" * 6) == ("<h2>A</h2>" * 6, ())
