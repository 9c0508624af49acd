"""The words of replies by region, from `nlp/lexicon/reply_*.toml`: each with the letter of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from nlp.lexicon import table as file_table
from nlp.patterns import compiled

# Kinds of words that come as plain lists: (file, key, letter). A word in two lists is of the later kind.
_LISTS: Final = (
    ("phrases", "filler", "_"),
    ("phrases", "noise", "h"),
    ("phrases", "other_talk", "8"),
    ("people", "children", "K"),
    ("people", "kin", "K"),
    ("people", "kin_homophones", "K"),
    ("people", "bodies", "D"),
    ("people", "others", "H"),
    ("people", "you", "Y"),
    ("people", "first", "I"),
    ("people", "ours", "W"),
    ("verbs", "work", "w"),
    ("verbs", "modals", "m"),
    ("verbs", "wants", "i"),
    ("phrases", "condition", "c"),
    ("phrases", "condition_sure", "S"),
    ("phrases", "then", "j"),
    ("phrases", "only_then", "7"),
    ("phrases", "raise", "R"),
    ("phrases", "too_low", "$"),
    ("phrases", "refer", "r"),
    ("phrases", "skilled", "{"),
    ("phrases", "let_them", "9"),
    ("phrases", "look_generic", "^"),
    ("phrases", "later", "0"),
    ("phrases", "done", "1"),
    ("phrases", "hesitate", "2"),
    ("phrases", "regret", "~"),
    ("phrases", "decline_reason", "d"),
    ("phrases", "obstacle", "*"),
    ("phrases", "errand", "J"),
    ("phrases", "past", "o"),
    ("phrases", "with", "&"),
    ("phrases", "fewer", "<"),
    ("phrases", "more", ">"),
    ("phrases", "left", "l"),
    ("phrases", "bring", "L"),
    ("phrases", "put_for", "f"),
    ("phrases", "put_beside", "B"),
    ("phrases", "put", "B"),
    ("phrases", "add", "a"),
    ("verbs", "go", "g"),
    ("phrases", "total", "u"),
    ("phrases", "becomes", "v"),
    ("phrases", "part_of_day", "4"),
    ("phrases", "note", "e"),
    ("phrases", "assent", "s"),
    ("phrases", "refuse", "x"),
    ("phrases", "harmless", "."),
    ("phrases", "put_me", "b"),
    ("ask.words", "bare", "q"),
    ("ask.words", "particles", "?"),
    ("phrases", "cancel", "z"),
    ("phrases", "keep", "Z"),
    ("verbs", "scorn", "X"),
    ("verbs", "oaths", "V"),
    ("verbs", "exclaim", "E"),
)
_GROUPS: Final = (
    ("groups_of_two", 2),
    ("groups_of_three", 3),
    ("groups_of_four", 4),
    ("groups_of_five", 5),
    ("groups_of_six", 6),
)
# Verbs that commit only with a person beside them.
_WEAK_GO: Final = frozenset(
    [
        "到",
        "走",
        "出",
        "跟",
        "上",
        "整",
        "接",
        "跑",
        "下",
        "进",
        "搞",
        "参加",
        "得去",
        "下地",
        "帮忙",
        "上山",
        "走",
        "干活",
        "做活",
        "做工",
        "跟车",
        "切",
    ]
)
_PATTERNS: Final = (
    ("past_patterns", "past_verbs", "o"),
    ("doer_patterns", "doer_verbs", "%"),
    ("advise_patterns", "advise_verbs", "!"),
    ("refuse_patterns", "refuse_verbs", "x"),
    ("ask_patterns", "ask_verbs", "3"),
)
_DIALECT: Final = {"go": "g", "put": "B", "refuse": "x", "obstacle": "*", "assent": "s"}
# A phrase that asks by itself holds one of these; others only name what a question is about.
_ASKING: Final = compiled(
    "[不没吗么几哪啥谁咋怎何乜咩]|多少|好多|多钱|多会|多咱|好久|谁|多[远高大重深久长]|阿[达搭]|还[要招收差缺能可得需有剩]|要人|招人|[发给留加]|什么|是不是|还是|求|怎"
)
Entry = tuple[str, Any]


class Lexicon:
    """Words and the letter and value of each: `words` of several characters, `single` of one.

    `lengths`: the first two characters -> how long the words are that begin so, the longest first.
    """

    __slots__ = ("lengths", "single", "words")

    def __init__(self, words: dict[str, Entry]) -> None:
        self.words = words
        self.single = {word: words.pop(word) for word in [word for word in words if len(word) == 1]}
        several: dict[str, set[int]] = {}
        for word in words:
            several.setdefault(word[:2], set()).add(len(word))
        self.lengths = {pair: tuple(sorted(sizes, reverse=True)) for pair, sizes in several.items()}


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """One lexicon file (`nlp/lexicon/reply_<name>.toml`) as read."""
    return file_table(f"reply_{name}")


def _listed(where: str, key: str) -> list[str]:
    name, _, section = where.partition(".")
    source = table(name)
    words: str = (source[section] if section else source)[key]
    return words.split()


def _entries(region: str | None) -> Iterable[tuple[str, Entry]]:
    verbs = table("verbs")
    for where, key, letter in _LISTS:
        for word in _listed(where, key):
            if key == "put_beside":
                yield word, ("put beside", None)
            elif letter == "g" and word in _WEAK_GO:
                yield word, ("G", None)
            else:
                yield word, (letter, None)
    people = table("people")
    for prefix in people["kin_prefixes"].split():
        for base in people["kin_bases"].split():
            yield prefix + base, ("K", None)
    for county, words in table("dialects").items():
        own_only = words.get("only", {}) if county == region else {}
        for key, letter in _DIALECT.items():
            for word in (words.get(key, "") + " " + own_only.get(key, "")).split():
                yield word, (letter, None)
    for key, verb_key, letter in _PATTERNS:
        for pattern in verbs[key].split():
            for verb in verbs[verb_key].split():
                yield pattern.replace("{v}", verb), (letter, "go" if letter == "3" else None)
    asks = table("ask")
    for topic, text in asks["sure"].items():
        for word in text.split():
            yield word, ("Q" if _ASKING.search(word) else "5", topic)
    for word in _listed("phrases", "benefit"):
        yield word, ("y", None)
    for word in _listed("people", "kin_pairs"):
        yield word, ("K", 2)
    for word in _listed("people", "children"):
        if len(word) > 1:
            yield word, ("K", 0)
    for key, number in _GROUPS:
        for word in people[key].split():
            yield word, ("P", number)
            for prefix in people["group_prefixes"].split():
                yield prefix + word, ("P", number)
    for word in _listed("phrases", "done"):
        for prefix in ("", *people["first"].split()):
            yield prefix + word, ("1", None)
    for where, key, letter in _LISTS[-9:]:
        for word in _listed(where, key):
            yield word, (letter, None)
    for put in _listed("phrases", "put_me"):
        if put[0] in "给算加报留帮写记带等":
            for no in ("别", "不用", "不要", "莫", "甭", "不必", "别再", "先别", "先不"):
                yield no + put, ("z", None)
    for word, place in _ORDER_WORDS.items():
        for head in (
            "那个",
            "那家",
            "那条",
            "的那个",
            "的那条",
            "的那家",
            "的那份",
            "的",
            "这个",
            "那份",
            *([""] if word[0] in "最头" else []),
        ):
            yield word + head, ("O", place)


@lru_cache(maxsize=8)
def lexicon(region: str | None) -> Lexicon:
    """The words of a region, each with its kind and value."""
    words: dict[str, Entry] = {}
    for word, entry in _entries(region):
        words[word] = entry
    words.update({mark: (letter, None) for mark, letter in zip("不没未冇么加+", "FFFF6&&", strict=True)})
    words["还是"] = (";", None)
    words["没有"] = ("F", None)
    words.update(dict.fromkeys("\u200d\ufe0f\u200b", ("_", None)))
    words.update(dict.fromkeys("叫喊让", ("9", None)))
    words.update({f"{verb}了": ("gone", None) for verb in ("去", "克", "干", "做")})
    words.update({f"{verb}的话": ("S", "go") for verb in ("去", "来", "克", "干", "做")})
    words.pop("", None)
    return Lexicon(words)


# Where a posting stands in the group, the newest above: 上面那个, 最后一个.
_ORDER_WORDS: Final = {
    **dict.fromkeys(_listed("phrases", "first_place"), 1),
    **dict.fromkeys(_listed("phrases", "middle_place"), 2),
    **dict.fromkeys(_listed("phrases", "last_place"), -1),
}


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """The characters that begin a Chinese family name."""
    return frozenset(table("people")["surnames"])
