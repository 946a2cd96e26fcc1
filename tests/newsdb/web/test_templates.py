"""Pages are rendered without `await`, and right where something has to wait."""

import asyncio

import pytest
from jinja2 import DictLoader, Environment, UndefinedError, pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

from newsdb.web.templates import render_without_await

TEMPLATES = {
    "base.html": "[{% block content %}{% endblock %}]",
    "page.html": "{% extends 'base.html' %}{% block content %}{{ name() }}, {{ f(2) }}"
    "{% endblock %}",
    "context.html": "{% macro both(text) %}{{ text }}-{{ of_context('c') }}{% endmacro %}"
    "{% block content %}{% for each in names %}{% set c = each %}"
    "{{ of_context('names') }}{{ both(each) }}{{ shown(each) }}{% endfor %}{% endblock %}",
}


async def name() -> str:
    return "<甲>"


async def waits() -> str:
    await asyncio.sleep(0)
    return "<乙>"


def environment() -> Environment:
    env = Environment(loader=DictLoader(TEMPLATES), enable_async=True, autoescape=True)
    render_without_await(env)
    return env


async def test_functions_that_wait_for_nothing_and_those_that_do() -> None:
    env = environment()
    for _ in range(2):
        for function, text in ((name, "&lt;甲&gt;"), (waits, "&lt;乙&gt;"), (name, "&lt;甲&gt;")):
            page = env.get_template("page.html")
            assert await page.render_async(name=function, f=abs) == f"[{text}, 2]"


async def test_functions_of_the_context() -> None:
    @pass_context
    def of_context(context: Context, name: str) -> str:
        return f"{len(context[name])}" if name in context else "none"

    class Shown:
        @pass_eval_context
        def __call__(self, context: EvalContext, text: str) -> str:
            return f"<{text}>" if context.autoescape else text

    page = environment().get_template("context.html")
    rendered = await page.render_async(names=["甲", "乙"], of_context=of_context, shown=Shown())
    assert rendered == "2甲-none&lt;甲&gt;2乙-none&lt;乙&gt;"
    expected = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
    assert rendered == expected.get_template("context.html").render(
        names=["甲", "乙"], of_context=of_context, shown=Shown()
    )


async def test_a_name_that_is_undefined() -> None:
    with pytest.raises(UndefinedError, match="'f' is undefined"):
        await environment().from_string("{{ f() }}").render_async()


async def test_a_template_without_a_name() -> None:
    assert await environment().from_string("{{ f() }}").render_async(f=waits) == "&lt;乙&gt;"
