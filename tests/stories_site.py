"""Four posts, three of which are the same article."""

from pathlib import Path

from datasette.app import Datasette
from lxml import html

from tests.conftest import load

LONG = "青禾农牧与岚山银行周四在澄江签署战略合作协议，双方将在粮食仓储融资上展开合作。"
POSTS = {
    # The same article twice: an article of the archive has one id.
    "2022-03-01-NW202203010000000001": ("2022-03-01 09:00:00", "甲报", LONG + "首期五亿元。"),
    "2022-03-01-202203010000000001": ("2022-03-01 09:05:00", "甲报", LONG),
    # A copy in another newspaper.
    "2022-03-01-b": ("2022-03-01 12:00:00", "乙报", LONG + "首期五亿元。"),
    "2022-03-02-c": ("2022-03-02 09:00:00", "乙报", "今日无雨，澄江大桥照常通行，交警提醒慢行。"),
}


def load_stories(folder: Path) -> Path:
    """Load the posts into a database in a folder, and return its path."""
    (folder / "_posts").mkdir()
    for name, (time, source, text) in POSTS.items():
        content = (
            f"---\ntitle: 题 {name[-1]}\ndate: {time} +0800\ntags: [t]\n---\n"
            f"{text}\n\n（文章来源：{source}）\n"
        )
        (folder / "_posts" / f"{name}.md").write_text(content, "utf-8")
    return load(folder, folder / "news.db")


async def page(stories_site: Datasette, path: str) -> html.HtmlElement:
    response = await stories_site.client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.text)


LEAD, TWIN, COPY, OTHER = POSTS
