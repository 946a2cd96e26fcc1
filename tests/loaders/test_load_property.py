"""Loads in any number give what one load of the last state gives, search index included."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.database.checking import check_database
from newsdb.models import Options
from tests.contents import contents, expected_tokens

pytestmark = pytest.mark.slow

NAMES = [f"2022-01-0{day}-20220101000000000{day}" for day in range(1, 6)]
FOLDERS = ["_posts", "old_post"]
COMPANIES = ["1,609011", "0,301908", "116,07991", "90,BK1903"]


@st.composite
def good_posts(draw: st.DrawFn) -> bytes:
    """Draw a post with tags, an outlet, a marked security and an image, or without."""
    title = draw(st.sampled_from(["央行降息", "港口繁忙", "春茶上市", "A股收涨2.5%", ""]))
    tags = draw(st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=2))
    code = draw(st.sampled_from(COMPANIES))
    name = draw(st.sampled_from(["澄川化工", "远汐储能"]))
    outlet = draw(st.sampled_from(["澄江日报", "北渡时报"]))
    image = draw(
        st.sampled_from(["", '<center><img src="https://a.example/1.jpg" alt="图" /></center>'])
    )
    return (
        f'---\nlayout: post\ntitle: "{title}"\ndate: 2022-01-0{draw(st.integers(1, 9))} 10:00:00\n'
        f"tags: [{', '.join(tags)}]\n---\n"
        f'<p><span id="stock_{code.replace(",", ".")}"><a data-code="{code}" class="keytip">{name}'
        f"</a></span>今日公告。</p>{image}<p>（文章来源：{outlet}）</p>\n"
    ).encode()


BAD_POSTS = st.sampled_from(
    [b"", b"\x00\x01\x02\x00", b"---\npublished: false\n---\nx", b'---\ntitle: "a"b"\n---\nc']
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(FOLDERS), st.sampled_from(NAMES), good_posts() | BAD_POSTS | st.none()
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=settings().max_examples // 4)
@given(rounds=st.lists(EDITS, min_size=1, max_size=4))
def test_loads_in_turn_equal_one_load(rounds: list[list[tuple[str, str, bytes | None]]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "site"
        for each in FOLDERS:
            (root / each).mkdir(parents=True)
        (root / "_posts" / "2021-01-01-first.md").write_text("第一篇。")
        source = Directory(root)
        for edits in rounds:
            for where, post, content in edits:
                path = root / where / f"{post}.md"
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(content)
            load(folder / "often.db", [source], Options(), prune=True)
        load(folder / "once.db", [source], Options())
        often, once = contents(folder / "often.db"), contents(folder / "once.db")
        assert often == once
        assert sorted(often["posts_fts"]) == expected_tokens(folder / "often.db")
        with closing(sqlite3.connect(folder / "often.db")) as connection:
            assert list(check_database(connection)) == []
        before = (folder / "often.db").read_bytes()
        load(folder / "often.db", [source], Options(), prune=True)
        assert (folder / "often.db").read_bytes() == before
