"""What templates of Jekyll read, and where the summary of a post ends."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.front_matter import split
from loaders.generators.jekyll_data import MAX_LENGTH
from tests.loaders.generators.sites import POST, only


@pytest.mark.parametrize(
    ("configuration", "needed"),
    [
        ("title: T", ["_includes/a.html", "_data/b.yml"]),
        ("includes_dir: inc\ndata_dir: ./dat/", ["inc/c.html", "dat/d.csv"]),
    ],
)
def test_which_files_templates_need(site: Any, configuration: str, needed: list[str]) -> None:
    names = ["_includes/a.html", "_data/b.yml", "_data/b.txt", "inc/c.html", "dat/d.csv", "e.yml"]
    generator, _ = site({"_config.yml": configuration, "_posts/2024-01-02-a.md": POST})
    assert generator.needed(names) == needed
    data = needed[-1]
    assert generator.keeps(data, "a" * MAX_LENGTH)
    assert not generator.keeps(data, "a" * (MAX_LENGTH + 1))
    assert generator.keeps(needed[0], "a" * (MAX_LENGTH + 1))


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("One {% if true %}x\n\ny{% endif %}", "One {% if true %}x{% endif %}"),
        ("{% if a %}{% for b in c %}x\n\n{% endfor %}{% endif %}",
         "{% if a %}{% for b in c %}x{% endfor %}{% endif %}"),
        ("{% if a %}x{% endif %}\n\n{% if b %}y{% endif %}", "{% if a %}x{% endif %}"),
        ("{% include a %}\n\nx", "{% include a %}"),
        ("\n\nOne.", "One."),
    ],
)  # fmt: skip
def test_tags_that_are_open_at_the_end_of_a_summary_are_closed(
    site: Any, body: str, head: str
) -> None:
    generator, _ = site({"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST})
    assert generator.before_more(split(f"---\nx: y\n---\n{body}")) == head


@pytest.mark.parametrize(
    ("text", "body"),
    [("{{ page.title }}", "A post"), ("{% raw %}{{{% endraw %} a", "{{ a"), ("a", "a")],
)
def test_output_and_tags_are_expanded(site: Any, text: str, body: str) -> None:
    files = {"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST.replace("Text.", text)}
    assert only(site(files)[1]).body == body


@pytest.mark.parametrize(
    ("front_matter", "tags"),
    [("tag: a b\ntags: c d", ("a b",)), ("tags: c d", ("c", "d")), ("tag: a b", ("a b",))],
)
def test_a_single_tag_counts_before_tags(
    site: Any, front_matter: str, tags: tuple[str, ...]
) -> None:
    text = f"---\n{front_matter}\n---\nText.\n"
    assert only(site({"_config.yml": "title: T", "_posts/2024-01-02-a.md": text})[1]).tags == tags
