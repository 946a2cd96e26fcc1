"""The context of a page: the site in the reader's language, and how to render."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Response

from newsdb.config import site_directory
from newsdb.instance import about, content_language, database_names, shown_sections
from newsdb.publication import NOTHING
from newsdb.site import publications
from newsdb.urls import WEB, safe_link
from newsdb.web.i18n import LANGUAGES, catalogue, choose_language, interface_language
from newsdb.web.links import LinkContext

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


def site_for(datasette: Datasette, request: Request | None) -> LinkContext:
    """Return the site as a request's reader sees it; with None, in the archive's language."""
    return site_in(datasette, *language_for(datasette, request))


def language_for(datasette: Datasette, request: Request | None) -> tuple[str, bool]:
    """Return the language of the pages for a request, and whether its URL names it."""
    default = interface_language(content_language(datasette))
    if request is None:
        return default, False
    requested = request.args.get("lang") or request.args.get("_lang")
    return choose_language(requested, request.headers.get("accept-language"), default)


@lru_cache(maxsize=8)
def site_in(datasette: Datasette, language: str, asked: bool) -> LinkContext:
    """Return the site in a language; `asked` says whether URLs name it.

    What metadata.yml says is read once, not several times a page.
    """
    title, description = about(datasette, language)
    return LinkContext(
        title=title,
        description=description,
        license=f"{datasette.metadata('license') or ''}",
        license_url=f"{datasette.metadata('license_url') or ''}",
        publisher=f"{datasette.metadata('about') or ''}",
        contact=safe_link(f"{datasette.metadata('about_url') or ''}", (*WEB, "mailto")),
        sections=shown_sections(datasette),
        text=catalogue(language),
        base=datasette.setting("base_url"),
        databases=database_names(datasette),
        asked=asked,
        content=content_language(datasette),
        publication=publications.get(datasette, NOTHING),
        versions=versions(
            (
                f"{site_directory() / 'static'}",
                *(f"{directory}" for _, directory in datasette.static_mounts),
            )
        ),
    )


@lru_cache(maxsize=8)
def versions(directories: tuple[str, ...]) -> dict[str, str]:
    """Return the beginning of the SHA-256 of each file in directories, by the file's name."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        for directory in directories
        for file in sorted(Path(directory).glob("*.*"))
    }


def in_other_language(site: LinkContext, request: Request) -> dict[str, str] | None:
    """Return the URL of the same page in the other language, and that language's tag.

    None on the pages of an archive that is not in Chinese: their language is English already.
    """
    if site.content and {interface_language(site.content), site.text.language} == {"en"}:
        return None
    other = next(language for language in LANGUAGES if language != site.text.language)
    path = request.scope.get("route_path") or request.path
    ours = path.split("/")[1] not in (*site.databases, "-")
    name = "lang" if ours else "_lang"
    given = parse_qsl(request.query_string, keep_blank_values=True)
    kept = [(key, value) for key, value in given if key not in ("lang", "_lang")]
    return {"url": f"?{urlencode([*kept, (name, other)])}", "tag": LANGUAGES[other]}


async def page(
    datasette: Datasette,
    request: Request,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> Response:
    """Return a page of the site. Its language is the browser's unless the URL names one."""
    html = await datasette.render_template(template, context, request)
    return Response.html(html, status=status)
