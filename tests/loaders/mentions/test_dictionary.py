"""Where names come from: the repository's table, the posts of the archive, a publisher's file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.mentions.dictionary import (
    Dictionary,
    KnownName,
    Taught,
    combine,
    known_names,
    mark_ambiguous,
    read_name_file,
)
from newsdb.exceptions import NamesFileError
from newsdb.securities.identify import identity_of


def test_known_names_have_real_codes_and_stand_once() -> None:
    names = known_names()
    assert len({each.name for each in names}) == len(names)
    for each in names:
        assert (each.code is None) == (each.kind in ("word", "block")), each
        if each.code:
            identity = identity_of(each.code)
            assert identity is not None
            assert (identity.kind == "index") == (each.kind == "index"), each


def by_name(names: tuple[KnownName, ...]) -> dict[str, KnownName]:
    return {each.name: each for each in names}


@pytest.mark.parametrize(
    ("taught", "expected"),
    [
        (Taught("瀚海证券", "609018.SH", 1, 1), ("609018.SH", False)),
        (Taught("瀚海证券", "609018.SH", 0, 2), ("609018.SH", False)),
        (Taught("瀚海证券", "609018.SH", 0, 1), None),  # only one post gives its code
        (Taught("机器人", "300024.SZ", 1, 1), ("300024.SZ", True)),  # a word
        (Taught("瀚海", "609018.SH", 9, 9), ("609018.SH", True)),  # short
        (Taught("瀚海证", "609018.SH", 1, 1), ("609018.SH", False)),
        (Taught("ABCD", "609018.SH", 1, 1), ("609018.SH", True)),
        (Taught("ABCDE", "609018.SH", 1, 1), ("609018.SH", False)),
        (Taught("瀚" * 24, "609018.SH", 1, 1), ("609018.SH", False)),
        (Taught("瀚" * 25, "609018.SH", 1, 1), None),
        (Taught("2022", "609018.SH", 9, 9), None),
        (Taught("瀚", "609018.SH", 9, 9), None),
        (Taught("瀚海\n证券", "609018.SH", 9, 9), None),
    ],
)
def test_names_are_learned(taught: Taught, expected: tuple[str, bool] | None) -> None:
    name = by_name(combine([taught])).get(taught.name)
    assert (name and (name.code, name.ambiguous)) == expected


def test_most_posts_decide_between_codes_of_a_name() -> None:
    both = [Taught("瀚海证券", "609018.SH", 2, 2), Taught("瀚海证券", "09018.HK", 3, 3)]
    assert by_name(combine(both))["瀚海证券"].code == "09018.HK"
    assert combine(both) == combine(reversed(both))


ST = "*ST瀚海"
OLD = Taught(ST, "609018.SH", 2, 2, "2021-01-05", "2021-06-30")
NEW = Taught(ST, "609055.SH", 9, 9, "2021-07-01", "2022-01-05")


@pytest.mark.parametrize(
    ("uses", "codes"),
    [
        ([OLD, NEW], ["609018.SH", "609018.SH", "609055.SH", "609055.SH", "609055.SH"]),
        # Where both bear the name on the same day, most posts decide.
        ([replace(OLD, last="2021-07-01"), NEW], ["609055.SH"] * 5),
        ([OLD, replace(NEW, first=None, last=None)], ["609055.SH"] * 5),
        # What one post gives with its code is not yet a name.
        ([OLD, replace(NEW, marked=0, posts=1)], ["609018.SH"] * 5),
    ],
)
def test_a_name_stands_for_its_share_of_the_day(uses: list[Taught], codes: list[str]) -> None:
    dictionary = Dictionary(combine(uses))
    days = ("2020-01-01", "2021-06-30", "2021-07-01", "2025-01-01", None)
    assert [dictionary.find(f"{ST}涨停", day)[0].name.code for day in days] == codes


def test_a_publisher_decides_first(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("\ufeffname,code,kind\n腾讯,80700.HK,alias\n瀚海日报,,block\n", "utf-8")
    user = read_name_file(path)
    assert user == (
        KnownName("腾讯", "80700.HK", "alias", False, "user"),
        KnownName("瀚海日报", None, "block", False, "user"),
    )
    names = by_name(combine([Taught("瀚海日报", "609018.SH", 9, 9)], user))
    assert names["腾讯"].code == "80700.HK"
    assert names["瀚海日报"].code is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("腾讯,00700.HK\n", ":1: the first line must name the columns name and code"),
        ("", ":1: the first line must name the columns name and code"),
        ("name,code\n腾讯,700\n", ":2: not a code such as 600519.SH or 00700.HK: '700'"),
        ("name,code\n腾讯\n", ":2: not a code such as 600519.SH or 00700.HK: ''"),
        ("name,code\n腾,00700.HK\n", ":2: a name has 2 to 24 characters: '腾'"),
        (
            f"name,code\n{'腾' * 25},00700.HK\n",
            f":2: a name has 2 to 24 characters: '{'腾' * 25}'",
        ),
        (
            "name,code,kind\n腾讯,00700.HK,off\n",
            ":2: kind must be official, alias, index or block: off",
        ),
        (
            "name,code,kind\n腾讯,00700.HK,share\n",
            ":2: kind must be official, alias, index or block: share",
        ),
        ("name,code,ambiguous\n腾讯,00700.HK,maybe\n", ":2: ambiguous must be 0 or 1"),
    ],
)
def test_a_bad_file_is_rejected(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(NamesFileError) as error:
        read_name_file(path)
    assert str(error.value) == f"{path}{message}"


def test_a_file_that_is_not_text_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"name,code\n\xff\xfe,\n")
    with pytest.raises(NamesFileError, match="is not CSV in UTF-8"):
        read_name_file(path)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"{'腾' * 24},00700.hk,,", KnownName("腾" * 24, "00700.HK", "official", False, "user")),
        (" 腾讯 , 00700.HK ,alias,1", KnownName("腾讯", "00700.HK", "alias", True, "user")),
        ("腾讯,00700.HK,official,YES", KnownName("腾讯", "00700.HK", "official", True, "user")),
        ("腾讯,00700.HK,index,no", KnownName("腾讯", "00700.HK", "index", False, "user")),
        ("腾讯,00700.HK,block,False", KnownName("腾讯", None, "block", False, "user")),
        ("腾讯,x,word,true", KnownName("腾讯", None, "word", True, "user")),
        ("腾讯,00700.HK,,,more", KnownName("腾讯", "00700.HK", "official", False, "user")),
    ],
)
def test_a_line_of_a_file(line: str, name: KnownName, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(f"name,code,kind,ambiguous\n{line}\n", "utf-8")
    assert read_name_file(path) == (name,)


def test_the_last_line_of_a_name_counts(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,code\n腾讯,00700.HK\n腾讯,80700.HK\n", "utf-8")
    assert [each.code for each in read_name_file(path)] == ["80700.HK"]


def name(text: str, code: str | None = "609018.SH", **more: Any) -> KnownName:
    return replace(KnownName(text, code, "official", False, "archive"), **more)


def test_names_come_from_three_places_in_order() -> None:
    known = [
        name("甲股", origin="newsdb"),
        name("乙股", None, kind="word"),
        name("丙股", None, kind="word"),
    ]
    user = [name("甲股", "609055.SH", origin="user"), name("丁股", None, kind="word")]
    taught = [
        Taught("甲股", "1", 9, 9),
        Taught("乙股份", "609018.SH", 1, 1),
        Taught("丙股", "2", 1, 1),
    ]
    assert combine(taught, user, known) == (
        name("甲股", "609055.SH", origin="user"),
        name("丙股", "2", ambiguous=True),
        name("乙股份"),
    )


def test_words_make_names_of_the_archive_ambiguous() -> None:
    names = (name("甲股"), name("乙股"), name("甲股", origin="user"))
    assert mark_ambiguous(names, {"甲股"}) == (replace(names[0], ambiguous=True), *names[1:])


def test_listings_of_one_company() -> None:
    dictionary = Dictionary(
        [name("蔚来", "09866.HK"), name("乙股"), name("丙股", None, kind="block")]
    )
    codes = {"蔚来": "NIO.US", "乙股": "609018.SH", "丙股": "1", "丁股": "2"}
    assert dictionary.other_listings(codes) == {"09866.HK": "NIO.US"}


def test_names_are_found_with_and_without_spaces() -> None:
    dictionary = Dictionary([name("沪深300指数"), name("沪深")])
    found = dictionary.find("沪深 300 指数和沪深300指数，沪深")
    assert [(each.start, each.end, each.name.name) for each in found] == [
        (0, 9, "沪深300指数"), (10, 17, "沪深300指数"), (18, 20, "沪深")
    ]  # fmt: skip
