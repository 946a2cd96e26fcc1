"""Sites for Jekyll. What Jekyll itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any

from tests.loaders.generators.sites import POST


def test_jekyll_says_what_it_would_have_done(site: Any) -> None:
    _, results = site(
        {
            "_config.yml": "title: T\nlang: zh-CN",
            "_posts/no-date.md": POST.replace("10:00", "10:00:00\ntags: a, b"),
            "old_post/2024-01-02-a.md": POST,
            "_posts/2999-01-02-later.md": POST.replace("date: 2024-01-02 10:00\n", ""),
            "_posts/2024-01-02-draft.md": POST.replace("title", "draft: true\ntitle"),
        }
    )
    found = {
        path: [(problem.kind, problem.detail) for problem in result.problems]
        for path, result in results.items()
    }
    assert found == {
        "_posts/no-date.md": [
            (
                "difference",
                "Jekyll leaves out a post whose file name does not begin with a date",
            ),
            ("difference", "Jekyll splits tags at white space, and only there"),
        ],
        "old_post/2024-01-02-a.md": [
            ("difference", "Jekyll builds only posts in _posts directories"),
        ],
        "_posts/2999-01-02-later.md": [("scheduled", "scheduled for 2999-01-02T00:00:00+08:00")],
        "_posts/2024-01-02-draft.md": [("unpublished", "its front matter says draft: true")],
    }


def test_jekyll_loads_more_where_it_is_asked_for(site: Any) -> None:
    files = {
        "_config.yml": "collections: {releases: {output: true}, notes: {}}",
        "_posts/2024-01-02-a.md": POST,
        "_drafts/b.md": POST,
        "_releases/c.md": POST,
        "_notes/d.md": POST,
        "about.md": POST,
    }
    assert list(site(files)[1]) == ["_posts/2024-01-02-a.md"]
    more = ("collections", "drafts", "pages")
    _, results = site(files, include=more)
    assert {path: result.post.permalink for path, result in results.items()} == {
        "_drafts/b.md": "/2024/01/02/b.html",
        "_posts/2024-01-02-a.md": "/2024/01/02/a.html",
        "_releases/c.md": "/releases/c.html",
        "about.md": "/about.html",
    }


def test_what_jekyll_excludes_and_other_files_are_no_posts(site: Any) -> None:
    files = {
        "_config.yml": "exclude: [old/, '*/_posts/2024-*-draft.md']",
        "_posts/2024-01-02-a.md": POST,
        "_posts/2024-01-02-a.txt": POST,
        "old/_posts/2024-01-03-b.md": POST,
        "x/_posts/2024-01-04-draft.md": POST,
        "vendor/bundle/_posts/2024-01-05-c.md": POST,
        "_site/_posts/2024-01-06-d.md": POST,
    }
    assert list(site(files)[1]) == ["_posts/2024-01-02-a.md"]


def test_times_of_the_archive_are_in_china(site: Any) -> None:
    """Its first day's posts name no zone; its site's configuration is that of any blog."""
    files = {
        "_config.yml": "title: T",
        "_posts/2021-12-08-202112082206928461.md": POST.replace("10:00", "10:00:00"),
        "_posts/2021-12-08-other.md": POST.replace("10:00", "10:00:00"),
    }
    assert [result.post.published for result in site(files)[1].values()] == [
        "2024-01-02T10:00:00+08:00",
        "2024-01-02T10:00:00+00:00",
    ]
