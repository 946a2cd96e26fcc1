"""The grammar of a query: what is typed as plain data, with the meaning of Boolean logic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsdb.search.grammar import is_mark, parse_query
from newsdb.search.match import match_expression, pairs_expression
from newsdb.search.query import Clause, Query, Term
from tests import golden_rows

BANK, CUT, RISE = Term("央行"), Term("降息"), Term("加息")


YEARS = ((Term("2022"),), (Term("2022年"),), (Term("2022.03"),))


def without(term: Term) -> Term:
    return Term(term.text, term.exact, term.title, term.prefix, without=True)


def title(term: Term) -> Term:
    return replace(term, title=True)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", ()),
        ("央行 降息", ((BANK,), (CUT,))),
        ("央行 央行", ((BANK,),)),
        ("央行，降息。", ((BANK,), (CUT,))),
        ("央行 OR 降息 加息", ((BANK, CUT), (RISE,))),
        ("央行 AND 降息", ((BANK,), (CUT,))),
        ("央行 or 降息", ((BANK, CUT),)),
        ("war or peace", ((Term(" war "),), (Term(" or "),), (Term(" peace "),))),
        ("-央行", ((without(BANK),),)),
        ("央行 NOT 降息", ((BANK,), (without(CUT),))),
        ("央行 (降息 OR 加息)", ((BANK,), (CUT, RISE))),
        ("-(央行 降息)", ((without(BANK), without(CUT)),)),
        ("(央行 降息) OR 加息", ((BANK, RISE), (CUT, RISE))),
        ("(央行", ((BANK,),)),
        ("央行)", ((BANK,),)),
        ("(央行)降息", ((BANK,), (CUT,))),
        ("(央行(一)) 降息", ((Term("央行(一)"),), (CUT,))),
        ("央行 or bank or 降息", ((BANK, Term(" bank "), CUT),)),
        ('"央行 降息"', ((Term("央行 降息", exact=True),),)),
        ("“央行 降息”", ((Term("央行 降息", exact=True),),)),
        ('"央行', ((BANK,),)),
        ('央行"', ((BANK,),)),
        ('a"b"', ((Term('a"b"'),),)),
        # Of marks alone, those that are not quoted are searched for.
        ('"', ((Term('"'),),)),
        ('"" ，', ((Term(","),),)),
        ("*", ((Term("*"),),)),
        ("a*", ((Term("a", prefix=True),),)),
        ("降息 央行 or bank 加息", ((CUT,), (BANK, Term(" bank ")), (RISE,))),
        ("(央行) 降息) 加息", ((BANK,), (CUT,), (RISE,))),
        ("title:央行", ((Term("央行", title=True),),)),
        ("intitle:央行", ((Term("央行", title=True),),)),
        ("title:(央行 or 降息)", ((title(BANK), title(CUT)),)),
        (
            "-标题：(央行 (降息 or 加息)",
            (
                (without(title(BANK)), without(title(CUT))),
                (without(title(BANK)), without(title(RISE))),
            ),
        ),
        ("(title:央行 降息)", ((title(BANK),), (CUT,))),
        ("(title:(央行) 降息) 加息", ((title(BANK),), (CUT,), (RISE,))),
        ('-标题："央行"', ((Term("央行", exact=True, title=True, without=True),),)),
        ("AI", ((Term(" ai "),),)),
        ("art*", ((Term("art", prefix=True),),)),
        ("*art*", ((Term("art"),),)),
        ("A股", ((Term("a股"),),)),
        ("2.5%", ((Term("2.5%"),),)),
        ("1,000", ((Term("1,000"),),)),
        # A bar is between the title of a page and the name of its site.
        ("央行 | 降息", ((BANK,), (CUT,))),
        ("央行 || 降息", ((BANK, CUT),)),
        ("#央行# @降息", ((BANK,), (CUT,))),
        ("＃央行 #", ((BANK,),)),
        ("C# #[a] a#b", ((Term("c#"),), (Term("#[a]"),), (Term("a#b"),))),
    ],
)
def test_clauses(text: str, clauses: tuple[Clause, ...]) -> None:
    assert parse_query(text).clauses == clauses


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("来源:甲报 央行", Query(((BANK,),), "央行", (("source", "甲报"),))),
        ('tag:"a b" -央行', Query(((without(BANK),),), "-央行", (("tag", "a b"),))),
        ("公司：甲 栏目:乙", Query((), "", (("security", "甲"), ("section", "乙")))),
        ("分类:乙", Query((), "", (("category", "乙"),))),
        ("after:2022 before:2022-03", Query((), "", (("after", "2022"), ("before", "2022-03")))),
        ("date:2022-03 日期:2022年", Query((), "", (("date", "2022-03"), ("date", "2022年")))),
        # A month or a day by itself is a date; in quotes, or as one of several words, it is text.
        ("2022年3月，央行", Query(((Term("2022年3月"),), (BANK,)), "2022年3月，央行")),
        ("2022年3月 央行", Query(((BANK,),), "央行", (("date", "2022年3月"),))),
        ("央行 2022-03-05。", Query(((BANK,),), "央行", (("date", "2022-03-05"),))),
        ('"2022-03"', Query(((Term("2022-03", exact=True),),), '"2022-03"')),
        ("2022-03 OR 央行", Query(((Term("2022-03"), BANK),), "2022-03 OR 央行")),
        ("2022 2022年 2022.03", Query(YEARS, "2022 2022年 2022.03")),
        ("(央行) 2022-03", Query(((BANK,),), "(央行)", (("date", "2022-03"),))),
        ("央行 OR 降息 2022-03", Query(((BANK, CUT),), "央行 OR 降息", (("date", "2022-03"),))),
        ("2022-03 央行 OR 降息", Query(((BANK, CUT),), "央行 OR 降息", (("date", "2022-03"),))),
        # What no period, or no field, is, is searched as text, and said.
        ("before:x", Query(((Term("before:x"),),), "before:x", (), ("before",))),
        (
            "-来源:(甲 or 乙)",
            Query(parse_query("-(甲 or 乙)").clauses, "-来源:(甲 or 乙)", (), ("-来源",)),
        ),
        ("soruce:甲", Query(((Term("soruce:甲"),),), "soruce:甲", (), ("soruce",))),
        ("-tag:甲", Query((), "", (("tag!", "甲"),))),
        # A URL is no field.
        ("https://a", Query(((Term("https://a"),),), "https://a")),
    ],
)
def test_fields(text: str, query: Query) -> None:
    assert parse_query(text) == query


def test_limits() -> None:
    assert len(parse_query("央行降息 " * 100).clauses) == 1
    assert len(parse_query(" ".join(f"词{at}" for at in range(99))).clauses) == 16
    words = [f"词{at}" for at in range(15)]
    for last, number in (("甲", 16), ("甲，乙", 16), ("甲 tag:乙", 16), ("tag:甲 乙 丙", 16)):
        query = parse_query(" ".join([*words, last]))
        assert len(query.clauses) == number
        assert bool(query.fields) is last.startswith("tag")
    assert parse_query("央" * 100).clauses == ((Term("央" * 40),),)
    pairs = " OR ".join(f"(词{at} 字{at})" for at in range(7))
    (clause,) = parse_query(pairs).clauses
    assert len(clause) == 14, "2 ** 7 clauses are too many: any of the terms will do"


def test_marks() -> None:
    texts = ("，", "|+", "", " ", "$", "a,", "央")
    assert [text for text in texts if is_mark(text)] == ["，", "|+", "", " "]


def test_a_parenthesis_may_stand_apart_from_the_word_before_it() -> None:
    assert parse_query("-(甲 or 乙 ) 丙").clauses == parse_query("-(甲 or 乙) 丙").clauses
    assert [term.without for (term,) in parse_query("-(甲 or 乙 ) 丙").clauses] == [
        True,
        True,
        False,
    ]


def shown(term: Term) -> str:
    text = f'"{term.text}"' if term.exact else f"{term.text}{'*' * term.prefix}"
    return f"{'-' * term.without}{'title:' * term.title}{text}"


def test_queries_of_every_kind() -> None:
    """Each as plain data, and as the expressions for the index of words and that of pairs."""

    def call(text: str) -> list[object]:
        query = parse_query(text)
        clauses = [" OR ".join(map(shown, clause)) for clause in query.clauses]
        more = query.rest, [*map(list, query.fields)], list(query.unknown)
        return [clauses, *more, match_expression(text), pairs_expression(query)]

    golden_rows.check("queries", call)
