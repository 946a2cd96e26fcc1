"""Links that take a condition away."""

from newsdb.search.filters import Filter
from newsdb.web.filter_links import chips, without_value


def test_each_value_can_be_removed() -> None:
    filter = Filter("q", source=("A", "B"), since="2022-01-01", excluded=(("tag", "C"),))
    parameters = {**filter.parameters, "by": "week"}
    found = list(chips(filter, parameters))
    assert [(name, value) for name, value, _ in found] == [
        *(("source", "A"), ("source", "B"), ("since", "2022-01-01"), ("tag!", "C")),
    ]
    assert found[0][2] == {**parameters, "source": "B"}
    assert found[3][2] == {name: parameters[name] for name in parameters if name != "tag!"}


def test_without() -> None:
    assert without_value({"a": ("1", "2", "3")}, "a", "2") == {"a": ("1", "3")}
    assert without_value({"a": "1"}, "b", "2") == {"a": "1"}
