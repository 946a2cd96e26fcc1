"""Securities that a text names, as links to their pages."""

from __future__ import annotations

from collections.abc import Mapping

from markdown_it.token import Token

from newsdb.models import Security
from newsdb.rendering.tokens import link, text_token, with_links
from newsdb.securities.places import find_places


def link_securities(tokens: list[Token], securities: Mapping[str, Security]) -> None:
    """Link the first mention of each security in a paragraph, except in links and headings."""
    in_heading = False
    for token in tokens:
        in_heading = token.nesting == 1 if token.type.startswith("heading_") else in_heading
        if token.type != "inline" or in_heading:
            continue
        children: list[Token] = []
        seen: set[str] = set()
        for child, in_link in with_links(token.children or []):
            if child.type == "text" and not in_link:
                children += _linked(child.content, securities, seen)
            else:
                children.append(child)
        token.children = children


def _linked(text: str, securities: Mapping[str, Security], seen: set[str]) -> list[Token]:
    tokens: list[Token] = []
    done = 0
    places = sorted(find_places(text, [], securities), key=lambda place: place.start)
    for place in places:
        if place.security.code in seen:
            continue
        seen.add(place.security.code)
        tokens += [
            text_token(text[done : place.start]),
            *link(text[place.start : place.end], {"class": "security", "href": place.security.url}),
        ]
        done = place.end
    return [*tokens, text_token(text[done:])]
