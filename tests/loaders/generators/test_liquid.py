"""Liquid of Jekyll: what is expanded, and what is left out and recorded with its line.

Whole pages are compared with those of Jekyll itself in tests/oracles.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.generators.liquid import expand
from loaders.generators.liquid_page import LiquidPage


def expanded(body: str, line: int = 1) -> tuple[str, list[tuple[int | None, str]]]:
    page = LiquidPage(
        site={"title": "T", "url": "https://s.example", "baseurl": "/b", "on": True},
        page={"title": "P", "list": ["a", "b"]},
        includes={
            "note.md": "a note of {{ include.by }}",
            "deep.md": "{% include deep.md %}",
            "odd.md": "{% odd %}",
            "box.html": "<div>\n {% if true %}\n\n    <b>{{ include.text }}</b>\n"
            "{% endif %}\n</div>\n\n",
            "toc.html": "<nav>\n  {% if true %}{% endif %}\n    <b>x</b>\n"
            "<div markdown='1'>\n\n* a\n{:toc}\n</div>\n</nav>",
            "text.md": "a\n\n\nb",
            "code.html": "<div>\n\n```\n\na\n```",
            "pre.html": "<div><pre>\n\na\n</pre></div>",
        },
        relative_url=lambda each: f"/b/{each.lstrip('/')}",
        absolute_url=lambda each: f"https://s.example/b/{each.lstrip('/')}",
        post_url=lambda name: f"/article/{name}" if name == "2024-01-01-a" else None,
        link=lambda name: "/b/a.html" if name == "a.md" else None,
    )
    text, problems = expand(body, line, page)
    assert all(problem.kind == "template" for problem in problems)
    return text, [
        (problem.line, problem.detail.removesuffix(" is not known; it was left out"))
        for problem in problems
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ site.title }} {{ page.title | upcase }}", "T P"),
        ("{{ '/x' | relative_url }} {{ 'x' | absolute_url }}", "/b/x https://s.example/b/x"),
        ("{% post_url 2024-01-01-a %} {% link a.md %}", "/article/2024-01-01-a /b/a.html"),
        ("{% assign x = 1 | plus: 2 %}{{ x }}", "3"),
        ("{% if site.on == true %}yes{% else %}no{% endif %}", "yes"),
        ("{% assign a = '1|2' | split: '|' %}{{ a[1] }} {{ 'site.x|y' }}", "2 site.x|y"),
        ("{% for x in page.list %}{{ x }},{% endfor %}", "a,b,"),
        ("a{% comment %}{{ x }} {% odd %}{% endcomment %}b", "ab"),
        ("{% raw %}{{ site.other }} {% odd %}{% endraw %}", "{{ site.other }} {% odd %}"),
        ("{% include note.md by='me' %}", "a note of me"),
        ("{% include note.md by=page.title %}", "a note of P"),
        ("{% include box.html text='t' %}\n\n    a", "<div>\n    <b>t</b>\n</div>\n\n\n\n    a"),
        ("{% include toc.html %}",
         "<nav>\n    <b>x</b>\n<div markdown='1'>\n\n* a\n{:toc}\n</div>\n</nav>"),
        ("{% include text.md %}", "a\n\n\nb"),
        ("{% include code.html %}", "<div>\n\n```\n\na\n```"),
        ("{% include pre.html %}", "<div><pre>\n\na\n</pre></div>"),
        ("{% highlight rb %}\na ```b``` {{ page.title }}\n{% endhighlight %}",
         "\n````rb\na ```b``` P\n````\n"),
        ("{% gist a/1 %} {% youtube x_1 %}",
         "<https://gist.github.com/a/1> <https://www.youtube.com/watch?v=x_1>"),
        ("no braces, {one} {%", "no braces, {one} {%"),
    ],
)  # fmt: skip
def test_what_is_expanded(body: str, text: str) -> None:
    assert expanded(body) == (text, [])


@pytest.mark.parametrize(
    ("body", "text", "problems"),
    [
        ("a\n{% odd x %}in{% endodd %}", "a\nin", [(11, "the tag odd")]),
        ("a\n\n{{ 'x' | odd }}", "a\n\nx", [(12, "the filter odd")]),
        ("{{ 'x' | b | a | b }}", "x", [(10, "the filter b"), (10, "the filter a")]),
        ("{{ site.data.x }}", "", [(10, "the variable site.data")]),
        ("{% for p in site.posts %}x{% endfor %}", "", [(10, "the variable site.posts")]),
        ("{% post_url 2024-01-01-b %}", "", [(10, "the post 2024-01-01-b")]),
        ("{% include none.md %}", "", [(10, "the include none.md")]),
        ("{% include ../../etc/passwd %}", "", [(10, "the include ../../etc/passwd")]),
        ("{% include odd.md %}", "", [(10, "the tag odd")]),
        ("{% if %} b {% endif %}\n{{ site.title }}", " b \nT",
         [(10, "“{% if %}”"), (10, "“{% endif %}”")]),
        ("{% if %}{% link a.md %}", "/b/a.html", [(10, "“{% if %}”")]),
        (f"{{% if {'x' * 60} = %}}", "", [(10, f"“{{% if {'x' * 54}”")]),
        ("x\n{% if a %}\n{{ site.title }}", "x\n\nT", [(11, "“{% if a %}”")]),
        ("{% for i in (1..1000000000) %}x{% endfor %}", "x",
         [(10, "“{% for i in (1..1000000000) %}”"), (10, "“{% endfor %}”")]),
        ("{% include deep.md %}", "", [(10, "“{% include deep.md %}”")]),
        ("{% if %}{% raw %}{{ a }}{% endraw %} y", "{{ a }} y", [(10, "“{% if %}”")]),
        ("{% if %}{% comment %}{{ a }}{% endcomment %} y", " y", [(10, "“{% if %}”")]),
    ],
)  # fmt: skip
def test_what_is_left_out(body: str, text: str, problems: list[tuple[int, str]]) -> None:
    assert expanded(body, line=10) == (text, problems)


@given(
    body=st.lists(
        st.sampled_from(
            "{{ }} {% %} site.title if endif for x in y raw endraw comment | highlight "
            "endhighlight include note.md 'a' \n post_url odd endodd assign = capture".split(" ")
        ),
        max_size=25,
    ).map(" ".join)
)
def test_any_text_expands(body: str) -> None:
    expanded(body)


@pytest.mark.parametrize(
    ("code", "ticks"), [("a", "```"), ("``", "```"), ("```", "````"), ("a `````", "``````")]
)
def test_fences_are_longer_than_those_in_the_code(code: str, ticks: str) -> None:
    text, _ = expanded(f"{{% highlight ruby linenos %}}\n{code}\n{{% endhighlight %}}")
    assert text.strip("\n") == f"{ticks}ruby\n{code}\n{ticks}"
    assert expanded("{% highlight %}x{% endhighlight %}")[0].strip("\n") == "```\nx\n```"
