"""`deploy/nginx.conf` in a real nginx, before real `newsdb serve` processes, in one folder."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

import httpx
import pytest

from tests.conftest import PATIENT
from tests.paths import TOP

NAME = "news.example.org"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/newsdb.conf;
}}
"""


def free_port() -> int:
    """Return a port that nobody listens on, and that no connection gets for its own end.

    The system gives those from 32768 on, also while a server here is restarted.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass
class Site:
    """A public site in a folder: nginx on `port`, two servers behind it, started by `restart`."""

    folder: Path
    port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])

    @property
    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=f"{self.folder / 'fullchain.pem'}")

    def connect(self, source: str = "127.0.0.1") -> HTTPSConnection:
        """Return a connection that stays open, from any address that begins with 127."""
        connection = HTTPSConnection(NAME, self.port, timeout=60, context=self.trusted)
        plain = socket.create_connection(("127.0.0.1", self.port), 60, (source, 0))
        connection.sock = self.trusted.wrap_socket(plain, server_hostname=NAME)
        return connection

    def ask(
        self,
        path: str,
        headers: dict[str, str] | None = None,
        method: str = "GET",
        source: str = "127.0.0.1",
    ) -> tuple[HTTPResponse, bytes]:
        """Return the answer to one request, byte for byte as nginx sent it."""
        connection = self.connect(source)
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def restart(self, port: int) -> None:
        subprocess.run([self.folder / "restart", f"{port}"], check=True, timeout=120)

    def wait(self, port: int) -> None:
        """Wait until the server on a port is well."""
        for _ in range(1200):
            with suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}/-/health", timeout=60).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / f"{port}.log").read_text())


def configuration(site: Site) -> str:
    """Return deploy/nginx.conf with this folder's places in it; each one must be there."""
    text = (TOP / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    places = {
        "/etc/letsencrypt/live/news.example.org": f"{site.folder}",
        "/var/cache/nginx/newsdb": f"{site.folder}/cache",
        "/var/log/nginx/newsdb.log": f"{site.folder}/access.log",
        "root /var/lib/newsdb": f"root {site.folder}",
        "root /opt/newsdb": f"root {TOP}",
        "server 127.0.0.1:8001": f"server 127.0.0.1:{site.ports[0]}",
        "server 127.0.0.1:8002": f"server 127.0.0.1:{site.ports[1]}",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80": f"listen 127.0.0.1:{site.plain_port}",
        "listen 443": f"listen 127.0.0.1:{site.port}",
    }
    for old, new in places.items():
        assert old in text
        text = text.replace(old, new)
    return text


RESTART = """#!/bin/sh
# As `systemctl restart newsdb@PORT`: end the old process, give the new one the file of now.
set -eu
cd {folder}
if [ -e $1.pid ]; then
    kill -TERM "$(cat $1.pid)"
    while kill -0 "$(cat $1.pid)" 2>/dev/null; do sleep 0.05; done
fi
ln -f news.db serving-$1.db
cd {top}
{python} -m newsdb serve --db {folder}/serving-$1.db --port $1 {options} \\
    >>{folder}/$1.log 2>&1 9>&- &
echo $! >{folder}/$1.pid
"""


@contextmanager
def public_site(folder: Path, database: Path) -> Iterator[Site]:
    """Start two servers and nginx before them; end all three afterwards."""
    assert NGINX
    site = Site(folder)
    shutil.copy(database, folder / "news.db")
    certify = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subprocess.run(
        [*certify.split(), "-keyout", "privkey.pem", "-out", "fullchain.pem"]
        + ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    (folder / "newsdb.conf").write_text(configuration(site), encoding="utf-8")
    # Workers of a master that is root would not get into this folder.
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    options = " ".join(PATIENT)
    script = RESTART.format(folder=folder, top=TOP, python=sys.executable, options=options)
    (folder / "restart").write_text(script)
    (folder / "restart").chmod(0o755)
    nginx = None
    try:
        for port in site.ports:
            site.restart(port)
        command = [NGINX, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
        nginx = subprocess.Popen(command)
        for port in site.ports:
            site.wait(port)
        assert nginx.poll() is None, "nginx did not start; what it says stands above"
        yield site
    finally:
        if nginx:
            nginx.terminate()
            nginx.wait(timeout=60)
        for port in site.ports:
            with suppress(OSError, ValueError):
                os.kill(int((folder / f"{port}.pid").read_text()), signal.SIGTERM)
