"""What makes the parser faster, and changes none of its tokens, but for how entities were written.

markdown-it asks each rule at each mark and on each line, though most rules take only what begins
with a certain character; it reads URLs character by character, and looks for marks in texts that
have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

from markdown_it import MarkdownIt, helpers
from markdown_it.common.utils import normalizeReference, unescapeAll
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore, normalize
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.autolink import autolink
from markdown_it.rules_inline.entity import entity
from markdown_it.token import Token

BlockRule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]

INLINE = {
    "newline": "\n",
    "math": "$",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "attributes": "{",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
"""What rules within a paragraph begin with; all others are asked only where none of these is."""
BLOCK = {
    "headless_table": "|",
    "math": "$",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "attributes": "{*^",
    "definition": "[",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""What the lines of a block begin with; all other rules are asked on each line."""
NO_MARKS = re.compile(r"[^\n!$&*<\[\\\]^_`{~]+")
"""A text in which nothing can begin a rule."""
ADDRESS = re.compile(r"<[\w.!#$%&'*+/=?^`{|}~-]+[:@]", re.ASCII)
"""How an autolink begins."""
ENTITIES = {"&nbsp;": "\u00a0", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
PLAIN_ENTITIES = re.compile(f"(?:{'|'.join(ENTITIES)})+")
PLAIN_DEFINITION = re.compile(r"\[(\w[^\[\]\\\n]*)\]:[ \t]*([^\s\x00-\x1f\x7f\\()<&]+)[ \t]*\Z")
TITLES = ('"', "'", "(")
PLAIN_URL = re.compile(r"[^\x00-\x20\x7f\\()<][^\x00-\x20\x7f\\()]*(?=[\x00-\x20\x7f)]|\Z)")


def take_shortcuts(parser: MarkdownIt) -> None:
    """Let a parser, to which no more rules are added, ask only the rules that may match."""
    parser.core.ruler.at("normalize", normalize_some)
    parser.core.ruler.at("inline", inline_or_text)
    parser.inline.ruler.at("autolink", autolink_or_tag)
    parser.inline.ruler.at("entity", common_entities)
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkDestination=link_destination,
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    parser.block.ruler.at("reference", definition_of_link)
    _ask_within_paragraphs(parser)
    _pair_where_marks_are(parser)
    _ask_at_lines(parser)


def normalize_some(state: StateCore) -> None:
    """Replace line ends and NUL as markdown-it does, where there are other than `\\n`."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def inline_or_text(state: StateCore) -> None:
    """Parse what is within paragraphs; where nothing can be a mark, it is a text."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        children: list[Token] = []
        if NO_MARKS.fullmatch(token.content):
            children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, children)
        token.children = children


def autolink_or_tag(state: StateInline, silent: bool) -> bool:
    """Take an autolink as markdown-it does; most `<` begin none."""
    return ADDRESS.match(state.src, state.pos) is not None and autolink(state, silent)


def common_entities(state: StateInline, silent: bool) -> bool:
    """Take an entity as markdown-it does, and the most common ones right as the text they mean."""
    match = PLAIN_ENTITIES.match(state.src, state.pos)
    if match is None:
        return entity(state, silent)
    if not silent:
        names = match[0].split(";")[:-1]
        state.append_pending("".join(ENTITIES[f"{name};"] for name in names))
    state.pos = match.end()
    return True


def definition_of_link(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the definition of a link as markdown-it does; one on a line of its own is quick."""
    at = state.bMarks[start] + state.tShift[start]
    match = PLAIN_DEFINITION.match(state.src, at, state.eMarks[start])
    following = state.bMarks[start + 1] + state.tShift[start + 1]
    if (
        match is None
        or state.is_code_block(start)
        or state.src[following : following + 1] in TITLES
    ):
        return reference(state, start, end, silent)
    if not silent:
        state.line = start + 1
        found = {"title": "", "href": match[2], "map": [start, start + 1]}
        label = normalizeReference(match[1])
        if label not in state.env.setdefault("references", {}):
            state.env["references"][label] = found
        else:
            state.env.setdefault("duplicate_refs", []).append(found | {"label": label})
    return True


def _ask_within_paragraphs(parser: MarkdownIt) -> None:
    ruler = parser.inline.ruler
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    others = tuple(rule for name, rule in rules.items() if name not in INLINE)
    beginning = {
        character: tuple(rule for name, rule in rules.items() if character in INLINE.get(name, ""))
        for character in "".join(INLINE.values())
    }

    def by_character(state: StateInline, silent: bool) -> bool:
        for rule in beginning.get(state.src[state.pos], others):  # noqa: SIM110 any() is slower
            if rule(state, silent):
                return True
        return False

    ruler.push("by_character", by_character)
    ruler.enableOnly("by_character")


def _pair_where_marks_are(parser: MarkdownIt) -> None:
    """Let a parser look for pairs of marks where there are marks only."""
    rules = parser.inline.ruler2.getRules("")

    def pair(state: StateInline) -> None:
        if state.delimiters or any(state.tokens_meta):
            for rule in rules:
                rule(state)

    parser.inline.ruler2.push("pair", pair)
    parser.inline.ruler2.enableOnly("pair")


def _ask_at_lines(parser: MarkdownIt) -> None:
    """Put one rule in the place of all, and one in that of those that end each kind of block."""
    ruler = parser.block.ruler
    starts = {
        rule: BLOCK.get(name)
        for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True)
    }
    chains = ["", *sorted({chain for rule in ruler.__rules__ for chain in rule.alt})]
    for chain, rules in [(chain, ruler.getRules(chain)) for chain in chains]:
        ruler.push(f"by_character {chain}", _at_line(rules, starts), {"alt": [chain]})
    # The parser looks whether there is a rule for code; the first of these always takes the line.
    ruler.enableOnly([*(f"by_character {chain}" for chain in chains), "code"])


def _at_line(rules: list[BlockRule], starts: dict[BlockRule, str | None]) -> BlockRule:
    """Return a rule that asks those of `rules` that may match a line."""
    others = tuple(rule for rule in rules if starts[rule] is None)
    beginning = {
        character: tuple(rule for rule in rules if character in (starts[rule] or character))
        for character in "".join(BLOCK.values())
    }

    def by_character(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        for rule in beginning.get(state.src[at : at + 1], others):
            if rule(state, start, end, silent):
                return True
        return False

    return by_character


def link_destination(text: str, start: int, end: int) -> Any:
    """Return where the URL of a link ends, as markdown-it's function does, and what it is."""
    plain = PLAIN_URL.match(text, start, end)
    if plain is None:
        return helpers.parseLinkDestination(text, start, end)
    return SimpleNamespace(ok=True, pos=plain.end(), str=unescapeAll(plain[0]))
