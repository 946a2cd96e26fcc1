"""Templates rendered without `await`, which takes half the time.

Jinja's asynchronous templates pass each piece of a page through a generator for every block and
file that it is in.
"""

from __future__ import annotations

from collections.abc import Coroutine
from types import CoroutineType
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Context

from newsdb.exceptions import SuspendedError

PASSED = "jinja_pass_arg"
"""What a function has that `jinja2.pass_context` and the like mark."""
COMPILED = ("_loop_vars", "_block_vars")
"""What compiled templates pass along with the arguments, for such functions."""


class ImmediateContext(Context):
    """The variables of a template whose asynchronous functions are run where they are called."""

    def call(self, function: Any, *args: Any, **options: Any) -> Any:
        """Return what a function returns; of a coroutine function, what its coroutine returns.

        Raises SuspendedError for a coroutine that waits for something.
        """
        # Of each function, Jinja looks for this in a way that takes longer than most of them do.
        if hasattr(function, PASSED) or hasattr(function.__call__, PASSED):
            result = super().call(function, *args, **options)
        else:
            for name in COMPILED:
                options.pop(name, None)
            result = function(*args, **options)
        return run_at_once(result) if isinstance(result, CoroutineType) else result


def run_at_once(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of a coroutine that waits for nothing; raises SuspendedError otherwise.

    What Datasette gives its templates is asynchronous for plugins that may wait: the functions of
    the menu, of breadcrumbs and of actions mostly need not.
    """
    try:
        coroutine.send(None)
    except StopIteration as finished:
        return finished.value
    coroutine.close()
    raise SuspendedError(f"{coroutine} has to wait")


def render_without_await(env: Environment) -> None:
    """Make an asynchronous environment render each page in one go, unless it has to wait.

    A page that has to wait is rendered again, with `await`, and with `await` only from then on.
    """
    immediate = env.overlay(enable_async=False)
    immediate.context_class = ImmediateContext
    waiting: set[str] = set()

    class ImmediateTemplate(Template):
        async def render_async(self, *args: Any, **variables: Any) -> str:
            if self.name and self.name not in waiting:
                try:
                    return immediate.get_template(self.name).render(*args, **variables)
                except SuspendedError:
                    waiting.add(self.name)
            return await super().render_async(*args, **variables)

    env.template_class = ImmediateTemplate
