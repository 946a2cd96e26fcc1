"""Datasette alone, in a process of its own: plugins are those of a whole process.

Reads a JSON object from standard input (`database`, `metadata`, `settings`, `paths`) and writes
what each path is answered: status, content type, Link header and text.
"""

import asyncio
import json
import sys
from typing import Any

from datasette.app import Datasette


async def responses(asked: dict[str, Any]) -> list[tuple[int, str | None, str | None, str]]:
    datasette = Datasette(
        immutables=[asked["database"]], metadata=asked["metadata"], settings=asked["settings"]
    )
    await datasette.invoke_startup()
    found = []
    for path in asked["paths"]:
        response = await datasette.client.get(path)
        headers = response.headers
        found.append(
            (response.status_code, headers.get("content-type"), headers.get("link"), response.text)
        )
    return found


if __name__ == "__main__":
    output, sys.stdout = sys.stdout, sys.stderr  # Datasette prints errors of SQL.
    json.dump(asyncio.run(responses(json.load(sys.stdin))), output)
    output.flush()
