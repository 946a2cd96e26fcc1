"""What a feed document says, whatever its format: plain data between parsers and posts."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from newsdb.text import unescape

RECORD = "_newsdb"
"""Where an entry of a feed of ours holds the whole record of its post."""
MARKUP = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
"""Tags, and what is text only to programs."""
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Document:
    """A feed: its entries, the URL of its home page, and what is wrong with it, '' if nothing.

    `is_own` says whether newsdb wrote it. `missing` says that a part of it did not arrive,
    `note` of what was repaired.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    is_own: bool = False
    home: str = ""
    missing: str = ""
    note: str = ""


def url_path(url: str) -> str:
    """Return the path of an http(s) URL, or '' for anything else."""
    return urlsplit(url).path if url_host(url) else ""


def url_host(url: str) -> str:
    """Return the host of an http(s) URL, or '' for anything else."""
    try:
        return (urlsplit(url).hostname or "") if re.match(r"(?i:https?)://", url) else ""
    except ValueError:
        return ""


def web_url(url: Any, base: str = "") -> str | None:
    """Return an http(s) URL as it is, or resolved against `base`; None for anything else."""
    text = joined_line(url)
    try:
        whole = urljoin(base, text) if text and base else text
    except ValueError:
        return None
    return whole if url_host(whole) else None


def joined_line(text: Any) -> str:
    """Return a text, or a number, as one line; '' for anything else."""
    if isinstance(text, str):
        return " ".join(text.split())
    return str(text) if isinstance(text, int) else ""


def plain_line(text: Any, kind: Any) -> str:
    """Return a title or summary of a media type as one line of text."""
    text = text if isinstance(text, str) else ""
    if kind in ("text/html", "application/xhtml+xml"):
        text = unescape(MARKUP.sub("", text))
    return joined_line(text)


def as_html(value: Any, kind: Any) -> str:
    """Return content as HTML: plain text becomes paragraphs.

    What is called HTML, and has line breaks and no tags, is such text with entities.
    """
    text: str = (value if isinstance(value, str) else "").strip()
    if kind == "text/plain":
        text = escape(text, quote=False)
    elif "\n" not in text or "<" in text:
        return text
    blocks = re.split(r"\n[ \t]*\n\s*", text)
    return "".join(f"<p>{block}</p>".replace("\n", "<br>") for block in blocks if block)


def language(*candidates: Any) -> str | None:
    """Return the first of the candidates that is a language tag (BCP 47)."""
    return next(
        (each for each in map(joined_line, candidates) if each and LANGUAGE.fullmatch(each)), None
    )


def names(values: Any) -> list[str]:
    """Return distinct names without entities; e-mail addresses are left out."""
    found = (unescape(joined_line(each)) for each in values)
    return list(dict.fromkeys(each for each in found if each and "@" not in each))


def enclosed(files: list[tuple[Any, Any]], body: str) -> str:
    """Return the HTML of a feed's images and files that the body does not show.

    What is no URL of a file on the web, or relative to one, is left out.
    """
    shown: dict[str, str] = {}
    text = unescape(body)
    for url, kind in files:
        address = joined_line(url)
        if not web_url(address, "http://base.invalid/") or address in shown:
            continue
        if re.search(rf"{re.escape(address)}(?=[\s\"'<>)]|$)", text):
            continue
        family = media_family(address, joined_line(kind))
        quoted = escape(address)
        if family == "image":
            shown[address] = f'<p><img src="{quoted}"></p>'
        elif family in ("audio", "video"):
            shown[address] = f'<p><{family} src="{quoted}"></{family}></p>'
        else:
            label = unquote(url_path(address).rpartition("/")[2]) or address
            shown[address] = f'<p><a href="{quoted}">{escape(label)}</a></p>'
    return "".join(shown.values())


def media_family(url: str, kind: str) -> str:
    """Return the family of a file's media type: what is declared, else what its name shows."""
    if kind in ("", "application/octet-stream"):
        kind = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return kind.partition("/")[0].lower()
