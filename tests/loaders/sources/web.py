"""A web server on this machine, and what may go wrong with it."""

from __future__ import annotations

import http.server
import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

Web = tuple[str, Path]
REQUESTS: list[str] = []
POST = b"---\ntitle: Title\n---\nText\n"
A, B = "_posts/2020-01-01-a.md", "old_post/2020-01-02-b.md"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, POST)
    return buffer.getvalue()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and what may go wrong with a server."""

    def do_GET(self) -> None:
        name = urlsplit(self.path).path.rpartition("/")[2]
        if name == "silent.zip":
            time.sleep(2)
        elif name in ("endless.zip", "endless.md"):
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(bytes(2**16))
        elif "/forbidden" in self.path:
            self.send_error(403)
        elif "/round/" in self.path:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b'<a href="round/">again</a>')
        elif name.startswith("broken"):
            self.send_error(500)
        else:
            with suppress(ConnectionError):
                super().do_GET()

    def log_message(self, *_: object) -> None:
        """Remember the request, and print nothing."""
        REQUESTS.append(f"{self.command} {self.path}")
