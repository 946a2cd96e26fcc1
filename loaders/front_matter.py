"""Text to front matter and body: YAML as text, TOML and JSON as Hugo and Hexo write them."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeAlias

import yaml

from loaders.key_lines import key_line, list_line, read_lines, read_values, unquote
from newsdb.models import Problem
from newsdb.text import clean_values

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib

try:
    from yaml import CBaseLoader as BaseLoader
except ImportError:  # pragma: no cover
    from yaml import BaseLoader  # type: ignore[assignment]

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

YAML_CLOSER = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
TOML_CLOSER = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
HEXO_CLOSER = re.compile(r"^;;;[ \t]*$", re.MULTILINE)
# An alias in YAML may expand to a tree of others: refuse to unfold more than this.
MAX_NODES = 10_000
# Parsers recurse, YAML's until the process dies; real front matter is never nested so deep.
MAX_DEPTH = 50
OF_POSTS = {"date", "tags", "categories", "layout", "permalink"}
NULLS = ("~", "null", "Null", "NULL")
# Begins only at the start of a word: from each of its characters, the search would be quadratic.
COMPACT_NESTING = re.compile(r"(?:[-?:][ \t]+){50}|(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){50}")
BRACKET = re.compile(r"[\[{\]}]")
MAX_LENGTH = 1_000_000
MAX_NAMED = 5


@dataclass(frozen=True, slots=True)
class SplitPost:
    """A post's text in two: `fields` (every scalar as text) and `body`, with its first line."""

    fields: dict[str, Value]
    body: str
    line: int
    problems: tuple[Problem, ...] = ()


def split(text: str) -> SplitPost:
    """Return the front matter and the body of a post's text (line ends `\\n`).

    A head that is broken is read line by line and the repair is noted; a text
    without any head is all body. Nothing is raised.
    """
    start = len(text) - len(text.lstrip("\n \t\ufeff"))
    head = text[start:]
    first = text.count("\n", 0, start) + 1
    opener, _, _ = head.partition("\n")
    opener = opener.rstrip()
    if opener == "---":
        return _split_fenced(head, first, YAML_CLOSER, _yaml)
    if opener == "+++":
        return _split_fenced(head, first, TOML_CLOSER, _toml)
    if head.startswith("{"):
        return _split_json(text, head, first)
    start = len(opener) + 1 if opener == ";;;" else 0
    if (start or head.startswith('"')) and (closer := HEXO_CLOSER.search(head, start)):
        block = head[start : closer.start()].strip().rstrip(",")
        parsed = _split_json(text, f"{{{block}}}", first)
        if parsed.fields:
            return _document(parsed.fields, head, closer.end(), first, list(parsed.problems))
    if key_line(opener) and (closer := YAML_CLOSER.search(head)):
        # Hexo's front matter may have no line above it. A heading may begin in the same way.
        lines = head[: closer.start()].splitlines()
        names = {pair[0].lower() for line in lines if (pair := key_line(line))}
        if "title" in names and names & OF_POSTS:
            return _split_fenced(f"---\n{head}", first - 1, YAML_CLOSER, _yaml)
    return SplitPost({}, text, 1)


def parse_config(path: str, text: str, max_nodes: int | None = None) -> dict[str, Value]:
    """Return what a configuration file in YAML, TOML or JSON says, every scalar as text.

    Of a file that is not valid, or of YAML with more values than `max_nodes` (by default as for
    front matter), what can be read counts; nothing is raised.
    """
    suffix = path.rpartition(".")[2].lower()
    if suffix == "json":
        parsed = _split_json(text, text.strip(), 1).fields
        return clean_values(parsed)
    parse = _toml if suffix == "toml" else _yaml
    try:
        read = _toml_table(text) if suffix == "toml" else _yaml(text, 1, [], max_nodes)
        return clean_values(read)
    except (yaml.YAMLError, ValueError, RecursionError):
        return clean_values(read_values(text, parse, "=" if suffix == "toml" else ":")[0])


def _split_fenced(head: str, first: int, closer: re.Pattern[str], parse: Any) -> SplitPost:
    opener_end = head.index("\n") + 1 if "\n" in head else len(head)
    match = closer.search(head, opener_end)
    if match is None:
        return _split_unclosed(head, opener_end, first)
    block = head[opener_end : match.start()]
    problems: list[Problem] = []
    try:
        fields = parse(block, first + 1, problems)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = first + 1 + _error_line(error)
        reason = str(getattr(error, "problem", None) or error)
        fields, unread = read_values(block, parse, "=" if parse is _toml else ":")
        done = "its values were read one by one" if fields else "it was kept as text"
        if fields and unread:
            done += f", without these lines: {'; '.join(unread[:MAX_NAMED])}"
        detail = f"the front matter is not valid ({reason}); {done}"
        problems.append(Problem("front matter", detail, line))
        if not fields:
            return SplitPost({}, head, first, tuple(problems))
    return _document(fields, head, match.end(), first, problems)


def _document(
    fields: dict[str, Value], head: str, end: int, first: int, problems: list[Problem]
) -> SplitPost:
    body = head[end:].removeprefix("\n")
    line = first + head.removesuffix(body).count("\n")
    return SplitPost(clean_values(fields), body, line, tuple(problems))


def _split_unclosed(head: str, opener_end: int, first: int) -> SplitPost:
    """Take `key: value` lines from the top as the head, the rest as the body."""
    end = opener_end
    for line in head[opener_end:].splitlines(keepends=True):
        if not (key_line(line) or (end > opener_end and list_line(line) is not None)):
            break
        end += len(line)
    if head[opener_end : opener_end + 1] == "\n" and head[opener_end:].strip():
        return SplitPost({}, head, first)  # a thematic break above a text
    fields, _ = read_lines(head[opener_end:end])
    detail = "the front matter is not closed; its lines were taken up to the first other one"
    body = head[end:] if fields else head[opener_end:]
    line_number = first + head.removesuffix(body).count("\n")
    return SplitPost(fields, body, line_number, (Problem("front matter", detail, first),))


def _yaml(
    block: str, first: int, problems: list[Problem], max_nodes: int | None = None
) -> dict[str, Value]:
    _check_nesting(block)
    node = yaml.compose(block, Loader=BaseLoader)
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("it is no list of keys and values")
    budget = [max_nodes or MAX_NODES]
    lines = block.split("\n")
    fields: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = first + key_node.start_mark.line
        if key in fields:
            problems.append(
                Problem("duplicate key", f"{key} is repeated; the last value counts", line)
            )
        value = _plain(value_node, budget)
        if isinstance(value, str) and key == "title" and _was_escaped(value_node, value):
            value = unquote(lines[key_node.start_mark.line].partition(":")[2].strip())
            detail = "a backslash in the title was kept as it is"
            problems.append(Problem("backslash in title", detail, line))
        fields[key] = value
    return fields


def _plain(node: yaml.Node, budget: list[int]) -> Value:
    budget[0] -= 1
    if budget[0] < 0:
        raise ValueError("it unfolds to too many values")
    if isinstance(node, yaml.ScalarNode):
        return "" if not node.style and node.value in NULLS else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, budget) for item in node.value]
    return {str(key.value): _plain(item, budget) for key, item in node.value}


def _was_escaped(node: yaml.Node, value: str) -> bool:
    """Return whether YAML took a `\\n` or `\\t` in a title pasted between quotes for an escape."""
    return (
        getattr(node, "style", None) == '"'
        and node.start_mark.line == node.end_mark.line
        and re.search(r"[\x00-\x1f\x7f\x85\xa0\u2028\u2029]", value) is not None
    )


def _toml(block: str, first: int, problems: list[Problem]) -> dict[str, Value]:
    fields = _toml_table(block)
    # Zola's taxonomies are in a table of their own.
    taxonomies = fields.pop("taxonomies", None)
    return {**taxonomies, **fields} if isinstance(taxonomies, dict) else fields


def _toml_table(block: str) -> dict[str, Value]:
    _check_nesting(block)
    fields: dict[str, Value] = _as_text(tomllib.loads(block))
    return fields


def _split_json(text: str, head: str, first: int) -> SplitPost:
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    try:
        fields, end = decoder.raw_decode(head)
        fields = _as_text(fields)
    except (ValueError, RecursionError) as error:
        if re.match(r"\{\s*\"\w+\"\s*:", head) is None:
            return SplitPost({}, text, 1)
        line = first + getattr(error, "lineno", 1) - 1
        detail = f"the JSON front matter is not valid ({error}); the whole file was kept as text"
        return SplitPost({}, text, 1, (Problem("front matter", detail, line),))
    if not isinstance(fields, dict) or not fields:
        return SplitPost({}, text, 1)
    return _document(fields, head, end, first, [])


def _as_text(value: Any) -> Any:
    """Turn parsed TOML or JSON into text, lists and dictionaries of text."""
    if isinstance(value, dict):
        return {str(key): _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _check_nesting(block: str) -> None:
    depths = accumulate(1 if bracket in "[{" else -1 for bracket in BRACKET.findall(block))
    too_deep = any(depth > MAX_DEPTH for depth in depths)
    if too_deep or len(block) > MAX_LENGTH or COMPACT_NESTING.search(block):
        raise ValueError("it is nested too deeply, or too long")


def _error_line(error: BaseException) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line)
    return int(getattr(error, "lineno", 1)) - 1  # TOML's has one from Python 3.14 on
