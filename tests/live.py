"""The site on a real socket, in this process, for tests of what only the wire shows."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from click.testing import CliRunner

from newsdb.cli import main
from newsdb.commands.prepare import instance, prepared
from newsdb.http.server import listen
from tests.conftest import PATIENT


@contextmanager
def live(database: Path) -> Iterator[str]:
    """Serve a database as `newsdb serve` does, and yield the address, without `/` at its end."""
    with prepared(database, PATIENT) as context, listen("127.0.0.1", 0) as socket:
        config = uvicorn.Config(instance(context).app(), lifespan="on", log_level="critical")
        server = uvicorn.Server(config)
        serving = server.serve(sockets=[socket])
        thread = threading.Thread(target=asyncio.run, args=(serving,), daemon=True)
        thread.start()
        # It starts its SQL workers before it answers.
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=60)


def refusal(*arguments: str) -> str:
    """Return the one line that `newsdb serve` says where it does not start."""
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("newsdb: ").strip()
