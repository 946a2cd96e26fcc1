"""Colours for code: Pygments marks what each piece of it is, static/site.css says how it looks."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from time import thread_time

from markdown_it.token import Token
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

LANGUAGES = frozenset(
    "bash c c++ clojure cpp cs csharp css diff docker dockerfile elixir erlang go golang graphql "
    "haskell html http ini java javascript js json jsx julia kotlin latex lisp lua makefile nginx "
    "objc objective-c ocaml perl php powershell protobuf py python python3 r rb ruby rs rust scala "
    "scheme sh shell sql swift tex toml ts tsx typescript vim xml yaml yml zig zsh".split()
)
"""Whose code is marked; a post names one behind the opening fence. Others stay plain."""
MAX_CODE_LENGTH = 10_000
"""In characters, of all code of a text that is marked; the rest stays plain."""
MAX_SECONDS = 0.25
"""CPU time for all code of a text. What people write takes a hundredth of a second; a few things
that they do not, such as thousands of empty lines, take time that grows with its square."""
CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)
FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def mark_code(tokens: list[Token]) -> None:
    """Mark the code of fenced blocks that name a known language."""
    rest = MAX_CODE_LENGTH
    deadline = thread_time() + MAX_SECONDS
    for token in tokens:
        language = token.info.strip().partition(" ")[0].lower() if token.type == "fence" else ""
        if language in LANGUAGES and (lexer := find_lexer(language)):
            if len(token.content) > rest:
                continue
            rest -= len(token.content)
            marked = highlight_code(token.content, lexer, deadline)
            if marked is None:
                return
            token.type = "html_block"
            token.content = f"<pre><code>{marked}</code></pre>\n"


def highlight_code(code: str, lexer: Lexer, deadline: float) -> str | None:
    """Return code as HTML, or None if that takes longer than until `deadline` (thread_time)."""
    pieces = []
    for piece in lexer.get_tokens(code):
        if thread_time() > deadline:
            return None
        pieces.append(piece)
    out = StringIO()
    FORMATTER.format(pieces, out)
    return out.getvalue()


@lru_cache(maxsize=len(LANGUAGES))
def find_lexer(language: str) -> Lexer | None:
    """Return what splits code of a language into its pieces, or None if nothing does."""
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
