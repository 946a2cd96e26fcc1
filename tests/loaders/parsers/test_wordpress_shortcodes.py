"""Shortcodes of WordPress to HTML."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.parsers.wordpress_shortcodes import Attachment, WordPressExpander, shown

FILES: dict[str, Attachment] = {
    "1": {"url": "https://b.example/1.jpg", "type": "image/jpeg", "caption": "A & B", "alt": '"'},
    "2": {"url": "https://b.example/2.mp3", "type": "audio/mpeg"},
    "3": {"url": "https://b.example/3.png", "type": "image/png"},
}
ONE = (
    '<figure><img src="https://b.example/1.jpg" alt="&quot;">'
    "<figcaption>A &amp; B</figcaption></figure>"
)
TWO = '<p><audio src="https://b.example/2.mp3"></audio></p>'
THREE = '<figure><img src="https://b.example/3.png" alt=""></figure>'
TUBE = '<a href="https://www.youtube.com/watch?v=x-1">https://www.youtube.com/watch?v=x-1</a>'


def expand(text: str) -> tuple[str, list[tuple[str, str]]]:
    expander = WordPressExpander(FILES, ["1", "2"])
    html = expander.expand(text)
    found = [(each.detail, (each.raw or b"").decode()) for each in expander.problems()]
    return html, found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('[gallery ids="3,1" columns="2"]', f"{THREE}\n\n{ONE}"),
        ("[gallery]", ONE),
        ("[gallery ids=&quot;3&quot; /]", THREE),
        ("[gallery ids=”3″]", THREE),
        ("[playlist]", TWO),
        ('[playlist ids="2"][/playlist]', TWO),
        ("[audio]", TWO),
        (
            '[/audio][/gallery][audio]a[gallery ids="3"]b',
            f"[/audio][/gallery]\n\n{TWO}\n\na\n\n{THREE}\n\nb",
        ),
        ('[audio mp3="https://b.example/4.mp3"][/audio]', TWO.replace("2.mp3", "4.mp3")),
        (
            '[video width="640" mp4="https://b.example/v.mp4?a=1&amp;b=2"][/video]',
            '<p><video src="https://b.example/v.mp4?a=1&amp;b=2"></video></p>',
        ),
        ('[embed width="1"]https://www.youtube.com/watch?v=x-1[/embed]', TUBE),
        ("[embed]javascript:alert(1)[/embed]", "javascript:alert(1)"),
        ("[youtube x-1]", TUBE),
        ("[youtube=https://www.youtube.com/watch?v=x-1]", TUBE),
        ('[youtube id="x-1"]', TUBE),
        (
            '[caption id="a"]<img src="a"> <b>图</b>[/caption]',
            '<figure><img src="a"><figcaption><b>图</b></figcaption></figure>',
        ),
        (
            '[caption caption="图 &lt;1>"]<img src="a">[/caption]',
            '<figure><img src="a"><figcaption>图 &lt;1&gt;</figcaption></figure>',
        ),
        ("[caption]no image[/caption]", "no image"),
        ("[code]\na &lt; b[0] [gallery]\n[/code]", "<pre><code>a &lt; b[0] [gallery]</code></pre>"),
        (
            '[sourcecode language="c++"]a<b[/sourcecode]',
            '<pre><code class="language-c++">a&lt;b</code></pre>',
        ),
        ("[[gallery]]", "[gallery]"),
        ("a [sic] b [1] [update 2022] [/b] c[0]", "a [sic] b [1] [update 2022] [/b] c[0]"),
        ("[code] and [/", "[code] and [/"),
        ("[/code][code]", "[/code][code]"),
        (
            '<pre>[x a="b"]</pre><code>[gallery]</code>',
            '<pre>[x a="b"]</pre><code>[gallery]</code>',
        ),
    ],
)
def test_known_shortcodes_and_what_is_none(text: str, html: str) -> None:
    assert expand(text)[0].strip() == html


@pytest.mark.parametrize(
    ("text", "html", "problems"),
    [
        ('a[form id="1"]b', "ab", [("the shortcode form is not known", '[form id="1"]')]),
        (
            "[vc_row][vc_column w=1]a [sic][/vc_column][/vc_row]",
            "a [sic]",
            [
                ("the shortcode vc_column is not known", "[vc_column w=1]"),
                ("the shortcode vc_row is not known", "[vc_row]"),
            ],
        ),
        ("[b]x[/b]", "x", [("the shortcode b is not known", "[b]")]),
        (
            "[su_a]x[su_b]y[/su_a]z",
            "xyz",
            [
                ("the shortcode su_b is not known", "[su_b]"),
                ("the shortcode su_a is not known", "[su_a]"),
            ],
        ),
        (
            '[gallery ids="1,9"]',
            ONE,
            [("attachment 9 is not in the export", '[gallery ids="1,9"]')],
        ),
        ("[video]", "", [("the shortcode video names no URL", "[video]")]),
        (
            'x<!-- wp:block {"ref":12} /-->y',
            "xy",
            [("the block block has no text in the export", '<!-- wp:block {"ref":12} /-->')],
        ),
    ],
)
def test_what_is_left_out_is_recorded(
    text: str, html: str, problems: list[tuple[str, str]]
) -> None:
    found, recorded = expand(text)
    assert found.strip() == html
    assert recorded == [(f"{cause}; it was left out", tag) for cause, tag in problems]


def test_the_same_tags_are_one_problem() -> None:
    _, ((detail, tags),) = expand("[a-b 1][a-b 2]")
    assert (detail, tags) == ("the shortcode a-b is not known; it was left out", "[a-b 1]\n[a-b 2]")


@given(
    st.lists(
        st.sampled_from(
            ["[a", "[/a", "[[b", "]", "]]", "-", ' x="1"', "t", "[code]", "<pre>", "[/code]"]
        )
    )
)
def test_no_letter_of_the_text_is_lost(pieces: list[str]) -> None:
    html, problems = expand("".join(pieces))
    kept = html + "".join(tags for _, tags in problems)
    assert kept.count("t") >= "".join(pieces).count("t")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["[a-b]", "[gallery", "[[x]", "[code]", "[/a]", "[embed]", '[x y="', "<pre>", "[a]x[/a"],
)
def test_hostile_text_takes_no_quadratic_time(piece: str) -> None:
    started = process_time()
    expand(piece * 200_000)
    # Some 2 seconds; quadratic time would be hours.
    assert process_time() - started < 30


def test_what_follows_code_stays() -> None:
    code = "\n\n<pre><code>{}</code></pre>\n\n"
    text = "a[code][gallery][/code]b[sourcecode]c[/sourcecode]d"
    assert expand(text) == (f"a{code.format('[gallery]')}b{code.format('c')}d", [])


@pytest.mark.parametrize(("depth", "html"), [(50, "x"), (51, "x[/a-b]")])
def test_shortcodes_may_be_nested_so_deep(depth: int, html: str) -> None:
    assert expand("[a-b]" * depth + "x" + "[/a-b]" * depth)[0] == html


def test_so_many_kinds_of_problems_are_recorded() -> None:
    _, problems = expand("".join(f"[a-{at}]" for at in range(21)) + "[a-0 x]")
    assert len(problems) == 20
    assert problems[0][1] == "[a-0]\n[a-0 x]"


@pytest.mark.parametrize(
    ("text", "html", "left_out"),
    [
        ('[gallery exclude="1"]', "", 1),
        ('[gallery include="3" exclude="3"]', THREE, 0),
        ('[playlist type="video"]', "", 1),
        ('[audio src="https://b.example/a.mp3" mp3="https://b.example/b.mp3"]',
         TWO.replace("2.mp3", "a.mp3"), 0),
        ("[embed]https://a.example/b c[/embed]", "https://a.example/b c", 1),
        ("[ted talk]", "", 1),
        ("[youtube a b]", TUBE.replace("x-1", "a"), 0),
        ("[youtube a.b]", "", 1),
        ('[youtube src="https://a.example/" id="x"]',
         '<a href="https://a.example/">https://a.example/</a>', 0),
        ("[code js x]a[/code]", '<pre><code class="language-js">a</code></pre>', 0),
        ('[code lang="c#"]a[/code]', '<pre><code class="language-c#">a</code></pre>', 0),
        ('[code lang="a b"]a[/code]', "<pre><code>a</code></pre>", 0),
        ("[caption]<a href='x'><img src='a'></a>[/caption]",
         "<figure><a href='x'><img src='a'></a></figure>", 0),
        ("[a_b]", "", 1),
        ("[ab x='1']", "", 1),
        ("[ab x=1]", "[ab x=1]", 0),
        ("[ab /]", "", 1),
    ],
)  # fmt: skip
def test_what_shortcodes_name(text: str, html: str, left_out: int) -> None:
    found, problems = expand(text)
    assert (found.strip(), len(problems)) == (html, left_out)


def test_files_are_shown_by_their_type() -> None:
    url = "https://b.example/x"
    video: Attachment = {"url": url, "type": "video/mp4"}
    assert shown(video) == f'<p><video src="{url}"></video></p>'
    assert shown({"url": url}) == f'<figure><img src="{url}" alt=""></figure>'
