"""What shortcodes and tags that come with a generator become in the text of a post."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

FENCE = re.compile(r"`{3,}")
# Hexo's captions: a name or title, a URL, and a text for it.
CAPTION = re.compile(
    r"(?P<name>.*?)(?<!\s)\s*(?P<url>https?://\S+)(?:\s+(?P<text>.+))?", re.IGNORECASE
)
OPTION = re.compile(r"\w+:(?!//).*")


@dataclass(slots=True)
class Arguments:
    """What a shortcode is given: by name, and by position (from `0`)."""

    named: dict[str, str] = field(default_factory=dict)
    positional: list[str] = field(default_factory=list)

    def get(self, *names: str, position: int | None = None) -> str:
        """Return the first argument of a name that is there, else the one at a position."""
        for name in names:
            if name in self.named:
                return self.named[name]
        in_place = position is not None and position < len(self.positional)
        return self.positional[position or 0] if in_place else ""


def _fence(language: str, code: str) -> str:
    ticks = "`" * max([3, *(len(run) + 1 for run in FENCE.findall(code))])
    return f"\n\n{ticks}{language}\n{code.strip(chr(10))}\n{ticks}\n\n"


def _highlight(arguments: Arguments, inner: str | None) -> str:
    return _fence(arguments.get("lang", position=0), inner or "")


def _codeblock(arguments: Arguments, inner: str | None) -> str:
    words = arguments.positional
    language = next((word[5:] for word in words if word.startswith("lang:")), "")
    title, link = _caption(" ".join(word for word in words if OPTION.fullmatch(word) is None))
    above = " ".join(filter(None, (_code(title) if title else "", link)))
    return (f"\n\n{above}" if above else "") + _fence(language, inner or "")


def _caption(text: str) -> tuple[str, str]:
    """Return the title of a caption, and the link in it as Markdown, '' if there is none."""
    match = CAPTION.fullmatch(text)
    return (match["name"], f"[{match['text'] or 'link'}]({match['url']})") if match else (text, "")


def _code(text: str) -> str:
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{ticks} {text} {ticks}" if "`" in text else f"{ticks}{text}{ticks}"


def _figure(arguments: Arguments, inner: str | None) -> str:
    source, title = arguments.get("src", position=0), arguments.get("title")
    alt = arguments.get("alt") or arguments.get("caption")
    image = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    if link := arguments.get("link"):
        image = f'<a href="{escape(link)}">{image}</a>'
    caption = " ".join(filter(None, (title, arguments.get("caption"), arguments.get("attr"))))
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"\n\n<figure>{image}{below}</figure>\n\n"


def _image(arguments: Arguments, inner: str | None) -> str:
    words = [word for word in arguments.positional if not word.isdigit()]
    at = next((at for at, word in enumerate(words) if "/" in word or "." in word), len(words))
    source = words[at] if at < len(words) else ""
    # A title and an alternative text, each in quotation marks, or one text without any.
    texts = words[at + 1 :]
    alt = texts[-1] if any(" " in text for text in texts) else " ".join(texts)
    alt = alt.strip('"').rpartition('" "')[2]
    return f"![{alt}]({source.replace(' ', '%20')})" if source else ""


def _hexo_link(arguments: Arguments, inner: str | None) -> str:
    words = arguments.positional
    at = next((at for at, word in enumerate(words) if "://" in word or "/" in word), len(words))
    text = " ".join(words[:at])
    return f"[{text or words[at]}]({words[at]})" if at < len(words) else text


def _embed(pattern: str) -> Callable[[Arguments, str | None], str]:
    def written(arguments: Arguments, inner: str | None) -> str:
        name = arguments.get("id", "user", "url", position=0)
        more = arguments.get(position=1)
        if not name or name.startswith(("http://", "https://")):
            return _link_to(name)
        path = quote(f"{name}/{more}" if "gist" in pattern and more else name, safe="/@:.")
        return f"<{pattern.format(path)}>"

    return written


def _frame(arguments: Arguments, inner: str | None) -> str:
    return _link_to(arguments.get("src", "url", position=0))


def _link_to(url: str) -> str:
    return f"<{url}>" if url.startswith(("http://", "https://")) else ""


def _quote(arguments: Arguments, inner: str | None) -> str:
    author, link = _caption(" ".join(arguments.positional))
    by = " ".join(filter(None, (author, link)))
    return f"\n\n{_quoted(inner)}\n>\n> {by}\n\n" if by else _pull_quote(arguments, inner)


def _pull_quote(arguments: Arguments, inner: str | None) -> str:
    return f"\n\n{_quoted(inner)}\n\n"


def _quoted(inner: str | None) -> str:
    lines = (inner or "").strip().split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _inner(arguments: Arguments, inner: str | None) -> str:
    return inner or ""


def _tweet(arguments: Arguments, inner: str | None) -> str:
    user, name = arguments.get("user"), arguments.get("id", position=0)
    return f"<https://twitter.com/{quote(user or 'i')}/status/{quote(name)}>" if name else ""


KNOWN: dict[str, Callable[[Arguments, str | None], str]] = {
    "figure": _figure,
    "highlight": _highlight,
    "codeblock": _codeblock,
    "code": _codeblock,
    "img": _image,
    "asset_img": _image,
    "link": _hexo_link,
    "blockquote": _quote,
    "quote": _quote,
    "pullquote": _pull_quote,
    "raw": _inner,
    "note": _inner,
    "more": lambda arguments, inner: "<!--more-->",
    "youtube": _embed("https://www.youtube.com/watch?v={}"),
    "vimeo": _embed("https://vimeo.com/{}"),
    "gist": _embed("https://gist.github.com/{}"),
    "jsfiddle": _embed("https://jsfiddle.net/{}"),
    "instagram": _embed("https://www.instagram.com/p/{}"),
    "iframe": _frame,
    "tweet": _tweet,
    "twitter": _tweet,
    "x": _tweet,
}
