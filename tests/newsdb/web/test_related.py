"""Related articles: who is named in both, rare tags and words in common, not long apart."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from math import e, exp
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.web import articles
from newsdb.web.related import Shared, related_articles, title_words, weigh
from tests.conftest import load

QUOTES = "https://quote.example/unify/r"
TITLES = {
    "a": "东岭港三号泊位换上岸电",
    "b": "岸电补贴怎么算 东岭港先走一步",
    "c": "央行开展逆回购操作",
    "d": "央行续做逆回购 利率持平",
    "e": "一碗面的早晨",
    "f": "两家公司的年报",
    "g": "面馆里的股东",
    "h": "央行开展逆回购操作",
    "i": "LPR报价下调 房贷少还多少",
    "j": "五年期lpr不变 房贷照旧",
    "k": "岸电",
    "l": "公告一则",
}
NAMED = {"f": "600160", "g": "600160", "l": "600160"}
TAGS = {"e": "早餐", "g": "早餐", "c": "宏观", "d": "宏观"}
OTHERS = 200
"""How many articles have nothing in common with any other but a tag."""

Related = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Related:
    """Return what gives the letters of the articles that belong to one, by its letter."""
    folder = tmp_path_factory.mktemp("related")
    for number in range(OTHERS):
        title = "".join(chr(0x5000 + 4 * number + at) for at in range(4))
        text = f"---\ntitle: {title}\ntags: 新闻\n---\n正文{title}\n"
        (folder / f"2021-06-01-{number}.md").write_text(text, encoding="utf-8")
    for number, (letter, title) in enumerate(TITLES.items(), 1):
        tags = f"tags: [新闻, {TAGS[letter]}]\n" if letter in TAGS else "tags: 新闻\n"
        code = NAMED.get(letter)
        link = f'<a href="{QUOTES}/1.{code}" data-code="{code}|1|2">甲股份</a>' if code else ""
        link += link if letter == "g" else ""
        text = f'---\ntitle: "{title}"\n{tags}---\n<p>正文{number}。{link}</p>\n'
        (folder / f"2022-01-{number:02}-{letter}.md").write_text(text, encoding="utf-8")
    database = load(folder, tmp_path_factory.mktemp("related-db") / "news.db")

    def find(letter: str) -> list[str]:
        with closing(sqlite3.connect(database)) as connection:
            slug = f"2022-01-{list(TITLES).index(letter) + 1:02}-{letter}"
            article = articles.find_article(connection, slug)
            assert article is not None
            return [reference.slug[-1] for reference in related_articles(connection, article)]

    return find


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("a", ["b"]),
        # What is called alike is the same news once more.
        ("c", ["d"]),
        ("d", ["c"]),
        ("h", ["d"]),
        # A tag alone is not enough, and one that all have says nothing.
        ("e", []),
        ("g", ["f", "l"]),
        ("i", ["j"]),
        ("j", ["i"]),
        ("f", ["g"]),
        # Nor is a company that both name in passing, or a single word.
        ("l", ["g"]),
        ("k", []),
    ],
)
def test_related_articles(of: Related, letter: str, expected: list[str]) -> None:
    assert of(letter) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("央行宣布降息", ["央行", "行宣", "宣布", "布降", "降息"]),
        ("我的LPR：央行", ["lpr", "央行"]),
        ("ＬＰＲ LPR A 面", ["lpr"]),
        ('"央行" OR *', ["央行", "or"]),
        ("", []),
    ],
)
def test_words_of_a_title(title: str, expected: list[str]) -> None:
    assert list(title_words(title)) == expected


async def test_the_page_links_them(datasette: Datasette, news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        article = articles.find_article(connection, "-202205262391920486")
        assert article is not None
        expected = related_articles(connection, article)
    assert expected
    html = (await datasette.client.get("/article/-202205262391920486")).text
    links = BeautifulSoup(html, "html5lib").select(".related a")
    assert [(link["href"], link.get_text()) for link in links] == [
        (f"/article/{reference.slug}", reference.title) for reference in expected
    ]


def words(*weights: float, apart: int = 1) -> list[Shared]:
    return [Shared("word", weight, (), apart * at) for at, weight in enumerate(weights)]


@pytest.mark.parametrize(
    ("common", "days", "weight"),
    [
        ([], 0, 0),
        # A single word counts half, and so do pairs that overlap, which are one.
        (words(4), 0, 2),
        (words(4, 3), 0, (4 + 3 / 4) / 2),
        (words(3, 4, 1, 2), 0, (4 + (3 + 2) / 4) / 2),
        (words(4, 3, apart=2), 0, 7),
        (words(1, 2, 4, apart=2), 20, 7 / e),
        ([*words(4), Shared("share", 2, ())], 0, 6),
        ([*words(4), Shared("share", 2, ())], 120, 2 / e + 4 / e**6),
        ([Shared("board", 3, ()), Shared("tag", 1, ())], 20, 3 / e + exp(-1 / 6)),
    ],
)
def test_how_much_two_articles_have_in_common(
    common: list[Shared], days: int, weight: float
) -> None:
    assert weigh(common, days) == pytest.approx(weight)
    assert weigh(common[::-1], days) == pytest.approx(weight)
