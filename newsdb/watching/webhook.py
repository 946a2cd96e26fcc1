"""Sending JSON to a webhook, with bounded time and attempts.

The publisher names the URL, so that it may be of a private network; where a server redirects to is
not followed. A URL may hold a secret: messages have only its host.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from newsdb import __version__
from newsdb.config import PROG_NAME
from newsdb.exceptions import WebhookError

TIMEOUT = 15.0
"""In seconds, for a whole attempt."""
RETRY_DELAYS = (1.0, 4.0)
"""In seconds, before the second and the third attempt."""
TEMPORARY = frozenset({408, 425, 429, *range(500, 600)})
"""Statuses after which another attempt may succeed (RFC 9110, RFC 6585)."""


def host_of(url: str) -> str:
    """Return the part of a URL that messages may have, '' for an invalid URL."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def send(
    url: str, body: bytes, delays: Sequence[float] = RETRY_DELAYS, timeout: float = TIMEOUT
) -> None:
    """Send JSON by POST, again after each of the delays if that may help.

    Raises WebhookError if no attempt was answered with a status of 200 to 299.
    """
    host = host_of(url)
    for delay in (*delays, None) if host else ():
        may_help = True
        try:
            status = asyncio.run(_attempt(url, body, timeout))
        except (asyncio.TimeoutError, httpx.TimeoutException):
            reason = f"did not answer within {timeout:g} seconds"
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError):
            break
        except httpx.HTTPError as error:
            # The message of an error may have the URL.
            reason = f"cannot be reached ({type(error).__name__})"
        else:
            if 200 <= status < 300:
                return
            reason, may_help = f"answered {status}", status in TEMPORARY
        if delay is None or not may_help:
            raise WebhookError(f"the webhook at {host} {reason}")
        time.sleep(delay)
    raise WebhookError("the webhook has an invalid URL")


async def _attempt(url: str, body: bytes, timeout: float) -> int:
    """Return the status of the response; its body is not read."""

    async def post() -> int:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"{PROG_NAME}/{__version__}",
        }
        async with (
            httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            return response.status_code

    return await asyncio.wait_for(post(), timeout)
