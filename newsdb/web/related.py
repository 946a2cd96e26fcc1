"""Related articles: they name the same companies, or share rare words, not long apart.

Something in common weighs more the rarer it is in the whole archive, and less the more days lie
between. Below a threshold nothing is shown: an unrelated article is worse than none.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import exp, log

from newsdb.search import fold
from newsdb.search.match import phrase
from newsdb.search.stories import first_of_stories
from newsdb.web.articles import Article, Reference

MAX_RELATED = 6
THRESHOLD = 3.0
"""What articles have in common must weigh this much."""
NEAR = 50
"""How many articles before and after one are considered, for each security and tag."""
NEAR_IDS = 500
"""How many before and after it in the order of loading are considered, for each word."""
MAX_SHARED = 12
MAX_TITLE_LENGTH = 300
MAX_LOOKED_UP = 40
"""How many words of a title are looked up, the first."""
MAX_WORDS = 8
"""How many of these are looked for, the rarest."""
MIN_WEIGHT = 3.5
"""A word must be this rare: about one in thirty-two posts."""
MAX_SHARE = 10
"""A tag that more than one in this many posts has says nothing."""
TAG = 0.5
COMPANIES = ("share", "fund")
MARKET = 0.15
"""Weight of a board or an index, which half of the market's news names."""
IN_PASSING = 0.4
"""Weight of a security that both articles name once, not in the title."""
IN_TITLES = 4.0
"""The least weight of a company that both titles name."""
DAYS = {"share": 120.0, "fund": 120.0, "board": 20.0, "index": 20.0, "tag": 120.0, "word": 20.0}
"""After this many days, something in common weighs a third, by its kind."""

WORD_RUN = re.compile("[\u3400-\u9fff]{2,}|[a-z]{2,}")
PARTICLES = re.compile("[的了是在和与为被将]")
"""Pairs with these characters are hardly ever words."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that other articles have in common with one: its kind, its weight, and their ids.

    `at` is where a word begins in the title, and None for anything else.
    """

    kind: str
    weight: float
    posts: Sequence[int]
    at: int | None = None


def related_articles(connection: sqlite3.Connection, article: Article) -> tuple[Reference, ...]:
    """Return the articles that have most in common with one, rare things counting more.

    Of articles with the same title, and of the posts of a story, one is returned.
    """
    (total,) = connection.execute("select max(id) from posts").fetchone()
    shared: defaultdict[int, list[Shared]] = defaultdict(list)
    for each in (
        *_with_securities(connection, article.id, total),
        *_with_tags(connection, article.id, total),
        *_with_words(connection, article, total),
    ):
        for post in each.posts:
            shared[post].append(each)
    shared.pop(article.id, None)
    days = _days_apart(connection, article, shared)
    weights = {post: weigh(common, days.get(post, 0)) for post, common in shared.items()}
    best = [post for post, weight in weights.items() if weight >= THRESHOLD]
    best.sort(key=lambda post: (-weights[post], abs(post - article.id), post))
    # Twice as many as are shown, as some may have the same title.
    best = first_of_stories(connection, best[: 2 * MAX_RELATED], shown=[article.id])
    return _references(connection, best, article.title)[:MAX_RELATED]


def title_words(title: str) -> dict[str, int]:
    """Return the words of a title, with where each begins in the folded title.

    They are its Latin words and pairs of Chinese characters.
    """
    found: dict[str, int] = {}
    for run in WORD_RUN.finditer(fold(title)):
        text, start = run[0], run.start()
        pieces = (
            [(text, 0)] if text.isascii() else [(text[i : i + 2], i) for i in range(len(text) - 1)]
        )
        for piece, offset in pieces:
            if not PARTICLES.search(piece):
                found.setdefault(piece, start + offset)
    return found


def weigh(common: Iterable[Shared], days: int) -> float:
    """Return how much an article has in common with another that is `days` apart."""
    placed = sorted((each.at, each.weight) for each in common if each.at is not None)
    others = sum(each.weight * exp(-days / DAYS[each.kind]) for each in common if each.at is None)
    runs: list[list[float]] = []
    end = -1
    for at, weight in placed:
        # Pairs that overlap are one word or name.
        if at <= end:
            runs[-1].append(weight)
        else:
            runs.append([weight])
        end = at + 1
    said = 0.0
    for run in runs:
        best, *more = sorted(run, reverse=True)
        said += best + sum(more[:2]) / 4
    if len(runs) < 2 and not others:
        said /= 2
    return others + said * exp(-days / DAYS["word"])


def _with_securities(connection: sqlite3.Connection, post: int, total: int) -> Iterator[Shared]:
    """Yield the securities of an article that others nearby name, but for brokers who comment."""
    named = connection.execute(
        """
        select named.rowid, named.code, named.mentions, named.in_title, securities.posts, kind
        from post_securities as named join securities on securities.code = named.code
        where post_id = ? and role != 'source'
        order by in_title desc, named.mentions desc, named.code limit ?
        """,
        (post, MAX_SHARED),
    ).fetchall()
    for here, code, mentions, in_title, frequency, kind in named:
        weight = log(1 + total / max(frequency, 1))
        weight *= 1 if kind in COMPANIES else MARKET
        weight /= max(1.0, (len(named) / 3) ** 0.5)
        passing = mentions <= 1 and not in_title
        posts: defaultdict[float, list[int]] = defaultdict(list)
        for beyond, order in (("<", "desc"), (">", "asc")):
            near = connection.execute(
                "select post_id, mentions <= 1, in_title from post_securities "  # noqa: S608
                f"where code = ? and role != 'source' and rowid {beyond} ? "
                f"order by rowid {order} limit ?",
                (code, here, NEAR),
            )
            for other, is_once, is_in_title in near:
                if in_title and is_in_title and kind in COMPANIES:
                    posts[max(weight, IN_TITLES)].append(other)
                elif passing and is_once and not is_in_title:
                    posts[weight * IN_PASSING].append(other)
                else:
                    posts[weight].append(other)
        yield from (Shared(kind, weight, others) for weight, others in posts.items())


def _with_tags(connection: sqlite3.Connection, post: int, total: int) -> Iterator[Shared]:
    """Yield the tags of an article that others nearby have, but for tags that many have."""
    keys = connection.execute(
        "select tag_id, rowid from post_tags where post_id = ? order by tag_id limit ?",
        (post, MAX_SHARED),
    ).fetchall()
    most = total // MAX_SHARE + 1
    for key, here in keys:
        (frequency,) = connection.execute(
            "select count(*) from (select 1 from post_tags where tag_id = ? limit ?)",
            (key, most + 1),
        ).fetchone()
        if frequency > max(most, 2):
            continue
        posts = []
        for beyond, order in (("<", "desc"), (">", "asc")):
            near = connection.execute(
                f"select post_id from post_tags where tag_id = ? and rowid {beyond} ? "  # noqa: S608
                f"order by rowid {order} limit ?",
                (key, here, NEAR),
            )
            posts += [each for (each,) in near]
        yield Shared("tag", TAG * log(1 + total / frequency), posts)


def _with_words(connection: sqlite3.Connection, article: Article, total: int) -> Iterator[Shared]:
    """Yield the rare words of a title, except names, that titles and summaries of others share."""
    first, last = article.id - NEAR_IDS, article.id + NEAR_IDS
    names = "".join(security.name for security in article.securities)
    most = max(2, int(total / (exp(MIN_WEIGHT) - 1)))
    rare = []
    for word, at in islice(title_words(article.title[:MAX_TITLE_LENGTH]).items(), MAX_LOOKED_UP):
        if word in names:
            continue
        (frequency,) = connection.execute(
            "select count(*) from (select 1 from posts_pairs where posts_pairs match ? limit ?)",
            (f'"{word}"', most + 1),
        ).fetchone()
        if 1 < frequency <= most:
            rare.append((frequency, word, at))
    for frequency, word, at in sorted(rare)[:MAX_WORDS]:
        rows = connection.execute(
            "select rowid from posts_fts where posts_fts match ? and rowid between ? and ?",
            (f"{{title summary}} : {phrase(word)}", first, last),
        )
        yield Shared("word", log(1 + total / frequency), [post for (post,) in rows], at)


def _days_apart(
    connection: sqlite3.Connection, article: Article, posts: Iterable[int]
) -> dict[int, int]:
    """Return the days between an article and others, by their ids; of those with a day."""
    rows = connection.execute(
        "select id, cast(abs(julianday(date) - julianday(?)) as integer) as days from posts "
        "where days is not null and id in (select value from json_each(?))",
        (article.date, json.dumps(list(posts))),
    )
    return dict(rows.fetchall())


def _references(
    connection: sqlite3.Connection, posts: list[int], title: str
) -> tuple[Reference, ...]:
    """Return articles as links show them, in the order given, each title once."""
    rows = connection.execute(
        "select id, slug, substr(title, 1, 300), date, lang from posts "
        "where id in (select value from json_each(?))",
        (json.dumps(posts),),
    )
    found = {post: Reference(*rest) for post, *rest in rows}
    by_title: dict[str, Reference] = {}
    for post in posts:
        if post in found:
            by_title.setdefault(found[post].title, found[post])
    by_title.pop(title, None)
    return tuple(by_title.values())
