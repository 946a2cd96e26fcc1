"""An object store on the loopback interface, which can be made to fail: moto's S3 server."""

from __future__ import annotations

import json
import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import quote, unquote

import httpx

BUCKET = "news"
FAULTS = "/-/faults"
CONTEXT = multiprocessing.get_context("spawn")


@dataclass
class Faults:
    """How many of a hundred requests fail, in which way; the same ones in each run.

    `refused` requests get 503 and do nothing; of `lost` ones the answer is lost: they are done,
    and get 500. `slow` ones wait. `dropped` writes get 200 and are not done.
    """

    refused: int = 0
    lost: int = 0
    slow: int = 0
    dropped: int = 0
    seed: int = 1
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random, self._lock = random.Random(self.seed), threading.Lock()

    def choose(self, method: str) -> str:
        """Return what happens to a request, and count it."""
        with self._lock:
            number = self._random.randrange(100)
            chosen = ""
            for name in ("refused", "lost", "slow", "dropped"):
                number -= getattr(self, name)
                if number < 0:
                    chosen = name if name != "dropped" or method == "PUT" else ""
                    break
            self.counts[chosen] = self.counts.get(chosen, 0) + 1
            return chosen


class Application:
    """WSGI around another application, with faults."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.faults = Faults()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == FAULTS:
            counts = json.dumps(self.faults.counts).encode()
            self.faults = Faults(**json.loads(unquote(environ["QUERY_STRING"])))
            start("200 OK", [("Content-Length", f"{len(counts)}")])
            return [counts]
        fault = self.faults.choose(environ["REQUEST_METHOD"])
        if fault == "slow":
            time.sleep(0.3)
        if fault in ("refused", "dropped"):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            status = "503 Slow Down" if fault == "refused" else "200 OK"
            start(status, [("Content-Length", "0"), ("ETag", '"0"')])
            return [b""]
        if fault == "lost":
            b"".join(self.application(environ, lambda *_: None))
            start("500 Internal Server Error", [("Content-Length", "0")])
            return [b""]
        return self.application(environ, start)


@dataclass
class Server:
    """A running server: its URL, and the environment that clients need."""

    url: str

    def set_faults(self, **faults: int) -> dict[str, int]:
        """Let requests fail from now on; return how many did until now, in which way."""
        query = quote(json.dumps(faults))
        counts: dict[str, int] = httpx.get(f"{self.url}{FAULTS}?{query}", timeout=60).json()
        return counts

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def s3_server() -> Iterator[Server]:
    """Run a server with one empty bucket, in a process of its own.

    Some clients hold Python's lock while they wait for an answer.
    """
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_serve, args=(there,))
    process.start()
    server = Server(here.recv())
    try:
        httpx.put(f"{server.url}/{BUCKET}", timeout=60).raise_for_status()
        yield server
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection) -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, *_: Any) -> None:
            pass

    application = Application(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    pipe.send(f"http://127.0.0.1:{server.server_port}")
    server.serve_forever()
