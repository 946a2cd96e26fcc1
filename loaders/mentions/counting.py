"""How often a post names each security, and whether its title does."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from loaders.mentions.codes import Code, find_codes
from loaders.mentions.marks import Mark, Segments
from loaders.mentions.names import agreed_name, name_before
from newsdb.models import FoundBy, Mention, Security
from newsdb.securities.identify import Identity
from newsdb.securities.places import NamedPlace, find_places, is_in_longer_name


def find_mentions(title: str, body: Segments, outlets: Iterable[str] = ()) -> tuple[Mention, ...]:
    """Return the securities that a post names: first those of the text, in its order.

    `title` is plain text; `body` is the digest and the text, with marks; `outlets` are names
    of outlets in it, which name no security whatever they contain. What is counted is each
    mark, each further place of a name that a mark or a code makes known, and each code
    without such a name beside it; a board's mark inside the name of something else is not counted.
    `mentions` is 0 where only the title names the security,
    and 1 where only a chart shows it.
    """
    text, taken = _joined(body)
    marks = [mark for mark in taken if not _is_part_of_name(text, mark)]
    shown = _shown([*(mark.security for mark in marks), *body.charts])
    codes = _meant(_outside(find_codes(text), taken), shown)
    title_codes = _meant(find_codes(title), shown)
    given = _given(title, title_codes, text, codes)
    known = {**given, **_named(shown, given)}
    names = {mark.security.name: known[mark.security.code] for mark in reversed(marks)}
    for security in known.values():
        names.setdefault(security.name, security)
    for code in known:
        names.pop(code, None)
    outlets = [outlet for outlet in outlets if outlet and outlet not in names]
    places = [*marks, *find_places(text, taken, names, outlets)]
    title_places = [*find_places(title, [], names, outlets)]
    places += _nameless(text, codes, places, known)
    title_places += _nameless(title, title_codes, title_places, known)
    counts = Counter(place.security.code for place in sorted(places, key=lambda each: each.start))
    in_title = dict.fromkeys(place.security.code for place in title_places)
    for chart in body.charts:
        counts.setdefault(chart.code, 1)
    found_by: dict[str, FoundBy] = dict.fromkeys(shown, "chart")
    found_by |= dict.fromkeys(given, "code")
    found_by |= {mark.security.code: "mark" for mark in marks}
    return tuple(
        Mention(known[code], counts[code], code in in_title, found_by[code])
        for code in {**counts, **in_title}
    )


def _is_part_of_name(text: str, mark: NamedPlace) -> bool:
    return mark.security.kind == "board" and is_in_longer_name(text, mark.start, mark.end)


def _joined(body: Segments) -> tuple[str, list[NamedPlace]]:
    """Return a text in one piece, and the places of its marks."""
    pieces: list[str] = []
    marks: list[NamedPlace] = []
    length = 0
    for piece in body.pieces:
        if isinstance(piece, Mark):
            marks.append(NamedPlace(length, length + len(piece.word), piece.security))
            piece = piece.word
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), marks


def _shown(securities: Iterable[Security]) -> dict[str, Security]:
    """Return marked securities by code: each with its first name and its first URL."""
    shown: dict[str, Security] = {}
    for security in securities:
        first = shown.setdefault(security.code, security)
        if first.name == first.code != security.name:
            first = replace(first, name=security.name)
        if not first.url and security.url:
            first = replace(first, url=security.url)
        shown[security.code] = first
    return shown


def _named(shown: Mapping[str, Security], given: Mapping[str, Security]) -> dict[str, Security]:
    """Return marked securities, those without a name (a chart has none) with that of a code."""
    return {
        code: replace(each, name=given[code].name) if each.name == code and code in given else each
        for code, each in shown.items()
    }


def _outside(codes: Iterable[Code], marks: Sequence[NamedPlace]) -> Iterator[Code]:
    """Yield the codes that are no part of a marked word."""
    starts = [mark.start for mark in marks]
    for code in codes:
        at = bisect_right(starts, code.start) - 1
        if at < 0 or marks[at].end <= code.start:
            yield code


def _meant(codes: Iterable[Code], shown: Mapping[str, Security]) -> list[Code]:
    """Return codes of which digits alone mean what is marked with these digits, if anything."""
    marked = {code.partition(".")[0]: each for code, each in shown.items()}
    meant = []
    for code in codes:
        each = marked.get(code.identity.code.partition(".")[0]) if code.bare else None
        if each:
            code = replace(code, identity=Identity(each.code, each.kind, each.market))
        meant.append(code)
    return meant


def _given(
    title: str, title_codes: Sequence[Code], text: str, codes: Sequence[Code]
) -> dict[str, Security]:
    """Return the securities that codes make known, named by the words before these."""
    given: dict[str, Security] = {}
    runs: dict[str, list[str]] = {}
    for source, group in ((title, title_codes), (text, codes)):
        for code in group:
            known = code.identity
            given[known.code] = Security(known.code, known.code, known.kind, known.market, "")
            if code.bracketed:
                runs.setdefault(known.code, []).append(name_before(source, code.start))
    for each, words in runs.items():
        given[each] = replace(given[each], name=agreed_name(words, title, text) or each)
    return given


def _nameless(
    text: str, codes: Iterable[Code], places: Iterable[NamedPlace], known: Mapping[str, Security]
) -> Iterator[NamedPlace]:
    """Yield the places of codes that have no name of their security beside them."""
    places = list(places)
    beside = {(edge, place.security.code) for place in places for edge in (place.start, place.end)}
    for code in codes:
        start = code.start
        while start and text[start - 1].isspace():
            start -= 1
        edges = {start} if code.bracketed else {start, code.start, code.end}
        if not any((edge, code.identity.code) in beside for edge in edges):
            yield NamedPlace(code.start, code.end, known[code.identity.code])
