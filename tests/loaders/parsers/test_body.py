"""What conversion cannot show in Markdown is recorded: in `problems`, or as a link to media."""

from __future__ import annotations

import pytest

from loaders.markup.source import INDENTED, Found
from loaders.mentions import Mark, Segments
from loaders.parsers.body import HIDDEN_SHOWN, convert_body, is_html, segments_of
from loaders.parsers.dispatch import convert
from newsdb.models import Media, Options, Post, RawPost, Security

LEFT_OUT = "what is neither text nor an image was left out: {}"
KEPT = "a block was kept as HTML, because Markdown would show it otherwise"


def converted(body: str, path: str = "a.md") -> tuple[Post, list[tuple[str, int | None, str]]]:
    text = f"---\ntitle: T\n---\n{body}\n"
    result = convert(RawPost(path, text.encode()), Options())
    assert result.post is not None
    return result.post, [(each.kind, each.line, each.detail) for each in result.problems]


@pytest.mark.parametrize("path", ["a.md", "a.html"])
@pytest.mark.parametrize(
    ("lost", "name"),
    [
        ("<svg><text>图</text></svg>", "svg"),
        ("<canvas></canvas>", "canvas"),
        ("<button>订阅</button>", "button"),
        ("<select><option>一</option></select>", "select"),
        ("<textarea>填写</textarea>", "textarea"),
        ('<input type="text" value="x">', "input"),
        ('<script src="https://x.example/box.js"></script>', "script"),
        ('<iframe src="data:text/html,x"></iframe>', "iframe"),
        ("<video></video>", "video"),
    ],
)
def test_what_is_left_out_is_recorded(lost: str, name: str, path: str) -> None:
    for body in (
        f"<p>前文。</p>\n\n<div>{lost}</div>\n\n<p>后文。</p>",
        f"<p>前文。{lost}</p>\n\n<p>后文。</p>",
    ):
        post, problems = converted(body, path)
        assert post.body == "前文。\n\n后文。"
        assert problems == [("conversion", 4, LEFT_OUT.format(name))]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>甲</p>\n乙 *丙*\n\n<p>丁</p>", "甲\n\n乙 *丙*\n\n丁"),
        ("<div>\n<p>甲</p>\n乙 *丙*\n</div>", "甲\n\n乙 \\*丙\\*"),
        ("<p>甲</p>\n\n    <p>乙</p>", "甲\n\n    <p>乙</p>"),
    ],
)
def test_where_a_text_of_html_has_markdown_and_code(html: str, markdown: str) -> None:
    post, problems = converted(html)
    assert (post.body, problems) == (markdown, [])


def test_indented_html_is_recorded_in_a_text_that_is_one_element_too() -> None:
    post, problems = converted("<main>\n<p>甲</p>\n\n    <p>乙</p>\n</main>")
    assert post.body == "甲\n\n乙"
    assert problems == [("conversion", 4, INDENTED)]


@pytest.mark.parametrize(
    ("body", "markdown", "recorded"),
    [
        ("甲 <span style='display: none'>乙\n\n丙</span> 丁", "甲 乙\n\n丙 丁", True),
        (
            "<div>甲 <span style='display: none'>乙\n\n丙 to the very last end of it</span></div>",
            "甲\n\n丙 to the very last end of it",
            True,
        ),
        ("甲\n\n<div hidden>\n\n*乙*\n\n</div>", "甲\n\n*乙*", True),
        ("甲 <b style='display: none'>乙</b> 丁", "甲  丁", False),
        ("甲 `<b hidden>`", "甲 `<b hidden>`", False),
    ],
)
def test_a_hidden_element_that_is_shown_is_recorded(
    body: str, markdown: str, recorded: bool
) -> None:
    post, problems = converted(body)
    assert (post.body, [detail for _, _, detail in problems]) == (
        markdown,
        [HIDDEN_SHOWN] * recorded,
    )


def test_what_is_left_out_of_a_line_of_markdown_is_recorded() -> None:
    post, problems = converted("甲 <textarea>乙</textarea> *丙*")
    assert post.body == "甲  *丙*"
    assert problems == [("conversion", 4, LEFT_OUT.format("textarea"))]


def test_what_nobody_sees_is_no_problem() -> None:
    hidden = (
        '<p>甲</p><script>a()</script><style>b {}</style><input type="hidden" value="x">'
        '<p style="display: none">乙</p><!-- 丙 --><noscript>丁</noscript>'
    )
    post, problems = converted(hidden)
    assert (post.body, problems) == ("甲", [])


def test_a_block_that_stays_html_is_recorded() -> None:
    post, problems = converted("<p>甲</p>\n\n<h2><pre>a</pre></h2>\n\n**乙**")
    assert post.body == "甲\n\n<h2><pre>a</pre></h2>\n\n**乙**"
    assert problems == [("conversion", 4, KEPT)]


def test_media_are_links_and_rows() -> None:
    post, problems = converted(
        '讲座 <iframe title="直播" src="//v.example/live"></iframe>\n\n'
        '<p><audio controls><source src="/sound/1.mp3"></audio></p>\n\n'
        '<object data="https://v.example/a.swf"><embed src="https://v.example/b.swf"></object>\n'
    )
    assert post.body == (
        "讲座 [▶ 直播](https://v.example/live)\n\n[♪ sound/1.mp3](/sound/1.mp3)\n\n"
        "[▶ v.example/a.swf](https://v.example/a.swf)"
    )
    assert post.media == (
        Media("video", "https://v.example/live", "直播"),
        Media("audio", "/sound/1.mp3", "sound/1.mp3"),
        Media("video", "https://v.example/a.swf", "v.example/a.swf"),
    )
    assert problems == []


def piece(start: int, end: int, word: str) -> Found:
    return Found(start, end, Segments([Mark(word, Security("600000.SH", word, "share", "SH", ""))]))


def test_pieces_of_html_side_by_side_are_all_kept_and_those_inside_others_are_not() -> None:
    found = [piece(2, 4, "乙"), piece(1, 2, "甲"), piece(3, 4, "丙")]
    assert [
        each if isinstance(each, str) else each.word for each in segments_of("前ab后", found).pieces
    ] == ["前", "甲", "", "乙", ""]


def test_only_pieces_with_marks_or_charts_are_taken_apart() -> None:
    chart = Security("600000.SH", "600000.SH", "share", "SH", "")
    assert segments_of("ab", []) == Segments()
    assert segments_of("ab", [Found(0, 1, Segments(["a"]))]) == Segments()
    assert segments_of("ab", [Found(0, 1, Segments([], [chart]))]) == Segments(["", "b"], [chart])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p>", True),
        ("   <p>a</p>", True),
        ("    <p>a</p>", False),
        ("\n<p>a</p>", False),
        ("a<p>", False),
        ("", False),
        ("<b>a</b>", False),
        ("<p>a</p>\nb", False),
        ("<p>a</p>\n\nb", False),
        ("<p>a</p>\n \n<p>b</p>", True),
        ("<div markdown=1>a</div>", False),
        ("<p>a</p>\n\n    <p>b</p>", False),
        ("<main>\n\n    <p>b</p>\n</main>", True),
        ("<main>\n\n    <p>b</p>\n</main> ", True),
        ("<main>\n\n    <p>b</p>\n</main><p>c</p>", False),
        ("<main>\n\n    <p>b</p>\n</main>c", False),
        ("<main></main>\n\n    <p>b</p>", False),
        ("<div><div>a</div>\n\n    <p>b</p></div>", True),
        ("<div><div>a</div></div>\n\n    <div>b</div>", False),
        ("<div>a\n\n    <p>b</p>", False),
        ("</div>a\n\n    <p>b</p>", False),
        ("<main>\n\n    text\n</main>", False),
    ],
)
def test_whether_a_text_is_only_html(text: str, expected: bool) -> None:
    assert is_html(text) is expected


def test_text_below_a_tag_is_html_in_the_archive() -> None:
    assert is_html("<p>a</p>\nb", archive=True)
    assert not is_html("a<p>", archive=True)


@pytest.mark.parametrize(
    ("space", "kept"),
    [
        (" " * 500, " "),
        ("\n" + " " * 499, "\n\n"),
        (" " * 499 + "\n", "\n\n"),
        (" " * 250, " " * 250),
    ],
)
def test_long_white_space_is_short(space: str, kept: str) -> None:
    assert convert_body(f"甲{space}乙", 1).markdown == f"甲{kept}乙"


def test_white_space_between_many_words_stays() -> None:
    text = f"{'甲 ' * 600}乙"
    assert convert_body(text, 1).markdown == text


def test_five_tags_that_are_none_are_named() -> None:
    body = convert_body("".join(f"<x{at}>a " for at in range(6)), 7)
    names = ", ".join(f"<x{at}>" for at in range(5))
    details = [(each.kind, each.line, each.detail) for each in body.problems]
    assert details == [
        ("conversion", 7, f"what looks like a tag, but is none, is shown as text: {names}")
    ]


@pytest.mark.parametrize("html", [True, False])
@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("<b><p>甲</p><p>乙</p></b>", "**甲**\n\n**乙**"),
        ("<I class=a>\n<p>甲 <b>乙</b></p></I>", "*甲 **乙***"),
        ("<s><p>甲</p></s>", "~~甲~~"),
        ("<strike><p>甲</p></strike>", "~~甲~~"),
        ("<b><div>甲</div>乙</b>", "**甲**\n\n**乙**"),
    ],
)
def test_a_mark_around_paragraphs_is_on_each(body: str, markdown: str, html: bool) -> None:
    converted = convert_body(body, 1, html=html)
    assert (converted.markdown.strip(), converted.problems) == (markdown, [])


UNSHOWN = "an image is shown as text, because of the scheme of its URL: {}"
OTHER_ITEMS = "items of lists are not those of the source"


@pytest.mark.parametrize(
    ("body", "markdown", "recorded"),
    [
        ("<p><a href=/x>甲</a><a href=/x>乙</a></p>", "[甲乙](/x)", []),
        ("<a href=/x><p>甲</p><p>乙</p></a>", "[甲](/x)\n\n[乙](/x)", []),
        ("甲 <ul><li>乙</li></ul>", "甲 \n\n- 乙", []),
        (
            "甲 <table><tr><td>乙</td><td>丙</td></tr></table>",
            "甲 \n\n| 乙 | 丙 |\n| --- | --- |",
            [],
        ),
        ("甲 <ul><li>乙</li></ul> - 丙", "甲 \n\n- 乙\n\n\\- 丙", []),
        ("甲 <video src=/v><p>*乙*</p></video>", "甲 \n\n[▶ v](/v)\n\n*乙*", []),
        ("- <audio src=/v><p>乙</p></audio>", "- [♪ v](/v)", [LEFT_OUT.format("audio")]),
        ("<table>甲<tr><td>乙<td>丙</table>", "甲\n\n| 乙 | 丙 |\n| --- | --- |", []),
        ("- 甲 <ul><li>乙</li></ul>", "- 甲   乙", [OTHER_ITEMS]),
        ("| 甲 |\n|---|\n| <ul><li>乙</ul> |", "| 甲 |\n|---|\n| 乙  |", [OTHER_ITEMS]),
        ("甲 ![乙](data:,x)", "甲 ![乙](data:,x)", [UNSHOWN.format("data:,x")]),
        ("![](data:,{})".format("x" * 99), "![](data:,{})".format("x" * 99),
         [UNSHOWN.format(f"data:,{'x' * 74}")]),
    ],
)  # fmt: skip
def test_what_another_form_shows_is_no_difference(
    body: str, markdown: str, recorded: list[str]
) -> None:
    post, problems = converted(body)
    assert (post.body, [detail for _, _, detail in problems]) == (markdown, recorded)
    assert post.images == ()
