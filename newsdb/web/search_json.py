"""A page of search results as JSON: the content of `/search.json`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from newsdb import urls
from newsdb.search import Hit, Pieces
from newsdb.web.search import SearchPage, SearchRequest


def results_as_json(
    request: SearchRequest, page: SearchPage, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """Return the content of `/search.json`; `absolute` makes a path of the site a URL."""
    results = page.results
    query = urls.query_string(request.parameters(page=request.page + 1))
    has_more = request.page * request.size < results.total + results.near_total
    filters = request.filter.parameters
    return {
        "query": filters.pop("q", ""),
        "filters": filters,
        "order": request.order,
        "page": request.page,
        "size": request.size,
        "total": results.total,
        "near_total": results.near_total,
        "more": results.more,
        "ranked": results.ranked,
        "hits": [_hit_as_json(hit, absolute) for hit in results.hits],
        "facets": {
            name: [asdict(facet) for facet in values] for name, values in page.facets.items()
        },
        "unknown_fields": list(page.unknown),
        "names": [
            {**asdict(name), "page": absolute(urls.collection(name.dimension, name.value))}
            for name in page.names
        ],
        "suggestions": [{"query": query, "total": total} for query, total in page.suggestions],
        "next": absolute(f"/search.json?{query}") if has_more else None,
    }


def _hit_as_json(hit: Hit, absolute: Callable[[str], str]) -> dict[str, Any]:
    return {
        "slug": hit.slug,
        "title": _text_of(hit.title),
        "title_marks": _spans_of(hit.title),
        "published": hit.published,
        "date": hit.date,
        "source": hit.source,
        "url": hit.url,
        "article": absolute(urls.article(hit.slug)),
        "snippet": _text_of(hit.snippet),
        "snippet_marks": _spans_of(hit.snippet),
        "near": hit.near,
    }


def _text_of(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _spans_of(pieces: Pieces) -> list[list[int]]:
    """Return where the marked pieces begin and end in their text, in characters."""
    spans, position = [], 0
    for text, marked in pieces:
        if marked:
            spans.append([position, position + len(text)])
        position += len(text)
    return spans
