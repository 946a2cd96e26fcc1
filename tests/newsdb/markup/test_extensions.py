"""Syntax of kramdown, GFM and MathJax beside CommonMark."""

import pytest

from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        # Attribute lists and abbreviations (kramdown).
        ("{:.x}\ntext", "<p>text</p>"),
        ("text\n{: #id .x}", "<p>text</p>"),
        ("  {:.x}\ntext", "<p>text</p>"),
        ("{: not closed", "<p>{: not closed</p>"),
        ("[a](b){:.c}*d*{:.e}`f`{:.g} h", '<p><a href="b">a</a><em>d</em><code>f</code> h</p>'),
        ("x{:.b} {:a} y", "<p>x{:.b} {:a} y</p>"),
        ("    {:.x}", "<pre><code>{:.x}\n</code></pre>"),
        ("*[HTML]: Hyper\nHTML", "<p>HTML</p>"),
        # A link is defined right below an item or a footnote, not within a paragraph.
        ("- a [b]\n[b]: /c", '<ul>\n<li>a <a href="/c">b</a></li>\n</ul>'),
        ("- a [b]\n  [b]: /c", "<ul>\n<li>a [b]\n[b]: /c</li>\n</ul>"),
        ("10. a [b]\n [b]: /c", '<ol start="10">\n<li>a <a href="/c">b</a></li>\n</ol>'),
        ("a [b]\n[b]: /c", "<p>a [b]\n[b]: /c</p>"),
        # A mark that ends a block.
        ("* a\n^\n* b", "<ul>\n<li>a</li>\n</ul>\n\n<ul>\n<li>b</li>\n</ul>"),
        ("a\n ^", "<p>a\n^</p>"),
        ("^\u3000\n\na", "<p>^</p>\n<p>a</p>"),
        # A table of contents takes the place of a list.
        ("* a\n* b\n{:toc}", ""),
        ("y\n\n1. x\n{:toc}\n\nz", "<p>y</p>\n\n<p>z</p>"),
        ("* a\n* b\n{:.x}", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        # Math stays as it is written.
        ("a $$x_1 * y_1 * z$$ b", "<p>a <code>$$x_1 * y_1 * z$$</code> b</p>"),
        ("$$\nx_1 * y\n$$", "<p><code>$$\nx_1 * y\n$$</code></p>"),
        ("$$ x\ny $$\nafter", "<p><code>$$ x\ny $$</code></p>\n<p>after</p>"),
        ("$$\nx", "<p>$$\nx</p>"),
        ("> $$\n> x\n\n$$", "<blockquote>\n<p>$$\nx</p>\n</blockquote>\n<p>$$</p>"),
        ("$$x$$\nafter", "<p><code>$$x$$</code></p>\n<p>after</p>"),
        ("$$ a", "<p>$$ a</p>"),
        ("  $$\n  x\n  $$", "<p><code>$$\n  x\n  $$</code></p>"),
        ("$$\nx\n  \ny\n$$", "<p>$$\nx</p>\n<p>y\n$$</p>"),
        ("a $$$$ b$$", "<p>a $<code>$$$ b$$</code></p>"),
        ("$$$$ x$$", "<p>$<code>$$$ x$$</code></p>"),
        ("$$x $$$$", "<p><code>$$x $$</code>$$</p>"),
        ("$$$$", "<p>$$$$</p>"),
        ("$$$$\nx\n$$", "<p><code>$$$$\nx\n$$</code></p>"),
        ("$$\n\n$$", "<p>$$</p>\n<p>$$</p>"),
        ("$$x$$ y $$z$$", "<p><code>$$x$$</code> y <code>$$z$$</code></p>"),
        ("> $$\n> x\n> $$", "<blockquote>\n<p><code>$$\nx\n$$</code></p>\n</blockquote>"),
        # Task lists (GFM).
        ("- [ ] a\n- [x] b\n- [X] c", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>☑ c</li>\n</ul>"),
        ("[x] a", "<p>[x] a</p>"),
        # Ids of headings.
        ("# T {#id .c}", "<h1>T</h1>"),
        ("# T {#}", "<h1>T {#}</h1>"),
        ("T {#id}", "<p>T {#id}</p>"),
    ],
)
def test_syntax(markdown: str, html: str) -> None:
    assert PARSER.render(markdown).strip() == html


@pytest.mark.parametrize(
    ("heading", "name"),
    [("# T {#id .c}", "id"), ("# T {: .c #a.b-1}", "a.b-1"), ("# T {.c}", None), ("# T", None)],
)
def test_ids_of_headings(heading: str, name: str | None) -> None:
    assert PARSER.parse(heading)[0].meta.get("id") == name


@pytest.mark.parametrize(
    ("markdown", "attributes"),
    [
        ("*a*{: .b}", [("{: .b}", 0, True)]),
        ("`a`{: .b}", [("{: .b}", 0, True)]),
        ("[a](/b){.c} d", []),
        ("_a_{: .b} [c](/d){: .e} ![f](/g){: .h}", [(f"{{: .{each}}}", 0, True) for each in "beh"]),
        ("a{: .b}", []),
        ("**{: .b}a**", []),
    ],
)
def test_attributes_behind_a_mark_are_hidden(
    markdown: str, attributes: list[tuple[str, int, bool]]
) -> None:
    children = PARSER.parse(markdown)[1].children or []
    found = [each for each in children if each.type == "attributes"]
    assert [(each.content, each.nesting, each.hidden) for each in found] == attributes
