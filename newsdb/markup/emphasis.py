"""CommonMark's emphasis, for text in which words are not set apart by spaces.

CommonMark asks for a space or punctuation outside of marks whose inside ends with punctuation:
it does not close `**重点：**后文`. Here, as in the proposal "CJK-friendly emphasis"
(https://github.com/tats-u/markdown-cjk-friendly), full-width punctuation counts as letters, and a
Chinese, Japanese or Korean character counts as the edge of a word. As in kramdown, `**` also ends
what is bold behind a no-break space, and between punctuation and a letter, as in `**Update:**more`.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

ENDS = frozenset(".:;,!?)]\u00a0")


def emphasis(state: StateInline, silent: bool) -> bool:
    """Take a run of `*` or `_`: the rule of markdown-it's inline parser, by its protocol."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = flanks(before, after), flanks(after, before)
    if marker == "_":
        # Underscores occur inside words, too: they are marks only at a word's edge.
        opens, closes = (
            opens and (not closes or is_punctuation(before)),
            closes and (not opens or is_punctuation(after)),
        )
    length = end - state.pos
    if marker == "*" and length == 2 and not closes:
        closes = ends_bold(state.src, state.pos)
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, len(state.tokens) - 1, -1, opens, closes)
        )
    state.pos = end
    return True


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Take a run of `~~`: the rule of markdown-it's inline parser, with the edges of `emphasis`."""
    if silent or not state.src.startswith("~~", state.pos):
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == "~":
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = flanks(before, after), flanks(after, before)
    pairs, single = divmod(end - state.pos, 2)
    if single:
        state.push("text", "", 0).content = "~"
    for _ in range(pairs):
        state.push("text", "", 0).content = "~~"
        state.delimiters.append(Delimiter(ord("~"), 0, len(state.tokens) - 1, -1, opens, closes))
    state.pos = end
    return True


def ends_bold(text: str, position: int) -> bool:
    """Return whether `**` at a position ends what is bold, although CommonMark would not say so.

    The `**` before must begin a word, and there must be letters between them.
    """
    if not position or text[position - 1] not in ENDS:
        return False
    start = text.rfind("**", 0, position) + 2
    inside = text[start:position]
    if start < 2 or inside[0].isspace() or text[max(0, start - 3)].isalnum():
        return False
    return any(map(str.isalpha, inside))


@lru_cache(maxsize=4096)
def flanks(outside: str, inside: str) -> bool:
    """Return whether marks between two characters may belong to the text on the inside."""
    if inside.isspace():
        return False
    return not is_sign(inside) or outside.isspace() or is_sign(outside) or is_wide(outside)


def is_wide(character: str) -> bool:
    """Return whether a character is East Asian: written as wide as it is high."""
    return east_asian_width(character) in "WFH"


def is_sign(character: str) -> bool:
    """Return whether a character is punctuation or a symbol, and not a full-width one."""
    return is_punctuation(character) and not is_wide(character)


def is_punctuation(character: str) -> bool:
    """Return whether a character is punctuation or a symbol, of any width."""
    return category(character)[0] in "PS"


QUOTES = "“”‘’…—"


def goes_on(before: str, after: str) -> bool:
    """Return whether a text goes on without a space from one line to the next.

    It does between two wide characters; quotation marks are as wide as their neighbours.
    """
    if not before or not after:
        return False
    wide = is_wide(before), is_wide(after)
    return any(wide) and (wide[0] or before in QUOTES) and (wide[1] or after in QUOTES)
