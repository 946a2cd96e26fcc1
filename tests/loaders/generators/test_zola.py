"""Sites for Zola."""

from __future__ import annotations

from typing import Any

from tests.loaders.generators.sites import ZOLA


def test_zola(site: Any) -> None:
    text = (
        '+++\ntitle = "T"\npath = "2025/06/26/hello"\naliases = ["/old"]\n[taxonomies]\n'
        'tags = ["a"]\n+++\n[b](@/blog/b.md#x) {{ youtube(id="v1") }}\n'
        '{% quote(author="V") %}said{% end %} {{ resize(path="x") }}\n'
    )
    dated = '+++\ntitle = "B"\n+++\nText.\n'
    files = {"config.toml": ZOLA, "content/blog/a.md": text, "content/blog/_index.md": dated}
    _, results = site(files | {"content/blog/2024-01-02-b.md": dated, "content/blog/b.md": dated})
    post = results["content/blog/a.md"].post
    assert list(results) == [
        "content/blog/2024-01-02-b.md",
        "content/blog/a.md",
        "content/blog/b.md",
    ]
    assert results["content/blog/2024-01-02-b.md"].post.permalink == "/blog/b/"
    assert post.published == "2025-06-26"
    assert post.permalink == "/2025/06/26/hello/"
    assert post.url == "https://z.example/2025/06/26/hello/"
    assert post.redirects == ("/old",)
    assert post.tags == ("a",)
    assert "[b](/article/blog/b#x)" in post.body
    assert "<https://www.youtube.com/watch?v=v1>" in post.body
    assert "> said" in post.body
    (problem,) = results["content/blog/a.md"].problems
    assert (problem.kind, problem.line) == ("template", 9)
