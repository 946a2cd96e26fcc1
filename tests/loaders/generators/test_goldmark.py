"""The text of Markdown as Hugo 0.111 has it in `.Plain`, from which these are taken.

Only capitals are newsdb's.
"""

from __future__ import annotations

import pytest

from loaders.generators.goldmark import readable, text_of, text_of_html


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("it's -- a --- b ...", "it&RSQUO;s &NDASH; a &MDASH; b &HELLIP;\n"),
        ('`<b> "q" & x` \\* & &copy;', "&lt;b&gt; &quot;q&quot; &amp; x * &amp; ©\n"),
        ("one\ntwo<br>three<br />four<br/>five  \nsix", "one two\nthree\nfourfive\nsix\n"),
        ("## Head {#id}\n\n- a\n- b\n\nText", "Head a b Text\n"),
        ("- a\n\n- b", " a\nb\n"),
        ("- [ ] do\n- [x] done", " do done "),
        ("| a | b |\n|---|---|\n| 1 | 2 |", " a b 1 2 "),
        ("```go\nx := \"1\" & 'a'\n```\n\ny", "x := &#34;1&#34; &amp; &#39;a&#39; y\n"),
        (
            '“好”，"好"的 a"b "**b**" (\'p\') \'',
            "“好”，&LDQUO;好&quot;的 a&quot;b &LDQUO;b&RDQUO; (&LSQUO;p&RSQUO;) '\n",
        ),
        ("a << b", "a &LAQUO; b\n"),
        ("![alt](a.png) [text](javascript:b) ~~gone~~", " text gone\n"),
        ("Note[^1].\n\n[^1]: Below.\n", "Note1.\nBelow.&#160;&#x21a9;&#xfe0e;\n"),
        ("<div>\nin *html*&nbsp;x<!-- no -->\n<script>no()</script></div>", " in *html*&nbsp;x "),
        ('<a title="1 > 2">a</a> &nbsp; b', "a b\n"),
        ("Term\n: What it is", " Term What it is "),
        ("**粗：**体", "\ue000\ue000粗：\ue000\ue000体\n"),
        ("#\n\na", " a\n"),
        ("a {#b}\n\n# a *b*", "a {#b}\na b "),
        ("> [ ] a", " [ ] a\n"),
        ('"a" b', "&LDQUO;a&RDQUO; b\n"),
        ('*x*" a', "x&RDQUO; a\n"),
        ('a "*x*', "a &LDQUO;x\n"),
        ('x\n" a', "x &quot; a\n"),
        ('a "\nx', "a &quot; x\n"),
        ('a "', "a &quot;\n"),
    ],
)
def test_text_is_as_hugo_has_it(markdown: str, expected: str) -> None:
    assert text_of(markdown).replace("\u00a0", " ") == expected


def test_text_of_html_has_its_line_ends_at_paragraphs() -> None:
    assert text_of_html("<p>a\nb</p><p>c &lt; d</p>") == "a b\nc &lt; d\n"


def test_a_readable_text_is_as_it_was_typed() -> None:
    text = text_of('it\'s "a" -- **粗：**体 `2**3` & &lt;x&gt;')
    assert readable(text).strip() == 'it\'s "a" -- 粗：体 2**3 & <x>'
    assert readable("a &amp; b&nb") == "a & b"
