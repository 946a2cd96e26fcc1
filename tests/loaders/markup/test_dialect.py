"""Jekyll's and kramdown's ways of writing code and Markdown in HTML."""

from __future__ import annotations

import pytest

from loaders.markup.dialect import fence_highlights, part_markdown
from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("text", "fenced"),
    [
        (
            "a\n{% highlight ruby %}\n\nputs 1\n{% endhighlight %}\nb",
            "a\n```ruby\nputs 1\n```\nb",
        ),
        (
            "  {%- highlight c++ linenos -%}\n  x\n  {%- endhighlight -%}",
            "  ```c++\n  x\n  ```",
        ),
        (
            "{% highlight md %}\n````\nx\n````\n{% endhighlight %}",
            "`````md\n````\nx\n````\n`````",
        ),
        ("{% highlight py %}\nno end", "{% highlight py %}\nno end"),
        (
            "a {% highlight py %}\nx\n{% endhighlight %}",
            "a {% highlight py %}\nx\n{% endhighlight %}",
        ),
        ("highlight", "highlight"),
    ],
)
def test_highlight_tags_are_fences(text: str, fenced: str) -> None:
    assert fence_highlights(text) == fenced


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ('<div markdown="1">\n*a*\n</div>', '<div markdown="1">\n\n\n*a*\n\n\n</div>\n\n'),
        (
            '- a\n\n  <div markdown="1">\n  *b*\n  </div>',
            '- a\n\n  <div markdown="1">\n\n  \n  *b*\n  \n\n  </div>\n\n  ',
        ),
        ("<div>\n*a*\n</div>", "<div>\n*a*\n</div>"),
        ('text <b markdown="1">x</b>', 'text <b markdown="1">x</b>'),
        ('```\n<div markdown="1">\n```', '```\n<div markdown="1">\n```'),
        ("a\n<!-- more -->*b*\nc", "a\n<!-- more -->\n\n*b*\nc"),
        ("<!-- a --> <!-- b -->", "<!-- a --> <!-- b -->"),
        ("> <!-- a -->b", "> <!-- a -->b"),
        ("```\n<!-- a -->b\n```", "```\n<!-- a -->b\n```"),
    ],
)
def test_markdown_in_html_stands_between_blank_lines(text: str, parted: str) -> None:
    assert part_markdown(text, PARSER.parse(text)) == parted
