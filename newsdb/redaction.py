"""Removing passwords and tokens from URLs: names of sources and messages are published."""

from __future__ import annotations

import re

# `github://owner:repository@ref/` and `git://` look like a password, and are none.
USER = re.compile(r"(?<!\bgithub)(?<!\bgit)://[^/@\s?#]*@(?:[^/@\s?#]*@)*")
QUERY = re.compile(
    r"(?P<start>\b[a-z][a-z0-9+.-]{0,20}://[^\s?#]*)\?(?P<query>[^\s#]*)(?:#[^\s]*)?", re.I
)
FRAGMENT = re.compile(r"(\bhttps?://[^\s?#]*)#\S*", re.IGNORECASE)
SECRET_NAME = re.compile(
    r"key|token|secret|pass|pwd|auth|sig|cred|session|sid|jwt|bearer|hash|hmac|user|login|email"
    r"|account|ticket|nonce|code|access|private|x-amz|x-goog|^s[a-z]$|^[utkp]$",
    re.IGNORECASE,
)
MAX_PLAIN_VALUE_LENGTH = 24


def redact(text: str) -> str:
    """Return a text whose URLs have no user, password or fragment, and no secret in the query.

    A parameter is dropped if its name is that of a secret, or if its value is long or unusual
    enough to be one; `?format=atom&page=2` stays.
    """
    text = USER.sub("://", text)
    return FRAGMENT.sub(r"\1", QUERY.sub(_without_secrets, text))


def _without_secrets(url: re.Match[str]) -> str:
    kept = [part for part in url["query"].split("&") if part and not _is_secret(part)]
    return url["start"] + ("?" + "&".join(kept) if kept else "")


def _is_secret(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if SECRET_NAME.search(name):
        return True
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and len(value) >= 12
    return mixed or len(value) > MAX_PLAIN_VALUE_LENGTH or len(name) > MAX_PLAIN_VALUE_LENGTH
