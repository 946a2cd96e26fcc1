"""Shortcodes of Hugo and Zola and tags of Hexo, as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.generators.shortcodes import expand_hexo, expand_hugo, expand_zola


def resolve(name: str) -> str | None:
    return None if "none" in name else f"/article/{name}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{{< figure src="/a.png" alt="A" caption="B <c>" >}}',
         '\n\n<figure><img src="/a.png" alt="A"><figcaption>B &lt;c&gt;</figcaption></figure>\n\n'),
        ('[x]({{< ref "b.md#end" >}}) [y]({{% relref path="c.md" %}})',
         "[x](/article/b.md#end) [y](/article/c.md)"),
        ("{{< youtube id=x1 autoplay=1 >}}", "<https://www.youtube.com/watch?v=x1>"),
        ("{{< iframe https://a.example/x >}}", "<https://a.example/x>"),
        ("{{< iframe //a.example/x >}}", ""),
        ("{{< gist user 12 >}}", "<https://gist.github.com/user/12>"),
        ('{{< tweet user="u" id="1" >}}', "<https://twitter.com/u/status/1>"),
        ('{{< highlight go "linenos=table" >}}\nx := `a`\n{{< /highlight >}}',
         "\n\n```go\nx := `a`\n```\n\n"),
        ("{{</* figure x */>}} {{%/* y */%}}", "{{< figure x >}} {{% y %}}"),
        ("{{ not one }} {{<}}", "{{ not one }} {{<}}"),
    ],
)  # fmt: skip
def test_hugo(body: str, text: str) -> None:
    assert expand_hugo(body, 1, resolve) == (text, [])


@pytest.mark.parametrize(
    ("expand", "body", "text", "problems"),
    [
        (expand_hugo, "a\n{{< odd >}}in {{< b/c 1 >}}{{< /odd >}} z", "a\nin  z",
         [(11, "the shortcode b/c"), (11, "the shortcode odd")]),
        (expand_hugo, "{{< odd />}}", "", [(10, "the shortcode odd")]),
        (expand_hugo, '[x]({{< ref "none.md" >}})', "[x]()", [(10, "the page none.md")]),
        (expand_hugo, "{{< /odd >}}{{< a >}}x{{< b >}}y{{< /a >}}", "xy",
         [(10, "the shortcode b"), (10, "the shortcode a")]),
        (expand_hexo, "a\n{% odd 1 %}\n`{% code %}`", "a\n\n`{% code %}`",
         [(11, "the shortcode odd")]),
        (expand_hexo, "{% raw %}{{ a }} {% b %}{% endraw %}{# note #}", "{{ a }} {% b %}", []),
        (expand_hexo, "{% blockquote V %}\nsaid\n{% endblockquote %}",
         "\n\n> said\n>\n> V\n\n", []),
        (expand_hexo, "{% post_link b 'The b' %} {% post_path b %} {% post_link none %}",
         "[The b](/article/b) /article/b ", [(10, "the page none")]),
        (expand_zola, '{{ odd(a=1) }} {% box(x="y") %}in{% end %} {{ a }}', " in {{ a }}",
         [(10, "the shortcode odd"), (10, "the shortcode box")]),
        (expand_zola, '{% end %}{{ youtube(id="a") }}'
         "{{ vimeo(id='b') }}{{ gist(id=`c`) }}{{ gist(id=d) }}",
         "<https://www.youtube.com/watch?v=a><https://vimeo.com/b><https://gist.github.com/c>"
         "<https://gist.github.com/d>", []),
        (expand_zola, "`{{ odd(a=1) }}` {{/* odd() */}}", "`{{ odd(a=1) }}` {{ odd() }}", []),
    ],
)  # fmt: skip
def test_what_is_left_out(
    expand: Callable[..., Any], body: str, text: str, problems: list[tuple[int, str]]
) -> None:
    found, recorded = expand(body, 10, resolve)
    assert found == text
    assert [
        (problem.line, problem.detail.removesuffix(" is not known; it was left out"))
        for problem in recorded
    ] == problems


@pytest.mark.parametrize("expand", [expand_hugo, expand_hexo, expand_zola])
@given(
    body=st.lists(
        st.sampled_from(["{{<", ">}}", "{{%", "%}}", "{%", "%}", "{{", "}}", "/", "a", "b=c", '"',
                         "`", "```\n", "figure", "raw", "endraw", "end", "\n", "/*", "*/", "("])
    ).map(" ".join)
)  # fmt: skip
def test_any_text_expands(expand: Callable[..., Any], body: str) -> None:
    text, problems = expand(body, 1, resolve)
    assert isinstance(text, str)
    assert len(problems) <= 20


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('{% img left /a.png 300 200 \'"The title" "The alt"\' %}', "![The alt](/a.png)"),
        ("{% img /a.png A title %}", "![A title](/a.png)"),
        ("{% img 'a b.png' %}", "![](a%20b.png)"),
        ("{% img left 300 %}", ""),
        ("{% asset_img b.png Alt text %}", "![Alt text](/p/b.png)"),
        ("{% asset_img none %}", ""),
        ("{% link Docs https://a.example/d %}", "[Docs](https://a.example/d)"),
        ("{% link https://a.example/d %}", "[https://a.example/d](https://a.example/d)"),
        ("{% link Docs %}", "Docs"),
        ("{% post_link b %} {% post_link b 'The b' more %}", "[b](/article/b) [The b](/article/b)"),
        ("{% youtube x1 2 %}", "<https://www.youtube.com/watch?v=x1>"),
        ("{% youtube %}", ""),
        (
            "{% codeblock A title lang:py https://a.example %}\nx\n{% endcodeblock %}",
            "\n\n`A title` [link](https://a.example)\n\n```py\nx\n```\n\n",
        ),
        ("{% codeblock `a` %}\n```\n{% endcodeblock %}", "\n\n`` `a` ``\n\n````\n```\n````\n\n"),
        ("{% blockquote %}a\n\nb{% endblockquote %}c", "\n\n> a\n>\n> b\n\nc"),
        ("{% raw %}{% b %}{% endraw %}{% more %}{% endb %}", "{% b %}<!--more-->"),
    ],
)
def test_hexo(body: str, text: str) -> None:
    assert expand_hexo(body, 1, resolve, "/p/") == (text, [])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '{{< figure "a.png" title="T" caption="C" attr="A" link="/l" >}}',
            '\n\n<figure><a href="/l"><img src="a.png" alt="C"></a>'
            "<figcaption>T C A</figcaption></figure>\n\n",
        ),
        (
            '{{< figure src=`a"b.png` alt="c\\"d" >}}',
            '\n\n<figure><img src="a&quot;b.png" alt="c&quot;d"></figure>\n\n',
        ),
        ('{{< highlight lang="py" >}}\n````\n{{< /highlight >}}', "\n\n`````py\n````\n`````\n\n"),
        ('{{< ref "#top" >}}{{< ref "" >}}', "#top"),
        ("{{< tweet 1 >}}{{< tweet >}}", "<https://twitter.com/i/status/1>"),
        ("{{< vimeo 1 2 >}}{{< gist u >}}", "<https://vimeo.com/1><https://gist.github.com/u>"),
    ],
)
def test_hugo_with_other_arguments(body: str, text: str) -> None:
    assert expand_hugo(body, 1, resolve) == (text, [])


def test_what_is_left_out_has_its_line_and_is_recorded_twenty_times() -> None:
    _, problems = expand_hugo("\n{{< odd >}}\n\n" + "{{< odd >}}\n" * 20, 7, resolve)
    assert [each.line for each in problems] == [8, *range(10, 29)]
    _, problems = expand_zola("{% a() %}1\n{% b() %}2{% end %}3{% end %}4{% end %}", 1, resolve)
    assert [(each.line, each.detail.split()[2]) for each in problems] == [(2, "b"), (1, "a")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{% quote() %}a{% end %}b", "\n\n> a\n\nb"),
        ("{% quote() %}a", "\n\n> a\n\n"),
        ("{% quote() %}a{% end %}b{% end %}c", "\n\n> a\n\nbc"),
    ],
)
def test_what_a_shortcode_is_around(body: str, text: str) -> None:
    assert expand_zola(body, 1, resolve) == (text, [])
