"""Sites for Hexo."""

from __future__ import annotations

from typing import Any

from tests.loaders.generators.sites import HEXO, POST


def test_hexo(site: Any) -> None:
    text = (
        "---\ntitle: Hello World\ndate: 2024-01-01 10:00:00\nupdated: 2024-02-01 10:00:00\n"
        "categories: [[Sports, Baseball], News]\ntags: one tag\n---\nThe lead.\n<!-- more -->\n"
        "{% codeblock lang:js %}\nalert(1)\n{% endcodeblock %}\n{% post_link other 'See' %} "
        "{% asset_img a.png A chart %}{% unknown x %}\n"
    )
    files = {"_config.yml": HEXO, "source/_posts/hello.md": text, "source/_posts/other.md": POST}
    _, results = site(files | {"source/about/index.md": POST})
    assert list(results) == ["source/_posts/hello.md", "source/_posts/other.md"]
    post = results["source/_posts/hello.md"].post
    assert post.slug == "hello"
    assert post.published == "2024-01-01T10:00:00+09:00"
    assert post.updated == "2024-02-01T10:00:00+09:00"
    assert post.categories == ("Sports", "Baseball", "News")
    assert post.tags == ("one tag",)
    assert post.summary == "The lead."
    assert post.permalink == "/2024/01/01/hello/"
    assert "```js\nalert(1)\n```" in post.body
    assert "[See](/article/other)" in post.body
    assert "](https://h.example/2024/01/01/hello/a.png)" in post.body
    (problem,) = results["source/_posts/hello.md"].problems
    assert (problem.kind, problem.line) == ("template", 13)


def test_posts_with_assets(site: Any) -> None:
    config = f"{HEXO}post_asset_folder: true\npermalink: :category/:title.html\n"
    text = (
        ';;;\n"title": "T",\n"date": "2024-01-01",\n'
        '"categories": [["Sports", "Ball"], "News"]\n;;;\n'
        "{% asset_img a.png A chart %} {% post_path b %}\n"
        "{% codeblock a_b*.js lang:js %}\nx\n{% endcodeblock %}\n"
    )
    files = {"source/_posts/a.md": text, "source/_posts/a/c.html": POST, "source/_posts/b.md": POST}
    _, results = site(files | {"_config.yml": config})
    assert list(results) == ["source/_posts/a.md", "source/_posts/b.md"]
    post = results["source/_posts/a.md"].post
    assert results["source/_posts/a.md"].problems == ()
    assert post.title == "T"
    assert post.categories == ("Sports", "Ball", "News")
    assert post.permalink == "/News/a.html"
    assert post.body == (
        "![A chart](https://h.example/News/a/a.png) /article/b\n\n\n`a_b*.js`\n\n```js\nx\n```"
    )
