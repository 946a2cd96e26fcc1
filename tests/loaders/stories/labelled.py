"""A stream of posts of which it is known which tell the same story.

Invented articles, each with a copy, edited copies, a digest or an update; the same texts with other
numbers; market reports of successive days; and pairs written by hand. Everything is seeded.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count

from loaders.stories.rules import ComparedPost, Relation
from loaders.stories.texts import ComparedText
from tests.paths import GOLDEN

FOLDER = GOLDEN / "stories"
ARTICLES = (FOLDER / "articles.txt").read_text("utf-8").strip().split("\n\n")
MORE = (FOLDER / "more.txt").read_text("utf-8").splitlines()
TEMPLATES = (FOLDER / "templates.txt").read_text("utf-8").splitlines()
PAIRS = json.loads((FOLDER / "pairs.json").read_text("utf-8"))
START = datetime(2021, 12, 8, 9, tzinfo=timezone.utc)
SENTENCE = re.compile(r"[^。]*。")
SYNONYMS = {
    "表示": "称",
    "公告": "披露",
    "预计": "预期",
    "今日": "今天",
    "将": "会",
    "公司": "该企业",
}
NAMES = "霁川股份 白桦乳业 曜石半导体 赤松矿业 晨曦光伏 蓝洋水产 青禾生物 远航海运".split()
DAYS = 6


@dataclass(frozen=True)
class Labelled:
    """A post, with the story that it tells, its relation to it, and the kind of text."""

    article: ComparedPost
    story: str
    relation: Relation | None
    kind: str


def stream() -> list[Labelled]:
    """Return all posts in order of time."""
    chance = random.Random(19)
    numbers = count(1)

    def post(
        text: str, hours: float, story: str, relation: Relation | None, kind: str, codes: str = ""
    ) -> Labelled:
        number = next(numbers)
        article = ComparedPost(
            number,
            f"{number:06}",
            START + timedelta(hours=hours),
            ComparedText(text),
            frozenset(codes.split()),
        )
        return Labelled(article, story, relation, kind)

    found: list[Labelled] = []
    for at, text in enumerate(ARTICLES):
        for round_, (kind, first, second, relation) in enumerate(variants(chance, text)):
            # A round is out of reach of the one before it.
            hours = round_ * 24 * 8 + at / 4
            story = f"{kind} {at}"
            found.append(post(first, hours, story, None, kind))
            found.append(post(second, hours + chance.uniform(0.1, 40), story, relation, kind))
            if kind == "copy":
                other = with_other_numbers(chance, text)
                found.append(post(other, hours + 1, f"other {at}", None, "other numbers"))
    for at, template in enumerate(TEMPLATES):
        for day in range(DAYS):
            text = filled(chance, template, day)
            code = f"60901{day}.SH" if "{m}" in template else ""
            story = f"report {at} {day}"
            found.append(post(text, day * 24 + at / 9, story, None, "report", code))
    for at, pair in enumerate(PAIRS):
        codes = [" ".join(each) for each in pair.get("companies", ([], []))]
        second = f"pair {at}" if pair["relation"] else f"pair {at} b"
        hours = 2_400 + at * 24 * 8
        kind = "by hand"
        found.append(post(pair["first"], hours, f"pair {at}", None, kind, codes[0]))
        hours += pair["minutes"] / 60
        found.append(post(pair["second"], hours, second, pair["relation"], kind, codes[1]))
    return sorted(found, key=lambda each: (each.article.published, each.article.slug))


def variants(chance: random.Random, text: str) -> Iterator[tuple[str, str, str, Relation]]:
    """Yield kinds of pairs that a text makes: the kind, both texts, and their relation."""
    sentences = SENTENCE.findall(text)
    longer = f"{text}\n\n" + "".join(chance.sample(MORE, 4)) + "".join(chance.sample(MORE, 3))
    paragraphs = text.replace("。", "。\n\n", 1)
    yield "copy", text, f"瀚海日报讯，{paragraphs}（瀚海日报）", "copy"
    yield "edited 5 %", text, edited(chance, text, 0.05), "copy"
    yield "edited 15 %", text, edited(chance, text, 0.15), "copy"
    yield "other words", text, with_synonyms(text), "copy"
    yield "digest", text, sentences[0], "copy"
    yield "flash", sentences[0], text, "update"
    yield "edited flash", edited(chance, sentences[0], 0.05), text, "update"
    yield "half", "".join(sentences[: len(sentences) // 2]), text, "update"
    yield "longer", text, longer, "update"


def edited(chance: random.Random, text: str, share: float) -> str:
    """Return a text in which a share of the Chinese characters is another, a word at a time."""
    characters = list(text)
    words = [at for at in range(len(text) - 1) if text[at : at + 2].isalpha()]
    for at in chance.sample(words, max(1, int(len(text) * share / 2))):
        characters[at : at + 2] = chance.sample("我们这里有些别样说法来替换原有词语看看结果", 2)
    return "".join(characters)


def with_synonyms(text: str) -> str:
    """Return a text in which some words are others that mean the same."""
    for word, other in SYNONYMS.items():
        text = text.replace(word, other)
    return text


def with_other_numbers(chance: random.Random, text: str) -> str:
    """Return a text with other digits."""
    return re.sub(r"\d", lambda digit: f"{(int(digit[0]) + chance.randint(1, 8)) % 9 + 1}", text)


def filled(chance: random.Random, template: str, day: int) -> str:
    """Return a report of a day: points, percentages, integers, decimals and names."""
    values = {
        "p": lambda: f"{chance.uniform(2_000, 20_000):.2f}",
        "q": lambda: f"{chance.uniform(0.1, 99):.2f}",
        "n": lambda: f"{chance.randint(10, 990)}",
        "d": lambda: f"{chance.uniform(1, 20):.4f}",
        "m": lambda: NAMES[day],
    }
    return re.sub(r"\{(\w)\}", lambda place: values[place[1]](), template)
