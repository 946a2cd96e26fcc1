"""The order of results by relevance."""

import sqlite3
from datetime import date
from math import log

import pytest

from newsdb.search import Filter, parse_query, ranking, search
from newsdb.search.ranking import (
    BODY,
    IN_TITLE,
    SATURATION,
    SUMMARY,
    TITLE,
    TOGETHER,
    Score,
    rank,
    score,
    word_of,
)
from tests.databases import add_post


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_body(
    database: sqlite3.Connection,
) -> None:
    filler = "无关的话。" * 20
    in_body = add_post(database, title="其他", summary="其他", body=filler + "央行")
    in_title = add_post(database, title="央行", summary="其他", body=filler)
    in_summary = add_post(database, title="其他", summary="央行", body=filler)
    assert search([database], Filter("央行")).ids == [in_title, in_summary, in_body]
    assert search([database], Filter("央行"), order="newest").ids == [in_summary, in_title, in_body]


def test_a_newer_post_comes_before_one_that_is_as_good(database: sqlite3.Connection) -> None:
    new = add_post(database, summary="央行", day="2022-01-01")
    old = add_post(database, summary="央行", day="2012-01-01")
    better = add_post(database, title="央行", summary="央行", day="2012-01-01")
    assert search([database], Filter("央行")).ids == [better, new, old]


def test_the_rarer_word_counts_more(database: sqlite3.Connection) -> None:
    for _ in range(9):
        add_post(database, title="央行", body="央行降准。")
    common = add_post(database, title="央行", body="降准")
    rare = add_post(database, title="降准", body="央行")
    assert search([database], Filter("央行 降准")).ids[:2] == [rare, common]


def scores(database: sqlite3.Connection, *terms: str) -> dict[int, Score]:
    ids = [post_id for (post_id,) in database.execute("select id from posts order by id")]
    return score([database], [[term] for term in terms], [1.0] * len(terms), ids)


def test_a_score_is_bm25f(database: sqlite3.Connection) -> None:
    """By hand, for one post: its length is the average, so that it counts in full."""
    post = add_post(database, title="央行" + "题" * 18, summary="央行", body="央行" * 5)
    frequency = TITLE / (0.5 + 0.5) + SUMMARY + 5 * BODY
    expected = frequency / (frequency + SATURATION) + IN_TITLE
    found = scores(database, "央行")[post]
    assert found.relevance == pytest.approx(expected)
    assert (found.covered, found.day) == (1.0, date(2022, 1, 1).toordinal())


def test_terms_that_follow_one_another_in_the_title(database: sqlite3.Connection) -> None:
    together, apart = (add_post(database, title=title) for title in ("央行降息", "降息央行"))
    found = scores(database, "央行", "降息")
    assert found[together].relevance == pytest.approx(found[apart].relevance + TOGETHER * 2)


def test_what_a_post_has_not_covers_nothing(database: sqlite3.Connection) -> None:
    post = add_post(database, title="央行", day=None)
    assert scores(database, "降息", "加息")[post] == Score(0.0, 0.0, 1)
    assert scores(database, "央行", "加息")[post].covered == 1.0


def test_long_bodies_count_less_and_only_their_beginning(database: sqlite3.Connection) -> None:
    short = add_post(database, body="央行" + "一" * 8)
    long = add_post(database, body="央行" + "一" * 998)
    late = add_post(database, body="一" * 7000 + "央行")
    found = scores(database, "央行")
    assert found[short].relevance > found[long].relevance > found[late].relevance == 0


def test_nothing_to_rank_stays_as_it_is(database: sqlite3.Connection) -> None:
    add_post(database, title="央行")
    assert rank([database], parse_query(""), [3, 1, 2]) == [3, 1, 2]
    assert rank([database], parse_query("央行"), []) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # The form that was typed first; of equals the newest.
        ("running", ["Running a blog", "Longer runs"]),
        ("run", ["Longer runs", "Running a blog"]),
        ("art", ["The art of war", "Arts and parties"]),
        ("party", ["Arts and parties"]),
        ("*art*", ["Arts and parties", "The art of war"]),
        ("post", ["Posted: 央行 post 100", "New posts"]),
        ("央行 posts", ["Posted: 央行 post 100"]),
        ("ai", ["AI芯片"]),
        ("-run -art -post", ["Chair", "AI芯片"]),
    ],
)
def test_latin_words_are_whole_words_in_all_forms(
    database: sqlite3.Connection, query: str, found: list[str]
) -> None:
    titles = (
        *("Running a blog", "Longer runs", "Arts and parties", "The art of war"),
        *("New posts", "Posted: 央行 post 100", "AI芯片", "Chair"),
    )
    for title in titles:
        add_post(database, title=title, body="其他")
    hits = search([database], Filter(query), near=False).hits
    assert ["".join(text for text, _ in hit.title) for hit in hits] == found


def test_words_of_a_title_count_more_together(database: sqlite3.Connection) -> None:
    for title in ("change of climate", "climate changes", "the Climate Change Act"):
        add_post(database, title=title, body="x" * 20)
    first = search([database], Filter("climate change")).hits[0]
    assert first.title == [
        ("the ", False),
        ("Climate", True),
        (" ", False),
        ("Change", True),
        (" Act", False),
    ]


@pytest.mark.parametrize(
    ("text", "count"), [("10 100 a10 第10批 1010", 2), ("10", 1), ("10a", 0), ("", 0)]
)
def test_a_number_with_spaces_around_it_counts_as_a_whole(text: str, count: int) -> None:
    number = word_of(" 10 ", ("en",))
    assert number is not None
    assert number.count(text.encode()) == count


@pytest.mark.parametrize(
    ("word", "languages", "text", "count"),
    [
        (" policy ", ("en",), "policy policies police xpolicy", 1.7),
        (" häuser ", ("en", "de"), "häuser haus hausen xhaus hund", 2.4),
        (" ai ", ("en",), "ai aid", 1),
    ],
)
def test_other_forms_of_a_word_count_less(
    word: str, languages: tuple[str, ...], text: str, count: float
) -> None:
    found = word_of(word, languages)
    assert found is not None
    assert found.count(text.encode()) == pytest.approx(count)
    assert word_of(word.strip(), languages) is None


def test_all_spellings_of_a_term_count(database: sqlite3.Connection) -> None:
    for title in ("证券", "證券", "证券證券", "银行"):
        add_post(database, title=title)
    spellings = score([database], [["证券", "證券"]], [1.0], [1, 2, 3, 4])
    assert spellings[1].relevance == pytest.approx(spellings[2].relevance)
    assert spellings[3].relevance > spellings[1].relevance > spellings[4].relevance == 0
    assert rank([database], parse_query("证券"), [4, 1, 2]) == [2, 1, 4]


def test_without_weights_a_term_counts_the_more_the_fewer_titles_have_it(
    database: sqlite3.Connection,
) -> None:
    for title, body in (("央行", ""), ("降息", "央行"), ("降息", "")):
        add_post(database, title=title, body=body)
    found = score([database], [["央行"], ["降息"]], None, [1, 2, 3])
    rare, common = log(1 + 3 / 1.5), log(1 + 3 / 2.5)
    assert [each.covered for each in found.values()] == pytest.approx([rare, rare + common, common])


def test_latin_words_are_counted_in_lower_and_in_upper_case(database: sqlite3.Connection) -> None:
    post = add_post(database, summary="A GPT", body="The GPT.")
    frequency = SUMMARY + BODY
    found = scores(database, " gpt ")[post]
    assert found.relevance == pytest.approx(frequency / (frequency + SATURATION))


def test_how_much_more_the_newest_post_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is much older and 15 % more relevant comes after it, one 25 % more before it."""
    relevant = {1: Score(1.15, 1.0, 1), 2: Score(1.0, 1.0, 700_000), 3: Score(1.25, 1.0, 1)}
    monkeypatch.setattr(ranking, "score", lambda *_: relevant)
    assert rank([], parse_query("policy"), [1, 2, 3]) == [3, 2, 1]
