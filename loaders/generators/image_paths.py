"""Finds the file of an image in a source."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from loaders.generators.site import Site


def is_on_site(site: Site, url: str) -> bool:
    """Return whether the URL of an image is one of the site itself, or relative."""
    if site.url and url.startswith(f"{site.url}/"):
        return True
    return not url.startswith("//") and "://" not in url and not url.startswith("data:")


def image_path(
    site: Site, directories: tuple[str, ...], url: str, post_path: str, permalink: str | None
) -> str | None:
    """Return the path in a source of the image at a URL of its site; None if there is none.

    `directories` are those besides the content directory whose files come to the top of the site,
    `post_path` is the file of the post that shows the image. A URL that is relative, because the
    post has no permalink, is taken from there.
    """
    candidates = _candidates(site, directories, url, post_path, permalink)
    return next((path for path in map(posixpath.normpath, candidates) if path in site.paths), None)


def _candidates(
    site: Site, directories: tuple[str, ...], url: str, post_path: str, permalink: str | None
) -> Iterator[str]:
    url = unquote(url.removeprefix(site.url).partition("#")[0].partition("?")[0])
    directory, stem = posixpath.dirname(post_path), posixpath.splitext(post_path)[0]
    page_folder = unquote((permalink or "").rpartition("/")[0]) + "/"
    beside = url.removeprefix(page_folder).removeprefix("/")
    if beside != url.removeprefix("/") or not url.startswith("/"):
        yield posixpath.join(directory, beside)
        # Hexo's directory of a post's files: https://hexo.io/docs/asset-directories
        yield posixpath.join(stem, beside)
        page = posixpath.splitext(unquote(permalink or "").rpartition("/")[2])[0]
        yield posixpath.join(stem, beside.removeprefix(f"{page}/"))
    on_site = url.removeprefix(f"{site.base_path}/")
    # Themes put the site's URL before an image of the front matter.
    for name in (on_site.lstrip("/"), beside):
        for each in (site.content, *directories):
            yield posixpath.join(site.root, each, name)
