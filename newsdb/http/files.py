"""Files with ranges, whose transfer ends when the client disconnects."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

from newsdb.http.asgi import Message, Receive, Scope, Send, header

CHUNK = 1 << 18
"""Bytes that are read and sent at a time."""
SEND_TIMEOUT = 60.0
"""In seconds; a client that takes none of the bytes for so long has gone."""
RANGE = re.compile(rb"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.IGNORECASE)


class FileResponse:
    """A response with a file, or with the range of it that was requested (RFC 9110, 14).

    More than one range in a request is ignored, which is allowed: the whole file is sent.
    """

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        path: Path,
        content_type: str,
        etag: str,
        headers: Mapping[str, str],
    ) -> None:
        """Take a file and its strong ETag, in quotes."""
        self.scope, self.receive = scope, receive
        self.path, self.etag = path, etag
        self.headers = {
            **{name.lower(): value for name, value in headers.items()},
            "content-type": content_type,
            "etag": etag,
            "accept-ranges": "bytes",
        }

    async def asgi_send(self, send: Send) -> None:
        """Send the response; it is left incomplete if the client disconnects or stops reading."""
        size = self.path.stat().st_size
        start, end = 0, size
        status, headers = 200, self.headers
        if requested := self.requested_range(size):
            start, end = requested
            status = 206 if start < end else 416
            described = f"{start}-{end - 1}" if status == 206 else "*"
            headers = {**headers, "content-range": f"bytes {described}/{size}"}
        headers = {**headers, "content-length": f"{end - start}"}
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await self.send_bytes(send, start, end)

    def requested_range(self, size: int) -> tuple[int, int] | None:
        """Return first byte and end of the requested range, an empty one if it is past the end.

        None means the whole file.
        """
        headers = self.scope["headers"]
        match = RANGE.fullmatch(header(headers, b"range") or b"")
        if_range = header(headers, b"if-range")
        if not match or (if_range is not None and if_range != self.etag.encode()):
            return None
        if match[3] is not None:
            return max(0, size - int(match[3])), size
        start, last = int(match[1]), int(match[2] or size - 1)
        if match[2] and last < start:
            # Not a valid range: it is ignored.
            return None
        return (start, min(last + 1, size)) if start < size else (size, size)

    async def send_bytes(self, send: Send, start: int, end: int) -> None:
        """Send part of the file."""
        gone = asyncio.ensure_future(disconnected(self.receive))
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                while start < end and not gone.done():
                    content = await asyncio.to_thread(file.read, min(CHUNK, end - start))
                    if not content:
                        # The file was truncated: the client sees that bytes are missing.
                        return
                    start += len(content)
                    await asyncio.wait_for(send(body_part(content)), SEND_TIMEOUT)
        finally:
            gone.cancel()
        if start >= end:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def body_part(content: bytes) -> Message:
    """Return the message with a part of a body, of which there is more."""
    return {"type": "http.response.body", "body": content, "more_body": True}


async def disconnected(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass
