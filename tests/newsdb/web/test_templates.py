"""Pages are rendered without `await`, and right where something has to wait."""

import asyncio

from jinja2 import DictLoader, Environment

from newsdb.web.templates import render_without_await

TEMPLATES = {
    "base.html": "[{% block content %}{% endblock %}]",
    "page.html": "{% extends 'base.html' %}{% block content %}{{ name() }}, {{ f(2) }}"
    "{% endblock %}",
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


async def test_a_template_without_a_name() -> None:
    assert await environment().from_string("{{ f() }}").render_async(f=waits) == "&lt;乙&gt;"
