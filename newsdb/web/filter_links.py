"""Links that change a filter: without one of its values, or with another range of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsdb.search.filters import EXCLUDED, PARAMETERS, Filter, Values, one_or_all, values_of


def chips(
    filter: Filter, parameters: Mapping[str, Values]
) -> Iterator[tuple[str, str, Mapping[str, Values]]]:
    """Yield each condition but the search: its name, its value, and the URL's parameters without
    it.

    The name of a condition that excludes ends in EXCLUDED. `parameters` are those of the page.
    """
    for name, given in filter.parameters.items():
        if name.removesuffix(EXCLUDED) in PARAMETERS and name != "q":
            for value in values_of(given):
                yield name, value, without_value(parameters, name, value)


def without_value(parameters: Mapping[str, Values], name: str, value: str) -> dict[str, Values]:
    """Return parameters without one value of one of them."""
    kept = one_or_all(each for each in values_of(parameters.get(name)) if each != value)
    changed = {**parameters, name: kept}
    return {name: values for name, values in changed.items() if values is not None}
