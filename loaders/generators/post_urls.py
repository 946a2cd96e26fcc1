"""Where a post is on its site: its permalink, URL, image and redirects."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from loaders.generators.permalinks import url_on_site
from loaders.generators.site import PostMeta, Site
from loaders.generators.values import Fields, items_of, unique, url_of
from newsdb.urls import encode_path

IMAGES = (
    *("image", "cover", "thumbnail", "featured_image", "featuredimage", "og_image"),
    *("header-img", "banner", "hero", "img", "images"),
)
REDIRECTS = ("aliases", "redirect_from", "alias")


def with_urls(meta: PostMeta, site: Site, fields: Fields, permalink: str | None) -> PostMeta:
    """Return what is known of a post with its URLs.

    `permalink` is its path on the site, below the site's own path, or a whole URL.
    """
    if permalink and "://" not in permalink:
        permalink = encode_path(f"{site.base_path}/{permalink.lstrip('/')}")
    url = url_on_site(site, permalink, "/") if permalink else None
    image = url_of(fields.get(*IMAGES))
    redirects = [_redirect(site, each, permalink) for each in items_of(fields.get(*REDIRECTS))]
    return replace(
        meta,
        permalink=permalink,
        url=url if url and "://" in url else None,
        image=url_on_site(site, image, permalink or "/") if image else None,
        redirects=tuple(unique(redirects)),
    )


def _redirect(site: Site, url: str, permalink: str | None) -> str:
    if "://" in url or url.startswith("/"):
        path = url.partition("://")[2].partition("/")[2] if "://" in url else url
        return encode_path(f"{site.base_path}/{path.lstrip('/')}")
    parent = (permalink or "/").rstrip("/").rpartition("/")[0]
    return encode_path(posixpath.normpath(f"{parent}/{url}") + "/" * url.endswith("/"))
