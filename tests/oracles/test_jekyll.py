"""Jekyll itself builds a site that has every rule; newsdb must read the same posts from it.

`make test-jekyll` runs it. What newsdb does differently, and why, is listed in DIFFERENT and in
docs/loading.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.oracles.sites import Page, load, page_of, read_json, run, same_time, write_site

CONFIG = """
title: A site with every rule
url: https://blog.example
baseurl: /base
timezone: Asia/Shanghai
permalink: {permalink}
exclude: [_posts/excluded, "*.bak.md"]
collections:
  releases: {{output: true, permalink: "/releases/:name/"}}
  notes: {{output: true}}
defaults:
  - scope: {{path: ""}}
    values: {{author: Everybody, tags: [default]}}
  - scope: {{path: "", type: posts}}
    values: {{layout: post}}
  - scope: {{path: "_posts/deep", type: posts}}
    values: {{author: Deep, categories: [from-defaults]}}
  - scope: {{path: "news/*", type: posts}}
    values: {{tags: [globbed]}}
"""
LAYOUT = "{{ content }}"


def post(*lines: str, body: str = "Text of the post.\n") -> str:
    return "\n".join(["---", *lines, "---", body])


POSTS = {
    "_posts/2024-01-02-title-from-name.md": post("layout: post"),
    "_posts/2024-01-02-no-front-matter.md": "Text alone.\n",
    "_posts/2024-1-3-one-digit.md": post("title: One digit"),
    "_posts/2024-01-04-date-time.md": post("title: t", "date: 2024-01-04 10:00"),
    "_posts/2024-01-04-date-offset.md": post("title: t", "date: 2024-01-04 22:00:00 -0500"),
    "_posts/2024-01-04-date-words.md": post("title: t", "date: January 8, 2024"),
    "_posts/2024-01-04-date-day-first.md": post("title: t", "date: 11-9-2017"),
    "_posts/2024-01-04-date-ctime.md": post("title: t", "date: Fri Sep 3 11:21:31 CEST 2021"),
    "_posts/2024-01-04-date-rfc.md": post("title: t", "date: Mon, 08 Jan 2024 10:00:00 GMT"),
    "_posts/2024-01-04-date-am.md": post("title: t", "date: 2024-01-08 9:05 pm"),
    "_posts/2024-01-04-date-seconds.md": post("title: t", "date: 2024-01-04 22:30:00"),
    "_posts/2024-01-04-date-only.md": post("title: t", "date: 2024-01-08"),
    "_posts/2024-01-04-date-slashes.md": post("title: t", "date: 2024/01/08 10:00"),
    "_posts/2024-01-04-date-iso.md": post("title: t", "date: 2024-01-08T10:00:00+09:00"),
    "_posts/2024-01-05-singular.md": post("title: t", "category: open source", "tag: free soft"),
    "_posts/2024-01-05-plural.md": post("title: t", "categories: open source", "tags: a b"),
    "_posts/2024-01-05-list.md": post("title: t", "categories: [Open Source, B]", "tags: [x y, z]"),
    "_posts/2024-01-05-nested.md": post("title: t", "tags: [[a, b], c]"),
    "_posts/2024-01-05-numbers.md": post("title: 2024", "tags: [2024, yes, 1.50]"),
    "_posts/2024-01-06-unpublished.md": post("title: t", "published: false"),
    "_posts/2999-01-01-future.md": post("title: t"),
    "_posts/2024-01-06-future-date.md": post("title: t", "date: 2999-01-01 00:00"),
    "_posts/2024-01-07-permalink.md": post("title: t", "permalink: /own/:year/:title.html"),
    "_posts/2024-01-07-slug.md": post("title: t", "slug: My Own Slug"),
    "_posts/2024-01-07-permalink-category.md": post("title: t", "category: Two Words"),
    "_posts/2024-01-08-汉字标题.md": post("title: 汉字", "categories: [财经]"),
    "_posts/2024-01-08-Some.Dots & signs!.md": post("title: t"),
    "_posts/2024-01-09-excerpt.md": post("title: t", "excerpt: By hand."),
    "_posts/2024-01-09-description.md": post("title: t", "description: By hand."),
    "_posts/2024-01-09-first.md": post(
        "title: t", body="\n\nOne, [two][2]\nthree.\n\nFour.\n\n[2]: /x\n"
    ),
    "_posts/2024-01-09-liquid.md": post("title: t", body="On {{ site.title }}.\n\nMore.\n"),
    "_posts/2024-01-09-open.md": post(
        "title: t", body="{% highlight ruby %}\na = 1\n\nb = 2\n{% endhighlight %}\n"
    ),
    "_posts/2024-01-09-heading.md": post("title: t", body="## A heading\n\nText.\n"),
    "_posts/2024-01-09-separator.md": post(
        "title: t", "excerpt_separator: <!--more-->", body="One.\n\nTwo.\n\n<!--more-->\n\nThree.\n"
    ),
    "_posts/deep/2024-01-10-folder.md": post("title: t"),
    "_posts/excluded/2024-01-10-excluded.md": post("title: t"),
    "news/_posts/2024-01-11-category-folder.md": post("title: t"),
    "news/sub/_posts/2024-01-11-two-folders.md": post("title: t", "category: own"),
    "_drafts/a-draft.md": post("title: t"),
    "_releases/v1.md": post("title: Release", "date: 2024-02-01 10:00"),
    "about.md": post("title: About"),
    "_hidden/2024-01-11-hidden.md": post("title: t"),
    "_posts/2024-01-11-Names-IN_case-v2.md": post("layout: post"),
    "_posts/2024-01-11-both.md": post("title: t", "category: One two", "categories: a b"),
    "_posts/2024-01-11-no-excerpt.md": post("title: t", "excerpt: false"),
    "_posts/2024-01-11-published.md": post("title: t", "published:"),
    "_posts/2024-01-11-style.md": post("title: t", "permalink: pretty"),
    "_posts/_hidden/2024-01-11-hidden.md": post("title: t"),
    "_posts/deep/_not/2024-01-11-seen.md": post("title: t"),
    "_posts/_2024-01-11-hidden.md": post("title: t"),
    "_notes/sub/2024-01-11-note.md": post("title: t", "date: 2024-01-11 10:00"),
    "_notes/no-front-matter.md": "Text alone.\n",
    "_notes/_hidden/note.md": post("title: t"),
    "_posts/2024-01-12-quotes.md": post('title: "A \\"quoted\\" title: with a colon"'),
    "_posts/2024-01-12-folded.md": post("title: >", "  A folded", "  title"),
    "_posts/2024-01-13-html-file.html": post("title: t", body="<p>Some <b>bold</b> text.</p>\n"),
    "_posts/2024-01-13-markdown-suffix.markdown": post("title: t"),
}
BODIES = {
    "site": '[home]({{ site.baseurl }}/) and <a href="{{ site.url }}/x">x</a> on {{ site.title }}.',
    "filters": '[a]({{ "/a.html" | relative_url }}) and [b]({{ "/b.html" | absolute_url }}).',
    "post-url": "[one]({% post_url 2024-01-02-title-from-name %}).",
    "link": "[two]({% link _posts/2024-01-05-list.md %}).",
    "assign": "{% assign name = 'World' %}Hello {{ name }}{% if name == 'World' %}!{% endif %}",
    "comment": "Before {% comment %}nobody reads this{% endcomment %}after.",
    "raw": "{% raw %}A {{ brace }} and a {% tag %} stay.{% endraw %}",
    "highlight": "{% highlight ruby %}\ndef a\n  puts 1\nend\n{% endhighlight %}",
    "highlight-liquid": "{% highlight python %}\nprint('{{ site.title }}')\n{% endhighlight %}",
    "include": "{% include note.md %} and {% include box.html text='in a box' %}",
    "page": "This is {{ page.title }} of {{ page.date | date: '%Y-%m-%d' }}.",
    "capture": "{% capture text %}caught{% endcapture %}It was {{ text | upcase }}.",
    "loop": "{% for n in (1..3) %}{{ n }} {% endfor %}",
    "relative": "![pic](/img/a.png) ![own](b.png) [up](../other/).",
    "anchor": "[down](#the-end)\n\n## The end\n\nText.",
    "reference": "A [reference][r].\n\n[r]: {{ site.baseurl }}/issues/1",
    "toc": "* TOC\n{:toc}\n\n## A heading\n\nText.",
    "attributes": "A paragraph.\n{: .center}\n\n## A heading {#own}\n\nText.",
}
TABLE_OF_CONTENTS = re.compile(r'<ul id="markdown-toc">.*?</ul>', re.DOTALL)
INCLUDES = {
    "_includes/note.md": "a note",
    "_includes/box.html": "<b>{{ include.text }}</b>",
    "_layouts/post.html": LAYOUT,
}
DIFFERENT = {
    "_posts/2024-01-04-date-ctime.md": "Ruby does not know CEST and takes the site's time zone",
    "_posts/2024-01-05-numbers.md": "values are kept as they are written: 1.50 and yes",
}


@pytest.fixture(
    scope="module", params=["date", "pretty", "/:categories/:year/:i_month/:slug", "/:title/"]
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site in both readings: Jekyll's posts and newsdb's, by path."""
    root = tmp_path_factory.mktemp("jekyll")
    bodies = {
        f"_posts/2024-03-01-body-{name}.md": post(f"title: Body {name}", "layout: post", body=body)
        for name, body in BODIES.items()
    }
    site = write_site(root / "site", POSTS | bodies | INCLUDES)
    (site / "_config.yml").write_text(CONFIG.format(permalink=request.param), "utf-8")
    write_site(site, {"_plugins/dump.rb": (Path(__file__).parent / "jekyll_dump.rb").read_text()})
    dump = root / "dump.json"
    run(
        ["jekyll", "build", "--quiet", "-s", str(site), "-d", str(root / "out")],
        {"DUMP": str(dump), "LANG": "C.UTF-8", "HOME": str(root)},
    )
    reference = {each["path"]: each for each in read_json(dump)}
    return reference, load(site, include=("collections",))


def test_the_same_posts_exist(built: Any) -> None:
    reference, posts = built
    assert posts.keys() == reference.keys()


def test_titles_dates_tags_and_categories_are_the_same(built: Any) -> None:
    reference, posts = built
    for path, expected in reference.items():
        found = posts[path]
        assert found.title == " ".join(expected["title"].split()), path
        if path in DIFFERENT:
            continue
        assert same_time(found.published_utc, expected["date"]), path
        assert sorted(found.tags) == sorted(set(expected["tags"])), path
        assert sorted(found.categories) == sorted(set(expected["categories"])), path


def test_permalinks_are_the_same(built: Any) -> None:
    reference, posts = built
    found = {path: post.permalink for path, post in posts.items()}
    assert found == {path: f"/base{each['url']}" for path, each in reference.items()}


def test_summaries_are_the_same(built: Any) -> None:
    reference, posts = built
    by_hand = {
        path: text for path, each in reference.items()
        if (text := each["excerpt"] or each["description"])
    }  # fmt: skip
    assert by_hand == {path: posts[path].summary for path in by_hand}
    assert len(by_hand) == 2
    # A post has always a summary here, if Jekyll's is empty.
    made = {
        path: words
        for path, each in reference.items()
        if path not in by_hand and (words := Page(each["summary"]).words)
    }
    assert made == {path: Page(posts[path].summary).words for path in made}
    assert len(made) > 40


@pytest.mark.parametrize("name", BODIES)
def test_pages_show_the_same(built: Any, name: str) -> None:
    reference, posts = built
    path = f"_posts/2024-03-01-body-{name}.md"
    # A table of contents is kramdown's, not the author's: our pages make their own.
    expected = Page(TABLE_OF_CONTENTS.sub("", reference[path]["html"]))
    found = page_of(posts[path].body)
    page = f"https://blog.example/base{reference[path]['url']}"
    slugs = {
        f"/base{each['url']}": f"/article/{posts[key].slug}" for key, each in reference.items()
    }
    assert found.words == expected.words
    assert found.images == [urljoin(page, each) for each in expected.images]
    own = [slugs.get(each, urljoin(page, each)) for each in expected.links if each[0] != "#"]
    assert [each for each in found.links if each[0] != "#"] == own
