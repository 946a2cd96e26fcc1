"""Shortcodes in the text of a WordPress post: the HTML that replaces those of WordPress itself.

https://codex.wordpress.org/Shortcode_API. Others come from plugins; the text between a pair of them
stays. An export does not say which there are, so that one is known by what text hardly ever has:
quoted attributes, an end tag, a hyphen or underscore in its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TypedDict

from newsdb.models import Problem

Attributes = dict[str, str]
CODE_NAMES = ("code", "sourcecode", "source", "highlight")
"""Those of the usual plugins for source code; what is between them is no markup."""
TOKEN = re.compile(
    r"(?P<apart><(?P<element>pre|script|style|code)\b.*?(?:</(?P=element)\s*>|\Z))"
    r"|(?P<block><!--\s+wp:(?P<block_name>[a-z][\w/-]*)(?:\s+\{[^<>]*\})?\s+/-->)"
    r"|\[(?P<escaped>\[)?(?P<closes>/)?(?P<name>[a-z][\w-]*)"
    r"(?P<arguments>(?:[\s=/][^\[\]]*)?)\](?(escaped)\])",
    re.IGNORECASE | re.DOTALL,
)
QUOTES = "\"'“”„″‘’′"
ATTRIBUTE = re.compile(
    rf"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|([^\s\"']+))"
    r"|\"([^\"]*)\"|([^\s\"']+)"
)
QUOTED_ATTRIBUTE = re.compile(rf"\s[\w-]+=[{QUOTES}]")
IMAGE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)", re.IGNORECASE)
MEDIA_SOURCES = (
    *("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "mp3", "m4a", "ogg", "wav", "wma"),
    *("opus", "flac"),
)
EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "soundcloud": "",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "",
    "instagram": "",
    "facebook": "",
    "spotify": "",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "",
}
"""Services whose shortcodes name a URL, or an id that is part of one."""
MAX_DEPTH = 50
MAX_PROBLEMS = 20


class Attachment(TypedDict, total=False):
    """A file of the site's media library: its URL, type (MIME), caption and alternative text."""

    url: str
    type: str
    caption: str
    alt: str


@dataclass(slots=True)
class _Open:
    """A shortcode that may be closed later, and the text since."""

    name: str
    attributes: Attributes
    tag: str
    pieces: list[str] = field(default_factory=list)


class WordPressExpander:
    """Expands the shortcodes of one post to HTML."""

    def __init__(self, attachments: Mapping[str, Attachment], own: list[str]) -> None:
        """Take the attachments by id, and the ids of those that were uploaded to the post."""
        self.attachments = attachments
        self.own = own
        self.left_out: dict[str, list[str]] = {}

    def problems(self) -> tuple[Problem, ...]:
        """Return what was left out: a sentence for each kind, with the tags as they were."""
        return tuple(
            Problem("template", detail, raw="\n".join(tags).encode("utf-8", "replace"))
            for detail, tags in self.left_out.items()
        )

    def expand(self, text: str) -> str:
        """Return a text with its shortcodes expanded. `[[name]]` is a shortcode as text."""
        lower = text.lower()
        closers = {match["name"].lower() for match in TOKEN.finditer(text) if match["closes"]}
        opened = [_Open("", {}, "")]
        end = 0
        while match := TOKEN.search(text, end):
            opened[-1].pieces.append(text[end : match.start()])
            end = match.end()
            name, tag = (match["name"] or "").lower(), match[0]
            if match["escaped"]:
                opened[-1].pieces.append(tag[1:-1])
            elif match["block"]:
                block = match["block_name"]
                self._leave_out(f"the block {block} has no text in the export", tag)
            elif match["apart"] or not _is_shortcode(match, closers):
                opened[-1].pieces.append(tag)
            elif match["closes"]:
                if not self._close(opened, name):
                    opened[-1].pieces.append(tag)
            elif name in CODE_NAMES:
                # Here, the closer may come before the opener: then there is no pair.
                stop = lower.find(f"[/{name}]", end) if name in closers else -1
                if stop < 0:
                    closers.discard(name)
                    opened[-1].pieces.append(tag)
                else:
                    opened[-1].pieces.append(_code(_attributes(match), text[end:stop]))
                    end = stop + len(name) + 3
            elif name in closers and not tag.endswith("/]") and len(opened) <= MAX_DEPTH:
                opened.append(_Open(name, _attributes(match), tag))
            else:
                opened[-1].pieces.append(self._written(name, _attributes(match), None, tag))
        opened[-1].pieces.append(text[end:])
        while len(opened) > 1:  # it was never closed, so that what follows is not in it
            last = opened.pop()
            written = self._written(last.name, last.attributes, None, last.tag)
            opened[-1].pieces += [written, *last.pieces]
        return "".join(opened[0].pieces)

    def _close(self, opened: list[_Open], name: str) -> bool:
        """End the innermost pair of a name; False if none is open. What is open in it ends, too."""
        if not any(each.name == name for each in opened[1:]):
            return False
        while True:
            last = opened.pop()
            inner = "".join(last.pieces)
            if last.name == name:
                opened[-1].pieces.append(self._written(name, last.attributes, inner, last.tag))
                return True
            written = self._written(last.name, last.attributes, None, last.tag)
            opened[-1].pieces += [written, inner]

    def _written(self, name: str, attributes: Attributes, inner: str | None, tag: str) -> str:
        """Return what replaces a shortcode; `inner` is None if it is not a pair."""
        if name in ("caption", "wp_caption"):
            return _caption(attributes, inner or "")
        if name in ("gallery", "playlist"):
            return self._gallery(name, attributes, tag)
        if name in ("audio", "video"):
            written = self._media(name, attributes)
        elif name == "embed" or name in EMBEDS:
            written = _embed(name, attributes, inner)
        else:
            self._leave_out(f"the shortcode {name} is not known", tag)
            return inner or ""
        if not written:
            self._leave_out(f"the shortcode {name} names no URL", tag)
            return inner or ""
        return written

    def _gallery(self, name: str, attributes: Attributes, tag: str) -> str:
        """Return the files of a gallery, or playlist: those it names, else the post's own."""
        wanted = attributes.get("ids") or attributes.get("include") or ""
        excluded = set(re.findall(r"\d+", attributes.get("exclude", "")))
        kind = "image" if name == "gallery" else attributes.get("type", "audio")
        numbers = re.findall(r"\d+", wanted) or [
            each
            for each in self.own
            if each not in excluded and self.attachments[each].get("type", "").startswith(kind)
        ]
        written = []
        for number in numbers:
            if number in self.attachments:
                written.append(shown(self.attachments[number]))
            else:
                self._leave_out(f"attachment {number} is not in the export", tag)
        if not numbers:
            self._leave_out(f"the shortcode {name} names no files", tag)
        return "\n\n" + "\n\n".join(written) + "\n\n" if written else ""

    def _media(self, name: str, attributes: Attributes) -> str:
        url = next((attributes[each] for each in MEDIA_SOURCES if attributes.get(each)), "")
        if not url:
            # WordPress then plays the first file of this kind that was uploaded to the post.
            files = [self.attachments[each] for each in self.own]
            url = next((f["url"] for f in files if f.get("type", "").startswith(name)), "")
        return f'\n\n<p><{name} src="{escape(url)}"></{name}></p>\n\n' if url else ""

    def _leave_out(self, cause: str, tag: str) -> None:
        detail = f"{cause}; it was left out"
        if detail in self.left_out or len(self.left_out) < MAX_PROBLEMS:
            self.left_out.setdefault(detail, []).append(tag)


def shown(attachment: Attachment) -> str:
    """Return the HTML that shows an attachment: a block."""
    url, family = escape(attachment["url"]), attachment.get("type", "").partition("/")[0]
    caption, alt = attachment.get("caption", ""), attachment.get("alt", "")
    if family in ("audio", "video"):
        return f'<p><{family} src="{url}"></{family}></p>'
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{url}" alt="{escape(alt)}">{below}</figure>'


def _is_shortcode(match: re.Match[str], closers: set[str]) -> bool:
    name = match["name"].lower()
    if name in KNOWN or match["closes"]:
        return True
    return (
        name in closers
        or "-" in name
        or "_" in name
        or match["arguments"].endswith("/")
        or QUOTED_ATTRIBUTE.search(unescape(match["arguments"])) is not None
    )


def _attributes(match: re.Match[str]) -> Attributes:
    """Return what a shortcode is given: values by their names, in lower case, others by number."""
    found: Attributes = {}
    text = unescape(match["arguments"]).strip().removesuffix("/")
    # [youtube=https://…]
    text = text[1:] if text.startswith("=") else text
    for name, *values, quoted, bare in ATTRIBUTE.findall(text):
        if name:
            found[name.lower()] = next(filter(None, values), "")
        else:
            found[f"{sum(key.isdecimal() for key in found)}"] = quoted or bare
    return found


def _caption(attributes: Attributes, inner: str) -> str:
    """Return an image as a figure, with the caption that follows it, or is an attribute."""
    image = IMAGE.match(inner)
    if not image:
        return inner
    caption = inner[image.end() :].strip() or escape(attributes.get("caption", ""))
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"\n\n<figure>{image[1]}{below}</figure>\n\n"


def _embed(name: str, attributes: Attributes, inner: str | None) -> str:
    """Return a link to what a shortcode embeds, "" if it names no URL."""
    url = (inner or "").strip() or next(
        (attributes[each] for each in ("src", "url", "href", "id", "0") if attributes.get(each)), ""
    )
    if not re.match(r"https?://", url):
        pattern = EMBEDS.get(name, "")
        url = pattern.format(url) if pattern and re.fullmatch(r"[\w/-]+", url) else ""
    if not url or re.search(r"[\s<>\"]", url):
        return ""
    return f'<a href="{escape(url)}">{escape(url)}</a>'


def _code(attributes: Attributes, code: str) -> str:
    language = attributes.get("language") or attributes.get("lang") or attributes.get("0") or ""
    kind = f' class="language-{language}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    text = escape(unescape(code), quote=False)
    return f"\n\n<pre><code{kind}>{text.strip(chr(10))}</code></pre>\n\n"


KNOWN = {
    *("caption", "wp_caption", "gallery", "playlist", "audio", "video", "embed"),
    *EMBEDS,
    *CODE_NAMES,
}
