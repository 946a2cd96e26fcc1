"""Feed servers on this machine, each URL of which misbehaves in the way that it names."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>早报</title>'
    "<link>http://{name}.example/</link>{items}</channel></rss>"
)
ITEM = (
    "<item><title>{title}</title><link>http://{name}.example/{number}</link>"
    "<guid>http://{name}.example/{number}</guid><description>正文{number}</description></item>"
)
BOMB = gzip.compress(bytes(2**23))
BROTLI_BOMB = brotli.compress(bytes(2**28), quality=1)
PAGE = '<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="{}">'


def feed(name: str, title: str = "题", numbers: tuple[int, ...] = (1, 2)) -> str:
    items = "".join(ITEM.format(name=name, number=each, title=title) for each in numbers)
    return RSS.format(name=name, items=items)


class Handler(BaseHTTPRequestHandler):
    """Answers `/kind/name` as the kind says."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.seen.append(self.path)
        _, kind, name = self.path.split("/")
        answer: Callable[[str], None] = getattr(self, f"send_{kind}")
        with suppress(OSError):
            answer(name)

    def log_message(self, *_: object) -> None:
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_good(self, name: str) -> None:
        self.send(feed(name).encode())

    def send_conditional(self, name: str) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            self.send(b"", 304)
        else:
            self.send(feed(name).encode(), ETag='"1"')

    def send_gzip(self, name: str) -> None:
        self.send(gzip.compress(feed(name).encode()), Content_Encoding="gzip")

    def send_deflate(self, name: str) -> None:
        self.send(zlib.compress(feed(name).encode()), Content_Encoding="deflate")

    def send_brotli(self, name: str) -> None:
        self.send(brotli.compress(feed(name).encode()), Content_Encoding="br")

    def send_cutbrotli(self, name: str) -> None:
        self.send(brotli.compress(feed(name).encode())[:-20], Content_Encoding="br")

    def send_brotlibomb(self, name: str) -> None:
        self.send(BROTLI_BOMB, Content_Encoding="br")

    def send_zstd(self, name: str) -> None:
        self.send(b"x", Content_Encoding="zstd")

    def send_cutgzip(self, name: str) -> None:
        self.send(gzip.compress(feed(name).encode())[:-20], Content_Encoding="gzip")

    def send_bomb(self, name: str) -> None:
        self.send(BOMB, Content_Encoding="gzip")

    def send_doublebomb(self, name: str) -> None:
        self.send(gzip.compress(BOMB), Content_Encoding="gzip, gzip")

    def send_truncated(self, name: str) -> None:
        self.send(feed(name).encode()[:-70])

    def send_closed(self, name: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(feed(name).encode())

    def send_image(self, name: str) -> None:
        self.send(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Content_Type="application/rss+xml")

    def send_page(self, name: str) -> None:
        self.send(PAGE.format(f"/good/{name}").encode(), Content_Type="text/html")

    def send_emptypage(self, name: str) -> None:
        self.send(b"<html><title>T</title></html>")

    def send_loop(self, name: str) -> None:
        self.send(b"", 302, Location=self.path)

    def send_moved(self, name: str) -> None:
        self.send(b"", 301, Location=f"/good/{name}")

    def send_elsewhere(self, name: str) -> None:
        self.send(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def send_file(self, name: str) -> None:
        self.send(b"", 302, Location="file:///etc/passwd")

    def send_gone(self, name: str) -> None:
        self.send(b"", 410)

    def send_busy(self, name: str) -> None:
        self.send(b"", 503, Retry_After="3600")

    def send_missing(self, name: str) -> None:
        self.send(b"", 404)

    def send_gbk(self, name: str) -> None:
        self.send(feed(name, "央行宣布下调存款准备金率").encode("gb18030"))

    def send_slow(self, name: str) -> None:
        """Trickle headers."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            self.wfile.write(f"X-{number}: 1\r\n".encode())
            time.sleep(0.1)

    def send_trickle(self, name: str) -> None:
        """Trickle the body."""
        self.send_response(200)
        self.end_headers()
        for each in feed(name).encode():
            self.wfile.write(bytes([each]))
            time.sleep(0.1)

    def send_endless(self, name: str) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b" " * 2**16)


@contextmanager
def serving() -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of a server, and the list of the paths that are requested."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.seen = True, []
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.seen
    finally:
        server.shutdown()
        server.server_close()
