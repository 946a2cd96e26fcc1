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
