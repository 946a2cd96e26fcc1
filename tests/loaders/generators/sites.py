"""Parts of small sites."""

from __future__ import annotations

from typing import Any

from newsdb.models import Converted

POST = "---\ntitle: A post\ndate: 2024-01-02 10:00\n---\nText.\n"


HEXO = "title: T\nurl: https://h.example\npublic_dir: public\ntimezone: Asia/Tokyo\n"


ZOLA = 'base_url = "https://z.example"\ntitle = "Z"\n'


def only(results: dict[str, Converted]) -> Any:
    """Return the one post that there is."""
    (result,) = results.values()
    assert result.post, result
    return result.post
