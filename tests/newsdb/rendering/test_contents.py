"""The table of contents of a long text."""

from newsdb.rendering.contents import Heading, list_headings
from newsdb.rendering.render import render

FILLER = "A sentence about the garden and what grows in it. " * 30


def test_a_long_text() -> None:
    text = f"# One & `two`\n\n{FILLER}\n\n## Below\n\n{FILLER}\n\n# One & `two`\n\n{FILLER}"
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
