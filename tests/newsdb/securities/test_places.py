"""Where a name stands by itself, and where it is a part of another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.models import Kind, Security
from newsdb.securities.places import Place, find_places


def security(name: str, kind: Kind = "share") -> Security:
    return Security(name, name, kind, "", "")


NAMES = {
    each.name: each
    for each in (
        *(security(name) for name in ("瀚海", "瀚海证券", "澄川化工", "Wind", "股")),
        *(security(name, "board") for name in ("银行", "半导体")),
    )
}


def marked(text: str, *others: str) -> str:
    """Return a text with brackets around the names that are found."""
    places = sorted(find_places(text, [], NAMES, others), key=lambda place: place.start)
    for place in places[::-1]:
        text = f"{text[: place.start]}[{text[place.start : place.end]}]{text[place.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "[瀚海证券]与[瀚海]，[澄川化工]",
        # A newspaper is none, a price is one.
        "澄川化工报讯，[澄川化工]报16.44元",
        "瀚海时报记者",
        # A Latin name is a whole word.
        "[Wind]股，Windows，aWind，[Wind]。",
        # A short name of a board is a word of everyday language.
        "[银行]板块领涨，[银行]、保险，手机银行，银行卡，[银行]涨",
        "小[半导体]厂",
        # A single character is no name to find by.
        "股",
    ],
)
def test_names_stand_by_themselves(text: str) -> None:
    assert marked(text.replace("[", "").replace("]", "")) == text


def test_other_names_hide_what_is_inside_of_them() -> None:
    assert marked("瀚海证券研究所") == "[瀚海证券]研究所"
    assert marked("瀚海证券研究所与瀚海证券", "瀚海证券研究所") == "瀚海证券研究所与[瀚海证券]"
    # 日报 is a newspaper, but what follows here is a price.
    assert marked("瀚海证券报16元", "瀚海证券报") == "[瀚海证券]报16元"


def test_marks_are_taken_already() -> None:
    mark = Place(0, 4, NAMES["瀚海证券"])
    assert [place.start for place in find_places("瀚海证券与瀚海证券", [mark], NAMES)] == [5]


@given(st.text(alphabet="瀚海证券报a银行 ", max_size=20))
def test_places_hold_their_names_and_do_not_overlap(text: str) -> None:
    places = sorted(find_places(text, [], NAMES), key=lambda place: place.start)
    assert all(text[place.start : place.end] == place.security.name for place in places)
    ends = [0, *(place.end for place in places)]
    assert all(end <= place.start for end, place in zip(ends, places, strict=False))
