"""HTML as a tree of what a reader sees."""

from __future__ import annotations

import pytest
from lxml import etree

from loaders.markup.tree import lost_in, text_of, tree_of


def shown(html: str) -> str:
    text = etree.tostring(tree_of(html), encoding="unicode", method="html")
    return text.removeprefix("<body>").removesuffix("</body>")


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("<p>a<!-- b --><script>c</script>d</p>", "<p>ad</p>"),
        ('<p hidden>a</p><p style="DISPLAY : none">b</p>c', "<p></p><p></p>c"),
        ('<img data-src="/1.png" src="data:x">', '<img data-src="/1.png" src="/1.png">'),
        (
            '<img srcset="/2.png 2x, /1.png" alt="a">',
            '<img srcset="/2.png 2x, /1.png" alt="a" src="/2.png">',
        ),
        (
            "<h3><button>a</button></h3><button>b</button>",
            '<h3><span>a</span></h3><span data-lost="button"></span>',
        ),
        ('<img src="ftp://a.example/1.png">', '<span data-lost="img"></span>'),
        ('<img src="javascript:x">', '<span data-lost="img"></span>'),
        ('<image src="/1.png">', '<img src="/1.png">'),
        ('<a href="javascript:x">y</a>', '<a href="javascript:x" data-lost="a">y</a>'),
        ("<center><b>a</b></center>", "<div><strong>a</strong></div>"),
        # What looks like a tag in a value is text.
        (
            '<p><b>a</b><img src="/i" alt="<b>"></p>',
            '<p><b>a</b><img src="/i" alt="&lt;b&gt;"></p>',
        ),
        # Marks go on behind the beginning of a paragraph, as in browsers.
        ("<b>a<p>b</p>c</b>", '<div mark="strong" url="">a<p>b</p>c</div>'),
        ("<li>a</li>", '<div data-lost="li">a</div>'),
        ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
        ("&#1;a&#65;", "aA"),
        # A table of one column only sets out a page.
        (
            "<table><tr><td>a</td></tr></table>",
            '<div data-lost="table"><div><div>a</div></div></div>',
        ),
        (
            '<table><tr><td colspan="1">a</td><td rowspan="x">b</td></tr></table>',
            "<table><tr><td>a</td><td>b</td></tr></table>",
        ),
        (
            '<table><tr><td colspan="2">a</td><td>b</td></tr></table>',
            '<table as-html=""><tr><td colspan="2">a</td><td>b</td></tr></table>',
        ),
        (
            "<table><caption>t</caption><tr><td><p>a</p>x</td><td>b</td></tr></table>",
            "<p>t</p><table><tr><td><br><span>a</span><br>x</td><td>b</td></tr></table>",
        ),
        # Browsers end a video with the paragraph that it is in, where the next block begins.
        (
            '<p>a<video src="/b">x<p>c</p>d</video></p>',
            '<p>a<a href="/b">▶ b</a><p>c</p>d<span></span></p>',
        ),
        (
            '<div><video src="/b"><p>c</p></video></div>',
            '<div><p><a href="/b">▶ b</a></p><span></span></div>',
        ),
        # They put what is in no cell before the table.
        (
            "<div>a<table>b<tr><td>c</td>d<td>e</td></tr><i>f</i>g</table>h</div>",
            "<div>a<span>b</span><span>d</span><em>f</em><span>g</span>"
            "<table><tr><td>c</td><td>e</td></tr></table>h</div>",
        ),
        (
            "<table><tr> </tr><tbody><tr></tr><tr><td>a</td><td>b</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
        ),
        (
            "<table><form><tr><td>a</td><td>b</td></tr></form></table>",
            "<table><div><tr><td>a</td><td>b</td></tr></div></table>",
        ),
        (
            "<table><tr><td><ul><li>a</li></ul></td><td>b</td></tr></table>",
            '<table as-html=""><tr><td><ul><li>a</li></ul></td><td>b</td></tr></table>',
        ),
    ],
)
def test_trees(html: str, tree: str) -> None:
    assert shown(html) == tree


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ('<video src="//v.example/1.mp4?x"></video>',
         "https://v.example/1.mp4?x ▶ v.example/1.mp4"),
        ('<audio><source src="./1.mp3"></audio>', "./1.mp3 ♪ 1.mp3"),
        ('<iframe data-src="/x" title=" A  b "></iframe>', "/x ▶ A b"),
        ('<embed src="#">', ""),
        ('<script src="https://gist.example/1.js"></script>',
         "https://gist.example/1.js ▶ gist.example/1.js"),
    ],
)  # fmt: skip
def test_media_are_links(html: str, link: str) -> None:
    found = [f"{each.get('href')} {each.text}" for each in tree_of(html).iter("a")]
    assert found == ([link] if link else [])


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<svg></svg><canvas></canvas><video></video>", ["svg", "canvas", "video"]),
        ('<input type="hidden"><noscript>a</noscript><script>b</script>', []),
        ('<script src="/box.js"></script><textarea>x</textarea>', ["script", "textarea"]),
        ("<pre><b>a</b></pre>", ["pre"]),
        ("<pre><code>a</code></pre>", []),
    ],
)
def test_what_is_lost_is_named(html: str, names: list[str]) -> None:
    assert sorted(lost_in(tree_of(html))) == sorted(names)


@pytest.mark.parametrize("more", [0, 1])
def test_a_tree_too_deep_is_refused(more: int) -> None:
    # html and body are two of its ancestors.
    html = "<div>" * (99 + more) + "a"
    if more:
        with pytest.raises(RecursionError):
            tree_of(html)
    else:
        assert tree_of(html).text_content() == "a"


def test_text_of_what_is_no_tree_of_people() -> None:
    assert text_of("<p>a  b<b>c</b></p>d<br>e &lt;<script>x</script>") == "a bc\n\nde <"


def test_a_tag_with_thousands_of_attributes_loses_them() -> None:
    many = " ".join(f"data-a{number}=1" for number in range(2000))
    assert shown(f"<p {many}>a</p>") == "<p>a</p>"
    few = " ".join(f'data-a{number}="{"x" * 300}"' for number in range(40))
    assert shown(f"<p {few}>a</p>") == f"<p {few}>a</p>"
