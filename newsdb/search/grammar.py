"""Parses a query as typed into plain data.

Nothing that is typed is an error. tests/search_examples.py shows what each part of it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from newsdb.search.clauses import Token, read_clauses
from newsdb.search.dimensions import FIELDS
from newsdb.search.pairs import CJK
from newsdb.search.periods import parse_period
from newsdb.search.query import Query, Term, as_word
from newsdb.search.stems import ENGLISH, Languages
from newsdb.search.tokenizer import SEPARATOR, fold

MAX_LENGTH = 200
"""How many characters of a query are read,"""
MAX_TERMS = 16
"""how many words and phrases of it,"""
MAX_TERM_LENGTH = 40
"""and how many characters of each; the rest is ignored. Without these limits, a thousand common
characters would keep a server busy for seconds."""

PERIOD_FIELDS = ("before", "after", "date")
"""Fields whose value is a year, a month or a day."""
OPERATORS = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "NOT": "not"}

FULL_WIDTH = str.maketrans("＂－＊（）＋｜＆＃＠", '"-*()+|&#@')
QUOTED = """《[^《》]*》|“[^“”]*”|「[^「」]*」|『[^『』]*』|〈[^〈〉]*〉|【[^【】]*】
  |(?<![A-Za-z0-9])‘[^‘’]+’(?![A-Za-z0-9])"""
PIECE = re.compile(
    rf"""
    (?P<sign>-(?=\S)|\+(?=[^\s\d]))?
    (?:(?P<field>{"|".join(name for name in FIELDS if not name.isascii())}|[A-Za-z]{{3,}})
       [:：]\s*(?=[^\s/]))?
    (?:
        "(?P<quoted>(?:[^"]|"")*)"
      | '(?P<single>[^'\s][^']*)'(?!\w)
      | (?P<chinese>{QUOTED})
      | (?P<open>\()
      | (?P<bare>(?:(?!{QUOTED})\S)+)
    )
    """,
    re.VERBOSE,
)
STRAY = re.compile("[“”「」『』《》〈〉【】]")
EDGES = re.compile(
    rf"(?<!\d)[，、。？！；：]+|[，、。？！；：]+(?!\d)"
    rf"|(?<=[{CJK}])[,;!?:]+|[,;!?:]+(?=[{CJK}])|^[,;!?:]+|[,;!?:]+$",
)
HASHTAG = re.compile(r"(?<!\S)[#@](\w[^\s#@]*)#?(?!\S)")
HAN = re.compile(f"[{CJK}]")
BARE_PERIOD = re.compile(r"年.|\d[-/]\d|\.\d+\.")
INSIDE = re.compile(r"\*(\w+)\*")


@lru_cache(maxsize=1024)
def parse_query(text: str, languages: Languages = (ENGLISH,)) -> Query:
    """Return a parsed query, for posts in some languages. Never raises."""
    text = SEPARATOR.sub(" ", text[:MAX_LENGTH]).translate(FULL_WIDTH)
    fields: list[tuple[str, str]] = []
    unknown: list[str] = []
    rest: list[str] = []
    tokens = list(_tokens(text, languages, fields, unknown, rest))
    clauses = read_clauses(tokens)
    if not clauses and not fields:
        pieces = _unquoted(text).split()
        clauses = [(Term(fold(each)[:MAX_TERM_LENGTH], languages=languages),) for each in pieces]
        clauses = [clause for clause in clauses if clause[0].text.strip()][:MAX_TERMS]
    kept = text.strip()
    if fields:
        # Of what has nothing to find, only the fields count: (source:甲).
        kept = " ".join("".join(rest).split()) if clauses else ""
    return Query(
        clauses=tuple(dict.fromkeys(clauses)),
        rest=kept,
        fields=tuple(dict.fromkeys(fields)),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _tokens(
    text: str,
    languages: Languages,
    fields: list[tuple[str, str]],
    unknown: list[str],
    rest: list[str],
) -> Iterator[Token]:
    """Yield the tokens of a query, and collect its fields and the rest of its text."""
    position, terms = 0, 0
    titled: list[bool] = []  # of each open parenthesis, whether what is in it is for titles
    while terms < MAX_TERMS and (piece := PIECE.search(text, position)):
        rest.append(text[position : piece.start()])
        position = piece.end()
        without = piece["sign"] == "-"
        field = FIELDS.get((piece["field"] or "").lower())
        bare, quoted = piece["bare"], _quoted(piece)
        if bare is not None and titled and (end := _closing(bare)) >= 0:
            position = piece.start("bare") + end + 1
            bare, closes = bare[:end], True
        else:
            closes = False
        kept = text[piece.start() : position]
        in_title = field == "title" or titled[-1:] == [True]
        if piece["open"]:
            titled.append(in_title)
            if piece["field"] and field != "title":
                unknown.append("-" * without + piece["field"])
            yield from ["not"] * without
            yield "("
        elif (
            field
            and field != "title"
            and not (without and field in PERIOD_FIELDS)
            and _is_value(field, value := (quoted if quoted is not None else bare or "").strip())
        ):
            fields.append((f"{field}!" if without else field, value))
            kept = ")" if closes else ""
        elif not titled and not without and _is_bare_period(bare, text, piece):
            fields.append(("date", f"{bare}".strip("，、。,")))
            kept = ""
        elif bare is not None and not without and not field and _operator(bare, text, piece):
            yield _operator(bare, text, piece)
        else:
            found = _terms(bare, quoted, in_title, languages)
            if piece["field"] and field != "title":
                unknown.append("-" * without + piece["field"])
                found = [_term(f"{piece['field']}:{bare}", in_title, languages)] if bare else found
            for term in found[: MAX_TERMS - terms]:
                terms += 1
                yield replace(term, without=without)
        rest.append(kept)
        if closes:
            titled.pop()
            yield ")"


def _unquoted(text: str) -> str:
    """Return a query without what is in quotes."""
    return PIECE.sub(lambda piece: " " if _quoted(piece) is not None else piece[0], text)


def _is_value(field: str, value: str) -> bool:
    """Return whether a field can have a value."""
    return bool(value) and (field not in PERIOD_FIELDS or parse_period(value) is not None)


def _is_bare_period(bare: str | None, text: str, piece: re.Match[str]) -> bool:
    """Return whether a piece is a month or a day by itself, and not one of several words to find.

    A year alone, or 2022.03, is more likely a number.
    """
    if bare is None or piece["field"] or not BARE_PERIOD.search(bare):
        return False
    around = text[: piece.start()].split()[-1:] + text[piece.end() :].split()[:1]
    operators = (OPERATORS.get(each.upper()) for each in around)
    return parse_period(bare.strip("，、。,")) is not None and not {"or", "not"} & {*operators}


def _quoted(piece: re.Match[str]) -> str | None:
    if piece["quoted"] is not None:
        return piece["quoted"].replace('""', '"')
    return piece["single"] or (piece["chinese"][1:-1] if piece["chinese"] else None)


def _closing(text: str) -> int:
    """Return where a text closes a parenthesis that it does not open, or -1."""
    depth = 0
    for at, each in enumerate(text):
        depth += (each == "(") - (each == ")")
        if depth < 0:
            return at
    return -1


def _operator(bare: str, text: str, piece: re.Match[str]) -> str:
    """Return which operator a piece is, or ''; in lower case it is one beside Chinese only."""
    if bare in OPERATORS:
        return OPERATORS[bare]
    if bare.upper() in OPERATORS:
        around = text[: piece.start()].split()[-1:] + text[piece.end() :].split()[:1]
        if len(around) == 2 and any(map(HAN.search, around)):
            return OPERATORS[bare.upper()]
    return ""


def _terms(bare: str | None, quoted: str | None, title: bool, languages: Languages) -> list[Term]:
    """Return the terms of a piece; punctuation separates them."""
    if quoted is not None:
        text = fold(quoted)[:MAX_TERM_LENGTH]
        return [Term(text, True, title, languages=languages)] if text.strip() else []
    bare = HASHTAG.sub(r"\1", _without_stray_quote(bare or ""))
    if bare[-1:] == ")" and "(" not in bare:
        bare = bare.rstrip(")")
    pieces = EDGES.split(STRAY.sub(" ", bare))
    return [
        term
        for piece in " ".join(pieces).split()
        if (term := _term(piece, title, languages)).text.strip() and not is_mark(term.text)
    ]


def _term(piece: str, title: bool, languages: Languages) -> Term:
    """Return an unquoted piece of a query as a term."""
    if inside := INSIDE.fullmatch(piece):
        return Term(fold(inside[1])[:MAX_TERM_LENGTH], title=title, languages=languages)
    prefix = len(piece) > 1 and piece[-1] == "*" and piece[-2].isalnum()
    text = fold(piece.removesuffix("*") if prefix else piece)[:MAX_TERM_LENGTH]
    text = text if prefix else as_word(text, languages)
    return Term(text, False, title, prefix, languages=languages)


def _without_stray_quote(text: str) -> str:
    """Return a text without an unmatched quote."""
    if text.count('"') % 2:
        return text[1:] if text[0] == '"' else text.removesuffix('"')
    return text


def is_mark(text: str) -> bool:
    """Return whether a text is only punctuation, with nothing to search for."""
    return all(unicodedata.category(each)[0] in "PZ" or each in "|+=<>~^`" for each in text)
