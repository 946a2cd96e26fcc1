"""What names of files and first headings contain: dates, titles, languages."""

from __future__ import annotations

import re
from datetime import date
from posixpath import splitext

from loaders.archive_rules import date_in_name

FILE_NAME = re.compile(r"^(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<name>.*)$", re.DOTALL)
# 20220924.md, 20190502 Some title.md, 2022-09-24.md, 2022_09_24_title.md
DAY_NAME = re.compile(r"^((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=$|[-_. ])")
DAY_DIRECTORIES = re.compile(
    r"(?:^|/)((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?:/|$)"
)
HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<atx>(?![ \t])[^\n]+?)(?<![ \t])(?:[ \t]+#+)?[ \t]*(?:\n|\Z)"
    r"|(?P<setext>[^\s#>*+\-`~<|{][^\n]*)\n=+[ \t]*(?:\n|\Z)"
    r"|<h1(?:\s[^<>]*)?>(?P<html>(?:[^<]|<(?!/h1))*)</h1>)",
    re.IGNORECASE,
)
ATTRIBUTES = re.compile(r"(?<!\s)\s*\{:?\s*[#.][^{}]*\}\s*$")
# The two-letter codes of ISO 639-1, and the two of ISO 639-3 that sites use for Chinese.
LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu yue cmn"
    "".split()
)


def date_in_path(path: str) -> str | None:
    """Return the day that a file's name or directories say (`2022-3-7`), or None.

    A name may begin with a day that does not exist; then the archive's id in it may have the day.
    """
    directories, _, name = path.rpartition("/")
    days: list[str] = []
    if match := FILE_NAME.match(name):
        days.append(match["date"])
    elif match := DAY_NAME.match(name):
        days.append(f"{match[1]}-{match[3]}-{match[4]}")
    elif match := DAY_DIRECTORIES.search(f"{directories}/"):
        days.append("-".join(match.groups()))
    if day := date_in_name(splitext(name)[0]):
        days.append(day)
    return next(filter(_exists, days), days[0] if days else None)


def _exists(day: str) -> bool:
    try:
        date(*map(int, day.split("-")))
    except ValueError:
        return False
    return True


def title_from_name(name: str) -> str:
    """Return the title that Jekyll makes of a file name: `2020-05-01-big-news` is `Big News`.

    Empty where the name holds no word, only numbers and ids.
    """
    if match := FILE_NAME.match(name):
        name = match["name"]
    elif match := DAY_NAME.match(name):
        name = name[match.end() :]
    words = [word for word in re.split(r"[-_\s]+", name) if word]
    if not any(word.isalpha() for word in words):
        return ""
    return " ".join(word[0].upper() + word[1:] for word in words)


def heading_of(body: str) -> str:
    """Return the Markdown of the heading of level 1 with which a text begins, or ''."""
    match = HEADING.match(body)
    if match is None:
        return ""
    return ATTRIBUTES.sub("", (match["atx"] or match["setext"] or match["html"] or "").strip())
