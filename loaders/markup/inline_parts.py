"""Links, images and marks of a paragraph, to compare the source with what is written for it."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it.token import Token

from loaders.markup.inline_runs import MARKS
from loaders.markup.tags import TAG
from loaders.markup.tree import lost_in, tree_of
from loaders.markup.visible import canonical_url
from newsdb.markup.allowed import INLINE

OPENED = {"strong_open": "strong", "em_open": "em", "s_open": "del", "code_inline": "code"}
# An abbreviation without a title marks nothing; a link and an image are no marks.
NO_MARKS = frozenset({"a", "abbr", "br", "img"})


@dataclass(slots=True)
class Part:
    """A link or an image with its URL, or a mark with its name."""

    kind: str
    value: str


def parts_of(children: list[Token]) -> list[Part]:
    """Return the links, images and marks among inline tokens, in order; none with nothing in it."""
    parts: list[Part] = []
    # Of elements that are open: the name, how much was to be seen before, and its part.
    opened: list[tuple[str, int, Part]] = []
    seen = 0
    for child in children:
        if child.type == "link_open":
            parts.append(Part("links", canonical_url(f"{child.attrs['href']}")))
        elif child.type in OPENED:
            parts.append(Part("marks", OPENED[child.type]))
        elif child.type == "image":
            parts.append(Part("images", canonical_url(f"{child.attrs['src']}")))
        elif child.type == "html_inline" and (tag := TAG.fullmatch(child.content)):
            name = tag["name"].lower()
            if tag["close"]:
                while any(name == each for each, _, _ in opened):
                    last, before, empty = opened.pop()
                    if before == seen:
                        parts = [each for each in parts if each is not empty]
                    if last == name:
                        break
            elif part := _part_of(name, child.content):
                parts.append(part)
                if part.kind != "images":
                    opened.append((name, seen, part))
            seen += name == "img"
            continue
        seen += child.type == "image" or bool(child.content.strip())
    return parts


def _part_of(name: str, html: str) -> Part | None:
    if name in ("a", "img"):
        attribute = "href" if name == "a" else "src"
        tree = tree_of(html)
        found = tree.find(f".//{name}")
        url = found.get(attribute) if found is not None else " ".join(lost_in(tree))
        return Part("links" if name == "a" else "images", canonical_url(url)) if url else None
    mark = MARKS.get(name, name if name in INLINE else "")
    return Part("marks", mark) if mark and name not in NO_MARKS else None


def changed_parts(before: list[Token], after: list[Token]) -> list[str]:
    """Return in sentences which kinds of parts are not the same, each with the first that is not.

    Parts of a kind may be in another order.
    """
    old, new = parts_of(before), parts_of(after)
    changed = []
    for kind in ("links", "images", "marks"):
        values = ([part.value for part in parts if part.kind == kind] for parts in (old, new))
        changed += changed_values(kind, *values)
    return changed


def changed_values(kind: str, before: list[str], after: list[str]) -> list[str]:
    """Return a sentence with the first value of a kind of part that is not the same, if any."""
    old, new = sorted(before), sorted(after)
    if old == new:
        return []
    pairs = zip(old, new, strict=False)
    shorter = min(len(old), len(new))
    at = next((at for at, (left, right) in enumerate(pairs) if left != right), shorter)
    was, became = (" ".join(each[at : at + 1]) or "none" for each in (old, new))
    return [f"{kind} are not those of the source: “{was}” became “{became}”"]
