"""The exceptions are the tree that their module draws, and their statuses those of HTTP."""

import inspect
import re

from newsdb import exceptions
from newsdb.exceptions import ConversionTimeoutError, NewsdbError, UnknownValueError


def classes() -> dict[str, type[BaseException]]:
    return {
        name: each
        for name, each in vars(exceptions).items()
        if isinstance(each, type) and issubclass(each, BaseException)
    }


def test_the_tree_is_the_one_that_is_drawn() -> None:
    drawn: dict[str, str] = {"NewsdbError": "ValueError", "ConversionTimeoutError": "BaseException"}
    branches: list[str] = ["NewsdbError"]
    for line in (exceptions.__doc__ or "").splitlines():
        if match := re.match(r"((?:│   )*)[├└]── (\w+)", line):
            depth = len(match[1]) // 4 + 1
            del branches[depth:]
            drawn[match[2]] = branches[-1]
            branches.append(match[2])
    bases = {name: each.__bases__[0].__name__ for name, each in classes().items()}
    assert bases == drawn


def test_each_is_named_and_described() -> None:
    for name, each in classes().items():
        assert name.endswith("Error")
        assert (inspect.getdoc(each) or "").endswith(".") or each is NewsdbError, name


def test_a_timeout_passes_handlers_of_ordinary_errors() -> None:
    """A parser that catches Exception must not catch it."""
    assert not issubclass(ConversionTimeoutError, Exception)


def test_statuses() -> None:
    statuses = {name: each.status for name, each in classes().items() if hasattr(each, "status")}
    assert statuses == {
        "InvalidParameterError": 400,
        "UnknownValueError": 404,
        "StaleCursorError": 409,
    }
    assert UnknownValueError("there is no tag 'x'").args == ("there is no tag 'x'",)
