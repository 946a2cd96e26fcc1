"""The integrity of a news.db: what is damaged, inconsistent, or not as the last load left it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from newsdb.database import schema
from newsdb.database.digests import post_digests
from newsdb.database.file_contents import damaged_contents
from newsdb.database.images import damaged_images
from newsdb.database.reading import describe_error
from newsdb.database.table_digests import table_digests
from newsdb.search import PAIRS_TABLE, PLAIN_TEXT, TABLE, language_of, pairs_of, tokenize
from newsdb.times import instant
from newsdb.versions.stored import damaged_versions


@dataclass(frozen=True, slots=True)
class Rule:
    """A query for rows that should not exist, and what to say of one and of several.

    The first column names a row.
    """

    one: str
    many: str
    query: str

    def describe(self, names: Sequence[str]) -> str:
        """Return a sentence on the rows that were found, with the first few names."""
        more = "" if len(names) <= MAX_NAMES else ", …"
        what = self.one if len(names) == 1 else self.many
        return f"{len(names)} {what}: {', '.join(names[:MAX_NAMES])}{more}"


MAX_NAMES = 3
MAX_DAMAGES = 10
RULES = (
    Rule(
        "image of a post is not stored",
        "images of posts are not stored",
        "select url from image_files where sha256 not in (select sha256 from image_contents)",
    ),
    Rule(
        "stored image belongs to no post",
        "stored images belong to no post",
        "select sha256 from image_contents where sha256 not in (select sha256 from image_files)",
    ),
    Rule(
        "post has no source file",
        "posts have no source file",
        """select slug from posts where not exists
        (select 1 from files where files.post_id = posts.id and files.status = 'post')""",
    ),
    Rule(
        "post has more than one source file",
        "posts have more than one source file",
        "select slug from files where status = 'post' group by slug having count(*) > 1",
    ),
    Rule(
        "file has another SHA-256 than its post",
        "files have another SHA-256 than their post",
        """select files.path from files join posts on posts.id = files.post_id
        where files.status = 'post' and files.sha256 != posts.sha256""",
    ),
    Rule(
        "file has a status that does not fit its post or problems",
        "files have a status that does not fit their post or problems",
        """select path from files
        where status not in ('post', 'duplicate', 'rejected', 'unpublished')
        or (status in ('post', 'duplicate')) != (post_id is not null)
        or (status in ('rejected', 'unpublished')
            and id not in (select file_id from problems))""",
    ),
    Rule(
        "rejected file has no stored bytes",
        "rejected files have no stored bytes",
        """select path from files where status = 'rejected' and sha256 is not null
        and not exists (select 1 from problems where file_id = files.id and raw is not null
                        and length(raw) = files.bytes and sha256(raw) = files.sha256)
        and bytes > 0""",
    ),
    Rule(
        "file has another slug than its post",
        "files have another slug than their post",
        """select files.path from files join posts on posts.id = files.post_id
        where files.slug != posts.slug""",
    ),
    Rule(
        "post has a date that disagrees with its time of publication",
        "posts have a date that disagrees with their time of publication",
        "select slug from posts where date is not substr(published, 1, 10)",
    ),
    Rule(
        "post has an instant that disagrees with its time of publication",
        "posts have an instant that disagrees with their time of publication",
        """select slug from posts where iif(length(published) = 10,
          ifnull(date(published_utc), '') not between date(published, '-1 day') and published,
          published_utc is not instant(published))""",
    ),
    Rule(
        "source has no posts",
        "sources have no posts",
        """select name from sources where id not in
        (select source_id from posts where source_id is not null)""",
    ),
    Rule(
        "author has no posts",
        "authors have no posts",
        "select name from authors where id not in (select author_id from post_authors)",
    ),
    Rule(
        "tag has no posts",
        "tags have no posts",
        "select name from tags where id not in (select tag_id from post_tags)",
    ),
    Rule(
        "category has no posts",
        "categories have no posts",
        "select name from categories where id not in (select category_id from post_categories)",
    ),
    Rule(
        "security has no posts",
        "securities have no posts",
        "select code from securities where code not in (select code from post_securities)",
    ),
)
MENTIONS = "from post_securities join posts on posts.id = post_id"
TOTALS = (
    Rule(
        "security has totals that disagree with its posts",
        "securities have totals that disagree with their posts",
        f"""select code, posts, mentions, first_seen, last_seen from securities;
        select code, count(*), sum(mentions), min(date), max(date) {MENTIONS} group by code""",  # noqa: S608
    ),
    Rule(
        "security has names that disagree with its posts",
        "securities have names that disagree with their posts",
        f"""select code, name, posts, first_seen, last_seen from security_names;
        select code, post_securities.name, count(*), min(date), max(date) {MENTIONS}
        where post_securities.name != code group by 1, 2""",  # noqa: S608
    ),
    Rule(
        "security has monthly totals that disagree with its posts",
        "securities have monthly totals that disagree with their posts",
        f"""select code, month, posts, mentions from security_months;
        select code, substr(date, 1, 7), count(*), sum(mentions) {MENTIONS}
        where date is not null group by 1, 2""",  # noqa: S608
    ),
)
"""Each has two queries that should have the same rows: what is stored, and what the posts give."""
DAMAGED_CONTENT = Rule(
    "file has kept content that is damaged", "files have kept content that is damaged", ""
)
DAMAGED_VERSION = Rule(
    "article has a damaged earlier version", "articles have a damaged earlier version", ""
)
DAMAGED_IMAGE = Rule("copy of an image is damaged", "copies of images are damaged", "")
NO_DIGEST = Rule("post has no digest", "posts have no digest", "")
OTHER_DIGEST = Rule(
    "post was changed after it was loaded", "posts were changed after they were loaded", ""
)
TYPES = {int: "'integer'", str: "'text'", bytes: "'blob'"}
INSTANCES = (
    "create virtual table if not exists temp.instances using fts5vocab(main, posts_fts, instance)"
)
PAIR_INSTANCES = (
    "create virtual table if not exists temp.pair_instances "
    "using fts5vocab(main, posts_pairs, instance)"
)
FIND = """
select 1 from posts_fts where posts_fts match '"' || replace(?, '"', '""') || '"' limit 1
"""
FIND_PAIR = FIND.replace("posts_fts", "posts_pairs")
TOKENS = """
select term, count(*), sum((doc % 1000003 * 16 + case col when 'title' then 1 when 'summary' then 2
  else 3 end) * (offset + 1) % 2147483647) from temp.instances group by term
"""
"""A fingerprint of the positions of each token: post, column and offset."""
PAIRS = """
select term, count(*), sum(doc), sum(doc * doc % 2147483647)
from temp.pair_instances group by term
"""
"""A fingerprint of which posts each pair is in."""


def check_database(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a database; none means that it is whole.

    Checked are SQLite's own integrity, the schema, types and foreign keys, that every file is
    accounted for, that totals agree with the posts, that nothing was changed after the last load,
    and that the search index has exactly the tokens of the posts, each in its place.
    """
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.create_function("sha256", 1, lambda raw: hashlib.sha256(raw).hexdigest())
    connection.create_function("instant", 1, instant)
    try:
        yield from _check_file(connection)
        problems = [*_check_schema(connection)] or [*_check_types(connection)]
        yield from problems
        if not problems:
            yield from _check_rows(connection)
            yield from _check_digests(connection)
            yield from _check_search(connection)
    except sqlite3.OperationalError:
        raise  # the disk, not the file
    except sqlite3.DatabaseError as error:
        yield f"file is damaged: {describe_error(error)}"


def _check_file(connection: sqlite3.Connection) -> Iterator[str]:
    for (found,) in connection.execute(f"pragma integrity_check({MAX_DAMAGES})"):
        if found != "ok":
            yield f"file is damaged: {found}"
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield f"row {rowid} of {table} refers to a row of {parent} that does not exist"


def _check_schema(connection: sqlite3.Connection) -> Iterator[str]:
    found, declared = schema.statements(connection), schema.declared_statements()
    for name in sorted(found.keys() | declared.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in declared:
            yield f"{name} is not part of the schema"
        elif found[name] != declared[name]:
            yield f"{name} is not as the schema declares it"


def _check_types(connection: sqlite3.Connection) -> Iterator[str]:
    for table, declared in schema.TABLES.items():
        wrong = " or ".join(
            f"typeof({column}) not in ({TYPES[kind]}, 'null')"
            for column, kind in declared["columns"].items()
        )
        rows = connection.execute(f"select rowid from {table} where {wrong}")  # noqa: S608
        if ids := [str(rowid) for (rowid,) in rows]:
            one, many = "row has a value of another type", "rows have a value of another type"
            yield f"table {table}: {Rule(one, many, '').describe(ids)}"


def _check_rows(connection: sqlite3.Connection) -> Iterator[str]:
    for rule in RULES:
        if names := [str(name) for (name,) in connection.execute(rule.query)]:
            yield rule.describe(names)
    if paths := list(damaged_contents(connection)):
        yield DAMAGED_CONTENT.describe(paths)
    if damaged := list(damaged_images(connection)):
        yield DAMAGED_IMAGE.describe(damaged)
    if articles := damaged_versions(connection):
        yield DAMAGED_VERSION.describe(articles)
    for rule in TOTALS:
        stored, counted = rule.query.split(";")
        differing = set(connection.execute(stored)) ^ set(connection.execute(counted))
        if differing:
            yield rule.describe(sorted({str(code) for code, *_ in differing}))


def _check_digests(connection: sqlite3.Connection) -> Iterator[str]:
    missing, changed = [], []
    for _, slug, stored, found in post_digests(connection):
        if stored is None:
            missing.append(slug)
        elif stored != found:
            changed.append(slug)
    for rule, slugs in ((NO_DIGEST, missing), (OTHER_DIGEST, changed)):
        if slugs:
            yield rule.describe(slugs)
    row = connection.execute("select digests from loads order by id desc limit 1").fetchone()
    if row is None or row[0] is None:
        yield "the latest load has no digests"
        return
    try:
        stored_digests = dict(json.loads(row[0]))
    except ValueError:
        stored_digests = {}
    for table, digest in table_digests(connection).items():
        if stored_digests.get(table) != digest:
            yield f"table {table} was changed after the latest load"


def _check_search(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the indexes with ones that are built from the posts.

    Compared are how many tokens each field of each post has, and the position of each token; and
    each token must be found. Of character pairs it is which posts have each.
    """
    with TemporaryDirectory() as directory:
        path = Path(directory) / "search.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as built:
            _build_indexes(connection, built)
            lengths = _difference(connection, built, "select id, sz from posts_fts_docsize")
            if lengths:
                ids = sorted({post_id for post_id, _ in lengths}, key=str)
                yield _stale("post", "id", ids)
                return
            for database in (connection, built):
                database.execute(INSTANCES)
                database.execute(PAIR_INSTANCES)
            for query in (TOKENS, PAIRS):
                if tokens := _difference(connection, built, query):
                    yield _stale("token", "such as", sorted({str(term) for term, *_ in tokens}))
                    return
            for vocabulary, statement in (("instances", FIND), ("pair_instances", FIND_PAIR)):
                terms = built.execute(f"select distinct term from temp.{vocabulary}")  # noqa: S608
                lost = [
                    term
                    for (term,) in terms
                    if not connection.execute(statement, (term,)).fetchone()
                ]
                if lost:
                    yield _stale("token", "such as", lost)


def _build_indexes(connection: sqlite3.Connection, built: sqlite3.Connection) -> None:
    """Build the indexes of the posts of a database in another."""
    built.execute("pragma journal_mode = off")
    built.execute(TABLE)
    built.execute(PAIRS_TABLE)
    built.execute("begin")
    posts = f"select id, lang, title, summary, {PLAIN_TEXT} from posts order by id"  # noqa: S608
    built.executemany(
        "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
        (
            (post_id, *(tokenize(text, language_of(lang)) for text in texts))
            for post_id, lang, *texts in connection.execute(posts)
        ),
    )
    built.executemany(
        "insert into posts_pairs (rowid, pairs) values (?, ?)",
        (
            (post_id, pairs_of(*texts, language=language_of(lang)))
            for post_id, lang, *texts in connection.execute(posts)
        ),
    )
    built.execute("commit")


def _stale(noun: str, label: str, names: Sequence[object]) -> str:
    what = f"{len(names)} {noun if len(names) == 1 else noun + 's'}"
    return f"search index is stale for {what} ({label} {', '.join(map(str, names[:MAX_NAMES]))})"


def _difference(
    left: sqlite3.Connection, right: sqlite3.Connection, query: str
) -> set[tuple[object, ...]]:
    return set(left.execute(query)) ^ set(right.execute(query))
