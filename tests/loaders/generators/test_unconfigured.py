"""Templates in posts of a source without a configuration."""

from __future__ import annotations

from typing import Any

import pytest

HEAD = "---\ntitle: A post\nowner: Ann\n---\n"


def loaded(site: Any, text: str, name: str = "a.md", **options: Any) -> tuple[str, list[str]]:
    """Return the body of a post, and what was recorded with its line."""
    _, results = site({name: HEAD + text, "2024-01-05-other.md": "Text.\n"}, **options)
    result = results[name]
    said = [f"{each.line}: {each.detail}" for each in result.problems if each.kind == "template"]
    return result.post.body, said


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("{% comment %}note {{ a }}{% endcomment %}Text.", "Text."),
        ("{% raw %}{{ a }} {% if b %}{% endraw %} c", "{{ a }} {% if b %} c"),
        ("[b]({% post_url 2024-01-05-other %})", "[b](/article/2024-01-05-other)"),
        ("[b]({% link 2024-01-05-other.md %})", "[b](/article/2024-01-05-other)"),
        ('[b]({{< ref "2024-01-05-other.md" >}})', "[b](/article/2024-01-05-other)"),
        ("![c]({{ site.url }}{{ site.baseurl }}/c.png)", "![c](/c.png)"),
        ("![c]({{ '/c.png' | relative_url }})", "![c](/c.png)"),
        ("By {{ page.owner }}, {{ page.title | upcase }}", "By Ann, A POST"),
        (
            "- {% raw %}x{% endraw %}\n\n  {% highlight liquid %}\n  {% if a %}\n"
            "  {% endhighlight %}",
            "- x\n\n  ```liquid\n  {% if a %}\n  ```",
        ),
        ("{% blockquote Ann %}\nb\n{% endblockquote %}", "> b\n>\n> Ann"),
        (
            '{{< figure src="/c.png" alt="C" >}}\n\n{{< youtube abc >}}',
            "![C](/c.png)\n\n\n\n<https://www.youtube.com/watch?v=abc>",
        ),
        ("{{</* figure */>}}", "{{< figure >}}"),
    ],
)
def test_what_needs_no_configuration_is_expanded(site: Any, source: str, body: str) -> None:
    assert loaded(site, f"{source}\n") == (body, [])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("A.\n\n{% include chart.html id=1 %}", "7: “{% include chart.html id=1 %}”"),
        ("{% if a %}b", "5: “{% if a %}”"),
        ("A {{ name }} of Vue", "5: “{{ name }}”"),
        ('{{< chart "a" >}}', '5: “{{< chart "a" >}}”'),
        ("{{% notice %}}", "5: “{{% notice %}}”"),
        ("{% quote(author=1) %}", "5: “{% quote(author=1) %}”"),
    ],
)
def test_what_is_not_known_stays_and_is_recorded(site: Any, source: str, said: str) -> None:
    body, problems = loaded(site, f"{source}\n")
    assert body == source
    assert problems == [f"{said} is not known; it is shown as it is written"]


def test_what_a_post_cannot_say_is_left_out_and_recorded(site: Any) -> None:
    assert loaded(site, "[a]({% post_url 2020-01-01-x %}) {{ site.b }}c\n") == (
        "[a]() c",
        [
            "5: the page 2020-01-01-x is not known; it was left out",
            "5: the variable site.b is not known; it was left out",
        ],
    )


@pytest.mark.parametrize(
    "source",
    [
        "A `{% if a %}` and `{{< b >}}`.",
        "```\n{{ site.url }}\n```",
        "- a\n\n      {% raw %}\n\n- ```\n  {{< b >}}\n  ```",
        "    {% post_url x %}",
    ],
)
def test_code_stays_as_it_is(site: Any, source: str) -> None:
    assert loaded(site, f"{source}\n") == (source, [])


def test_html_has_code_in_its_elements_only(site: Any) -> None:
    html = "<p>\n    {{ site.url }}/a</p><pre>{% if a %}</pre>\n"
    assert loaded(site, html, "a.html", site_url="https://a.example") == (
        "https://a.example/a\n\n```\n{% if a %}\n```",
        [],
    )


def test_posts_with_the_marks_of_an_archive_have_no_templates(site: Any) -> None:
    name = "2022-03-07-NW202203072300000001.md"
    body, said = loaded(site, "甲 {{ site.url }} {% if a %}\n", name)
    assert (body, said) == ("甲 {{ site.url }} {% if a %}", [])
