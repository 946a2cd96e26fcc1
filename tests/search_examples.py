"""The grammar of a query, by example: tests run it, and docs/searching.md prints it."""

from typing import NamedTuple


class Example(NamedTuple):
    """A query, what it means, and titles that it finds and that it does not find."""

    query: str
    meaning: str
    finds: tuple[str, ...]
    leaves: tuple[str, ...] = ()


EXAMPLES = (
    Example("央行", "posts that contain it", ("中国央行宣布",), ("中央银行", "央，行")),
    Example(
        "央行 降息",
        "all of the words, in any order",
        ("降息！央行宣布", "央行降息"),
        ("央行宣布",),
    ),
    Example(
        '"央行 降息"',
        "exactly this; white space counts only between two Latin words",
        ("央行降息", "央行 降息"),
        ("央行宣布降息",),
    ),
    Example("央行 -降息", "with the first word, without the second", ("央行",), ("央行降息",)),
    Example("-降息", "all posts without the word", ("央行",), ("央行降息",)),
    Example(
        "央行 降息 OR 降准",
        "the first word, and one of the other two: OR binds more closely than a space",
        ("央行降息", "央行降准"),
        ("央行", "降准"),
    ),
    Example("title:央行", "in the title; `标题:央行` is the same", ("央行",), ("银行",)),
    Example(
        "title:(央行 OR 股市) 降息",
        "one of the first two words in the title, the last one anywhere",
        ("股市降息",),
        ("降息",),
    ),
    Example('-title:"央行 降"', "minus, title and quotes together", ("央行",), ("央行降息",)),
    Example("0051", "also inside words and numbers", ("600519",), ("00 51",)),
    Example("hfo-1234*", "a Latin word that begins so", ("HFO-1234yf",), ("XHFO-1234", "HFO1234")),
    Example('" AI "', "a Latin word by itself", ("用 AI。", "AI股"), ("MAIN", "AIG")),
    Example("Ａ股", "full-width or half-width, either case", ("a股", "A股", "Ａ 股"), ("B股",)),
    Example("央行，降息？", "punctuation separates words", ("降息！央行宣布",), ("央行宣布",)),
    Example('"，但"', "in quotes it is text", ("涨,但", "涨，但"), ("涨但", "，不但")),
    Example(
        "「央行 降息」", "quotes of any kind: `“” ‘’ 《》 【】`", ("央行降息",), ("央行宣布降息",)
    ),
    Example("央行 AND 降息", "`AND`, `&&` and `+` change nothing", ("降息的央行",), ("央行",)),
    Example("#央行 @银行", "`#` and `@` before a word are left out", ("银行，央行",), ("央行",)),
    Example("央行 NOT 降息", "`NOT` is a minus", ("央行",), ("央行降息",)),
    Example(
        "(央行 OR 银行) -(降息 降准)",
        "parentheses group words",
        ("央行降息", "银行降准"),
        ("降息", "央行降息降准"),
    ),
    Example("央行 or 人行", "operators in lower case, beside Chinese", ("央行", "人行"), ("银行",)),
    Example("war or peace", "but in English they are words", ("peace or war",), ("war",)),
    Example(
        "art",
        "a Latin word is a whole word, in any of its forms",
        ("Art: 艺术", "arts", "300ART"),
        ("party", "article"),
    ),
    Example("title:running", "`run`, too", ("Run!", "runs", "running"), ("runway", "rung")),
    Example("cafe", "with or without diacritics", ("cafe", "Cafés"), ("cafeteria",)),
    Example("café", "unless they were typed", ("café",), ("cafe",)),
    Example("art*", "or what begins so", ("articles",), ("party",)),
    Example("*art*", "or is inside a word", ("party",)),
    Example("don't", "whatever the apostrophe or dash", ("Don’t", "don't"), ("dont",)),
    Example("2.5%", "with numbers, too", ("12.5％",), ("2 5%", "25%")),
    Example("央行 - 降息", "marks by themselves are left out", ("央行宣布降息",), ("央行-",)),
    Example("—", "unless there is nothing else", ("央行——降息",), ("央行-降息",)),
    Example(
        "证券發行",
        "simplified or traditional, whichever was typed",
        ("证券发行", "證券發行"),
        ("证卷发行",),
    ),
    Example('"证券"', "in quotes only as typed", ("证券",), ("證券",)),
    Example("🚀 𠮷野家", "emoji and rare characters", ("𠮷野家🚀",), ("吉野家🚀",)),
    Example('"央行 降息', "a stray quote is left out", ("降息的央行",)),
    Example('称"涨', "a quote inside a word is text", ('他称"涨停"',), ("他称涨停",)),
    Example('"称 ""涨停"""', "a quote in quotes is doubled", ('称"涨停"',), ("称涨停",)),
)
