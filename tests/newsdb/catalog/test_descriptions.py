"""What the descriptions of the dataset have in common."""

from newsdb.catalog.descriptions import full_description, organization, without_empty
from tests.factories import dataset, facts


def test_the_description_says_what_the_archive_holds() -> None:
    full = dataset(description="Beans.", facts=facts(posts=2))
    assert full_description(full) == "Beans. 2 posts, published 2022-01-01 to 2022-12-31."
    empty = dataset(description="", facts=facts(posts=0, first=None, last=None))
    assert full_description(empty) == "0 posts."


def test_an_organization_needs_a_name() -> None:
    assert organization("Ann", "") == {"@type": "Organization", "name": "Ann"}
    assert organization("Ann", "https://a.example") == {
        "@type": "Organization",
        "name": "Ann",
        "url": "https://a.example",
    }
    assert organization("", "https://a.example") is None


def test_what_is_not_known_is_not_said() -> None:
    given = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": [""]}
    assert without_empty(given) == {"e": 0, "f": False, "g": [""]}
