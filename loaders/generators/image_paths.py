"""Where in a source the file of an image lies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from loaders.generators.base import Site


def is_on_site(site: Site, url: str) -> bool:
    """Return whether the URL of an image is one of the site itself, or relative."""
    if site.url and url.startswith(f"{site.url}/"):
        return True
    return not url.startswith("//") and "://" not in url and not url.startswith("data:")


def image_path(
    site: Site, folders: tuple[str, ...], url: str, post_path: str, permalink: str | None
) -> str | None:
    """Return the path in a source of the image at a URL of its site; None if there is none.

    `folders` are those besides the content folder whose files come to the top of the site,
    `post_path` is the file of the post that shows the image. A URL that is relative, because the
    post has no permalink, is taken from there.
    """
    candidates = _candidates(site, folders, url, post_path, permalink)
    return next((path for path in map(posixpath.normpath, candidates) if path in site.paths), None)


def _candidates(
    site: Site, folders: tuple[str, ...], url: str, post_path: str, permalink: str | None
) -> Iterator[str]:
    address = unquote(url.removeprefix(site.url).partition("#")[0].partition("?")[0])
    folder, stem = posixpath.dirname(post_path), posixpath.splitext(post_path)[0]
    page_folder = unquote((permalink or "").rpartition("/")[0]) + "/"
    beside = address.removeprefix("/")
    if address.startswith("/") and permalink and address.startswith(page_folder):
        beside = address.removeprefix(page_folder)
    if beside != address.removeprefix("/") or not address.startswith("/"):
        yield posixpath.join(folder, beside)
        # Hexo's folder of a post's files: https://hexo.io/docs/asset-folders
        yield posixpath.join(stem, beside)
    on_site = address.removeprefix(f"{site.base_path}/" if site.base_path else "/")
    # Themes put the site's URL before an image of the front matter.
    for name in (on_site.lstrip("/"), beside):
        for each in (site.content, *folders):
            yield posixpath.join(site.root, each, name)
